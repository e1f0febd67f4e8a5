// The pointer: a press chooses, a drag from a port draws an arrow, a drag of a box moves it, over empty ground it
// chooses several. A finger scrolls, and moves only what is chosen; held still it opens the menu.
import { addBeside } from "./add.js";
import { choose, chooseAll, chooseNone, chosenBoxes, chosenIds } from "./choose.js";
import { find, inColumn, isBox, linkBetween, view } from "./data.js";
import { addAt } from "./handles.js";
import { canLead, connect } from "./link.js";
import { openMenu } from "./menu.js";
import { notice } from "./notice.js";
import { idOf, nodeOf, over, partAt, toDrawing } from "./patch.js";
import { canStandIn, place } from "./remove.js";
import { curve, element } from "./sketch.js";
import { kindName, text } from "./texts.js";
import { finish, isTyping, typeIn } from "./type.js";

const THRESHOLD = 5; // pixels of the window before a press is a drag
const LONG = 500; // milliseconds before a finger's press opens the menu

const EDGE = 28; // pixels of the window
const SPEED = 10; // pixels a frame

let svg = null;
let stage = null;
let way = null; // what is under way
let timer = 0;
let byFinger = false;
let opened = false; // the menu, by a finger that is still down

function start(event) {
  if (event.button !== 0 || way) return;
  const port = event.target.closest("[data-port]");
  const id = idOf(event.target.closest("[data-box], [data-link], [data-add]"));
  const touch = event.pointerType === "touch";
  byFinger = touch;
  way = { from: { x: event.clientX, y: event.clientY }, at: toDrawing(event.clientX, event.clientY), id, touch, pointer: event.pointerId };
  if (port) Object.assign(way, { does: arrow, id: port.dataset.portOf, side: port.dataset.port });
  else if (isBox(id) && (!touch || chosenIds().includes(id)) && editable()) way.does = moving;
  else if (!id && !touch) way.does = band;
  if (touch && id && !id.startsWith("add:")) timer = setTimeout(() => held(event), LONG);
  if (!touch || port) event.preventDefault(); // no selection of text, no focus of its own
  finish();
}

let editable = () => false;

function held(event) {
  const { id } = way ?? {};
  drop();
  if (!id) return;
  choose(id, { focus: false });
  opened = true;
  openMenu({ x: event.clientX, y: event.clientY });
}

function move(event) {
  if (!way || event.pointerId !== way.pointer) return;
  const far = Math.hypot(event.clientX - way.from.x, event.clientY - way.from.y) > THRESHOLD;
  if (!way.dragging && far) {
    clearTimeout(timer);
    if (!way.does) return void (way = null);
    way.dragging = true;
    svg.setPointerCapture(way.pointer);
    svg.classList.add("is-dragging");
    way.does.begin?.();
  }
  if (!way.dragging) return;
  way.to = { x: event.clientX, y: event.clientY };
  way.frame ??= requestAnimationFrame(step);
}

/** At most once a frame, however fast the pointer is. */
function step() {
  if (!way?.to) return;
  way.frame = scrollAtEdge(way.to) ? requestAnimationFrame(step) : undefined;
  way.does.move(toDrawing(way.to.x, way.to.y));
}

/** Near an edge of what is in sight the drawing moves on under the pointer. */
function scrollAtEdge({ x, y }) {
  const { left, right, top, bottom } = stage.getBoundingClientRect();
  const before = [stage.scrollLeft, stage.scrollTop];
  stage.scrollBy({ left: overEdge(x, left, right), top: overEdge(y, top, bottom), behavior: "instant" });
  return stage.scrollLeft !== before[0] || stage.scrollTop !== before[1];
}

function overEdge(at, from, to) {
  if (at < from + EDGE) return -SPEED;
  return at > to - EDGE ? SPEED : 0;
}

function end(event) {
  if (!way || event.pointerId !== way.pointer) return;
  clearTimeout(timer);
  const done = way;
  if (done.dragging) {
    step();
    cancelAnimationFrame(done.frame);
  }
  drop();
  if (done.dragging) done.does.end(done, toDrawing(event.clientX, event.clientY));
  else press(done, event);
}

function drop() {
  clearTimeout(timer);
  if (way?.dragging) {
    svg.classList.remove("is-dragging");
    way.does.clear?.(way);
  }
  way = null;
}

/** A second tap on what is chosen types in it. */
function press({ id, side, touch }, event) {
  if (side) return addBeside(id, side);
  if (!id) return chooseNone();
  if (id.startsWith("add:")) return editable() ? addAt(id.slice(4)) : null;
  const again = touch && chosenIds().length === 1 && chosenIds()[0] === id && editable();
  if (again) return typeIn(id);
  choose(id, { toggle: event.shiftKey || event.ctrlKey || event.metaKey });
  return null;
}

/** Drawing an arrow. */
const arrow = {
  begin() {
    way.line = over().appendChild(element("path", { class: "sketch__preview" }));
    for (const box of view.boxes.values()) {
      const ends = way.side === "right" ? [way.id, box.id] : [box.id, way.id];
      const can = canLead(...ends) && !linkBetween(...ends);
      nodeOf(box.id)?.classList.toggle("is-unfit", box.id !== way.id && !can);
    }
  },
  move(to) {
    const box = find(way.id);
    const y = box.y + box.height / 2;
    const from = { x: way.side === "right" ? box.x + box.width : box.x, y };
    way.line.setAttribute("d", way.side === "right" ? curve(from, to) : curve(to, from));
    const under = partAt(way.to.x, way.to.y);
    if (under !== way.under) {
      nodeOf(way.under)?.classList.remove("is-target");
      if (isBox(under) && under !== way.id) nodeOf(under)?.classList.add("is-target");
      way.under = under;
    }
  },
  end({ id, side, under }, to) {
    if (isBox(under) && under !== id) connect(...(side === "right" ? [id, under] : [under, id]));
    else if (!isBox(under) && farFrom(find(id), to)) addBeside(id, side);
  },
  clear({ line, under }) {
    line?.remove();
    nodeOf(under)?.classList.remove("is-target");
    for (const node of svg.querySelectorAll(".is-unfit")) node.classList.remove("is-unfit");
  },
};

