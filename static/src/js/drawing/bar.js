// A small bar at the chosen arrow: what it rests on, whether it strengthens or inhibits, and its assumption.
import { on } from "../bus.js";
import { chosenIds, focusHere } from "./choose.js";
import { find, isBox, isPlain, view } from "./data.js";
import { setLink } from "./link.js";
import { textOf, toWindow } from "./patch.js";
import { remove } from "./remove.js";
import { isTyping, typeIn } from "./type.js";

let bar = null;
let layer = null;
let allowed = false;

function shownId() {
  const [id] = chosenIds().length === 1 && !isTyping() && allowed ? chosenIds() : [];
  return id && view.links.has(id) && !isBox(id) ? id : "";
}

function arrange(link) {
  const [source, target] = [view.boxes.get(link.source), view.boxes.get(link.target)];
  const [x, y] = link.at ?? [(source.x + source.width + target.x) / 2, (source.y + target.y + source.height) / 2];
  const point = toWindow(x, y);
  const frame = layer.getBoundingClientRect();
  const half = bar.offsetWidth / 2;
  const left = Math.min(Math.max(point.x - frame.left, half + 4), Math.max(half + 4, frame.width - half - 4));
  bar.style.left = `${left - half}px`;
  bar.style.top = `${point.y - frame.top + 14}px`;
}

function show() {
  const id = shownId();
  if (id !== leftAlone) leftAlone = "";
  bar.hidden = !id || id === leftAlone;
  if (bar.hidden) return;
  const link = find(id);
  bar.classList.toggle("arrow-bar--plain", isPlain(id));
  bar.setAttribute("aria-label", textOf(id));
  for (const button of bar.querySelectorAll("[data-set]")) {
    const { set, value } = button.dataset;
    button.setAttribute("aria-pressed", String((link.values[set] ?? "") === value));
  }
  arrange(link);
}

/** The arrow of which the bar was used and left: it is in the way then. */
let leftAlone = "";
let used = "";

function left({ pointerType }) {
  if (pointerType !== "mouse" || !used || used !== shownId()) return;
  leftAlone = used;
  bar.hidden = true;
}

function clicked({ target, detail }) {
  const button = target.closest("button");
  const id = shownId();
  if (!button || !id) return;
  const { set, value, bar: does } = button.dataset;
  used = id;
  if (set) setLink(id, set, value);
  if (set && detail) focusHere(); // by pointer: the keys go on at the arrow
  if (does === "assumption") typeIn(id);
  if (does === "delete") remove([id]);
}

export function startBar({ over, svg, editable, signal }, again) {
  allowed = editable;
  layer = over;
  bar = document.getElementById("drawing-bar");
  if (!bar) return; // for who reads there is none
  layer.append(bar);
  bar.addEventListener("click", clicked, { signal });
  bar.addEventListener("pointerleave", left, { signal });
  bar.addEventListener("keydown", (event) => event.key === "Escape" && focusHere(), { signal });
  svg.addEventListener("click", ({ target }) => target.closest("[data-link]") && ((leftAlone = used = ""), show()), { signal });
  if (again) return;
  for (const name of ["drawing:chosen", "drawing:taken", "drawing:viewed", "drawing:typing"]) on(name, show);
}
