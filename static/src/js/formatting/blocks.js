// Paragraphs and lists: the rules of impactplan/lib/markdown.py, with the place of each line in the text.
import { isSpace, SPACES } from "./inline.js";

const DEEPEST = 8;
const TAB = 4;
const STEP = 2;
const WORD_SIGNS = { "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf076": "❖", "\uf0fc": "✓", "\uf0e0": "→" };
export const BULLETS = "•▪▫◦‣●○■□∙⁃➢➤❖";
const MARK = new RegExp(
  `^(?:(?<bullet>[${BULLETS}])[${SPACES}]*|(?<word>[o§])(?:\\t|[${SPACES}]{2,}|\\u00a0)[${SPACES}]*|(?<dash>[-–—])[${SPACES}]+` +
    `|(?<other>[*·])[${SPACES}]+|(?<number>[1-9][0-9]{0,2})[.)][${SPACES}]+)(?=[^${SPACES}])`,
  "u",
);
const LEVELS = { o: 1, "◦": 1, "○": 1, "§": 2, "▪": 2, "▫": 2 };
export const FIGURE = new RegExp(`^[€$£]?[${SPACES}]?[0-9]`);

/** Return how far a line is indented, and where its text begins and ends. */
function measure(typed) {
  let [begin, end, indent] = [0, typed.length, 0];
  while (begin < end && isSpace(typed[begin])) {
    indent += typed[begin] === "\t" ? TAB - (indent % TAB) : 1;
    begin += 1;
  }
  while (end > begin && isSpace(typed[end - 1])) end -= 1;
  return { begin, end, indent };
}

function readLine(typed, start) {
  const { begin, end, indent } = measure(typed);
  const text = typed.slice(begin, end);
  const plain = { text, from: start + begin, indent, mark: "", number: 0, start, end: start + typed.length };
  const match = MARK.exec(text);
  const rest = match ? text.slice(match[0].length) : "";
  if (!match || !/[\p{L}\p{N}]/u.test(rest)) return plain;
  const { bullet, word, dash, other, number } = match.groups;
  const mark = number ? "1" : dash ? "-" : bullet || word || other;
  plain.indent += STEP * (LEVELS[mark] ?? 0);
  return { ...plain, text: rest, from: plain.from + match[0].length, mark, number: Number(number ?? 0), plain };
}

/** Return the lines of a text; those that begin a point of a list have a mark. */
export function readLines(source) {
  const shown = source.replace(/[\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf0e0]/g, (sign) => WORD_SIGNS[sign]);
  let start = 0;
  const lines = shown.split("\n").map((typed) => {
    const line = readLine(typed, start);
    start += typed.length + 1;
    return line;
  });
  let run = [];
  for (const [at, line] of [...lines, { text: "end", mark: "" }].entries()) {
    if (line.mark === "-") run.push(at);
    else if (line.text && !line.mark) {
      // A dash before a figure may be a minus, unless a neighbour shows that it is a list.
      if (run.every((dash) => FIGURE.test(lines[dash].text))) for (const dash of run) lines[dash] = lines[dash].plain;
      run = [];
    }
  }
  return lines;
}

/** Puts lines together to paragraphs and lists: a tree whose leaves are the lines of one paragraph or point. */
class Reader {
  root = { tag: "", children: [] };
  lists = []; // those that stand open, the outermost first
  lines = [];
  begun = false;
  counted = 0;

  read(lines) {
    let afterBlank = false;
    for (const line of lines) {
      if (line.text && !(line.mark && this.addPoint(line))) this.addText(line.plain ?? line, afterBlank);
      afterBlank = !line.text;
    }
    this.closeLists(0);
    this.flush();
    return this.root.children;
  }

  get place() {
    return this.lists.at(-1)?.point ?? this.root;
  }

  addText(line, afterBlank) {
    this.closeLists(this.countLists(line.indent));
    if (afterBlank) this.flush();
    this.lines.push(line);
  }

  /** Begin a point; a number that does not go on from the one before it begins none. */
  addPoint(line) {
    const tag = line.number ? "ol" : "ul";
    const depth = Math.min(this.countLists(line.indent), DEEPEST - 1);
    const beside = this.lists[depth];
    const before = beside?.tag === "ol" ? beside.number : this.counted;
    if (line.number > 1 && line.number !== before + 1) return false;
    const goesOn = beside !== undefined && beside.tag === tag && line.number !== 1;
    this.closeLists(depth + Number(goesOn));
    this.flush();
    if (!goesOn) {
      const list = { tag, start: line.number > 1 ? line.number : undefined, children: [] };
      this.place.children.push(list);
      this.lists.push({ tag, indent: line.indent, number: 0, list });
    }
    const open = this.lists.at(-1);
    open.number = line.number;
    open.point = { tag: "li", children: [] };
    open.list.children.push(open.point);
    [this.lines, this.begun] = [[line], true];
    return true;
  }

  countLists(indent) {
    return this.lists.filter((one) => one.indent + STEP <= indent).length;
  }

  closeLists(kept) {
    while (this.lists.length > kept) {
      this.flush();
      this.counted = this.lists.pop().number || this.counted;
    }
  }

  flush() {
    if (this.begun) this.place.children.push({ lines: this.lines });
    else if (this.lines.length) this.place.children.push({ tag: "p", children: [{ lines: this.lines }] });
    [this.lines, this.begun] = [[], false];
  }
}

/** Return the paragraphs and lists of a text. */
export const readBlocks = (source) => new Reader().read(readLines(source));

/** Return what stands together in one paragraph or point, each a list of lines. */
export function chunksOf(blocks) {
  return blocks.flatMap((block) => (block.lines ? [block.lines] : chunksOf(block.children)));
}
