// What a text looks like, as a tree: the same elements that the server makes of it (impactplan/lib/markdown.py).
import { readBlocks } from "./blocks.js";
import { LINKS, readInline } from "./inline.js";

const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
const UNSEEN = /[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufdd0-\ufdef\ufffe\uffff]/g;

function isUrl(address) {
  try {
    return Boolean(new URL(address));
  } catch {
    return false;
  }
}

/** Put the parts of a paragraph in each other; lines are told apart. */
function nest(parts, wrong) {
  const stack = [[]];
  for (const part of parts) {
    if (part.begins) stack.push([]);
    else if (part.ends) {
      const children = stack.pop();
      stack.at(-1).push({ tag: part.ends, children });
    } else if (part.tag === "a") {
      if (!isUrl(part.href)) wrong.push(part.href);
      stack.at(-1).push({ tag: "a", href: part.href, children: nest(part.words, wrong) });
    } else {
      for (const [number, line] of part.text.split("\n").entries()) {
        if (number) stack.at(-1).push({ tag: "br", children: [] });
        if (line) stack.at(-1).push(line);
      }
    }
  }
  return stack[0];
}

function fill(block, links, wrong) {
  if (block.lines) return nest(readInline(block.lines.map(({ text }) => text).join("\n"), links), wrong);
  return [{ tag: block.tag, start: block.start, children: block.children.flatMap((child) => fill(child, links, wrong)) }];
}

/** Return a tree of { tag, href, start, children }, its texts as strings. */
export function render(source) {
  const blocks = readBlocks(source.replace(LINE_ENDS, "\n").replace(UNSEEN, ""));
  for (const links of LINKS) {
    const wrong = [];
    const tree = blocks.flatMap((block) => fill(block, links, wrong));
    // An address that is none would be lost behind its words: then fewer things are links.
    if (!wrong.length || links === "none") return tree;
  }
  return [];
}

/** Tell whether a tree shows anything that the text itself does not. */
export function isFormatted(tree) {
  return tree.some((node) => typeof node !== "string" && (!["p", "br"].includes(node.tag) || isFormatted(node.children)));
}

/** Return the elements of a tree. */
export function build(tree) {
  return tree.map((node) => {
    if (typeof node === "string") return document.createTextNode(node);
    const element = document.createElement(node.tag);
    if (node.href) Object.assign(element, { href: node.href, rel: "noopener noreferrer nofollow", tabIndex: -1, target: "_blank" });
    if (node.start) element.start = node.start;
    element.append(...build(node.children));
    return element;
  });
}
