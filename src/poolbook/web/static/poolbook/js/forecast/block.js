// A block of cells as a spreadsheet puts it on the clipboard, and back.

// Rows of texts. Cells are parted by tabs, rows by line ends; a cell that holds either, or a quote, is
// quoted. The line end after the last row, which Excel always writes, is no row of its own.
export function parseBlock(text) {
  const rows = [];
  let row = [];
  let cell = "";
  let at = 0;
  const endCell = () => {
    row.push(cell);
    cell = "";
  };
  const endRow = () => {
    endCell();
    rows.push(row);
    row = [];
  };
  while (at < text.length) {
    if (text[at] === '"' && cell === "") {
      const quoted = readQuoted(text, at);
      if (quoted) {
        [cell, at] = quoted;
        continue;
      }
    }
    if (text[at] === "\t") endCell();
    else if (text[at] === "\r" && text[at + 1] === "\n") {
      endRow();
      at += 1;
    } else if (text[at] === "\n" || text[at] === "\r") endRow();
    else cell += text[at];
    at += 1;
  }
  if (cell !== "" || row.length) endRow();
  return rows;
}

// A quoted cell and where it ends; nothing where the quote is only a letter of the text.
function readQuoted(text, start) {
  let cell = "";
  let at = start + 1;
  while (at < text.length) {
    if (text[at] === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 2;
    } else if (text[at] === '"') {
      const next = text[at + 1];
      return next === undefined || /[\t\r\n]/.test(next) ? [cell, at + 1] : null;
    } else {
      cell += text[at];
      at += 1;
    }
  }
  return null;
}

// Rows of texts as a spreadsheet reads them.
export function writeBlock(rows) {
  const quoted = (cell) => (/[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => row.map(quoted).join("\t")).join("\n");
}
