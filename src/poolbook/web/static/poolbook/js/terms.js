// The editor of terms: rows of rules that are added, removed and moved, and the example beside them,
// worked out by the server as one types. What is sent, and saved, is the terms as data.
const form = document.querySelector("[data-terms]");
const rows = form.querySelector("[data-form]");
const text = form.querySelector("[data-text]");
const example = form.querySelector("[data-example]");
const result = form.querySelector("[data-result]");
const said = form.querySelector("[data-said]");
const typed = form.querySelector("[data-typed]");
const base = JSON.parse(form.dataset.base);
const asForm = form.dataset.mode === "form";
let dirty = false;

const fresh = (name, value) => {
  const found = [...form.querySelectorAll("template")].find((each) => each.dataset[name] === value);
  return found.content.firstElementChild.cloneNode(true);
};
const list = (value) => value.split(";").map((each) => each.trim()).filter(Boolean);
const first = (from, selector) => from.querySelector(selector);

// What each kind of control holds; undefined is left out of the terms.
const readers = {
  text: (box) => first(box, "input, select").value.trim() || undefined,
  texts(box) {
    const found = list(first(box, "input").value);
    return found.length ? found : undefined;
  },
  flag: (box) => first(box, "input").checked || undefined,
  limit(box) {
    const amount = first(box, "[data-amount]").value.trim();
    const of = first(box, "[data-of]").value;
    if (amount === "") return undefined;
    return of ? { percent: amount, of } : amount;
  },
  sharing(box) {
    const way = first(box, "[data-way]").value;
    if (way === "split" || way === "parts") {
      const weights = {};
      for (const input of box.querySelectorAll("[data-bearer]")) {
        if (input.value.trim() !== "") weights[input.dataset.bearer] = input.value.trim();
      }
      return { [way]: weights };
    }
    if (way === "partner") return { partner: first(box, "[data-one]").value };
    if (way === "unallocated") return { unallocated: true };
    if (way !== "basis") return undefined;
    const elements = list(first(box, "[data-elements]").value);
    return { basis: first(box, "[data-basis]").value, ...(elements.length ? { elements } : {}) };
  },
  // Each band begins where the one before it ends.
  bands(box) {
    let above;
    return [...box.querySelectorAll("[data-band]")].map((band) => {
      const below = readers.limit(first(band, "[data-control=limit]"));
      const found = { ...readers.sharing(first(band, "[data-control=sharing]")) };
      if (above !== undefined) found.above = above;
      if (below !== undefined) found.below = below;
      above = below;
      return found;
    });
  },
  sources(box) {
    return [...box.querySelectorAll("[data-source] select")].map((each) => {
      const at = each.value.indexOf(":");
      return at < 0 ? {} : { [each.value.slice(0, at)]: each.value.slice(at + 1) };
    });
  },
  only(box) {
    const found = {};
    for (const input of box.querySelectorAll("[data-mark]")) {
      const values = list(input.value);
      if (values.length) found[input.dataset.mark] = values;
    }
    return Object.keys(found).length ? found : undefined;
  },
};

function readRule(rule) {
  const found = { use: first(rule, "[data-use]").value };
  for (const box of rule.querySelectorAll("[data-control]")) {
    if (box.parentElement.closest("[data-control]")) continue; // a part of another control
    const value = readers[box.dataset.control](box);
    if (value === undefined) continue;
    if (box.dataset.name) found[box.dataset.name] = value;
    else Object.assign(found, value);
  }
  return found;
}

const rulesOf = (box) => [...first(box, "[data-rules]").children];

function readTerms() {
  const { known_funds: knownFunds, known_groups: knownGroups, ...body } = structuredClone(base);
  for (const input of form.querySelectorAll("[data-top]")) body[input.dataset.top] = input.value.trim();
  for (const name of ["from", "to", "source"]) if (!body[name]) delete body[name];
  body.status = "provisional";
  body.groups = [...form.querySelectorAll("[data-group]")].map((group) => {
    const id = first(group, "[data-id]").value;
    const status = first(group, "[data-status]").value;
    const name = knownGroups[id] ?? id;
    return { id, name, ...(status ? { status } : {}), rules: rulesOf(group).map(readRule) };
  });
  const overall = rulesOf(first(form, "[data-overall]")).map(readRule);
  if (overall.length) body.overall = overall;
  const used = JSON.stringify([body.groups, overall]);
  const funds = body.funds ?? [];
  for (const fund of knownFunds) {
    if (used.includes(JSON.stringify(fund.id)) && !funds.some((each) => each.id === fund.id)) funds.push(fund);
  }
  if (funds.length) body.funds = funds;
  return body;
}

// The example.
let asked = 0;
let waiting;

async function work() {
  const number = (asked += 1);
  const amounts = {};
  for (const input of typed.querySelectorAll("input")) amounts[input.dataset.of] = input.value;
  const given = asForm ? { body: readTerms() } : { toml: form.elements.toml.value };
  const answer = await fetch(form.dataset.try, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: JSON.stringify({ ...given, typed: amounts }),
  }).catch(() => null);
  if (number !== asked) return; // something newer was asked meanwhile
  if (!answer?.ok) {
    said.textContent = "The example cannot be worked out: the site did not answer. You may go on.";
    return;
  }
  const { faults, html } = await answer.json();
  result.innerHTML = html;
  tell(faults);
  said.textContent = faults.length ? `${faults.length} to mend.` : "Example worked out again.";
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(work, 150);
}

