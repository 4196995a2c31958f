// The whole grid: its lines, which of them are shown, what was pasted last, and the figures beside them.
import { parseBlock } from "./block.js";
import { CELLS, Line } from "./line.js";
import { isBlank } from "./typed.js";

export class Sheet {
  constructor(table) {
    this.table = table;
    this.lines = new Map();
    for (const row of table.querySelectorAll("tr[data-line]")) {
      this.lines.set(row.dataset.line, new Line(row));
    }
    this.groups = new Map();
    for (const row of table.querySelectorAll("tr[data-group]")) this.groups.set(row.dataset.group, row);
    this.last = null; // what the last paste or filling replaced: [[line, cells before], …]
    this.onChange = () => {};
    this.onTell = () => {};
  }

  lineOf(element) {
    return this.lines.get(element.closest("tr")?.dataset.line);
  }

  // The lines on the screen, in order: those that are folded away are left out.
  shown() {
    return [...this.lines.values()].filter((line) => !line.row.hidden);
  }

  // One entry by hand.
  enter(line, cell, text) {
    line.enter(cell, text);
    this.onChange([line]);
  }

  // A block from the clipboard, from a cell on: down over the lines on the screen, and to the right.
  paste(line, cell, text) {
    const block = parseBlock(text);
    const rows = this.shown();
    const from = rows.indexOf(line);
    const columns = CELLS.slice(CELLS.indexOf(cell));
    const done = { cells: 0, blank: 0, kept: 0, wrong: 0, over: 0 };
    this.#together(rows.slice(from, from + block.length), (each, at) => {
      if (!each.editable) {
        done.kept += 1;
        return;
      }
      block[at].forEach((given, place) => {
        if (!columns[place]) done.over += 1;
        else if (isBlank(given)) done.blank += 1;
        else {
          each.enter(columns[place], columns[place] === "reason" ? given.replace(/\s+/g, " ").trim() : given);
          if (columns[place] in each.wrong) done.wrong += 1;
          else done.cells += 1;
        }
      });
    });
    const missing = Math.max(0, block.length - (rows.length - from));
    this.onTell(pasted(done, missing));
  }

  // The first cell's entry into the others.
  fill(lines, cell) {
    const [first, ...rest] = lines;
    const text = first.inputs[cell]?.value ?? first.saved[cell];
    if (isBlank(text) || !rest.length) return;
    const found = rest.filter((line) => line.editable);
    this.#together(found, (line) => line.enter(cell, text));
    this.onTell(`${count(found.length, "cell")} filled.`);
  }

  #together(lines, act) {
    this.last = lines.filter((line) => line.editable).map((line) => [line, line.seen, current(line)]);
    lines.forEach(act);
    this.onChange(lines);
  }

  // What was there before the last paste or filling, saved anew where that was saved.
  undo() {
    const last = this.last ?? [];
    this.last = null;
    let stayed = 0;
    for (const [line, seen, before] of last) {
      if (seen === 0 && line.seen > 0) {
        stayed += 1; // a forecast is never removed from the book
        continue;
      }
      for (const cell of CELLS) line.restore(cell);
      if (before.reason !== line.saved.reason) line.enter("reason", before.reason);
      if (before.method && before.method !== "manual") {
        if (before.method !== line.saved.method) line.enter("method", before.method);
      } else if (before.forecast && before.forecast !== line.saved.forecast) {
        line.enter("forecast", before.forecast);
      }
    }
    this.onChange(last.map(([line]) => line));
    const kept = stayed ? ` ${count(stayed, "line")} had no forecast before, and keep the pasted one.` : "";
    this.onTell(`Undone.${kept}`);
  }

  // Figures as the server has them now, by line or heading.
  show(rows) {
    for (const [key, row] of Object.entries(rows)) {
      const line = this.lines.get(key);
      const place = line?.row ?? this.groups.get(key);
      if (!place) continue;
      for (const [column, html] of Object.entries(row.cells)) {
        const cell = place.querySelector(`td[data-column="${column}"]`);
        if (cell) cell.innerHTML = html; // made and escaped by the server
      }
      line?.show(row);
    }
  }
}

function current(line) {
  return Object.fromEntries(CELLS.map((cell) => [cell, line.inputs[cell].value]));
}

export function count(number, noun) {
  return `${number.toLocaleString("en-GB")} ${noun}${number === 1 ? "" : "s"}`;
}

function pasted(done, missing) {
  const parts = [`${count(done.cells, "cell")} pasted`];
  if (done.wrong) parts.push(`${count(done.wrong, "cell")} cannot be read and are not saved`);
  if (done.blank) parts.push(`${done.blank.toLocaleString("en-GB")} blank, left as they were`);
  if (done.kept) parts.push(`${count(done.kept, "line")} you may not forecast, left out`);
  if (missing) parts.push(`${count(missing, "row")} did not fit below`);
  if (done.over) parts.push(`${count(done.over, "cell")} did not fit to the right`);
  return `${parts.join("; ")}.`;
}
