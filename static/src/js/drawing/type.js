// Typing in place: in a box, on an arrow, or in a box that is new and exists here only until it has a text.
import { on, tell } from "../bus.js";
import { newId } from "../http.js";
import { announce } from "../words.js";
import { act } from "./batches.js";
import { makeCard, meantBy, readCard } from "./card.js";
import { choose } from "./choose.js";
import { find, inColumn, isPlain, kindOfPart, view } from "./data.js";
import { TEXT } from "./kinds.js";
import { hold, labelOf, letGo, textOf, toWindow } from "./patch.js";
import { brief, kindName, text } from "./texts.js";

const LIMIT = { name: 300, statement: 1000, assumption: 1000 };
const NARROWEST = 220; // for a text on an arrow
const NARROWEST_CARD = 280;

let layer = null;
/** What is being typed: { id, fresh: how to make it when it is new, area, card, first: the text before, place } */
let open = null;

export function isTyping() {
  return open !== null;
}

/** Return the arrow whose assumption is being typed. */
export function typedArrow() {
  return open && !open.fresh && kindOfPart(open.id) === "link" ? open.id : "";
}

/** Return whether a new box without a text is open: pressing again changes nothing. */
export function hasEmptyDraft() {
  return Boolean(open?.fresh) && !open.area.value.trim();
}

function placeOfArrow(link) {
  const [source, target] = [view.boxes.get(link.source), view.boxes.get(link.target)];
  const middle = [(source.x + source.width + target.x) / 2, (source.y + source.height / 2 + target.y + target.height / 2) / 2];
  const [x, y] = link.at ?? middle;
  return { x: x - NARROWEST / 2, y: y - 16, width: NARROWEST, height: 32 };
}

/** The editor lies over the drawing, where the text will be, as large as the drawing is shown. */
function arrange() {
  if (!open) return;
  const { area, card, place } = open;
  const { x, y, scale } = toWindow(place.x, place.y);
  const frame = layer.getBoundingClientRect();
  const room = frame.width - 8;
  const width = Math.min(Math.max(place.width * scale, 150), room);
  const left = Math.min(Math.max(x - frame.left, 4), room - width + 4);
  area.style.left = `${left}px`;
  area.style.top = `${y - frame.top}px`;
  area.style.width = `${width}px`;
  area.style.minHeight = `${place.height * scale}px`;
  area.style.fontSize = `${Math.max(12.5 * scale, 13)}px`;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
  if (card) placeUnder(card.node, area, room);
  tell("drawing:arranged");
}

function placeUnder(node, area, room) {
  const width = Math.min(Math.max(area.offsetWidth, NARROWEST_CARD), room);
  node.style.width = `${width}px`;
  node.style.left = `${Math.min(area.offsetLeft, room - width + 4)}px`;
  node.style.top = `${area.offsetTop + area.offsetHeight + 4}px`;
  layer.parentElement.style.minHeight = `${node.offsetTop + node.offsetHeight + 8}px`; // in a low drawing it has room too
}

function begin({ id, fresh, place, first, value, label, field, card = null, back = id }) {
  if (open) finish();
  const area = document.createElement("textarea");
  area.className = "drawing__typing";
  area.dir = "auto";
  area.rows = 1;
  area.maxLength = LIMIT[field];
  area.setAttribute("aria-label", label);
  area.value = value;
  if (!first) area.placeholder = label;
  open = { id, fresh, area, card, first, place, field, back, versions: { ...find(id)?.versions } };
  tell("drawing:typing", true);
  layer.append(area, ...(card ? [card.node] : []));
  area.addEventListener("keydown", pressed);
  area.addEventListener("input", arrange);
  area.addEventListener("blur", left);
  card?.node.addEventListener("keydown", pressedInCard, { capture: true });
  card?.node.addEventListener("focusout", left);
  arrange();
  card?.node.scrollIntoView({ block: "nearest", inline: "nearest" });
  area.focus({ preventScroll: true });
  area.setSelectionRange(area.value.length, area.value.length);
  area.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (!fresh) hold(id);
}

/**
 * Type in a box or on an arrow; `value` is what was typed already, which takes the place of the text. Afterwards the
 * keys go on there, or at another part (`back`).
 */
export function typeIn(id, value, back = id) {
  const part = find(id);
  if (!part || isPlain(id)) return;
  const kind = kindOfPart(id);
  const field = TEXT[kind];
  const first = part.values[field] ?? "";
  const label = part.kind ? kindName(kind) : text("assumptionOf", { link: textOf(id) });
  const place = part.kind ? part : placeOfArrow(part);
  begin({ id, first, value: value ?? first, label, field, place, back, card: makeCard(kind, part.values) });
}

/**
 * Open a new box at a place of a column. `more(id, assumption)` returns what goes along in the same batch besides making
 * it: its arrows; with `arrow` there is one whose assumption can be typed too. `after` is the box that it comes behind, "" for the first place, null for the foot of the column.
 */
