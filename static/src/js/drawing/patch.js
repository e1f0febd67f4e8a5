// From the data to the picture: only what changed is replaced, what moved is moved, and what one has in hand stays.
import { tell } from "../bus.js";
import { find, view } from "./data.js";
import { TEXT } from "./kinds.js";
import { element, sketchBox, sketchLink } from "./sketch.js";
import { brief, kindName, text } from "./texts.js";

const MOVING = 150; // milliseconds
const still = matchMedia("(prefers-reduced-motion: reduce)");

export const PLUS = { gap: 14, height: 30 };
const ROOM_FOR_PLUSES = PLUS.gap + PLUS.height;

let svg = null;
let heading = null;
let room = 0;
let layers = null;
/** What stands in the picture: id → { node, mark, x, y }. */
const shown = new Map();
/** Boxes that are not touched: the one that is typed in. */
const held = new Set();

export function hold(id) {
  held.add(id);
}

export function letGo(id) {
  held.delete(id);
  render();
}

export function nodeOf(id) {
  return shown.get(id)?.node ?? null;
}

/** Take over the picture that came with the page. */
export function adoptPicture({ svg: picture, root, editable }) {
  svg = picture;
  heading = root.querySelector(".drawing__title");
  svg.setAttribute("role", "application"); // with arrow keys of its own; as an image it would have no parts
  room = editable ? ROOM_FOR_PLUSES : 0;
  layers = {
    ground: svg.querySelector('[data-part="ground"]'),
    links: svg.querySelector('[data-part="links"]'),
    boxes: svg.querySelector('[data-part="boxes"]'),
    legend: svg.querySelector('[data-part="legend"]'),
    over: svg.appendChild(element("g", { "data-part": "over" })),
  };
  for (const name of ["ground", "links", "boxes", "legend"]) {
    layers[name] ??= svg.insertBefore(element("g", { "data-part": name }), layers.over);
  }
  shown.clear();
  for (const node of svg.querySelectorAll("[data-box], [data-link]")) {
    const { x, y } = placeOf(node);
    shown.set(node.dataset.box ?? node.dataset.link, { node, mark: undefined, first: [...node.childNodes], x, y });
    prepare(node);
  }
}

/** The layer over the picture, for what belongs to the hand: handles, previews. */
export function over() {
  return layers.over;
}

function placeOf(node) {
  const [x = 0, y = 0] = (node.getAttribute("transform") ?? "").match(/-?[\d.]+/g)?.map(Number) ?? [];
  return { x, y };
}

function prepare(node) {
  node.setAttribute("tabindex", "-1");
  node.setAttribute("role", "group");
}

function parsed(markup) {
  const holder = element("g");
  holder.innerHTML = markup;
  return [...holder.childNodes];
}

/** Return what a part is drawn with: the server's markup, or a sketch until that comes. */
function markOf(part) {
  if (!part.sketched) return part.markup;
  if (part.kind) return `sketch ${part.width} ${part.height} ${JSON.stringify(part.values)}`;
  const [source, target] = [view.boxes.get(part.source), view.boxes.get(part.target)];
  return `sketch ${[source, target].map((box) => [box.x, box.y, box.width, box.height])} ${JSON.stringify(part.values)}`;
}

function draw(part) {
  if (!part.sketched) return parsed(part.markup);
  if (part.kind) return sketchBox(part, part.values[TEXT[part.kind]] ?? "");
  return sketchLink(view.boxes.get(part.source), view.boxes.get(part.target), part.values);
}

/** Return a part in words, for who cannot see it; the server has better ones, which come with the answer. */
export function labelOf(id) {
  const part = find(id);
  if (!part) return "";
  if (part.label && !part.sketched) return part.label;
  if (part.kind) return `${kindName(part.kind)}: ${part.values[TEXT[part.kind]] || text("noText")}`;
  return text("linkLabel", { source: textOf(part.source), target: textOf(part.target) });
}

/** Return the text of a box, or of the ends of an arrow. */
export function textOf(id, length = 60) {
  const part = find(id);
  if (!part) return "";
  if (!part.kind) return `${textOf(part.source, 40)} → ${textOf(part.target, 40)}`;
  return brief(part.values[TEXT[part.kind]] || "", length) || text("noText");
}

