// What is chosen: one box or arrow, the one that has the focus, or several boxes.
import { tell } from "../bus.js";
import { announce } from "../words.js";
import { find, isBox } from "./data.js";
import { nodeOf, reveal } from "./patch.js";
import { text } from "./texts.js";

let svg = null;
/** Where the keys are: a box, an arrow, or the plus of a column. */
let current = "";
/** Ids of what is chosen, the last one chosen at the end. */
let chosen = [];

export function here() {
  return current;
}

export function chosenIds() {
  return chosen;
}

/** Return what an act is about: what is chosen, of one kind of thing. */
export function chosenBoxes() {
  return chosen.filter(isBox);
}

function nodeFor(id) {
  return id.startsWith("add:") ? svg.querySelector(`[data-add="${id.slice(4)}"]`) : nodeOf(id);
}

function show() {
  for (const node of svg.querySelectorAll(".is-chosen")) {
    if (!chosen.includes(node.dataset.box ?? node.dataset.link)) node.classList.remove("is-chosen");
  }
  for (const id of chosen) nodeOf(id)?.classList.add("is-chosen");
  rove();
}

/** One stop of the drawing is in the way of the Tab key. */
function rove() {
  const stop = nodeFor(current) ?? svg.querySelector("[data-box]") ?? svg.querySelector("[data-add]");
  for (const node of svg.querySelectorAll('[data-box][tabindex="0"], [data-link][tabindex="0"], [data-add][tabindex="0"]')) {
    if (node !== stop) node.setAttribute("tabindex", "-1");
  }
  stop?.setAttribute("tabindex", "0");
}

/**
 * Go to a box, arrow or plus. It is chosen, alone, or besides what was (`add`, `toggle`). The focus goes along, unless
 * `focus` is false.
 */
export function choose(id, { add = false, toggle = false, focus = true } = {}) {
  current = id;
  const can = Boolean(find(id));
  if (toggle && chosen.includes(id)) chosen = chosen.filter((one) => one !== id);
  else if (add || toggle) chosen = [...chosen.filter((one) => one !== id && isBox(one)), ...(can ? [id] : [])];
  else chosen = can ? [id] : [];
  show();
  if (focus && id) {
    nodeFor(id)?.focus({ preventScroll: true });
    reveal(id);
  }
  if (add || toggle) announce(text("chosenCount", { count: chosen.length }));
  tell("drawing:chosen", chosen);
}

export function chooseAll(ids) {
  chosen = ids.filter(isBox);
  current = chosen.at(-1) ?? current;
  show();
  announce(text("chosenCount", { count: chosen.length }));
  tell("drawing:chosen", chosen);
}

export function chooseNone() {
  if (!chosen.length) return;
  chosen = [];
  show();
  tell("drawing:chosen", chosen);
}

/** What was chosen may be gone since. */
export function refreshChosen() {
  const left = chosen.filter((id) => find(id));
  const lost = left.length < chosen.length;
  chosen = left;
  if (current && !current.startsWith("add:") && !find(current)) current = "";
  show();
  if (lost) tell("drawing:chosen", chosen);
}

/** Give the drawing the focus, where it was. */
export function focusHere() {
  rove();
  const stop = nodeFor(current) ?? svg.querySelector('[tabindex="0"]');
  stop?.focus({ preventScroll: true });
}

export function startChoosing({ svg: picture }) {
  svg = picture;
  svg.addEventListener("focusin", ({ target }) => {
    const node = target.closest("[data-box], [data-link], [data-add]");
    if (!node) return;
    if (target !== node) return node.focus({ preventScroll: true }); // a finger comes upon the link in the box
    const id = node.dataset.box ?? node.dataset.link ?? `add:${node.dataset.add}`;
    if (id === current && (chosen.includes(id) || chosen.length !== 1)) return;
    choose(id, { focus: false });
  });
}
