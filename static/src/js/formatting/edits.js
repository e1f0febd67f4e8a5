// What a tool does to a text: pure functions from a text and a selection to what is to be typed where. Nothing else of the
// text changes. An edit is { from, to, insert, start, end }: what it replaces, by what, and what is selected then.
import { BULLETS, FIGURE, chunksOf, readBlocks, readLines } from "./blocks.js";
import { isSpace, mayBegin, mayEnd, readInline } from "./inline.js";
import { render } from "./render.js";

const SIGNS = { strong: "**", em: "*" };
const EMPTY_POINT = new RegExp(`^\\s*(?:[-–—*·${BULLETS}]|[0-9]{1,3}[.)])\\s*$`, "u");
const LETTER = /[\p{L}\p{N}_]/u;

/** Return the parts of the paragraphs and points of a text, with their places in it. */
function readParts(text) {
  return chunksOf(readBlocks(text)).map((lines) => {
    const starts = [];
    let length = 0;
    for (const line of lines) {
      starts.push({ at: length, by: line.from - length });
      length += line.text.length + 1;
    }
    // The end of something is behind its last letter, so still on the line of that letter.
    const place = (at) => at + starts.findLast((one) => one.at <= at).by;
    const end = (at) => place(Math.max(at - 1, 0)) + Math.min(at, 1);
    const moved = (part) => ({ ...part, from: place(part.from), to: end(part.to ?? part.from + part.text.length), words: part.words?.map(moved) });
    const parts = readInline(lines.map((line) => line.text).join("\n"));
    return { lines, parts: parts.map(moved) };
  });
}

/** Return where each emphasis of a paragraph begins and ends; those within the words of a link too. */
function pairsOf(parts) {
  return parts.flatMap((part) => {
    if (part.words) return pairsOf(part.words);
    return part.begins ? [{ tag: part.begins, begin: part, end: parts[part.pair] }] : [];
  });
}

const linksOf = (parts) => parts.filter((part) => part.tag === "a");

/** Return the link that a place in a text is in. */
export function findLink(text, start, end = start) {
  for (const { parts } of readParts(text)) {
    const link = linksOf(parts).find((one) => one.from <= start && end <= one.to && one.typed === "words");
    if (link) {
      const [first, last] = [link.words[0], link.words.at(-1)];
      return { from: link.from, to: link.to, words: text.slice(first.from, last.to), address: text.slice(last.to + 2, link.to - 1) };
    }
  }
  return null;
}

function wordAt(text, at) {
  let [start, end] = [at, at];
  while (start > 0 && LETTER.test(text[start - 1])) start -= 1;
  while (end < text.length && LETTER.test(text[end])) end += 1;
  return [start, end];
}

/** Return the pieces of a paragraph that a selection covers: a piece a line, each of whole words and whole links. */
function piecesOf({ lines, parts }, text, [start, end], marks) {
  return lines.flatMap((line) => {
    const [first, last] = [line.from, line.from + line.text.length];
    let [from, to] = [Math.max(start, first), Math.min(end, last)];
    if (from >= to) return [];
    for (const link of linksOf(parts)) {
      const inside = link.typed === "words" && from >= link.words[0].from && to <= link.words.at(-1).to;
      if (!inside && from < link.to && to > link.from) [from, to] = [Math.min(from, link.from), Math.max(to, link.to)];
    }
    const isMark = (at) => marks.some((mark) => mark.from <= at && at < mark.to);
    while (from < to && (isSpace(text[from]) || isMark(from))) from += 1;
    while (to > from && (isSpace(text[to - 1]) || isMark(to - 1))) to -= 1;
    while (from > first && LETTER.test(text[from] ?? "") && LETTER.test(text[from - 1])) from -= 1;
    while (to < last && LETTER.test(text[to]) && LETTER.test(text[to - 1])) to += 1;
    return from < to ? [[from, to]] : [];
  });
}

/** Cut out of some stretches of text another one, or put it to them. */
function without(stretches, [from, to]) {
  return stretches.flatMap(([a, b]) => [[a, Math.min(b, from)], [Math.max(a, to), b]].filter(([c, d]) => c < d));
}

function merged(stretches) {
  const result = [];
  for (const [a, b] of [...stretches].sort((one, other) => one[0] - other[0])) {
    const last = result.at(-1);
    if (last && a <= last[1]) last[1] = Math.max(last[1], b);
    else result.push([a, b]);
  }
  return result;
}

