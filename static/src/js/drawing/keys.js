// The keys of the drawing, listed at "?".
import { addBeside, addIn, addPrecondition, newestArrowOf } from "./add.js";
import { redo, undo } from "./batches.js";
import { choose, chooseAll, chooseNone, chosenIds, here } from "./choose.js";
import { find, isBox, isPlain, view } from "./data.js";
import { linkFrom, setLink } from "./link.js";
import { openMenu } from "./menu.js";
import { hideNotice, noticeIsShown } from "./notice.js";
import { idOf, textOf } from "./patch.js";
import { askColumn, duplicate, moveColumn, remove, shift } from "./remove.js";
import { pick } from "./search.js";
import { focusSide } from "./side.js";
import { kindName, text } from "./texts.js";
import { TONES, turnTone } from "./tones.js";
import { typeIn } from "./type.js";
import { arrowBeside, stopAlong, stopBeside, stopsIn } from "./walk.js";

const WAYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };
const EVIDENCE = { 1: "none", 2: "experience", 3: "own_data", 4: "research" };

/** Where one came from on an arrow, to walk along the arrows of that box. */
let cameFrom = "";

function walk(way, event) {
  const id = here();
  const next = view.links.has(id) && ["up", "down"].includes(way) ? arrowBeside(id, way, cameFrom) : "";
  const stop = next || (view.links.has(id) ? stopAlong(id, way) : stopBeside(id, way));
  if (stop) choose(stop, { add: event.shiftKey && isBox(stop) });
}

function along(way) {
  const id = here();
  if (isBox(id)) cameFrom = id;
  const stop = stopAlong(id, way);
  if (stop) choose(stop);
}

function arrows(event, way) {
  const control = event.ctrlKey || event.metaKey;
  if (event.repeat && control) return; // a held key adds one box
  if (control && event.shiftKey && way === "left") addPrecondition(here());
  else if (control && here().startsWith("add:")) addIn(here().slice(4));
  else if (control) addBeside(here(), way);
  else if (event.altKey && event.shiftKey) ["up", "down"].includes(way) ? shift(way) : moveColumn(way);
  else if (event.altKey && ["left", "right"].includes(way)) along(way);
  else walk(way, event);
}

function edges(event) {
  const column = here().startsWith("add:") ? here().slice(4) : find(here())?.column;
  const stops = column ? stopsIn(column) : [];
  const stop = event.key === "Home" ? stops[0] : stops.at(-1);
  if (stop) choose(stop);
}

function edit(id) {
  if (id.startsWith("add:")) addIn(id.slice(4));
  else if (isPlain(id)) choose(find(id).target);
  else typeIn(id);
}

function escape() {
  if (noticeIsShown()) hideNotice();
  else if (chosenIds().length > 1) choose(here());
  else chooseNone();
}

/** Keys with Ctrl (or Cmd); they work wherever one is in the drawing. */
const withControl = {
  z: (event) => (event.shiftKey ? redo() : undo()),
  y: () => redo(),
  d: () => duplicate(),
  a: () => chooseAll(view.order),
};

const plain = {
  Enter: () => edit(here()),
  F2: () => edit(here()),
  Delete: () => remove(),
  Backspace: () => remove(),
  Escape: escape,
  " ": () => (here().startsWith("add:") ? edit(here()) : choose(here(), { toggle: true })),
  l: () => isBox(here()) && linkFrom(here()),
  m: () => askColumn(),
  r: () => arrowHere() && turn(arrowHere()),
  a: () => arrowHere() && typeIn(arrowHere(), undefined, here()),
  ...Object.fromEntries(TONES.map((tone) => [tone.key.toLowerCase(), (event) => toneOrText(event, tone)])),
  "/": goToBox,
  ContextMenu: () => openMenu(),
  F6: focusSide,
  Home: edges,
  End: edges,
};

/** Return the arrow that keys are about: the one that one is on, or the one made last, from the box at either end. */
function arrowHere() {
  return view.links.has(here()) ? here() : newestArrowOf(here());
}

/** Where a box has no such tone, the letter begins a text as others do. */
function toneOrText({ key }, tone) {
  if (find(here())?.kind === tone.kind) turnTone(here(), tone);
  else begin(key);
}

function turn(id) {
  setLink(id, "effect", find(id).values.effect === "inhibits" ? "strengthens" : "inhibits");
}

/** Ask to which box to go. */
async function goToBox() {
  const back = here();
  const options = view.order.filter(isBox).map((id) => ({ id, label: textOf(id, 120), detail: kindName(find(id).kind) }));
  const chosen = await pick({ title: text("goTo"), options });
  choose(chosen?.id ?? back);
}

const KEPT_FOR_VIEW = ["+", "-", "=", "0", "?"];

/** A letter that no key has begins a text: with a capital, as texts do. */
function types({ key }) {
  return [...key].length === 1 && !KEPT_FOR_VIEW.includes(key) && /[\p{L}"‘“(€]/u.test(key);
}

function pressed(event, editable) {
  if (event.isComposing || event.defaultPrevented || !here()) return;
  const control = event.ctrlKey || event.metaKey;
  const way = WAYS[event.key];
  if (way) {
    event.preventDefault();
    if (editable || !(control || (event.altKey && event.shiftKey))) arrows(event, way);
    return;
  }
  if (event.key === "F10" && event.shiftKey && editable) return take(event, () => openMenu());
  if (control || event.altKey) return null;
  if (EVIDENCE[event.key] && editable && arrowHere()) return take(event, () => setLink(arrowHere(), "evidence", EVIDENCE[event.key]));
  const does = plain[event.key];
  const reads = ["Escape", "Home", "End", " ", "F6", "/"].includes(event.key);
  if (does && (editable || reads)) return event.repeat && !reads ? event.preventDefault() : take(event, () => does(event));
  if (editable && types(event) && !event.repeat) return take(event, () => begin(event.key));
  return null;
}

function take(event, does) {
  event.preventDefault();
  does();
}

/** Type the first letter of a text right away. */
function begin(letter) {
  const id = here();
  if (id.startsWith("add:")) addIn(id.slice(4), { value: letter });
  else typeIn(id, letter);
}

export function showKeys() {
  document.getElementById("drawing-keys").showModal();
}

export function startKeys({ root, svg, editable, signal }) {
  svg.addEventListener("keydown", (event) => idOf(event.target) && pressed(event, editable), { signal });
  addEventListener(
    "keydown",
    (event) => {
      const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog");
      if (typing || event.altKey || event.defaultPrevented) return;
      const does = (event.ctrlKey || event.metaKey) && editable ? withControl[event.key.toLowerCase()] : null;
      const inside = root.contains(event.target) || event.target === document.body;
      if (does && inside) take(event, () => does(event));
      else if (event.key === "?" && inside) take(event, showKeys);
    },
    { signal },
  );
  document.getElementById("drawing-keys")?.addEventListener("click", ({ target, currentTarget }) => target.closest("[data-dismiss]") && currentTarget.close(), { signal });
}
