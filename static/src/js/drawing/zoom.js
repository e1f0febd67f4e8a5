// How large the drawing is shown, and which part of it. The stage scrolls, so fingers, wheels and scroll bars work as
// everywhere; what is done here is the size.
import { on, tell } from "../bus.js";
import { startMap } from "./map.js";

const LEAST = 0.1;
const MOST = 3;
const STEP = 1.25;
const READABLE = 1; // smaller than this the smallest letters are no longer read at a glance
const MARGIN = 64; // pixels; the heads of the columns are in it
const LARGE = 1.3; // to begin with; there is no need to be larger

/** How it is sized: "wide" fills the width, "whole" shows all of it, "own" is as somebody chose. */
let way = "wide";
let scale = 1;
let shown = null;

function clamp(wanted, least = LEAST, most = MOST) {
  return Math.min(most, Math.max(least, wanted));
}

/** Return the drawing's own size. */
function natural() {
  const { width, height } = shown.svg.viewBox.baseVal;
  return { width, height };
}

/** Return the room that there is for it in the window. */
function room() {
  const { stage, ground } = shown;
  const padding = 2 * parseFloat(getComputedStyle(ground).paddingInlineStart);
  const most = parseFloat(getComputedStyle(stage).maxBlockSize);
  const height = Number.isNaN(most) ? stage.clientHeight : most - (stage.offsetHeight - stage.clientHeight);
  return { width: stage.clientWidth - padding, height: height - padding };
}

function fitting() {
  const [own, free] = [natural(), room()];
  const wide = free.width / own.width;
  return way === "whole" ? clamp(Math.min(wide, free.height / own.height), LEAST, LARGE) : clamp(wide, READABLE, LARGE);
}

function show() {
  const { ground, stage, root } = shown;
  const { width } = natural();
  const padding = 2 * parseFloat(getComputedStyle(ground).paddingInlineStart);
  ground.style.inlineSize = `${Math.round(width * scale + padding)}px`;
  const words = document.querySelector("[data-scale]");
  if (words) words.textContent = `${Math.round(scale * 100)}%`;
  stage.classList.toggle("is-larger", stage.scrollWidth > stage.clientWidth + 1 || stage.scrollHeight > stage.clientHeight + 1);
  for (const [act, edge] of [["zoom-in", MOST], ["zoom-out", LEAST]]) {
    root.parentElement.querySelector(`[data-act="${act}"]`)?.setAttribute("aria-disabled", String(scale === edge));
  }
  tell("drawing:viewed");
}

/** Show it at a size, with what lies under a point of the window staying there. */
function zoomTo(wanted, point) {
  const { stage, svg } = shown;
  const frame = stage.getBoundingClientRect();
  const { x, y } = point ?? { x: frame.left + stage.clientWidth / 2, y: frame.top + stage.clientHeight / 2 };
  const before = svg.getBoundingClientRect();
  const [across, down] = [(x - before.left) / before.width, (y - before.top) / before.height];
  way = "own";
  scale = clamp(wanted);
  show();
  const after = svg.getBoundingClientRect();
  stage.scrollLeft += after.left + across * after.width - x;
  stage.scrollTop += after.top + down * after.height - y;
  tell("drawing:viewed");
}

function fit(how) {
  way = how;
  scale = fitting();
  show();
}

/** All of it, or, if that is how it is, the width of the window. */
function fitDrawing() {
  if (shown) fit(way === "whole" ? "wide" : "whole");
}

function zoomBy(factor, point) {
  if (shown) zoomTo(scale * factor, point);
}

/** Where the window changes, the drawing follows, unless somebody chose a size. */
export function resize() {
  if (!shown) return;
  if (way === "own") show();
  else fit(way);
}

/** Where the upper half of what is in sight is empty, as a small window shows few columns, it begins at the first box. */
function showBoxes() {
  const { stage, svg } = shown;
  const frame = stage.getBoundingClientRect();
  const places = [...svg.querySelectorAll("[data-box]")].map((box) => box.getBoundingClientRect());
  const isSeen = ({ left, right, top, bottom }) => right > frame.left && left < frame.right && bottom > frame.top && top < frame.top + frame.height / 2;
  if (!places.length || places.some(isSeen)) return;
  const across = Math.min(...places.map(({ left }) => left));
  const down = Math.min(...places.filter(({ left }) => left < across + 1).map(({ top }) => top));
  stage.scrollLeft += across - frame.left - MARGIN;
  stage.scrollTop += down - frame.top - MARGIN;
}