function farFrom(box, { x, y }) {
  return box && (x < box.x - 20 || x > box.x + box.width + 20 || y < box.y - 20 || y > box.y + box.height + 20);
}

function columnAt(x) {
  return view.columns.reduce((best, column) => (Math.abs(middle(column) - x) < Math.abs(middle(best) - x) ? column : best));
}

function middle({ x, width }) {
  return x + width / 2;
}

/** Moving boxes: to another place in their column, or to another column. */
const moving = {
  begin() {
    way.ids = chosenBoxes().includes(way.id) ? ordered(chosenBoxes()) : [way.id];
    way.mark = over().appendChild(element("rect", { class: "drop", height: 4, rx: 2 }));
    for (const id of way.ids) nodeOf(id)?.classList.add("is-moving");
  },
  move(to) {
    const [dx, dy] = [to.x - way.at.x, to.y - way.at.y];
    for (const id of way.ids) nodeOf(id).style.translate = `${dx}px ${dy}px`;
    const column = columnAt(to.x);
    way.fits = way.ids.every((id) => canStandIn(id, column.key));
    way.column = column.key;
    const others = inColumn(column.key).filter((box) => !way.ids.includes(box.id));
    const before = others.filter((box) => box.y + box.height / 2 < to.y).at(-1);
    way.after = before?.id ?? null;
    const y = before ? before.y + before.height + 5 : (others[0]?.y ?? 70) - 9;
    way.mark.setAttribute("x", column.x);
    way.mark.setAttribute("y", y);
    way.mark.setAttribute("width", column.width);
    way.mark.classList.toggle("drop--unfit", !way.fits);
  },
  end({ ids, column, after, fits, id }) {
    choose(id, { add: ids.length > 1 });
    if (!fits) return notice(text("staysInColumn", { kind: kindName(find(id).kind) }));
    const stops = inColumn(column).map((box) => box.id);
    const same = ids.length === 1 && stops.includes(id) && (stops[stops.indexOf(id) - 1] ?? null) === after;
    if (!same) place(ids, after, column);
    return null;
  },
  clear({ ids, mark }) {
    mark?.remove();
    for (const id of ids) {
      const node = nodeOf(id);
      node?.classList.remove("is-moving");
      if (node) node.style.translate = "";
    }
  },
};

function ordered(ids) {
  return [...ids].sort((one, other) => find(one).y - find(other).y);
}

/** Choosing what lies within a band. */
const band = {
  begin() {
    way.mark = over().appendChild(element("rect", { class: "band" }));
  },
  move(to) {
    const [x, y] = [Math.min(to.x, way.at.x), Math.min(to.y, way.at.y)];
    const [width, height] = [Math.abs(to.x - way.at.x), Math.abs(to.y - way.at.y)];
    for (const [name, value] of Object.entries({ x, y, width, height })) way.mark.setAttribute(name, value);
    way.area = { x, y, right: x + width, bottom: y + height };
  },
  end({ area }) {
    if (!area) return;
    const within = ({ x, y, width, height }) => x < area.right && x + width > area.x && y < area.bottom && y + height > area.y;
    chooseAll(view.order.map(find).filter((box) => box && within(box)).map((box) => box.id));
  },
  clear({ mark }) {
    mark?.remove();
  },
};

export function startDragging(drawing) {
  ({ svg, stage } = drawing);
  editable = () => drawing.editable;
  const { signal } = drawing;
  svg.addEventListener("pointerdown", start, { signal });
  addEventListener("pointermove", move, { signal, passive: true });
  addEventListener("pointerup", end, { signal });
  addEventListener("pointercancel", (event) => way?.pointer === event.pointerId && drop(), { signal });
  addEventListener("keydown", (event) => event.key === "Escape" && way?.dragging && drop(), { signal });
  // A finger on a port or on what is chosen does not scroll; touch-action does nothing within a picture.
  svg.addEventListener(
    "touchstart",
    (event) => {
      const id = idOf(event.target.closest("[data-box]"));
      const takes = event.target.closest("[data-port]") || (id && chosenIds().includes(id));
      if (takes && editable() && event.touches.length === 1) event.preventDefault();
    },
    { signal, passive: false },
  );
  // Lifting it is no press on what lies under it by then.
  svg.addEventListener(
    "touchend",
    (event) => {
      if (opened || isTyping()) event.preventDefault(); // no click where something else lies by now
      opened = false;
    },
    { signal, passive: false },
  );
  svg.addEventListener(
    "dblclick",
    ({ target }) => {
      const id = idOf(target.closest("[data-box], [data-link]"));
      if (id && editable() && !byFinger) typeIn(id); // a finger's second tap does that by itself
    },
    { signal },
  );
  svg.addEventListener(
    "contextmenu",
    (event) => {
      const id = idOf(event.target.closest("[data-box], [data-link]"));
      if (!id || !editable()) return;
      event.preventDefault();
      if (!chosenIds().includes(id)) choose(id, { focus: false }); // scrolled to it, the menu would close
      openMenu({ x: event.clientX, y: event.clientY });
    },
    { signal },
  );
  // A link in a box of the picture, for who has no scripts, leads nowhere here.
  svg.addEventListener("click", (event) => event.target.closest("a") && event.preventDefault(), { signal });
  svg.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
}
