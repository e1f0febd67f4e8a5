// Acts: what is done in the drawing goes to the server in the order in which it was done, each as one batch that can be
// undone. They wait in the queue of this device as typed text does, and are sent again under the same key.
import { on, tell } from "../bus.js";
import { newKey, user } from "../http.js";
import * as queue from "../queue.js";
import { run } from "../sender.js";
import { ACTS, follow, known, plan, rebuild, take } from "./data.js";
import { notice } from "./notice.js";
import { render } from "./patch.js";
import { text } from "./texts.js";

const DEPTH = 100;
const STORE = `impactplan.acts.${user}.${plan}`;

/** What can be undone and done again: { key: of the act that made it, batch: null until the server has answered, label }. */
let stacks = { undo: [], redo: [] };

function load() {
  try {
    stacks = JSON.parse(sessionStorage.getItem(STORE)) ?? stacks;
  } catch {
    // Nothing kept: one begins with empty hands.
  }
}

function keep() {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(stacks));
  } catch {
    // No room: undo works for as long as the page is open.
  }
  tell("drawing:undoable", { undo: stacks.undo.length, redo: stacks.redo.length });
}

function push(name, entry) {
  stacks[name] = [...stacks[name], entry].slice(-DEPTH);
}

function send(act, label, value = "") {
  const key = newKey();
  const language = document.documentElement.lang;
  const languages = { typed_language: language, page_language: language };
  const href = location.pathname + location.search;
  queue.add({ key, url: ACTS, act: { ...act, ...languages }, label, value, href });
  rebuild();
  render();
  run();
  return key;
}

/** Return what somebody typed in an act: that is what must not get lost. */
function typedIn(operations) {
  const texts = operations.flatMap(({ values = {} }) => [values.name, values.statement, values.assumption]);
  return texts.filter(Boolean).join("\n");
}

/** Do something: some operations as one batch. `label` names it where it is undone. */
export function act(operations, label) {
  const key = send({ path: "batches", operations }, label, typedIn(operations));
  push("undo", { key, batch: null, label });
  stacks.redo = [];
  keep();
}

/** Let the server do something that it alone can: lay out anew. */
export function actAt(path, label) {
  const key = send({ path }, label);
  push("undo", { key, batch: null, label });
  stacks.redo = [];
  keep();
}

/** An act that never left is simply not done; for what was sent the server makes it undone. */
function goBack(from, to) {
  const entry = stacks[from].at(-1);
  if (!entry) return notice(text(from === "undo" ? "nothingToUndo" : "nothingToRedo"));
  stacks[from] = stacks[from].slice(0, -1);
  const unsent = queue.of(ACTS).find((edit) => edit.key === entry.key && !edit.sent);
  if (entry.operations) {
    const key = send({ path: "batches", operations: entry.operations }, entry.label, typedIn(entry.operations));
    push(to, { key, batch: null, label: entry.label });
  } else if (unsent?.act.operations && queue.of(ACTS).at(-1) === unsent) {
    queue.drop(unsent);
    push(to, { operations: unsent.act.operations, label: entry.label });
    rebuild();
    render();
    tell("change");
  } else {
    const key = send({ path: "undo", batch: entry.batch, of: entry.key, back: to }, entry.label);
    push(to, { key, batch: null, label: entry.label });
  }
  keep();
  notice(text(from === "undo" ? "undone" : "redone", { what: entry.label }));
  return null;
}

export function undo() {
  goBack("undo", "redo");
}

export function redo() {
  goBack("redo", "undo");
}

export function canUndo() {
  return stacks.undo.length > 0;
}

export function canRedo() {
  return stacks.redo.length > 0;
}

function learnBatch(key, batch) {
  for (const entry of [...stacks.undo, ...stacks.redo]) if (entry.key === key) entry.batch = batch;
  keep();
}

function forgetAct(key) {
  for (const name of ["undo", "redo"]) stacks[name] = stacks[name].filter((entry) => entry.key !== key);
  keep();
}

/** The answer to an act: the picture as it is now. */
function taken(edit, answer) {
  if (answer.batch) learnBatch(edit.key, answer.batch);
  else forgetAct(edit.key); // nothing was changed by it
  if (edit.act.path !== "batches") catchUp(answer.versions ?? versionsIn(answer.drawing));
  if (!answer.drawing || !take(answer.drawing)) tell("drawing:ask");
  else render();
}

function versionsIn(drawing) {
  const parts = [...(drawing?.boxes ?? []), ...(drawing?.links ?? [])];
  return Object.fromEntries(parts.map(({ id, versions }) => [id, versions]));
}

/** Undoing writes fields anew: what was done since and still waits builds on that. */
function catchUp(versions) {
  for (const edit of queue.of(ACTS)) {
    if (edit.sent || !edit.act.operations) continue;
    for (const operation of edit.act.operations) {
      if (operation.do !== "set") continue;
      for (const name of Object.keys(operation.versions)) operation.versions[name] = versions[operation.id]?.[name] ?? operation.versions[name];
    }
    queue.update(edit);
  }
}

function refused(edit, message) {
  forgetAct(edit.key);
  if (!edit.value) queue.drop(edit); // nothing was typed: there is nothing to keep
  rebuild();
  render();
  notice(message, { wrong: true });
  tell("change");
  tell("drawing:ask");
}

export function startBatches() {
  load();
  // The answer holds what differs from what is shown here by then.
  on("act:sending", (edit) => edit.url === ACTS && Object.assign(edit.act, { have: known().id }));
  on("act:saved", (edit, answer) => edit.url === ACTS && taken(edit, answer));
  on("act:refused", (edit, message) => edit.url === ACTS && refused(edit, message));
  on("act:split", (edit) => {
    if (edit.url !== ACTS) return;
    forgetAct(edit.key);
    rebuild();
    render();
  });
  // A field beside the drawing was saved: that can be undone here too, and what builds on it follows.
  on("saved", (edit, answer) => {
    const [kind, id, field] = edit.url.startsWith(`${plan}items/`) ? edit.url.slice(`${plan}items/`.length).split("/") : [];
    if (!kind) return;
    if (answer.batch && stacks.undo.at(-1)?.batch !== answer.batch) {
      push("undo", { key: edit.key, batch: answer.batch, label: edit.label ?? "" });
      stacks.redo = [];
      keep();
    }
    follow(id, field, answer.version, answer.raw);
    tell("drawing:ask");
  });
}
