// The order of lines: dragging, and the same by buttons. A line moves among those of its own heading,
// with everything under it; nothing is saved before “Save the order”.
const form = document.querySelector("[data-order]");
const list = form.querySelector(".pb-order");
const said = form.querySelector("[data-said]");
const save = form.querySelector("[data-save]");
const rows = () => [...list.children];
const level = (row) => Number(row.dataset.level);
let dirty = false;
let dragged = null;

// A line and those under it.
function block(row) {
  const all = rows();
  const at = all.indexOf(row);
  let end = at + 1;
  while (end < all.length && level(all[end]) > level(row)) end += 1;
  return all.slice(at, end);
}

// The lines of the same heading, in order.
function siblings(row) {
  const all = rows();
  const found = [];
  let at = all.indexOf(row);
  while (at > 0 && level(all[at - 1]) >= level(row)) at -= 1;
  for (; at < all.length && level(all[at]) >= level(row); at += 1) {
    if (level(all[at]) === level(row)) found.push(all[at]);
  }
  return found;
}

function place(row, before) {
  const moving = block(row);
  for (const each of moving) list.insertBefore(each, before);
  dirty = true;
  save.hidden = false;
  form.elements.codes.value = rows().map((each) => each.dataset.code).join(" ");
  const peers = siblings(row);
  said.textContent = `${row.dataset.name}: now ${peers.indexOf(row) + 1} of ${peers.length}. Not saved yet.`;
  mark();
}

// The first of its heading cannot go up, the last not down: its button says so and stays in reach.
function mark() {
  for (const row of rows()) {
    const peers = siblings(row);
    const [up, down] = row.querySelectorAll(".pb-order__step");
    up.setAttribute("aria-disabled", String(peers[0] === row));
    down.setAttribute("aria-disabled", String(peers.at(-1) === row));
  }
}

function step(row, way) {
  const peers = siblings(row);
  const at = peers.indexOf(row);
  const other = peers[at + (way === "up" ? -1 : 1)];
  if (!other) return;
  place(row, way === "up" ? other : block(other).at(-1).nextSibling);
}

form.addEventListener("click", (event) => {
  const button = event.target.closest(".pb-order__step");
  if (!button) return;
  event.preventDefault();
  step(button.closest("li"), button.value.split(":").at(-1));
  button.focus();
});

for (const row of rows()) row.draggable = true;

list.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("li");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.code);
  for (const each of block(dragged)) each.classList.add("pb-order__line--moving");
});

// Which line of the same heading the pointer is over, itself or through one under it.
function target(event) {
  const over = event.target.closest("li");
  if (!over || !dragged) return null;
  return siblings(dragged).find((peer) => peer !== dragged && block(peer).includes(over)) ?? null;
}

list.addEventListener("dragover", (event) => {
  const peer = target(event);
  for (const each of rows()) each.classList.remove("pb-order__line--above", "pb-order__line--below");
  if (!peer) return;
  event.preventDefault();
  const [side, row] = after(event, peer) ? ["below", block(peer).at(-1)] : ["above", peer];
  row.classList.add(`pb-order__line--${side}`);
});

function after(event, peer) {
  const all = block(peer);
  const top = all[0].getBoundingClientRect().top;
  const bottom = all.at(-1).getBoundingClientRect().bottom;
  return event.clientY > (top + bottom) / 2;
}

list.addEventListener("drop", (event) => {
  const peer = target(event);
  if (!peer) return;
  event.preventDefault();
  place(dragged, after(event, peer) ? block(peer).at(-1).nextSibling : peer);
});

list.addEventListener("dragend", () => {
  for (const each of rows()) {
    each.classList.remove("pb-order__line--moving", "pb-order__line--above", "pb-order__line--below");
  }
  dragged = null;
});

form.addEventListener("submit", () => {
  dirty = false;
});
window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});
list.classList.add("pb-order--live");
mark();
