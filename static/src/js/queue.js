// Edits that the server has not confirmed yet. Each lies in localStorage under its user and its own key from the
// first keystroke until the answer, so that no tab, crash or sign-out loses it. An edit that was sent once is sent
// again under the same key; the server does it once. Each edit has an owner, the open page that may send it; what
// a page leaves behind is taken over by the next one (see owners.js). It keeps the language in which it was typed, as
// the page that sends it may be in another, where 1.400 is something else.
import { newKey, user } from "./http.js";
import { page } from "./owners.js";

const PREFIX = "impactplan.edit.";
const MINE = `${PREFIX}${user}.`;
const EXPIRES = 7 * 24 * 3600 * 1000;

/** The edits of this page, oldest first. Statuses: waiting, refused, conflict. */
const edits = new Map();
let full = false;
let last = 0;

function stored() {
  const stored = [];
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX)) stored.push([name, JSON.parse(localStorage.getItem(name))]);
    }
  } catch {
    // No storage to be had, or not ours to read: then the page itself is all there is.
  }
  return stored;
}

/** Take over what dead pages left here, and forget what other people left here long ago. */
export function adopt(living) {
  for (const [name, edit] of stored()) {
    if (user && name.startsWith(MINE)) {
      if (!edits.has(edit.key) && !living.has(edit.owner)) update({ ...edit, flying: false }, { owner: page, due: 0 });
    } else if (Date.now() - edit.at > EXPIRES) {
      localStorage.removeItem(name);
    }
  }
}

/** Change an edit and write it down; when the device has no room, it lives in the page only. */
export function update(edit, changes = {}) {
  Object.assign(edit, changes);
  edits.set(edit.key, edit);
  const { due, flying, ...lasting } = edit;
  try {
    localStorage.setItem(MINE + edit.key, JSON.stringify(lasting));
    full = false;
  } catch {
    full = true;
  }
}

export function drop(edit) {
  edits.delete(edit.key);
  try {
    localStorage.removeItem(MINE + edit.key);
  } catch {
    // There was no storage to begin with.
  }
  if (!edits.size) full = false;
}

export function isFull() {
  return full;
}

export function all() {
  return [...edits.values()].sort((one, other) => one.at - other.at);
}

/** Return the edits of one field, oldest first. */
export function of(url) {
  return all().filter((edit) => edit.url === url);
}

export function waiting() {
  return all().filter((edit) => edit.status === "waiting");
}

const rowOf = ({ url }) => url.split("/").at(-2);

/** Return the ids of the new rows that no value has made yet. */
export function unmadeRows() {
  return new Set([...edits.values()].filter(({ begins, made }) => begins && !made).map(rowOf));
}

/** Tell whether an edit refers to a row that no value has made yet: that one is sent first. */
export function isHeld(edit, unmade = unmadeRows()) {
  const named = [edit.value, ...Object.values(edit.begins ?? {})].flat();
  return !edit.act && named.some((id) => unmade.has(id) && id !== rowOf(edit));
}

/** A row was made by one of its values: what refers to it can go. */
export function settleRow(made) {
  for (const edit of all()) if (edit.begins && rowOf(edit) === rowOf(made)) update(edit, { made: true });
}

function ready() {
  const unmade = unmadeRows();
  return waiting().filter((edit) => !isHeld(edit, unmade));
}

/** Return the next edit to send: the oldest that is due and has no older one of its field before it. */
export function next(now) {
  const seen = new Set();
  const can = new Set(ready());
  for (const edit of all()) {
    const behind = seen.has(edit.url);
    if (!edit.act || edit.status === "waiting") seen.add(edit.url); // an act that was refused holds up no other
    if (!behind && can.has(edit) && edit.due <= now) return edit;
  }
  return null;
}

/** Return in how many milliseconds an edit falls due; Infinity when none can be sent. */
export function nextDue(now) {
  return Math.min(...ready().map((edit) => Math.max(0, edit.due - now)), Infinity);
}

/**
 * Note what a field holds now, and return the edit; `begins` goes along with a value that may make its row, `along` is the
 * key of an earlier edit that is one act with it. What was never sent is overwritten. What was sent stays as it is, and
 * the newer text comes after it under a key of its own.
 */
export function note({ url, value, language, label, row = "", version, href, due, begins, along }) {
  const newest = of(url).at(-1);
  if (newest?.status === "refused") drop(newest);
  if (newest?.status === "conflict" || (newest?.status === "waiting" && !newest.sent)) {
    update(newest, { value, language, href, due });
    return newest;
  }
  last = Math.max(Date.now(), last + 1);
  const seen = newest?.status === "refused" ? newest.version : version;
  const edit = { key: newKey(), owner: page, url, value, language, label, row, version: seen, href, due, at: last, begins, along };
  update({ ...edit, status: "waiting", sent: false });
  return edits.get(edit.key);
}

/** The row that edits are of turned out to be another one: what waits goes there, under keys of its own. */
export function lead(from, to) {
  for (const edit of all()) {
    if (edit.act || edit.flying || !edit.url.includes(`/${from}/`)) continue;
    drop(edit);
    const [url, href] = [edit.url, edit.href].map((address) => address.replaceAll(from, to));
    update({ ...edit, key: newKey(), url, href, begins: undefined, sent: false });
  }
}

/** Return what was typed first in a new row. */
export function firstText(id) {
  return all().find((edit) => edit.begins && rowOf(edit) === id && typeof edit.value === "string")?.value ?? "";
}

/** Put an act behind those before it (see acts.js). */
export function add(act) {
  last = Math.max(Date.now(), last + 1);
  update({ ...act, owner: page, due: 0, at: last, status: "waiting", sent: false });
}

// Another page took an edit over, or is done with it.
addEventListener("storage", (event) => {
  if (!event.key?.startsWith(MINE)) return;
  const edit = edits.get(event.key.slice(MINE.length));
  if (!edit || edit.flying) return;
  if (event.newValue === null || JSON.parse(event.newValue).owner !== page) edits.delete(edit.key);
});
