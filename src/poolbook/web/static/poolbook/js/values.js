// The grid of a month's values: a block is pasted from any cell on, arrows and Enter move. It is an
// ordinary form: nothing is saved before its button.
import { parseBlock } from "./forecast/block.js";

const table = document.querySelector("[data-values]");
if (table) {
  const rows = [...table.tBodies[0].rows].filter((row) => row.querySelector("input"));
  const cells = rows.map((row) => [...row.querySelectorAll("input")]);
  const first = cells.map((row) => row.map((cell) => cell.value));
  const placeOf = (cell) => {
    const row = cells.findIndex((each) => each.includes(cell));
    return [row, row < 0 ? -1 : cells[row].indexOf(cell)];
  };
  const mark = (cell) => {
    const [row, column] = placeOf(cell);
    const changed = cell.value !== first[row][column];
    cell.closest("td").classList.toggle("pb-cell--changed", changed);
  };

  table.addEventListener("input", (event) => mark(event.target));
  table.addEventListener("paste", (event) => {
    const block = parseBlock(event.clipboardData.getData("text/plain"));
    if (block.length < 2 && (block[0] || []).length < 2) return; // one cell: as anywhere
    event.preventDefault();
    const [row, column] = placeOf(event.target);
    block.forEach((texts, down) => {
      texts.forEach((text, right) => {
        const cell = cells[row + down]?.[column + right];
        if (!cell || !text.trim()) return;
        cell.value = text.trim();
        mark(cell);
      });
    });
  });
  table.addEventListener("keydown", (event) => {
    const [row, column] = placeOf(event.target);
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (row < 0 || !step || event.isComposing) return;
    event.preventDefault(); // Enter goes down; the form is sent by its button
    const next = cells[row + step]?.[column];
    if (next) next.select();
    next?.focus();
  });
  let sent = false;
  table.closest("form").addEventListener("submit", () => {
    sent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && table.querySelector(".pb-cell--changed")) event.preventDefault();
  });
}