/** Cut a stretch where another emphasis begins or ends of which it has only the half: marks do not cross. */
function uncrossed(stretch, others) {
  return others.reduce((all, { begin, end }) => {
    return all.flatMap(([a, b]) => {
      const [begins, ends] = [a <= begin.from && begin.to <= b, a <= end.from && end.to <= b];
      if (begins === ends) return [[a, b]];
      const mark = begins ? begin : end;
      return [[a, mark.from], [mark.to, b]];
    });
  }, [stretch]);
}

/** Move the ends of a stretch inward to where marks may stand; null where they may not. */
function fitted(text, [from, to]) {
  let [a, b] = [from, to];
  while (a < b && !mayBegin(text.charAt(a - 1), text.charAt(a))) a += 1;
  while (b > a && !mayEnd(text.charAt(b - 1), text.charAt(b))) b -= 1;
  return a < b && /[\p{L}\p{N}]/u.test(text.slice(a, b)) ? [a, b] : null;
}

/** Carry out changes of a text, each [from, to, insert], as one edit that touches no more than it must. */
function combine(text, changes, start, end) {
  const sorted = changes.filter(([a, b, insert]) => a < b || insert).sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  if (!sorted.length) return null;
  const [from, to] = [sorted[0][0], Math.max(...sorted.map(([, b]) => b))];
  let [insert, at] = ["", from];
  for (const [a, b, fresh] of sorted) {
    insert += text.slice(at, a) + fresh;
    at = b;
  }
  insert += text.slice(at, to);
  const shift = (place, isEnd) =>
    sorted.reduce((moved, [a, b, fresh]) => {
      if (b < place || (b === place && (!isEnd || a < b))) return moved + fresh.length - (b - a);
      return a < place && place < b ? moved + a - place : moved;
    }, place);
  return { from, to, insert, start: shift(start, false), end: Math.max(shift(start, false), shift(end, true)) };
}

const applyEdit = (text, { from, to, insert }) => text.slice(0, from) + insert + text.slice(to);

/** Return what emphasis there is of a kind, and what of it a selection touches. */
function look(text, tag, selection) {
  return readParts(text).flatMap((chunk) => {
    const all = pairsOf(chunk.parts);
    const marks = all.flatMap(({ begin, end }) => [begin, end]);
    const pieces = piecesOf(chunk, text, selection, marks);
    if (!pieces.length) return [];
    const [own, others] = [all.filter((pair) => pair.tag === tag), all.filter((pair) => pair.tag !== tag)];
    const bare = [...own.map(({ begin, end }) => [begin.from, end.to]), ...marks.map((mark) => [mark.from, mark.to])].reduce(without, pieces);
    const touched = own.filter(({ begin, end }) => pieces.some(([a, b]) => a < end.to && begin.from < b));
    return [{ pieces, touched, others, on: own.length > 0 && !bare.some(([a, b]) => LETTER.test(text.slice(a, b))) }];
  });
}

/** Tell whether all that is selected is bold, or italic; without a selection, whether the caret is in it. */
export function isOn(text, tag, start, end) {
  if (start === end) return readParts(text).some(({ parts }) => pairsOf(parts).some((pair) => pair.tag === tag && pair.begin.to <= start && end <= pair.end.from));
  const touches = look(text, tag, [start, end]);
  return touches.length > 0 && touches.every(({ on }) => on);
}

