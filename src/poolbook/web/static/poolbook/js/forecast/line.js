// One line of the grid: what is saved, what is typed and not saved yet, and how its cells are marked.
import { TypedError, isBlank, typed, written } from "./typed.js";

export const CELLS = ["method", "forecast", "reason"];
const METHODS = new Set(["block", "straight line", "profile", "run rate", "manual", "packages"]);
const KNOWN = ["budget", "last", "actual", "forecast"];
let numbers = 0;

export class Line {
  constructor(row) {
    this.row = row;
    this.code = row.dataset.line;
    this.name = row.querySelector("th").textContent.trim();
    this.seen = Number(row.dataset.seen);
    this.inputs = {};
    for (const input of row.querySelectorAll("[data-cell]")) this.inputs[input.dataset.cell] = input;
    this.saved = Object.fromEntries(CELLS.map((cell) => [cell, this.inputs[cell]?.value ?? ""]));
    this.edit = {}; // typed and not sent
    this.sending = null; // sent and not answered
    this.wrong = {}; // cell → what is wrong with it; until that is mended the line is not sent
    this.marks = {};
    this.stopped = false; // refused or stale: waits for the person
  }

  get editable() {
    return "forecast" in this.inputs;
  }

  get known() {
    const data = this.row.dataset;
    return Object.fromEntries(KNOWN.filter((name) => name in data).map((name) => [name, Number(data[name])]));
  }

  get dirty() {
    return Object.keys(this.edit).length > 0;
  }

  // Takes what somebody entered in a cell; true where there is something to save.
  enter(cell, text) {
    delete this.wrong[cell];
    if (cell === "forecast") return this.#enterForecast(text);
    if (cell === "method") return this.#enterMethod(text);
    this.inputs.reason.value = text;
    return this.#keep("reason", text, text.trim() === this.saved.reason);
  }

  #enterForecast(text) {
    if (isBlank(text)) return this.restore("forecast");
    let pence;
    try {
      pence = typed(text, this.known);
    } catch (error) {
      if (!(error instanceof TypedError)) throw error;
      delete this.edit.forecast;
      this.inputs.forecast.value = text;
      this.fault("forecast", `${this.name}: ${error.message}.`);
      return false;
    }
    this.inputs.forecast.value = written(pence);
    const same = written(pence) === this.saved.forecast;
    if (same && this.saved.method) {
      this.inputs.method.value = this.saved.method;
      delete this.edit.method;
    } else {
      this.inputs.method.value = "manual";
      this.#keep("method", "manual", this.saved.method === "manual");
    }
    return this.#keep("forecast", text, same && Boolean(this.saved.method));
  }

  #enterMethod(text) {
    const wanted = text.trim().toLowerCase();
    if (!METHODS.has(wanted)) {
      if (!isBlank(text)) this.fault("method", `${this.name}: “${text.slice(0, 30)}” is not a method.`);
      return false;
    }
    this.inputs.method.value = wanted;
    if (wanted !== "manual" && "forecast" in this.edit) {
      delete this.edit.forecast;
      this.inputs.forecast.value = this.saved.forecast;
      this.mark("forecast", "");
    }
    return this.#keep("method", wanted, wanted === this.saved.method);
  }

  #keep(cell, text, same) {
    this.stopped = false;
    if (same) {
      delete this.edit[cell];
      this.mark(cell, "");
    } else {
      this.edit[cell] = text;
      this.mark(cell, "changed");
    }
    if (!Object.keys(this.wrong).length) this.say("");
    return this.dirty;
  }

  // Back to what is saved.
  restore(cell) {
    const changed = cell in this.edit || cell in this.wrong || this.inputs[cell].value !== this.saved[cell];
    delete this.edit[cell];
    delete this.wrong[cell];
    this.inputs[cell].value = this.saved[cell];
    if (changed) this.mark(cell, "");
    if (cell === "forecast" && this.edit.method === "manual") this.restore("method");
    if (!this.dirty && !Object.keys(this.wrong).length) {
      this.stopped = false;
      this.say("");
    }
    return false;
  }

  fault(cell, text) {
    this.wrong[cell] = text;
    this.mark(cell, "error");
    this.say(text);
  }

  mark(cell, kind) {
    const before = this.marks[cell] ?? "";
    if (kind === before) return;
    this.marks[cell] = kind;
    const input = this.inputs[cell];
    const place = input?.parentElement ?? this.row.querySelector(`td[data-column="${cell}"]`);
    if (before) place.classList.remove(`pb-cell--${before}`);
    if (kind) place.classList.add(`pb-cell--${kind}`);
    if (kind === "error") input?.setAttribute("aria-invalid", "true");
    else if (before === "error") input?.removeAttribute("aria-invalid");
  }

  // A sentence under the row, with what can be done: [[word, act], …]. "" takes it away.
  say(text, acts = []) {
    if (!text && !this.told) return;
    this.told?.remove();
    this.told = null;
    for (const input of Object.values(this.inputs)) input.removeAttribute("aria-describedby");
    if (!text) return;
    this.told = document.createElement("tr");
    this.told.className = "pb-told";
    const place = this.told.insertCell();
    place.colSpan = this.row.cells.length;
    const box = document.createElement("div");
    const sentence = document.createElement("p");
    sentence.id = `told-${(numbers += 1)}`;
    sentence.textContent = text;
    box.append(sentence);
    for (const [word, act] of acts) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "pb-link";
      button.textContent = word;
      button.addEventListener("click", act);
      box.append(button);
    }
    place.append(box);
    this.told.hidden = this.row.hidden;
    this.row.after(this.told);
    for (const input of Object.values(this.inputs)) input.setAttribute("aria-describedby", sentence.id);
  }

  // What is sent: the cells that were changed, on top of the version that was seen.
  send() {
    this.sending = this.edit;
    this.edit = {};
    return { line: this.code, seen: this.seen, ...this.sending };
  }

  // It did not arrive, or was not taken: what was sent is unsaved again.
  takeBack() {
    this.edit = { ...this.sending, ...this.edit };
    this.sending = null;
  }

  // The row as the server has it now. What somebody is typing stays.
  show(row) {
    if (row.seen === undefined) return;
    this.seen = row.seen;
    for (const cell of CELLS) {
      this.saved[cell] = row[cell];
      const input = this.inputs[cell];
      if (!input || cell in this.edit || (this.sending && cell in this.sending)) continue;
      if (cell in this.wrong || input.dataset.editing) continue;
      if (cell === "method" && row.method) {
        input.querySelector('option[value=""]')?.remove();
        if (![...input.options].some((each) => each.value === row.method)) input.add(new Option(row.method));
      }
      input.value = row[cell];
      input.title = cell === "forecast" ? row.basis : cell === "reason" ? row.reason : "";
    }
    if (row.pence !== null && row.pence !== undefined) this.row.dataset.forecast = row.pence;
    if (!this.inputs.reason) return;
    this.inputs.reason.placeholder = row.asked ? "Say why it moved" : "";
    this.inputs.reason.parentElement.classList.toggle("pb-cell--asked", row.asked);
  }
}
