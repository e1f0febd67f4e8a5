// Where one is in a text of typed lines. The server reads the text; this only follows the caret.
const PART = /"(?:[^"]|"")*" *(?=[;|\t\n]|$)|[^;|\t\n]*/y; // in quotes nothing divides

/** Return the dividing signs of the line of the caret, with where it begins and ends. */
function lineAt(text, caret) {
  let line = { begin: 0, signs: [], isFirst: true };
  for (let at = 0; ; at++) {
    PART.lastIndex = at;
    while (text[PART.lastIndex] === " ") PART.lastIndex += 1; // before a quote
    PART.exec(text);
    at = Math.max(at, PART.lastIndex);
    if (at < text.length && text[at] !== "\n") line.signs.push(at);
    else if (at >= caret || at >= text.length) return { ...line, end: at };
    else line = { begin: at + 1, signs: [], isFirst: line.isFirst && !text.slice(line.begin, at).trim() };
  }
}

/**
 * Return the part of a line in which the caret stands: the how manieth it is, what was typed in it up to there, where
 * that begins and the part ends, and the sign that divides the line.
 */
export function partAt(text, caret) {
  const { begin, end, signs, isFirst } = lineAt(text, caret);
  const divider = ["\t", "|"].find((sign) => signs.some((at) => text[at] === sign)) ?? ";";
  const ends = signs.filter((at) => text[at] === divider);
  const before = ends.filter((at) => at < caret);
  const from = before.length ? before.at(-1) + 1 : begin;
  return { index: before.length, typed: text.slice(from, caret), from, end: ends[before.length] ?? end, divider, isFirst };
}