function put(id, part, attribute, layer) {
  let there = shown.get(id);
  if (!there) {
    const node = element("g", { [attribute]: id });
    prepare(node);
    layer.append(node);
    there = { node, mark: null, x: null, y: null };
    shown.set(id, there);
  }
  const mark = markOf(part);
  if (mark !== there.mark) {
    // What came with the page is kept, to go back to where an act is refused.
    if (mark !== undefined) there.node.replaceChildren(...draw(part));
    else if (there.mark !== undefined && there.first) there.node.replaceChildren(...there.first);
    there.mark = mark;
  }
  const label = labelOf(id);
  if (there.node.getAttribute("aria-label") !== label) there.node.setAttribute("aria-label", label);
  there.node.classList.toggle("is-sketched", Boolean(part.sketched));
  return there;
}

function moveBox(there, { x, y }) {
  if (there.x === x && there.y === y) return;
  there.node.setAttribute("transform", `translate(${x} ${y})`);
  if (there.x !== null && !still.matches) {
    const from = { transform: `translate(${there.x}px, ${there.y}px)` };
    const to = { transform: `translate(${x}px, ${y}px)` };
    there.node.animate([from, to], { duration: MOVING, easing: "ease-out" });
  }
  Object.assign(there, { x, y });
}

/** The drawing is shown higher by the room that the pluses take, above its legend. */
function resize() {
  const { width } = view;
  const height = view.height + room;
  const box = `0 0 ${width} ${height}`;
  if (!width || svg.getAttribute("viewBox") === box) return;
  layers.legend.style.translate = `0 ${room}px`;
  svg.setAttribute("viewBox", box);
  if (svg.hasAttribute("width")) svg.setAttribute("width", width);
  if (svg.hasAttribute("height")) svg.setAttribute("height", height);
}

let around = { ground: null, legend: null };

/** Bring the picture in line with the data. */
export function render() {
  resize();
  if (view.title && heading) heading.textContent = view.title;
  for (const name of ["ground", "legend"]) {
    if (view[name] === null || view[name] === undefined || view[name] === around[name]) continue;
    layers[name]?.replaceChildren(...parsed(view[name]));
    around = { ...around, [name]: view[name] };
  }
  for (const [id, { node }] of shown) {
    if (view.boxes.has(id) || view.links.has(id)) continue;
    node.remove();
    shown.delete(id);
  }
  for (const [id, link] of view.links) {
    if (view.boxes.has(link.source) && view.boxes.has(link.target)) put(id, link, "data-link", layers.links);
  }
  for (const [id, box] of view.boxes) {
    if (held.has(id)) continue;
    moveBox(put(id, box, "data-box", layers.boxes), box);
  }
  arrange();
  tell("drawing:taken");
}

/** Boxes stand in the order in which they are read. The one that has the focus stays: moved, it would lose it. */
function arrange() {
  let last = null;
  for (const id of view.order) {
    const node = shown.get(id)?.node;
    if (!node) continue;
    const next = last ? last.nextSibling : layers.boxes.firstChild;
    if (next !== node && !node.contains(document.activeElement)) layers.boxes.insertBefore(node, next);
    last = node;
  }
}

/** Where a point of the window lies in the drawing. */
export function toDrawing(clientX, clientY) {
  const point = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
  return { x: point.x, y: point.y };
}

/** Where a place in the drawing lies in the window, and how large a length of 1 is there. */
export function toWindow(x, y) {
  const matrix = svg.getScreenCTM();
  const point = new DOMPoint(x, y).matrixTransform(matrix);
  return { x: point.x, y: point.y, scale: matrix.a };
}

/** Return the box, arrow or plus under a point of the window. */
export function partAt(clientX, clientY) {
  const node = document.elementFromPoint(clientX, clientY)?.closest("[data-box], [data-link], [data-add]");
  return node && svg.contains(node) ? idOf(node) : "";
}

export function idOf(node) {
  const { box, link, add } = node?.dataset ?? {};
  return box ?? link ?? (add ? `add:${add}` : "");
}

/** Bring a box into sight, moving no more than needed. */
export function reveal(id) {
  const node = nodeOf(id);
  node?.scrollIntoView({ block: "nearest", inline: "nearest", behavior: still.matches ? "instant" : "smooth" });
}
