// Moving and editing as in a spreadsheet. A cell is either moved over (its text chosen whole) or edited.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const SCREEN = 20; // rows of Page Down

export class Keys {
  constructor(sheet) {
    this.sheet = sheet;
    this.chosen = []; // lines chosen with Shift, in the column of the cell in focus
    const { table } = sheet;
    table.addEventListener("keydown", (event) => this.#key(event));
    table.addEventListener("focusin", (event) => this.#arrive(event.target));
    table.addEventListener("focusout", (event) => this.#leave(event.target));
    table.addEventListener("pointerdown", (event) => this.#point(event));
    table.addEventListener("input", (event) => this.#edit(event.target, true));
    table.addEventListener("change", (event) => {
      if (event.target.matches("select[data-cell]")) this.#take(event.target);
    });
    table.addEventListener("paste", (event) => this.#paste(event));
    table.addEventListener("copy", (event) => this.#copy(event));
  }

  #edit(input, on) {
    if (!input.matches?.("[data-cell]")) return;
    if (on) input.dataset.editing = "true";
    else delete input.dataset.editing;
  }

  #arrive(target) {
    if (target.matches("input[data-cell]")) target.select();
    if (target.matches("[data-cell]")) this.at = target;
    if (!this.extending) this.#choose([]);
  }

  #leave(target) {
    if (target.matches("input[data-cell]")) this.#take(target);
    this.#edit(target, false);
  }

  #point(event) {
    const target = event.target;
    if (target.matches("select[data-cell]")) this.#edit(target, true);
    else if (target.matches("input[data-cell]") && document.activeElement === target) this.#edit(target, true);
    if (event.shiftKey && this.at && target.dataset?.cell === this.at.dataset.cell) {
      event.preventDefault();
      const rows = this.sheet.shown();
      const [from, to] = [this.at, target].map((each) => rows.indexOf(this.sheet.lineOf(each)));
      this.#choose(rows.slice(Math.min(from, to), Math.max(from, to) + 1));
    }
  }

  // What stands in the cell, if it is not what was there.
  #take(input) {
    const line = this.sheet.lineOf(input);
    const cell = input.dataset.cell;
    const entered = input.dataset.editing || input.matches("select");
    this.#edit(input, false);
    if (!entered) return;
    if (input.value === line.saved[cell] && !(cell in line.edit) && !(cell in line.wrong)) return;
    this.sheet.enter(line, cell, input.value);
  }

  #key(event) {
    const target = event.target;
    if (event.altKey || event.isComposing || !target.closest("tr[data-line], tr[data-group]")) return;
    const editing = Boolean(target.dataset.editing);
    const command = event.ctrlKey || event.metaKey;
    const cell = target.matches("[data-cell]");
    if (command && event.key.toLowerCase() === "d" && cell) return this.#act(event, () => this.fill());
    if (command && event.key.toLowerCase() === "z" && !editing && this.sheet.last) {
      return this.#act(event, () => this.sheet.undo());
    }
    if (command && (event.key === "Home" || event.key === "End") && !editing) {
      return this.#act(event, () => this.#jump(target, event.key === "Home" ? -Infinity : Infinity));
    }
    if (command) return undefined;
    if (event.key === "PageDown" || event.key === "PageUp") {
      return this.#act(event, () => this.#jump(target, event.key === "PageDown" ? SCREEN : -SCREEN));
    }
    if (target.matches("select") && editing && event.key !== "Escape" && event.key !== "Tab") return undefined;
    if (event.key === "Tab" && cell) return this.#tab(event, target);
    if (event.key === "Enter" && cell) {
      return this.#act(event, () => this.#enter(target, event.shiftKey ? -1 : 1));
    }
    if (event.key === "Escape") return this.#act(event, () => this.#escape(target));
    if (event.key === "F2" && cell) return this.#act(event, () => this.#open(target));
    if (event.key === " " && target.matches("select")) return this.#edit(target, true);
    const step = STEPS[event.key];
    if (!step || (editing && step[1])) return undefined;
    if (event.shiftKey) return cell && step[0] ? this.#act(event, () => this.#extend(target, step[0])) : undefined;
    return this.#act(event, () => this.#move(target, step));
  }

  #act(event, act) {
    event.preventDefault();
    act();
  }

