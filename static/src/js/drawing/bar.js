// A small bar at the chosen arrow: what it rests on, whether it strengthens or inhibits, and its assumption.
import { on } from "../bus.js";
import { newestArrowOf } from "./add.js";
import { chosenIds, focusHere } from "./choose.js";
import { find, isBox, isPlain, view } from "./data.js";
import { setLink } from "./link.js";
import { textOf, toWindow } from "./patch.js";
import { remove } from "./remove.js";
import { finish, isTyping, typedArrow, typeIn } from "./type.js";

let bar = null;
let layer = null;
let allowed = false;

/** Where the bar stands at the foot of the window it is in nobody's way, and offers the arrow that was just made. */
const narrow = matchMedia("(max-width: 999px)");
let offer = "";
let passed = "";

function offered(box) {
  const newest = newestArrowOf(box);
  if (offer && newest !== offer) passed = offer; // one went on
  offer = newest;
  return newest === passed ? "" : newest;
}

function shownId() {
  if (!allowed) return "";
  if (isTyping()) return typedArrow();
  const [id] = chosenIds().length === 1 ? chosenIds() : [];
  if (!id || isBox(id)) return id && narrow.matches ? offered(id) : "";
  return view.links.has(id) ? id : "";
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

/** While the assumption is typed the bar stands under it. */
function arrangeUnder(area) {
  bar.style.left = `${area.offsetLeft}px`;
  bar.style.top = `${area.offsetTop + area.offsetHeight + 4}px`;
}

function show() {
  const id = shownId();
  if (id !== leftAlone) leftAlone = "";
  bar.hidden = !id || (id === leftAlone && !isTyping());
  if (bar.hidden) return;
  const link = find(id);
  bar.classList.toggle("arrow-bar--plain", isPlain(id));
  bar.classList.toggle("arrow-bar--typing", isTyping());
  bar.setAttribute("aria-label", textOf(id));
  bar.querySelector("[data-bar-of]").textContent = textOf(id);
  for (const button of bar.querySelectorAll("[data-set]")) {
    const { set, value } = button.dataset;
    button.setAttribute("aria-pressed", String((link.values[set] ?? "") === value));
  }
  const area = isTyping() && layer.querySelector(".drawing__typing");
  if (area) arrangeUnder(area);
  else arrange(link);
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
  finish(); // the assumption that is being typed
  if (does !== "assumption") used = id;
  if (set) setLink(id, set, value);
  if (set && detail) focusHere(); // by pointer: the keys go on at the arrow
  if (does === "assumption") typeIn(id, undefined, chosenIds()[0] ?? id);
  if (does === "delete") remove([id]);
}

export function startBar({ over, svg, editable, signal }, again) {
  allowed = editable;
  layer = over;
  bar = document.getElementById("drawing-bar");
  if (!bar) return; // for who reads there is none
  layer.append(bar);
  bar.addEventListener("click", clicked, { signal });
  // While one types the focus stays there, or the bar would go from under the pointer.
  bar.addEventListener("mousedown", (event) => isTyping() && event.preventDefault(), { signal });
  bar.addEventListener("pointerleave", left, { signal });
  bar.addEventListener("keydown", (event) => event.key === "Escape" && focusHere(), { signal });
  svg.addEventListener("click", ({ target }) => target.closest("[data-link]") && ((leftAlone = used = ""), show()), { signal });
  if (again) return;
  for (const name of ["drawing:chosen", "drawing:taken", "drawing:viewed", "drawing:typing", "drawing:arranged"]) on(name, show);
}
