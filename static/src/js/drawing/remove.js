// Deleting, duplicating, and moving by key: of one box or arrow, or of several at once.
import { announce } from "../words.js";
import { act, undo } from "./batches.js";
import { choose, chosenIds, here } from "./choose.js";
import { find, inColumn, isBox, isPlain, linksFrom, linksTo, view } from "./data.js";
import { newId } from "../http.js";
import { columnOf, TERMS } from "./kinds.js";
import { unlinkOperation } from "./link.js";
import { notice } from "./notice.js";
import { textOf } from "./patch.js";
import { pick } from "./search.js";
import { kindName, text } from "./texts.js";
import { stopAfter } from "./walk.js";

/** Return what an act is about: what is chosen, else where one is. */
export function meant() {
  const ids = chosenIds().length ? chosenIds() : [here()];
  return ids.filter((id) => find(id));
}

/** The arrows of a box go with it, in the same batch, so that undoing brings them back. */
function removeBox(id, going) {
  const links = [...linksFrom(id), ...linksTo(id)].filter((link) => !going.has(link.id));
  for (const link of links) going.add(link.id);
  const kept = links.filter((link) => !(isPlain(link.id) && (link.target === id || going.has(link.target))));
  return [...kept.map((link) => unlinkOperation(link.id)), { do: "delete", kind: find(id).kind, id }];
}

export function remove(ids = meant()) {
  if (!ids.length) return;
  const boxes = ids.filter(isBox);
  const going = new Set(ids);
  const arrows = ids.filter((id) => !isBox(id)).map(unlinkOperation);
  const label = ids.length > 1 ? text("several", { count: ids.length }) : textOf(ids[0]);
  const builds = boxes.flatMap((id) => find(id).builds ?? []);
  const next = boxes.length ? stopAfter(boxes) : find(ids[0]).source;
  act([...arrows, ...boxes.flatMap((id) => removeBox(id, going))], text("did-delete", { what: label }));
  choose(next);
  const words = [text("deleted", { what: label }), builds.length ? text("builtOn") : ""].filter(Boolean).join(" ");
  notice(words, { actions: [[text("undo"), undo]], links: builds });
}

export function duplicate(ids = meant().filter(isBox)) {
  if (!ids.length) return;
  const copies = ids.map((id) => ({ do: "duplicate", kind: find(id).kind, id, new: newId() }));
  const label = ids.length > 1 ? text("several", { count: ids.length }) : textOf(ids[0]);
  act(copies, text("did-duplicate", { what: label }));
  choose(copies.at(-1).new);
  announce(text("duplicated", { what: label }));
}

/** Put boxes one place up or down in their column, keeping their order among each other. */
export function shift(way, ids = meant().filter(isBox)) {
  if (!ids.length) return;
  const box = find(ids[0]);
  const column = inColumn(box.column).map((one) => one.id);
  const moving = column.filter((id) => ids.includes(id));
  const others = column.filter((id) => !moving.includes(id));
  const at = others.filter((id) => column.indexOf(id) < column.indexOf(moving[0])).length + (way === "up" ? -1 : 1);
  if (at < 0 || at > others.length) return announce(text(way === "up" ? "isFirst" : "isLast"));
  place(moving, others[at - 1] ?? null, box.column);
  return null;
}

/** Put boxes behind another of a column (null: first), in their order. */
export function place(ids, after, column) {
  const before = find(ids[0]);
  let behind = after;
  const moves = ids.map((id) => {
    const { kind, column: own } = find(id);
    const operation = { do: "move", kind, id, after: behind, ...(own === column ? {} : { column }) };
    behind = id;
    return operation;
  });
  const label = ids.length > 1 ? text("several", { count: ids.length }) : textOf(ids[0]);
  act(moves, text("did-move", { what: label }));
  const stops = inColumn(column).map((one) => one.id);
  const title = view.columns.find(({ key }) => key === column)?.title ?? "";
  const where = { what: label, place: stops.indexOf(ids[0]) + 1, count: stops.length, column: title };
  announce(text(before.column === column ? "movedTo" : "movedToColumn", where));
}

/** Only outcomes change column: it says when they come. */
export function canStandIn(id, column) {
  const box = find(id);
  return box.column === column || (box.kind === "outcome" && TERMS.includes(column));
}

export function moveColumn(way, ids = meant().filter(isBox)) {
  if (!ids.length) return;
  const box = find(ids[0]);
  const at = TERMS.indexOf(box.column);
  const column = box.kind === "outcome" ? TERMS[at + (way === "right" ? 1 : -1)] : "";
  if (!column || !ids.every((id) => canStandIn(id, column))) return stays(box);
  place(ids, nearestIn(column, box), column);
  return null;
}

function stays(box) {
  notice(text(box.kind === "outcome" ? "noFurtherColumn" : "staysInColumn", { kind: kindName(box.kind) }));
}

function nearestIn(column, box) {
  const above = inColumn(column).filter((one) => one.y + one.height / 2 <= box.y + box.height / 2);
  return above.at(-1)?.id ?? null;
}

/** Ask in which column boxes belong. */
export async function askColumn(ids = meant().filter(isBox)) {
  if (!ids.length) return;
  const box = find(ids[0]);
  if (!ids.every((id) => find(id).kind === "outcome")) return stays(box);
  const columns = view.columns.filter(({ key }) => TERMS.includes(key) && key !== columnOf(box.kind, box.values));
  const chosen = await pick({ title: text("moveWhere", { what: textOf(box.id) }), options: columns.map(({ key, title }) => ({ id: key, label: title })) });
  choose(box.id);
  if (chosen?.id) place(ids, nearestIn(chosen.id, box), chosen.id);
  return null;
}
