// Groups that fold; what is folded is remembered as long as the browser's tab is.
export function folding(table, lines) {
  const key = `folded ${location.pathname}`;
  const folded = new Set(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
  const rows = [...table.querySelectorAll("tr[data-under]")].map((row) => ({
    row,
    above: row.dataset.under.split(" ").filter(Boolean),
    line: lines.get(row.dataset.line),
  }));

  function draw() {
    for (const { row, above, line } of rows) {
      row.hidden = above.some((group) => folded.has(group));
      if (line?.told) line.told.hidden = row.hidden;
    }
    for (const button of table.querySelectorAll(".pb-fold")) {
      button.setAttribute("aria-expanded", String(!folded.has(button.closest("tr").dataset.group)));
    }
  }

  table.addEventListener("click", (event) => {
    const button = event.target.closest(".pb-fold");
    if (!button) return;
    const { group } = button.closest("tr").dataset;
    if (!folded.delete(group)) folded.add(group);
    sessionStorage.setItem(key, JSON.stringify([...folded]));
    draw();
  });
  draw();
}
