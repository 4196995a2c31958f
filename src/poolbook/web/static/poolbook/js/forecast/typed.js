// Amounts as people type them, as rules/typed.py reads them; that one counts, this one is quick.
// tests/unit/rules/typed_cases.json is tried on both.
const SPACES = /[\t\n\v\f\r \u00a0\u2000-\u200b\u2028\u2029\u202f\u2060\u3000\ufeff]+/g;
const MINUSES = /[\u2212\u2012\u2013\u2014\u2010\u2011\ufe63\uff0d]/g;
const NUMBER = /^([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?:\.([0-9]*))? ?([km]?)$/;
const WORD = /^= ?([a-z]+)(?: ?([+-]) ?(.+))?$/;
const SCALE = { "": 1n, k: 1_000n, m: 1_000_000n };
const BLANK = ["", "-", "--", "£-", "£ -", "-£", "- £"];
const MISSING = {
  budget: "there is no budget",
  last: "there is no forecast of last period",
  actual: "there is no actual yet",
  forecast: "there is no forecast yet",
};
const LIMIT = 10n ** 14n;

export class TypedError extends Error {}

// Spaces of every kind as one, none at the ends.
function squeezed(text) {
  return text.replace(SPACES, " ").replace(/^ +| +$/g, "");
}

export function isBlank(text) {
  return BLANK.includes(squeezed(text).replace(MINUSES, "-").toLowerCase());
}

// Pence, or null for a blank; `known` holds pence (numbers) under budget, last, actual and forecast.
export function typed(text, known) {
  const bare = squeezed(text).replace(MINUSES, "-").toLowerCase();
  if (BLANK.includes(bare)) return null;
  if (bare.startsWith("#")) throw new TypedError(`“${clip(text)}” is an error of the spreadsheet`);
  if (bare.startsWith("=")) return limited(fromWord(bare, text, known), text);
  if (bare.startsWith("+")) {
    throw new TypedError(`“${clip(text)}” is not clear: write =last${clip(bare)} or the amount`);
  }
  if (bare.endsWith("%")) return limited(percent(bare, text, known), text);
  return limited(amount(bare, text), text);
}

function fromWord(bare, text, known) {
  const found = WORD.exec(bare);
  if (!found || !Object.hasOwn(MISSING, found[1])) {
    throw new TypedError(
      `“${clip(text)}” is not known: write =budget, =last, =actual or =forecast, or an amount`,
    );
  }
  if (known[found[1]] === undefined || known[found[1]] === null) {
    throw new TypedError(MISSING[found[1]]);
  }
  const start = BigInt(known[found[1]]);
  if (!found[2]) return start;
  const step = rounded(...plain(found[3], text));
  return found[2] === "+" ? start + step : start - step;
}

function percent(bare, text, known) {
  const [top, bottom] = plain(bare.slice(0, -1).replace(/ +$/, ""), text, true);
  if (known.budget === undefined || known.budget === null) throw new TypedError(MISSING.budget);
  return rounded(BigInt(known.budget) * top, bottom * 10_000n);
}

// A number with its pound sign, minus and brackets, which come in any order.
function amount(given, text) {
  let bare = given;
  let signs = 0;
  let pounds = 0;
  for (let round = 0; round < 4; round += 1) {
    bare = bare.replace(/^ +| +$/g, "");
    if (bare.startsWith("(") && bare.endsWith(")")) [bare, signs] = [bare.slice(1, -1), signs + 1];
    else if (bare.startsWith("-")) [bare, signs] = [bare.slice(1), signs + 1];
    else if (bare.endsWith("-")) [bare, signs] = [bare.slice(0, -1), signs + 1];
    else if (bare.startsWith("£")) [bare, pounds] = [bare.slice(1), pounds + 1];
  }
  if (signs > 1 || pounds > 1) throw new TypedError(`“${clip(text)}” has two signs`);
  const found = rounded(...plain(bare.replace(/^ +| +$/g, ""), text));
  return signs ? -found : found;
}

// A number without signs, in hundredths, as a fraction of two whole numbers.
function plain(bare, text, isPercent = false) {
  const found = NUMBER.exec(bare);
  if (!found || !(found[1] || found[2]) || (isPercent && found[3])) {
    throw new TypedError(why(bare, text));
  }
  const whole = found[1].replace(/[, ]/g, "");
  const part = found[2] ?? "";
  if (part.length === 3 && !found[3] && !isPercent) {
    throw new TypedError(`“${clip(text)}” is not clear: is the point one of thousands?`);
  }
  return [BigInt(whole + part || 0) * 100n * SCALE[found[3]], 10n ** BigInt(part.length)];
}

function why(bare, text) {
  const shown = clip(text);
  if (/[$€¥]/.test(bare)) return `“${shown}” is in another currency`;
  if (/^[0-9.]+e[+-]?[0-9]+$/.test(bare)) {
    return `“${shown}” has lost digits: a spreadsheet shortened it`;
  }
  if (/^[0-9., ]+[km]?$/.test(bare)) {
    return `“${shown}” has commas, points or spaces where an amount has none`;
  }
  return `“${shown}” is not an amount`;
}

// The nearest whole number; a tie goes away from nothing.
function rounded(top, bottom) {
  const size = top < 0n ? -top : top;
  const whole = (2n * size + bottom) / (2n * bottom);
  return top < 0n ? -whole : whole;
}

function limited(pence, text) {
  if (pence >= LIMIT || pence <= -LIMIT) throw new TypedError(`“${clip(text)}” is too large to be right`);
  return Number(pence);
}

function clip(text) {
  const shown = [...squeezed(text)];
  return shown.length <= 30 ? shown.join("") : `${shown.slice(0, 29).join("")}…`;
}

// Pence as an input holds them: `1,303,450`, `−12.50`.
export function written(pence) {
  const size = Math.abs(pence);
  const whole = Math.floor(size / 100).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const part = size % 100 ? `.${String(size % 100).padStart(2, "0")}` : "";
  return (pence < 0 ? "−" : "") + whole + part;
}
