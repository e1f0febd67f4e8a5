// What acts change in the drawing before the server has answered: enough to go on with, drawn plainly. The answer brings
// the drawing as it is.
import { boxHeight } from "./sketch.js";
import { columnOf, TEXT } from "./kinds.js";

const GAP = 14;

/** Lay the operations of an act over a drawing. */
export function applyAct(view, operations) {
  for (const operation of operations) does[operation.do]?.(view, operation, operations);
}

function place(view, key) {
  return view.columns.find((column) => column.key === key) ?? view.columns[0];
}

/** A precondition stands before the first of what it leads to. */
function columnFor(view, { kind, id, values }, operations) {
  if (kind !== "precondition") return columnOf(kind, values);
  const link = operations.find((one) => one.kind === "link" && one.values?.source === id);
  const at = view.columns.findIndex((column) => column.key === view.boxes.get(link?.values.target)?.column);
  return view.columns[Math.max(0, at - 1)]?.key ?? "";
}

/** Return where the boxes of a drawing begin. */
function topOf(view) {
  const tops = [...view.boxes.values()].map((box) => box.y);
  return tops.length ? Math.min(...tops) : (view.top ?? 60);
}

/** Put a box behind another in a column, or at its foot; what stood there makes room. */
function putIn(view, box, column, after) {
  const { x = 0, width = 160 } = place(view, column) ?? {};
  const others = boxesIn(view, column).filter((one) => one.id !== box.id);
  const at = others.findIndex((one) => one.id === after);
  const before = at < 0 ? others.at(-1) : others[at];
  const y = before ? before.y + before.height + GAP : topOf(view);
  const height = Math.max(box.height ?? 0, boxHeight(box.values[TEXT[box.kind]] ?? "", width));
  view.boxes.set(box.id, { ...box, column, x, width, y, height });
  if (at >= 0) makeRoom(view, others.slice(at + 1), y + height + GAP);
  view.height = Math.max(view.height, y + height + GAP);
}

function makeRoom(view, boxes, from) {
  let y = from;
  for (const box of boxes) {
    if (box.y >= y) return;
    view.boxes.set(box.id, { ...box, y });
    sketchLinks(view, box.id);
    y += box.height + GAP;
  }
}

function boxesIn(view, column) {
  return [...view.boxes.values()].filter((box) => box.column === column).sort((one, other) => one.y - other.y);
}

function addLink(view, id, source, target, values = {}) {
  if (view.boxes.has(source) && view.boxes.has(target)) {
    view.links.set(id, { id, source, target, values, versions: {}, label: "", at: null, sketched: true });
  }
}

const does = {
  create(view, operation, operations) {
    const { kind, id, values, after } = operation;
    if (view.boxes.has(id) || view.links.has(id)) return;
    if (kind === "stakeholder") return void view.people.push({ id, name: values.name });
    if (kind === "link") return addLink(view, id, values.source, values.target, values);
    const box = { id, kind, values, versions: {}, label: "", builds: [], sketched: true };
    putIn(view, box, columnFor(view, operation, operations), after);
    view.order.push(id);
    if (kind === "output" && values.activity) addLink(view, `of-${id}`, values.activity, id);
  },

  set(view, { kind, id, values }) {
    const link = view.links.get(id);
    if (link) return view.links.set(id, { ...link, values: { ...link.values, ...values }, sketched: true });
    const box = view.boxes.get(id);
    if (!box) return;
    const fresh = { ...box, values: { ...box.values, ...values } };
    if (TEXT[kind] in values) Object.assign(fresh, { sketched: true, height: Math.max(box.height, boxHeight(values[TEXT[kind]], box.width)) });
    view.boxes.set(id, fresh);
    if ("term" in values && columnOf(kind, fresh.values) !== box.column) moveTo(view, fresh, columnOf(kind, fresh.values));
    if (kind === "output" && "activity" in values) {
      view.links.delete(`of-${id}`);
      if (values.activity) addLink(view, `of-${id}`, values.activity, id);
    }
  },

  move(view, { id, after, column }) {
    const box = view.boxes.get(id);
    if (!box) return;
    if (column && column !== box.column) return moveTo(view, box, column, after);
    restack(view, box, after);
  },

  delete(view, { id }) {
    view.boxes.delete(id);
    view.links.delete(id);
    for (const link of [...view.links.values()]) if (link.source === id || link.target === id) view.links.delete(link.id);
    view.order = view.order.filter((one) => one !== id);
  },

  duplicate(view, { id, new: copy }) {
    const box = view.boxes.get(id);
    if (!box || view.boxes.has(copy)) return;
    putIn(view, { ...box, id: copy, versions: {}, builds: [], sketched: true }, box.column, id);
    view.order.push(copy);
  },
};

function moveTo(view, box, column, after) {
  const values = box.kind === "outcome" ? { ...box.values, term: column } : box.values;
  putIn(view, { ...box, values }, column, after);
  sketchLinks(view, box.id);
}

/** Put a box behind another in its column; the column keeps the room that it has. */
function restack(view, box, after) {
  const column = boxesIn(view, box.column);
  const others = column.filter((one) => one.id !== box.id);
  const at = after ? others.findIndex((one) => one.id === after) + 1 : 0;
  others.splice(at, 0, box);
  let y = column[0].y;
  for (const one of others) {
    if (one.y !== y) {
      view.boxes.set(one.id, { ...one, y });
      sketchLinks(view, one.id);
    }
    y += one.height + GAP;
  }
}

/** The arrows of a box that moved are drawn plainly until the server has drawn them. */
function sketchLinks(view, id) {
  for (const link of view.links.values()) {
    if (link.source === id || link.target === id) view.links.set(link.id, { ...link, sketched: true });
  }
}
