// The forecast grid: entries, paste, saving as one goes, others' changes. The server judges everything.
import { folding } from "./forecast/folding.js";
import { Keys } from "./forecast/keys.js";
import { Saving } from "./forecast/saving.js";
import { Sheet } from "./forecast/sheet.js";

const table = document.querySelector("[data-grid]");
if (table) {
  const sheet = new Sheet(table);
  folding(table, sheet.lines);
  const keys = new Keys(sheet);
  const saving = new Saving(sheet, {
    save: table.dataset.save,
    news: table.dataset.news,
    newest: Number(table.dataset.newest),
    compare: table.dataset.compare,
    token: () => document.querySelector("[name=csrfmiddlewaretoken]").value,
    state: document.querySelector("[data-state]"),
    list: document.querySelector("ul[data-news]"),
  });
  const undo = document.querySelector("[data-undo]");
  sheet.onTell = (text) => saving.tell(text);
  sheet.onChange = (lines) => {
    if (undo) undo.disabled = !sheet.last;
    saving.changed(lines);
  };
  const acts = document.querySelector("[data-acts]");
  if (acts) {
    acts.hidden = false;
    document.querySelector("[data-fill]").addEventListener("click", () => keys.fill());
    undo.addEventListener("click", () => sheet.undo());
  }
  window.addEventListener("beforeunload", (event) => {
    if (saving.unsaved) event.preventDefault();
  });
  window.addEventListener("pagehide", () => saving.flush());
}
