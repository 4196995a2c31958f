// The sum of a virement as it is typed: what is taken must be what is given.
const form = document.querySelector("[data-virement]");
const said = form.querySelector("[data-sum]");
const pounds = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" });

// Pence of what was typed; null where that is no amount. The server reads it again.
function pence(text) {
  const plain = text.replace(/[£,\s]/g, "");
  if (plain === "") return 0;
  return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
}

function sum(side) {
  const inputs = form.querySelectorAll(`[data-side="${side}"] [data-amount]`);
  let total = 0;
  for (const input of inputs) {
    const amount = pence(input.value);
    if (amount === null) return null;
    total += amount;
  }
  return total;
}

const show = (amount) => pounds.format(amount / 100).replace(/\.00$/, "");

function tell() {
  const [out, into] = [sum("from"), sum("to")];
  if (out === null || into === null) said.textContent = "An amount is not written as pounds.";
  else if (out === 0 && into === 0) said.textContent = "Nothing moves yet.";
  else if (out === into) said.textContent = `${show(out)} taken and given: it balances.`;
  else {
    const gap = show(Math.abs(out - into));
    said.textContent = `${show(out)} taken, ${show(into)} given: ${gap} ${out > into ? "still to give" : "too much given"}.`;
  }
  said.classList.toggle("pb-virement__sum--off", out !== into);
}

form.addEventListener("input", tell);
tell();
