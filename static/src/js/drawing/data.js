// What the drawing shows: what the server last told, and on top of that the acts that it has not confirmed yet.
import * as queue from "../queue.js";
import { applyAct } from "./pending.js";

const main = document.getElementById("main");

/** The address of the plan, with a slash at its end. */
export const plan = main.dataset.plan;
/** Where acts are sent, which is also by what they are found in the queue. */
export const ACTS = `${plan}batches`;

function empty() {
  return { columns: [], order: [], boxes: new Map(), links: new Map(), may: {}, people: [], marks: [], notes: [], width: 0, height: 0 };
}

const truth = { ...empty(), seq: -1, id: "", ground: null, legend: null, tidier: 0 };

/** What is shown: the truth with what waits. Replaced part by part, never as an object. */
export const view = empty();

export function known() {
  return { seq: truth.seq, id: truth.id };
}

/** Before the first answer: the picture that came with the page. */
export function begin(id) {
  truth.id = id;
}

function merge(parts, fresh, gone, whole) {
  const merged = whole ? new Map() : new Map(parts);
  for (const id of gone) merged.delete(id);
  for (const part of fresh) merged.set(part.id, { ...parts.get(part.id), ...part });
  return merged;
}

/**
 * Take over an answer. False when it builds on a drawing that this page does not have: then what is missing has to
 * be asked for.
 */
export function take(answer) {
  if (answer.seq < truth.seq) return true; // overtaken by a newer one
  const whole = answer.base === "";
  if (!whole && answer.base !== truth.id) return false;
  const { seq, id, title, width, height, columns, order, may, people = [], ground, legend, marks = [], notes = [], tidier = 0 } = answer;
  truth.boxes = merge(truth.boxes, answer.boxes, answer.gone ?? [], whole);
  const links = answer.links.map(({ kind, ...link }) => link); // what has a kind is a box
  truth.links = merge(truth.links, links, answer.gone ?? [], whole);
  Object.assign(truth, { seq, id, title, width, height, columns, order, may, people, marks, notes, tidier });
  if (ground !== undefined) truth.ground = ground;
  if (legend !== undefined) truth.legend = legend;
  rebuild();
  return true;
}

/** A field was saved beside the drawing: what is typed in the box next builds on that. */
export function follow(id, field, version, raw) {
  const part = truth.boxes.get(id) ?? truth.links.get(id);
  if (!part || (part.versions[field] ?? -1) >= version) return;
  const fresh = { ...part, versions: { ...part.versions, [field]: version }, values: { ...part.values, [field]: raw } };
  (truth.boxes.has(id) ? truth.boxes : truth.links).set(id, fresh);
  rebuild();
}

/** Lay the acts that wait over what the server told. */
export function rebuild() {
  Object.assign(view, truth, { boxes: new Map(truth.boxes), links: new Map(truth.links), order: [...truth.order], people: [...truth.people] });
  for (const edit of queue.of(ACTS)) if (edit.status === "waiting" && edit.act?.operations) applyAct(view, edit.act.operations);
}

export function isBox(id) {
  return view.boxes.has(id);
}

/** Return the kind of a box or link. */
export function kindOfPart(id) {
  return view.boxes.get(id)?.kind ?? (view.links.has(id) ? "link" : "");
}

/** Return a box or a link, whichever has this id. */
export function find(id) {
  return view.boxes.get(id) ?? view.links.get(id);
}

/** Return the boxes of a column, from top to bottom. */
export function inColumn(column) {
  return [...view.boxes.values()].filter((box) => box.column === column).sort((one, other) => one.y - other.y);
}

export function linksFrom(id) {
  return [...view.links.values()].filter((link) => link.source === id);
}

export function linksTo(id) {
  return [...view.links.values()].filter((link) => link.target === id);
}

export function linkBetween(source, target) {
  return [...view.links.values()].find((link) => link.source === source && link.target === target);
}

/** An arrow from an activity to an output is a field of the output: there is nothing to say about it. */
export function isPlain(id) {
  return id.startsWith("of-");
}
