// From a keystroke to the queue, and from the server's answer back to the field.
import { on, tell } from "./bus.js";
import { askAgain } from "./conflict.js";
import {
  allFields,
  beginsWith,
  fieldOf,
  findField,
  labelOf,
  languageOf,
  read,
  readFirst,
  same,
  setVersion,
  showErrors,
  spellingFor,
  urlOf,
  versionOf,
  write,
} from "./fields.js";
import { askLiving, onPages, tellPages } from "./owners.js";
import * as queue from "./queue.js";
import { flush, run, sendLast } from "./sender.js";
import { offerChosen } from "./waitingchoices.js";
import { words } from "./words.js";

const PAUSE = 600; // after the last key
/** What the server holds of a field, as far as this page knows. */
const known = new WeakMap();
/** A number or day as the server spells it, shown once its writer has left the field. */
const canonical = new WeakMap();

/** The page to come back to for this field: this one, or that of its step where it is asked elsewhere. */
function hrefOf(field) {
  const [, ref] = field.closest("[data-item]").dataset.item.split("/");
  const { page } = field.closest("[data-item]").dataset;
  const row = field.closest("[data-row]")?.dataset.row;
  const made = row && !field.closest("[data-new]");
  const here = row && !made ? location.href : location.pathname; // a new row has an address of its own
  const address = new URL(page ?? here, location.href);
  if (made) address.searchParams.set("row", row);
  return `${address.pathname}${address.search}#${ref}-${field.dataset.field}`;
}

/** Have a field sent as it stands, also where nothing was typed in it since the page was made. */
export function keepAsIs(field) {
  known.delete(field);
  note(field, 0);
}

/** What the row is called in which a field stands. */
function rowOf(field) {
  return field.closest("[data-row]")?.querySelector(".row__heading, .row__title")?.textContent.trim() ?? "";
}

/** The edit that made a row, while its writer is in the field that they began with; typing on there is the same act. */
let making = null;
/** The first edit of an act that fills in several fields. */
let act = null;

/** What is filled in meanwhile is one act: it is undone in one go. */
export function asOne(fill) {
  act = { key: undefined };
  try {
    fill();
  } finally {
    act = null;
  }
}

/** Return the key of the edit that a newer one is one act with, if any. */
function firstOf(url, newest) {
  if (newest?.begins && newest.sent) return newest.along ?? newest.key;
  return making?.url === url ? making.key : act?.key;
}

function note(field, due) {
  const url = urlOf(field);
  const value = read(field);
  const edits = queue.of(url);
  const newest = edits.at(-1);
  const untouched = edits.every((edit) => edit.status === "refused" || (edit.status === "waiting" && !edit.sent));
  if (same(value, known.get(field)) && untouched) {
    if (!edits.length) return;
    edits.forEach(queue.drop); // typed and taken back: nothing to send
    showErrors(field, []);
    tell("change");
    return;
  }
  if (newest && same(newest.value, value)) {
    if (newest.status === "waiting") newest.due = Math.min(newest.due, due);
  } else {
    const seen = { language: languageOf(field), label: labelOf(field), row: rowOf(field), version: versionOf(field) };
    const edit = queue.note({ url, value, ...seen, begins: beginsWith(field), along: firstOf(url, newest), href: hrefOf(field), due });
    if (act) act.key ??= edit.key;
  }
  run();
}

function typed(event) {
  const field = fieldOf(event.target);
  if (!field || event.target.name !== field.dataset.field) return;
  hideEcho(field);
  note(field, Date.now() + PAUSE);
}

function left(event) {
  const field = fieldOf(event.target);
  if (!field || event.target.name !== field.dataset.field) return;
  note(field, 0);
  if (event.type === "focusout") making = null;
  if (canonical.has(field) && !queue.of(urlOf(field)).length) spell(field, canonical.get(field));
}

function spell(field, raw) {
  canonical.delete(field);
  write(field, raw);
  known.set(field, read(field));
}

/** What was understood is of the value before, once something else was typed. */
function hideEcho(field) {
  const echo = field.querySelector("[data-echo]"); // only where something is read: a number or a day
  if (echo) echo.hidden = true;
}

function showEcho(field, understood) {
  const echo = field.querySelector("[data-echo]");
  if (!echo) return;
  const shown = [read(field)].flat().join();
  echo.hidden = !understood || understood === shown;
  echo.textContent = understood ? words("readAs", { value: understood }) : "";
}

on("saved", (edit, answer) => {
  const field = findField(edit.url);
  if (!field) return;
  if (edit.begins && !edit.along && field.contains(document.activeElement)) making = edit;
  setVersion(field, answer.version);
  known.set(field, edit.value);
  if (queue.of(edit.url).length) return; // typed on since
  showErrors(field, []);
  field.querySelector(".conflict")?.remove();
  showEcho(field, answer.understood);
  const raw = spellingFor(field, answer);
  const spelled = !same(raw, edit.value) && same(read(field), edit.value);
  if (spelled && field.contains(document.activeElement)) canonical.set(field, raw);
  else if (spelled) spell(field, raw);
});

/** What the server wrote besides: that a number is an estimate, where nothing was said of how certain it is. */
on("saved", (edit, { also = [] }) => {
  for (const { field: name, version, raw } of also) {
    const field = findField(edit.url.replace(/[^/]+$/, name));
    if (!field || queue.of(urlOf(field)).length) continue;
    setVersion(field, version);
    spell(field, raw);
  }
});

on("refused", (edit, errors) => {
  const field = findField(edit.url);
  if (!field) return;
  hideEcho(field);
  showErrors(field, errors);
});

on("settled", (field, theirs) => {
  known.set(field, theirs);
  showErrors(field, []);
});

/** Make a field ours: what the queue holds of it is put back. */
export function adoptField(field) {
  const first = !known.has(field);
  if (first) known.set(field, readFirst(field));
  const edit = queue.of(urlOf(field)).at(-1);
  if (!edit) {
    if (first) note(field, 0); // typed before this script had come
    return;
  }
  offerChosen(field, edit.value);
  write(field, edit.value);
  hideEcho(field);
  if (edit.status === "refused") showErrors(field, edit.errors ?? []);
}

/** Make the fields of the page ours, and send what waits. */
export function adopt() {
  tell("adopting"); // what shows a field only where it is needed, such as a table
  allFields().forEach(adoptField);
  askAgain();
  tell("change");
  run();
}

/** Another page of the same person saved: its version is ours, and its text where nothing was typed here. */
onPages(({ url, version, raw, raws }) => {
  const field = findField(url);
  if (!field || queue.of(url).length || !same(read(field), known.get(field))) return;
  setVersion(field, version);
  write(field, spellingFor(field, { raw, raws }));
  known.set(field, read(field));
});
on("saved", (edit, answer) => tellPages({ url: edit.url, version: answer.version, raw: answer.raw, raws: answer.raws }));

/** Take over what pages that are gone have left, and show and send it. */
async function takeOver() {
  queue.adopt(await askLiving());
  adopt();
}

export function startAutosave() {
  document.addEventListener("input", typed);
  document.addEventListener("change", left);
  document.addEventListener("focusout", left);
  document.addEventListener("visibilitychange", () => (document.hidden ? flush() : takeOver()));
  addEventListener("pagehide", sendLast);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // from the back-forward cache: texts and versions may be old
  });
  adopt();
  takeOver();
}
