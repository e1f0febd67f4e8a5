// How much of an output: three fields, typed as one says it.

const NUMBER = /^((?:\d{1,3}(?:[.,\u00a0 ]\d{3})+|\d+)(?:[.,]\d+)?)(?=\s|$)/u;
const PERIOD = /\s*\/\s*|(?:^|\s+)per\s+/iu;

/** Take “75 people per year” apart: how many, of what, in which time. */
export function amountOf(typed) {
  const words = typed.trim();
  const [quantity = ""] = words.match(NUMBER) ?? [];
  const parts = words.slice(quantity.length).split(PERIOD);
  const period = parts.length > 1 ? parts.pop() : "";
  return { quantity, unit: parts.join(" per ").trim(), period: period.trim() };
}

/** Return an amount as one would type it. */
export function sayAmount({ quantity = "", unit = "", period = "" }) {
  return [quantity, unit, period && `per ${period}`].filter(Boolean).join(" ");
}