/** Make what is selected bold or italic, or no longer so; without a selection the word at the caret. */
export function toggle(text, tag, start, end, example = "") {
  const sign = SIGNS[tag];
  const selection = start === end ? wordAt(text, start) : [start, end];
  if (selection[0] === selection[1]) {
    if (isOn(text, tag, start, end) || !mayBegin(text.charAt(start - 1), "x") || !mayEnd("x", text.charAt(start))) return null;
    return { from: start, to: start, insert: sign + example + sign, start: start + sign.length, end: start + sign.length + example.length };
  }
  const touches = look(text, tag, selection);
  const off = touches.length > 0 && touches.every(({ on }) => on);
  const changes = touches.flatMap(({ pieces, touched, others }) => {
    const now = touched.map(({ begin, end: last }) => [begin.to, last.from]);
    const wanted = off ? pieces.reduce(without, now) : merged([...now, ...pieces]);
    const drops = touched.flatMap((pair) => [pair.begin, pair.end]).map((mark) => [mark.from, mark.to, ""]);
    const marks = wanted.flatMap((stretch) => uncrossed(stretch, others)).flatMap((stretch) => {
      const fits = fitted(text, stretch);
      return fits ? [[fits[0], fits[0], sign], [fits[1], fits[1], sign]] : [];
    });
    return [...drops, ...marks];
  });
  const edit = combine(text, changes, start, end);
  if (!edit) return null;
  // Signs of the text itself can meet the marks and mean something else then: better no change than another text.
  const after = applyEdit(text, edit);
  const chosen = start === end ? wordAt(after, edit.start) : [edit.start, edit.end];
  return isOn(after, tag, ...chosen) !== off && says(after) === says(text) ? edit : null;
}

/** Return what a text says and in which paragraphs and lists, whatever is bold or italic in it. */
function says(text) {
  const tell = (node) => {
    if (typeof node === "string") return node;
    const inside = node.children.map(tell).join("");
    return SIGNS[node.tag] ? inside : `<${node.tag} ${node.href ?? ""}>${inside}</>`;
  };
  return render(text).map(tell).join("");
}

/** Return the lines of a selection; one that it only reaches the beginning of is none of them. */
const chosenLines = (lines, start, end) => lines.filter((line) => start <= line.end && (line.start < end || line.start <= start));

/** Tell whether all lines of a selection are points of a list of a kind. */
export function isList(text, tag, start, end) {
  const lines = chosenLines(readLines(text), start, end).filter((line) => line.text);
  return lines.length > 0 && lines.every((line) => line.mark && (tag === "ol") === (line.mark === "1"));
}

/** Make the lines of a selection the points of a list, or no longer so. */
export function toggleList(text, tag, start, end) {
  const lines = readLines(text);
  const chosen = chosenLines(lines, start, end);
  const filled = chosen.filter((line) => line.text);
  if (!filled.length) {
    const mark = tag === "ol" ? "1. " : "- ";
    return { from: start, to: start, insert: mark, start: start + mark.length, end: start + mark.length };
  }
  const begin = (line) => line.plain?.from ?? line.from;
  if (isList(text, tag, start, end)) return combine(text, filled.map((line) => [begin(line), line.from, ""]), start, end);
  const before = lines[lines.indexOf(chosen[0]) - 1];
  let number = before?.mark === "1" ? before.number : 0;
  const bullet = filled.some((line) => FIGURE.test(line.text)) ? "• " : "- "; // a dash before a figure may be a minus
  return combine(text, filled.map((line) => [begin(line), line.from, tag === "ol" ? `${(number += 1)}. ` : bullet]), start, end);
}

/** Return the numbers of the points that follow a line, each one more. */
function renumber(text, lines, at) {
  const [changes, { indent, number }] = [[], lines[at]];
  let expected = number;
  for (const line of lines.slice(at + 1)) {
    if (line.text && line.indent < indent) break;
    if (!line.text || line.indent > indent) continue;
    if (line.mark !== "1" || line.number !== (expected += 1)) break;
    const place = line.plain.from;
    changes.push([place, place + String(line.number).length, String(line.number + 1)]);
  }
  return changes;
}

/** What Enter does in a list: the next point, or, in a point without words, the end of the list; null elsewhere. */
export function breakLine(text, start, end) {
  const lines = readLines(text);
  const at = lines.findIndex((line) => line.start <= start && start <= line.end);
  const line = lines[at];
  const typed = text.slice(line.start, line.end);
  if (start === end && start === line.end && EMPTY_POINT.test(typed) && at > 0) {
    return { from: line.start, to: line.end, insert: "", start: line.start, end: line.start };
  }
  if (!line.mark || start < line.from || end > line.end) return null;
  const mark = text.slice(line.start, line.from);
  const next = line.mark === "1" ? mark.replace(/\d+/, String(line.number + 1)) : mark;
  const changes = line.mark === "1" ? renumber(text, lines, at) : [];
  const edit = combine(text, [[start, end, `\n${next}`], ...changes], start, end);
  const caret = start + next.length + 1;
  return { ...edit, start: caret, end: caret };
}