export function typeNew({ kind, column, after = null, values = {}, more = () => [], arrow = false, y, value = "", then }) {
  const id = newId();
  const { x = 0, width = 160 } = view.columns.find(({ key }) => key === column) ?? view.columns[0] ?? {};
  const fresh = { kind, after, values, more, from: document.activeElement, then };
  const label = text(`ask-${column || kind}`);
  const place = { x, y: y ?? footOf(column), width, height: 32 };
  begin({ id, fresh, first: "", value, label, field: TEXT[kind], place, card: makeCard(kind, values, arrow) });
  announce(text("newOpen", { kind: kindName(kind) }));
}

/** Return where the next box of a column goes. */
function footOf(column) {
  const last = inColumn(column).at(-1);
  return last ? last.y + last.height + 14 : Math.min(...[...view.boxes.values()].map((box) => box.y), view.top ?? 70);
}

function close() {
  const done = open;
  open = null;
  tell("drawing:typing", false);
  done.area.removeEventListener("blur", left);
  const hadFocus = [done.area, done.card?.node].some((part) => part?.contains(document.activeElement));
  done.area.remove();
  done.card?.node.remove();
  layer.parentElement.style.minHeight = "";
  if (!done.fresh) letGo(done.id);
  return hadFocus;
}

function make({ id, fresh, field }, value, filled) {
  const { kind, after, values, more } = fresh;
  const create = { do: "create", kind, id, values: { ...values, [field]: value, ...filled.values }, after: after || null };
  const first = after === "" ? [{ do: "move", kind, id, after: null }] : [];
  act([...filled.first, create, ...first, ...more(id, filled.assumption)], text("did-add", { kind: kindName(kind), text: brief(value) }));
  const column = view.boxes.get(id)?.column;
  const title = view.columns.find(({ key }) => key === column)?.title ?? "";
  announce(text("added", { kind: kindName(kind), text: brief(value), column: title }));
}

function change({ id, field, versions: seen }, values, first) {
  const kind = kindOfPart(id);
  const versions = Object.fromEntries(Object.keys(values).map((name) => [name, seen[name] ?? find(id).versions[name] ?? 0]));
  act([...first, { do: "set", kind, id, values, versions }], text("did-text", { kind: kindName(kind), text: brief(values[field] ?? "") || textOf(id) }));
  announce(text("kept", { label: labelOf(id) }));
}

/** Keep what was typed. A new box without a text is gone, a box keeps the text that it had. */
export function finish() {
  if (!open) return;
  const { id, fresh, area, card, first, field, back } = open;
  const value = area.value.trim();
  const filled = readCard(card);
  const done = open;
  const hadFocus = close();
  if (fresh && !value) return leave(done, hadFocus);
  if (!fresh && value !== first.trim() && (value || kindOfPart(id) === "link")) filled.values[field] = value;
  if (fresh) make(done, value, filled);
  else if (Object.keys(filled.values).length) change(done, filled.values, filled.first);
  if (hadFocus) choose(back);
  if (fresh && fresh.then) fresh.then(id);
}

function leave({ fresh, id }, hadFocus) {
  if (!hadFocus) return;
  if (fresh?.from?.isConnected && fresh.from !== document.body) fresh.from.focus({ preventScroll: true });
  else choose(find(id) ? id : `add:${view.columns[0]?.key}`);
}

/** Leave the text as it was. */
export function cancel() {
  if (!open) return;
  const done = open;
  const hadFocus = close();
  if (done.fresh) leave(done, hadFocus);
  else if (hadFocus) choose(done.back);
}

/** At the end of the text, Ctrl with an arrow goes on where it would add from the box. */
function addsOn(event) {
  const { area } = open;
  const atEnd = area.selectionStart === area.value.length && area.selectionEnd === area.value.length;
  return (event.ctrlKey || event.metaKey) && ["ArrowRight", "ArrowDown"].includes(event.key) && atEnd && area.value.trim() && !event.repeat;
}

let addFrom = () => {};

export function whenAdding(add) {
  addFrom = add;
}

function pressed(event) {
  event.stopPropagation(); // the keys of the drawing rest while one types
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (!event.repeat) finish();
  } else if (event.key === "Escape") {
    event.preventDefault();
    cancel();
  } else if (addsOn(event) && kindOfPart(open.id) !== "link") {
    event.preventDefault();
    const { id } = open;
    finish();
    addFrom(id, event.key === "ArrowRight" ? "right" : "down");
  }
}

function pressedInCard(event) {
  const does = { keep: finish, cancel }[meantBy(event, open.card)];
  if (!does) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) does();
}

/** Going elsewhere keeps the text; another window does not close it. */
function left({ relatedTarget }) {
  const within = relatedTarget && (relatedTarget === open?.area || open?.card?.node.contains(relatedTarget));
  if (document.hasFocus() && !within) finish();
}

export function startTyping({ over }, again) {
  layer = over;
  if (again) return;
  on("drawing:viewed", arrange);
  // What one wrote oneself in the meantime is no other's change.
  on("act:saved", ({ act }, { versions = {} }) => {
    const own = open ? (act.operations ?? []).filter(({ id }) => id === open.id).flatMap(({ values }) => Object.keys(values ?? {})) : [];
    for (const name of own) open.versions[name] = versions[open.id]?.[name] ?? open.versions[name];
  });
  addEventListener("resize", arrange);
  addEventListener("pagehide", finish, { capture: true }); // before the queue is sent for the last time
}
