// New boxes: at the foot of a column, or from a box, connected with it.
import { find, inColumn, linksFrom, view } from "./data.js";
import { newId } from "../http.js";
import { beside, kindOf, valuesIn } from "./kinds.js";
import { notice } from "./notice.js";
import { textOf } from "./patch.js";
import { finish, hasEmptyDraft, typeNew, whenAdding } from "./type.js";
import { kindName, text } from "./texts.js";

/** Open a new box in a column, at its foot or behind another (`after`); a key that opened it goes in as its text. */
export function addIn(column, { after = null, y, value } = {}) {
  if (hasEmptyDraft()) return;
  finish();
  typeNew({ kind: kindOf(column), column, after, values: valuesIn(column), y, value });
}

let newest = "";

/** Return the arrow that was made last, if it is one of this box. */
export function newestArrowOf(id) {
  const { source, target } = view.links.get(newest) ?? {};
  return [source, target].includes(id) ? newest : "";
}

function linkOperation(source, target, assumption = "") {
  newest = newId();
  const values = { source, target, effect: "strengthens", ...(assumption && { assumption }) };
  return { do: "create", kind: "link", id: newest, values, after: null };
}

/** Return the operation that lets one box lead to another; between an activity and an output it is a field of the output. */
export function connection(source, target, sourceKind, assumption) {
  if (sourceKind !== "activity") return linkOperation(source, target, assumption);
  const versions = { activity: find(target)?.versions.activity ?? 0 };
  return { do: "set", kind: "output", id: target, values: { activity: source }, versions };
}

/** Return behind which box of a column a new one goes that belongs with another: near it, and under its sisters. */
function behind(box, column) {
  const targets = linksFrom(box.id).map((link) => view.boxes.get(link.target));
  const sisters = targets.filter((one) => one?.column === column);
  const above = inColumn(column).filter((one) => one.y + one.height / 2 <= box.y + box.height / 2);
  const last = [...(sisters.length ? sisters : above)].sort((one, other) => one.y - other.y).at(-1);
  return last?.id ?? "";
}

function placeBehind(after, box) {
  const before = view.boxes.get(after);
  return before ? before.y + before.height + 14 : box.y;
}

function addRight(box) {
  const column = box.kind === "precondition" ? (beside(box.column, 1) || "short") : beside(box.column, 1);
  if (!column) return notice(text("nothingRight", { kind: kindName(box.kind) }));
  const kind = kindOf(column);
  const after = behind(box, column);
  const values = valuesIn(column);
  if (box.kind === "activity") values.activity = box.id;
  const arrow = box.kind !== "activity";
  const more = (id, assumption) => (arrow ? [linkOperation(box.id, id, assumption)] : []);
  return typeNew({ kind, column, after: inColumn(column).length ? after : null, values, more, arrow, y: placeBehind(after, box) });
}

function addLeft(box) {
  const column = box.kind === "precondition" ? "" : beside(box.column, -1);
  if (!column) return notice(text("nothingLeft", { kind: kindName(box.kind) }));
  if (box.kind === "output" && view.boxes.has(box.values.activity)) {
    return notice(text("hasActivity", { activity: textOf(box.values.activity) }));
  }
  const kind = kindOf(column);
  const arrow = kind !== "activity";
  const more = (id, assumption) => [connection(id, box.id, kind, assumption)];
  const after = inColumn(column).length ? nearestAbove(box, column) : null;
  return typeNew({ kind, column, after, values: valuesIn(column), more, arrow, y: box.y });
}

function nearestAbove(box, column) {
  return inColumn(column).filter((one) => one.y + one.height / 2 <= box.y + box.height / 2).at(-1)?.id ?? "";
}

/** Open a precondition of an outcome or impact, or one that leads nowhere yet. */
export function addPrecondition(id) {
  const box = find(id);
  const target = view.may.precondition?.includes(box?.kind) ? box : null;
  const more = (made, assumption) => (target ? [linkOperation(made, target.id, assumption)] : []);
  const column = target ? beside(target.column, -1) : view.columns[0].key;
  typeNew({ kind: "precondition", column, more, arrow: Boolean(target), y: target?.y });
}

/** Open a new box on one side of another: left and right it is connected with it, above and below it is a neighbour. */
export function addBeside(id, way) {
  if (hasEmptyDraft()) return;
  finish();
  const box = find(id);
  if (!box?.kind) return;
  if (way === "right") return void addRight(box);
  if (way === "left") return void addLeft(box);
  const column = inColumn(box.column);
  const after = way === "down" ? id : (column[column.findIndex((one) => one.id === id) - 1]?.id ?? "");
  if (box.kind === "precondition") return void typeNew({ kind: "precondition", column: box.column, after, y: placeBehind(after, box) });
  addIn(box.column, { after, y: placeBehind(after, box) });
}

/** Open a box between two that cannot be connected, of the first kind that makes a way. */
export function addBetween(source, target, kinds, then) {
  const [from, to] = [find(source), find(target)];
  const kind = kinds[0];
  const column = kind === "outcome" ? termBetween(from, to) : kind;
  const values = { ...valuesIn(column), ...(from.kind === "activity" ? { activity: source } : {}) };
  const more = (id) => [
    ...(from.kind === "activity" ? [] : [linkOperation(source, id)]),
    ...(kinds.length === 1 ? [linkOperation(id, target)] : []),
  ];
  typeNew({ kind, column, after: inColumn(column).length ? behind(from, column) : null, values, more, y: from.y, then });
}

function termBetween(from, to) {
  const before = beside(to.column, -1);
  return kindOf(before) === "outcome" ? before : beside(from.column, 1);
}

export function startAdding() {
  whenAdding(addBeside);
}
