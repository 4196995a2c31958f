// What if: the answer is fetched while a forecast is typed. Without this script the button does it.
const place = document.getElementById("share");
let waiting;
let asked = 0;

async function answer(form) {
  const mine = ++asked;
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) if (!value.trim()) query.delete(name);
  const address = `${form.action}?${query}`;
  const response = await fetch(`${address}&part=answer`, { credentials: "same-origin" });
  if (mine !== asked) return; // something newer was typed meanwhile
  if (response.redirected || !response.ok) return form.submit();
  const { activeElement } = document;
  const name = activeElement?.name;
  const at = activeElement?.selectionStart;
  place.innerHTML = await response.text(); // from our own server, escaped there
  history.replaceState(null, "", address);
  const again = name && place.querySelector(`[name="${CSS.escape(name)}"]`);
  if (again) {
    again.focus({ preventScroll: true });
    if (again.setSelectionRange && at != null) again.setSelectionRange(at, at);
  }
}

place?.addEventListener("input", (event) => {
  const form = event.target.closest("[data-whatif]");
  if (!form) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => answer(form), 250);
});
place?.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-whatif]")) return;
  event.preventDefault();
  answer(event.target);
});