  #enter(target, step) {
    this.#take(target);
    this.#jump(target, step);
  }

  #escape(target) {
    const line = this.sheet.lineOf(target);
    const cell = target.dataset.cell;
    const unsaved = cell && (target.dataset.editing || cell in line.edit || cell in line.wrong);
    this.#edit(target, false);
    this.#choose([]);
    if (!unsaved) {
      this.sheet.table.parentElement.focus(); // the way out: Shift+Tab from here leaves the grid
      return;
    }
    line.restore(cell);
    this.sheet.onChange([line]);
    target.select?.();
  }

  #open(target) {
    this.#edit(target, true);
    if (target.matches("select")) target.showPicker?.();
    else target.setSelectionRange(target.value.length, target.value.length);
  }

  // Tab goes from cell to cell that takes an entry, and out of the grid after the last.
  #tab(event, target) {
    const cells = this.sheet.shown().flatMap((line) => Object.values(line.inputs));
    const next = cells[cells.indexOf(target) + (event.shiftKey ? -1 : 1)];
    if (next) this.#act(event, () => this.#focus(next));
  }

  // Everything in a row that can be gone to: links and cells that take entries.
  #stops(row) {
    return [...row.cells].map((cell) => cell.querySelector("a, button, input, select"));
  }

  #rows() {
    return [...this.sheet.table.querySelectorAll("tr[data-line], tr[data-group]")].filter((row) => !row.hidden);
  }

  #move(target, [down, right]) {
    if (down) return this.#jump(target, down);
    const stops = this.#stops(target.closest("tr"));
    let at = target.closest("th, td").cellIndex + right;
    while (at >= 0 && at < stops.length && !stops[at]) at += right;
    return this.#focus(stops[at]);
  }

  // As many rows down (or up), in the same column; rows with nothing there are passed over.
  #jump(target, step) {
    const rows = this.#rows();
    const way = Math.sign(step);
    const column = target.closest("th, td").cellIndex;
    let at = rows.indexOf(target.closest("tr")) + (Number.isFinite(step) ? step : way * rows.length);
    at = Math.max(0, Math.min(rows.length - 1, at));
    const fits = (place) => {
      const stop = this.#stops(rows[place])[column];
      return stop && stop.matches("[data-cell]") === target.matches("[data-cell]") ? stop : null;
    };
    const small = Math.abs(step) === 1;
    let look = at;
    while (look >= 0 && look < rows.length && !fits(look)) look += small ? way : -way;
    const found = look >= 0 && look < rows.length ? fits(look) : null;
    if (found && found !== target) this.#focus(found);
  }

  #focus(stop) {
    if (!stop) return;
    stop.focus();
    stop.closest("tr").scrollIntoView({ block: "nearest" });
  }

  #extend(target, way) {
    const rows = this.sheet.shown();
    if (!this.chosen.length) [this.chosen, this.anchor] = [[this.sheet.lineOf(target)], this.sheet.lineOf(target)];
    const from = rows.indexOf(this.anchor);
    const edge = this.chosen[0] === this.anchor ? this.chosen.at(-1) : this.chosen[0];
    const to = Math.max(0, Math.min(rows.length - 1, rows.indexOf(edge) + way));
    this.#choose(rows.slice(Math.min(from, to), Math.max(from, to) + 1));
    this.sheet.onTell(`${this.chosen.length} cells chosen.`);
  }

  #choose(lines) {
    for (const cell of this.sheet.table.querySelectorAll(".pb-cell--chosen")) cell.classList.remove("pb-cell--chosen");
    this.chosen = lines;
    const column = this.at?.dataset.cell;
    for (const line of lines) line.inputs[column]?.parentElement.classList.add("pb-cell--chosen");
  }

  // With cells chosen: the first into the others. With one cell: the one above into it.
  fill() {
    if (!this.at) {
      this.sheet.onTell("Go to a cell first; then it takes what stands above it.");
      return;
    }
    const cell = this.at.dataset.cell;
    this.#take(this.at);
    const rows = this.sheet.shown();
    const here = rows.indexOf(this.sheet.lineOf(this.at));
    const lines = this.chosen.length > 1 ? this.chosen : rows.slice(Math.max(0, here - 1), here + 1);
    this.sheet.fill(lines, cell);
    this.at.select?.();
  }

  #paste(event) {
    const target = event.target.closest?.("[data-cell]");
    if (!target) return;
    const text = event.clipboardData.getData("text/plain");
    const block = /[\t\r\n]/.test(text.replace(/\r?\n$/, ""));
    if (target.dataset.editing && !block && target.matches("input")) return;
    event.preventDefault();
    this.#edit(target, false);
    this.sheet.paste(this.sheet.lineOf(target), target.dataset.cell, text);
    target.select?.();
  }

  #copy(event) {
    if (this.chosen.length < 2) return;
    event.preventDefault();
    const texts = this.chosen.map((line) => line.inputs[this.at.dataset.cell]?.value ?? "");
    event.clipboardData.setData("text/plain", texts.join("\n"));
  }
}
