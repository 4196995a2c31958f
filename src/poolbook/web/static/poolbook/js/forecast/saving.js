// Saving as one goes, and hearing what others saved. One request at a time, so that versions follow.
import { count } from "./sheet.js";

const WAIT = 600; // milliseconds after the last entry
const AGAIN = 5_000; // after a failure
const NEWS = 10_000;

export class Saving {
  constructor(sheet, { save, news, newest, compare, token, state, list }) {
    Object.assign(this, { sheet, token, state, list });
    const query = compare ? `compare=${encodeURIComponent(compare)}` : "";
    this.saveAt = query ? `${save}?${query}` : save;
    this.newsAt = `${news}?${query ? `${query}&` : ""}since=`;
    this.newest = newest;
    this.waiting = new Set();
    this.timer = null;
    this.busy = false;
    setInterval(() => this.listen(), NEWS);
    document.addEventListener("visibilitychange", () => this.listen());
  }

  get unsaved() {
    return this.busy || [...this.sheet.lines.values()].some((line) => line.dirty);
  }

  tell(text) {
    this.state.textContent = text;
  }

  // Lines that were changed: those with something sound to save are saved soon.
  changed(lines) {
    for (const line of lines) {
      const wrong = Object.keys(line.wrong).length > 0;
      if (line.dirty && !line.stopped && !wrong) this.waiting.add(line);
      else this.waiting.delete(line);
    }
    if (this.waiting.size) this.#soon(WAIT);
  }

  #soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  async flush() {
    if (this.busy || !this.waiting.size) return;
    const lines = [...this.waiting];
    this.waiting.clear();
    this.busy = true;
    this.tell(`Saving ${count(lines.length, "line")} …`);
    const body = JSON.stringify({ cells: lines.map((line) => line.send()) });
    let answer = null;
    let fault = "";
    try {
      const response = await fetch(this.saveAt, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
        body,
        keepalive: body.length < 60_000, // so that leaving the page does not stop it
      });
      if ([200, 409].includes(response.status)) answer = await response.json();
      else if (response.status >= 500) fault = "again";
      else fault = "Not saved: you are signed out, or your role has changed. Sign in again in another tab; then change any cell.";
    } catch {
      fault = "again";
    }
    this.busy = false;
    if (answer?.cells) this.#answered(lines, answer);
    else this.#failed(lines, answer?.message ? `Not saved. ${answer.message}` : fault);
    if (this.waiting.size) this.#soon(fault ? AGAIN : WAIT);
  }

  #failed(lines, fault) {
    for (const line of lines) line.takeBack();
    if (fault === "again") {
      for (const line of lines) this.waiting.add(line);
      this.tell("Not saved: the site does not answer. It is tried again by itself; leave this page open.");
    } else this.tell(fault);
  }

  #answered(lines, answer) {
    const refused = [];
    for (const line of lines) {
      const outcome = answer.cells[line.code];
      const sent = Object.keys(line.sending);
      if (outcome.what === "saved" || outcome.what === "unchanged") {
        line.sending = null;
        line.say("");
        for (const cell of sent) if (!(cell in line.edit)) line.mark(cell, outcome.what === "saved" ? "saved" : "");
        if (line.dirty) this.changed([line]);
      } else {
        line.takeBack();
        line.stopped = true;
        refused.push(line);
        if (outcome.what === "stale") this.#conflict(line, outcome);
        else line.fault(outcome.cell, `${line.name} is not saved: ${outcome.said}.`);
        line.wrong = {}; // whatever is changed next is sent again with it
      }
    }
    this.sheet.show(answer.rows);
    for (const line of lines) if (!refused.includes(line) && !line.dirty) line.show(answer.rows[line.code] ?? {});
    const unexplained = document.querySelector("[data-unexplained]");
    if (unexplained && answer.unexplained !== undefined) unexplained.textContent = `(${answer.unexplained})`;
    const done = answer.saved ? `${count(answer.saved, "line")} saved at ${answer.at} by ${answer.by}.` : "";
    const not = refused.length ? ` ${count(refused.length, "line")} not saved: see what is said under ${refused.length === 1 ? refused[0].name : "them"}.` : "";
    this.tell(`${done}${not}`.trim() || "Nothing had changed.");
  }

  // Somebody else saved the line meanwhile: both versions, and which shall stand.
  #conflict(line, { theirs, yours }) {
    line.mark("forecast", "stale");
    const why = theirs.reason ? ` (${theirs.reason})` : ` (${theirs.method})`;
    const mine = yours.shown === theirs.shown ? `you gave another method or reason` : `you typed ${yours.shown}`;
    line.say(`${line.name}: ${theirs.by} made it ${theirs.shown}${why} at ${theirs.at}; ${mine}.`, [
      ["Keep theirs", () => this.#settle(line, false)],
      ["Use mine", () => this.#settle(line, true)],
    ]);
  }

  #settle(line, mine) {
    line.stopped = false;
    line.say("");
    if (mine) {
      line.mark("forecast", "changed");
      this.changed([line]); // `seen` is their version by now
    } else {
      for (const cell of ["forecast", "method", "reason"]) line.restore(cell);
      line.mark("forecast", "");
      this.changed([line]);
      this.tell(`${line.name} stays as it was made by the other.`);
    }
    line.inputs.forecast.focus();
  }

  // What others saved since: shown in its place and said, without touching what is being typed.
  async listen() {
    if (document.hidden || this.busy || this.ended) return;
    let answer;
    try {
      const response = await fetch(this.newsAt + this.newest);
      if (!response.ok) return;
      answer = await response.json();
    } catch {
      return; // asked again in ten seconds
    }
    if (this.busy) return;
    this.newest = Math.max(this.newest, answer.newest);
    if (!answer.open) {
      this.ended = true;
      this.tell("The period is no longer open, so nothing more is saved. Open this page again.");
    }
    if (!answer.theirs) return;
    const came = Object.entries(answer.theirs).filter(([code, version]) => {
      const line = this.sheet.lines.get(code);
      return line && version.version > line.seen;
    });
    const dirty = new Set(came.filter(([code]) => this.#held(code)).map(([code]) => code));
    const rows = { ...answer.rows };
    for (const code of dirty) delete rows[code]; // its version stays unseen: saving on it is refused
    this.sheet.show(rows);
    for (const [code, version] of came) this.#say(this.sheet.lines.get(code), version);
  }

  #held(code) {
    const line = this.sheet.lines.get(code);
    return line.dirty || Object.values(line.inputs).some((input) => input.dataset.editing);
  }

  #say(line, version) {
    line.mark("forecast", "stale");
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = "#";
    link.textContent = line.name;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      (line.inputs.forecast ?? line.row.querySelector("a")).focus();
    });
    const why = version.reason ? `: ${version.reason}` : "";
    item.append(`${version.by}, ${version.at}: `, link, ` is now ${version.shown}${why}`);
    for (const old of this.list.querySelectorAll(`[data-of="${line.code}"]`)) old.remove();
    item.dataset.of = line.code;
    this.list.prepend(item);
    while (this.list.children.length > 5) this.list.lastElementChild.remove();
  }
}