// Each fault stands at its rule or group: `groups[2].rules[1].split` is the second group's first rule.
function tell(faults) {
  for (const box of form.querySelectorAll(".pb-faults")) box.replaceChildren();
  for (const fault of faults) {
    const line = document.createElement("p");
    line.className = "govuk-error-message";
    const [place, rest] = at(fault.where);
    line.textContent = [rest.replace(/^\./, ""), fault.message].filter(Boolean).join(" ");
    place.append(line);
  }
}

function at(where) {
  if (!asForm) return [first(form, "[data-text-faults]"), where];
  const group = /^groups\[(\d+)\](?:\.rules\[(\d+)\])?(.*)$/.exec(where);
  const cap = /^overall\[(\d+)\](.*)$/.exec(where);
  if (cap) return [first(rulesOf(first(form, "[data-overall]"))[cap[1] - 1] ?? form, ".pb-faults"), cap[2]];
  const box = group && form.querySelectorAll("[data-group]")[group[1] - 1];
  if (!box) return [first(form, "[data-top-faults]"), where];
  const rule = group[2] && rulesOf(box)[group[2] - 1];
  return [first(rule || box, "[data-faults]"), group[3]];
}

// The amounts to try, a group each.
function groupsToTry() {
  const kept = Object.fromEntries([...typed.querySelectorAll("input")].map((each) => [each.dataset.of, each.value]));
  const ids = asForm
    ? [...form.querySelectorAll("[data-group] [data-id]")].map((each) => each.value)
    : Object.keys(base.known_groups);
  typed.replaceChildren(
    ...[...new Set(ids)].filter(Boolean).map((id) => {
      const label = document.createElement("label");
      label.className = "pb-field";
      label.textContent = base.known_groups[id] ?? id;
      const input = document.createElement("input");
      Object.assign(input, { className: "govuk-input", inputMode: "decimal", value: kept[id] ?? "" });
      input.dataset.of = id;
      label.append(input);
      return label;
    }),
  );
}

function ways(box) {
  for (const sharing of box.querySelectorAll("[data-control=sharing]")) {
    const way = first(sharing, "[data-way]").value;
    for (const part of sharing.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(way);
    }
  }
}

function put(row, into) {
  into.append(row);
  ways(row);
  first(row, "select, input").focus();
}

function moved(row, way) {
  const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (other) other[way === "up" ? "before" : "after"](row);
}

// A row goes; the keyboard stays where it was.
function removed(row, fallback) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (next ? first(next, "select, input, button") : fallback).focus();
}

const acts = {
  addGroup: () => put(fresh("newGroup", ""), first(form, "[data-groups]")),
  removeGroup: (button) => removed(button.closest("[data-group]"), first(form, "[data-add-group]")),
  addRule: (button) => put(fresh("newRule", "fixed"), first(button.closest("[data-group]"), "[data-rules]")),
  addCap: () => put(fresh("newRule", "cap"), first(form, "[data-overall] [data-rules]")),
  remove(button) {
    const box = button.closest("[data-group], [data-overall]");
    removed(button.closest("[data-rule]"), first(box, "[data-add-rule], [data-add-cap]"));
  },
  up(button) {
    moved(button.closest("[data-rule]"), "up");
    button.focus();
  },
  down(button) {
    moved(button.closest("[data-rule]"), "down");
    button.focus();
  },
  addBand: (button) => put(fresh("newBand", ""), button.previousElementSibling),
  removeBand: (button) => removed(button.closest("li"), button.closest("[data-control]").lastElementChild),
  addSource: (button) => put(fresh("newSource", ""), button.previousElementSibling),
  removeSource: (button) => removed(button.closest("li"), button.closest("[data-control]").lastElementChild),
};

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[type=button]");
  const act = button && Object.keys(button.dataset).find((name) => name in acts);
  if (!act) return;
  acts[act](button);
  changed();
});

form.addEventListener("change", (event) => {
  if (!event.target.matches("[data-use]")) return;
  const old = event.target.closest("[data-rule]");
  const row = fresh("newRule", event.target.value);
  const clause = (from) => first(from, "[data-name=clause] input");
  clause(row).value = clause(old).value;
  old.replaceWith(row);
  ways(row);
  first(row, "[data-use]").focus();
  changed();
});

function changed() {
  dirty = true;
  ways(form);
  groupsToTry();
  later();
}

form.addEventListener("input", (event) => {
  if (event.target.closest("[data-typed]")) later();
  else changed();
});

form.addEventListener("submit", () => {
  dirty = false;
  if (asForm) form.elements.body.value = JSON.stringify(readTerms());
});
window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});

rows.hidden = !asForm;
text.hidden = asForm;
example.hidden = false;
ways(form);
groupsToTry();
work();
