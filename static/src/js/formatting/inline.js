// Bold, italic and links within a paragraph: the rules of impactplan/lib/inline.py, with the place of each part in the
// text. tests/lib/test_formatting_in_browser.py holds the two together.

export const SPACES = "\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const LETTERS = "\\p{L}\\p{N}_";
const TOKEN = new RegExp(
  `!?\\[(?<words>(?:[^\\[\\]\\n]|\\[[^\\[\\]\\n]*\\])+)\\]\\((?<address>(?:[^${SPACES}()<>]|\\([^${SPACES}()<>]*\\))+)\\)` +
    `|(?<![${LETTERS}@/.])(?<bare>(?:https?:\\/\\/|www\\.)[^${SPACES}<>]+)` +
    `|(?<![${LETTERS}.+@\\-])(?<mail>[${LETTERS}+\\-]+(?:\\.[${LETTERS}+\\-]+)*@` +
    `(?=(?<host>[${LETTERS}][${LETTERS}\\-]*(?:\\.[${LETTERS}][${LETTERS}\\-]*)+))\\k<host>)(?![@${LETTERS}])` +
    "|(?<run>\\*+|_+)",
  "gu",
);
const RUN = /\*+|_+/g;
const ADDRESS = new RegExp(`^(?:https?://|mailto:|www\\.)[^${SPACES}/:.][^${SPACES}]*$`, "u");
const AFTER_ADDRESS = ".,;:!?'\"’”»*_"; // ends a sentence rather than an address
const OPENING = "([{“‘«„‚¿¡";
const CLOSING = ")]}.,;:!?…%”’»";
const AROUND = "\"'-–—/*_";
const TAGS = { 1: "em", 2: "strong" };
const SIZES = { 1: [1], 2: [2], 3: [1, 2] };
const SPACE = new RegExp(`[${SPACES}]`);

/** What may be a link, the most first. */
export const LINKS = ["words", "addresses", "none"];

export const isAddress = (text) => ADDRESS.test(text);
export const isSpace = (char) => SPACE.test(char);

/** Tell whether a mark that begins may stand between two signs, or one that ends. */
export const mayBegin = (before, after) => after !== "" && !isSpace(after) && !CLOSING.includes(after) && isEdge(before, OPENING);
export const mayEnd = (before, after) => before !== "" && !isSpace(before) && !OPENING.includes(before) && isEdge(after, CLOSING);

/** Tell whether a word begins or ends here: at a space, or at one of the signs that stand around words. */
const isEdge = (char, signs) => char === "" || isSpace(char) || signs.includes(char) || AROUND.includes(char);

/** Collects the parts of a text; a run of stars or lines is typed text until its end is found. */
class Emphasis {
  parts = [];
  open = new Map(); // by sign and length: the part that may begin an emphasis, and how much had been written by then
  written = 0;

  addText(text, from) {
    if (!text) return;
    this.parts.push({ text, from });
    if (/[\p{L}\p{N}]/u.test(text)) this.written += 1;
  }

  addLink(address, words, from, to, typed) {
    if (isAddress(address)) {
      const href = address.startsWith("www.") ? `https://${address}` : address;
      this.parts.push({ tag: "a", href, words, from, to, typed });
    } else this.parts.push(...words);
    this.written += 1;
  }

  addRun(run, before, after, from) {
    const sizes = SIZES[run.length] ?? [];
    if (mayEnd(before, after) && this.close(run[0], sizes, from)) return;
    if (mayBegin(before, after) && sizes.length) {
      let at = from;
      for (const size of [...sizes].reverse()) {
        this.open.set(run[0] + size, { at: this.parts.length, written: this.written });
        this.parts.push({ text: run[0].repeat(size), from: at });
        at += size;
      }
    } else this.parts.push({ text: run, from });
  }

  close(sign, sizes, from) {
    const place = (size) => this.open.get(sign + size)?.at ?? -1;
    const order = [...sizes].sort((one, other) => place(other) - place(one));
    if (!order.length || order.some((size) => place(size) < 0 || this.open.get(sign + size).written === this.written)) return false;
    let end = from;
    for (const size of order) {
      const { at } = this.open.get(sign + size);
      const begun = this.parts[at];
      this.parts[at] = { begins: TAGS[size], from: begun.from, to: begun.from + size, pair: this.parts.length };
      this.parts.push({ ends: TAGS[size], from: end, to: end + size });
      end += size;
      // What began within this and did not end within it stays as typed.
      for (const [other, { at: there }] of this.open) if (there >= at) this.open.delete(other);
    }
    return true;
  }
}

/** Return an address without the signs of the sentence around it. */
function trim(address) {
  let end = address.length;
  let unopened = address.split(")").length - address.split("(").length;
  for (;;) {
    const last = address[end - 1];
    if (!AFTER_ADDRESS.includes(last) && !(last === ")" && unopened > 0)) return address.slice(0, end);
    if (last === ")") unopened -= 1;
    end -= 1;
  }
}

function readWords(text, from) {
  const emphasis = new Emphasis();
  let at = 0;
  for (const match of text.matchAll(RUN)) {
    emphasis.addText(text.slice(at, match.index), from + at);
    at = match.index + match[0].length;
    emphasis.addRun(match[0], text.charAt(match.index - 1), text.charAt(at), from + match.index);
  }
  emphasis.addText(text.slice(at), from + at);
  return emphasis.parts;
}

/** Return the parts of some lines: texts, what begins and ends an emphasis, and links. Places count from 0. */
export function readInline(text, links = "words") {
  if (links === "none") return readWords(text, 0);
  const emphasis = new Emphasis();
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) break;
    const { run, bare, mail, words, address } = match.groups;
    const from = match.index;
    emphasis.addText(text.slice(at, from), at);
    at = from + match[0].length;
    if (run) emphasis.addRun(run, text.charAt(from - 1), text.charAt(at), from);
    else if (bare) {
      const shown = trim(bare);
      at = from + shown.length;
      emphasis.addLink(shown, [{ text: shown, from }], from, at, "bare");
    } else if (mail) emphasis.addLink(`mailto:${mail}`, [{ text: mail, from }], from, at, "bare");
    else if (links === "words" && isAddress(address)) {
      const begin = from + match[0].indexOf("[") + 1;
      emphasis.addLink(address, readWords(words, begin), from, at, "words");
    } else {
      at = from + 1; // no link; what stands within may be one
      emphasis.addText(text[from], from);
    }
  }
  emphasis.addText(text.slice(at), at);
  return emphasis.parts;
}