/** Tell the style sheet where the drawing stands: what is beside it is as high. */
function tellPlace() {
  const { stage } = shown;
  const page = stage.closest(".workbook");
  page.style.setProperty("--stage-top", `${Math.round(stage.getBoundingClientRect().top - page.getBoundingClientRect().top)}px`);
  page.style.setProperty("--stage-height", `${stage.offsetHeight}px`);
}

const does = { "zoom-in": () => zoomBy(STEP), "zoom-out": () => zoomBy(1 / STEP), fit: fitDrawing };
const keys = { "+": does["zoom-in"], "=": does["zoom-in"], "-": does["zoom-out"], 0: does.fit };

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog")) return;
  if (event.target !== document.body && !event.target.closest("#theory")) return;
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
}

/** With Ctrl a wheel sizes; so does a pinch on a touchpad, which comes as that. */
function wheeled(event) {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  zoomBy(Math.exp(-event.deltaY * lines * 0.0025), { x: event.clientX, y: event.clientY });
}

function span({ touches: [one, other] }) {
  const middle = { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2 };
  return { ...middle, length: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) };
}

/** Two fingers size the drawing, not the page. */
function startPinching(stage, signal) {
  let last = null;
  const options = { signal, passive: false };
  stage.addEventListener("touchstart", (event) => (last = event.touches.length === 2 ? span(event) : null), { signal, passive: true });
  stage.addEventListener("touchmove", (event) => {
    if (!last || event.touches.length !== 2) return;
    event.preventDefault();
    const now = span(event);
    stage.scrollLeft -= now.x - last.x;
    stage.scrollTop -= now.y - last.y;
    zoomBy(now.length / last.length, now);
    last = now;
  }, options);
  for (const name of ["touchend", "touchcancel"]) stage.addEventListener(name, () => (last = null), { signal });
}

/** The middle button drags the drawing along; so does a plain drag over empty ground for who only reads. */
function startHauling({ stage, editable, signal }) {
  let from = null;
  stage.addEventListener("pointerdown", (event) => {
    const empty = !event.target.closest("[data-box], [data-link], a, button");
    if (event.button !== 1 && (event.button !== 0 || editable || !empty || event.pointerType === "touch")) return;
    event.preventDefault();
    event.stopPropagation();
    from = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop };
    stage.setPointerCapture(event.pointerId);
    stage.classList.add("is-hauled");
  }, { signal, capture: true });
  stage.addEventListener("pointermove", (event) => {
    if (!from) return;
    stage.scrollLeft = from.left - (event.clientX - from.x);
    stage.scrollTop = from.top - (event.clientY - from.y);
  }, { signal, passive: true });
  for (const name of ["pointerup", "pointercancel"]) {
    stage.addEventListener(name, () => {
      from = null;
      stage.classList.remove("is-hauled");
    }, { signal });
  }
}

let size = "";

function sizeOf({ svg }) {
  return svg.getAttribute("viewBox");
}

export function startZoom(drawing) {
  const again = shown !== null;
  shown = drawing;
  const { stage, signal } = drawing;
  document.addEventListener("click", ({ target }) => does[target.closest("[data-tools] [data-act]")?.dataset.act]?.(), { signal });
  addEventListener("keydown", pressed, { signal });
  stage.addEventListener("wheel", wheeled, { signal, passive: false });
  stage.addEventListener("scroll", () => tell("drawing:viewed"), { signal, passive: true });
  startPinching(stage, signal);
  startHauling(drawing);
  startMap(drawing, again);
  size = sizeOf(drawing);
  resize();
  if (!again) showBoxes();
  addEventListener("resize", resize, { signal });
  // What comes beside it takes room, and leaves the boxes as large as they are.
  const watch = new ResizeObserver(() => {
    tellPlace();
    show();
  });
  watch.observe(stage);
  watch.observe(drawing.root.parentElement);
  signal.addEventListener("abort", () => watch.disconnect());
  if (again) return;
  on("drawing:taken", () => {
    if (sizeOf(shown) === size) return;
    size = sizeOf(shown);
    show(); // what grew does not become smaller for it
  });
}
