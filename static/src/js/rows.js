// Rows open and close in place, and come, move and go, with the links and forms that work without a script too.
import { keepAsIs } from "./autosave.js";
import { on, tell } from "./bus.js";
import { keepEmptyForms, renewEmptyForms } from "./emptyforms.js";
import { controls, findField, focusField, newParts, openRow, urlOf } from "./fields.js";
import { rememberFolds } from "./folds.js";
import { newId } from "./http.js";
import { refreshAround, refreshPart, startHistory, stay, takeAround, visit } from "./page.js";
import * as queue from "./queue.js";
import { flush } from "./sender.js";
import { canWait, closeHere, dropWaiting, openHere, settleWaiting, watchWaitingRows } from "./waitingrows.js";
import { announce, words } from "./words.js";

const PATIENCE = 20_000; // a line can be slow: what is on its way was not refused
const still = matchMedia("(prefers-reduced-motion: reduce)");

function rowOf(id) {
  return document.getElementById(`row-${id}`);
}

function reveal(element) {
  element?.scrollIntoView({ block: "nearest", behavior: still.matches ? "instant" : "smooth" });
}

/** Go to a field (by the id of its control) or, without one, to the first of the open row. */
export function goTo(id) {
  const target = id ? document.getElementById(id) : null;
  const field = target?.closest("[data-field]") ?? firstOpen();
  if (target && !target.closest("[data-field]")) {
    target.focus();
    reveal(target);
  } else if (field) {
    focusField(field);
    reveal(field.closest(".row--open") && !id ? field.closest(".row--open") : field);
  }
}

/** The field of the open row to begin with: the first with something to write or choose in, of a new row the first that
    its button did not fill in. */
function firstOpen() {
  const fields = [...document.querySelectorAll(".row--open [data-field]")];
  const given = (field) => field.closest("[data-new]")?.querySelector(`input[name="set-${field.dataset.field}"]`);
  const writable = (field) => controls(field).some((control) => control.checkVisibility()) || field.querySelector("[role=combobox]");
  return fields.find((field) => writable(field) && !given(field) && field.checkVisibility()) ?? fields[0];
}

/** What was pressed to open a row that is new: there one goes back to. */
let opener = "";

async function open(link) {
  const url = new URL(link.href);
  const id = url.hash.slice(1);
  if (link.matches("[data-add]")) {
    opener = link.getAttribute("href");
    url.searchParams.set("id", newId());
  }
  const pressed = link.matches("[data-add]") ? link : null;
  if (await visit(url, null, () => openHere(url, pressed))) goTo(id.startsWith("row-") || id === "new" ? "" : id);
}

let opening = false;

/** A new row is opened once, however often it is pressed for while its form comes: one types in it by then. */
async function once(act) {
  if (opening) return;
  opening = true;
  try {
    await act();
  } finally {
    opening = false;
  }
}

function stuckIn(form) {
  return [...form.querySelectorAll("[data-field]")].find((field) => queue.of(urlOf(field)).length);
}

/** Without a line a row with what was typed in it waits, closed, and one goes on. */
async function wait(form, again) {
  if (again) return addAgain(form, stay);
  const row = form.closest("[data-row]");
  closeHere();
  await stay(form.dataset.close);
  return focusClosed(row);
}

/**
 * "Done": send what is there, then close, or go on with a new row. A row with something that could not be saved stays
 * open; a new one in which nobody typed is gone, unless its button gave it the text that it is about.
 */
async function done(form, again = false) {
  const given = form.dataset.new && form.querySelector(`[data-field="${form.dataset.new}"]`);
  if (given) keepAsIs(given);
  form.inert = again; // what is typed before the next one is there would go into this one
  await flush(PATIENCE);
  if (form.dataset.led) return null; // it goes on in another row, where what could not be saved is asked about
  const stuck = stuckIn(form);
  form.inert = again && !stuck && !form.matches("[data-new]");
  if (stuck) return canWait(form) ? wait(form, again) : focusField(stuck);
  if (again && form.matches("[data-new]")) return goTo(""); // nothing was typed: it is still the next one
  if (again) return addAgain(form);
  if (form.dataset.then) return goAnew(form.dataset.then);
  return form.dataset.close ? close(form) : null;
}

async function close(form) {
  const row = form.closest("[data-row]");
  if (await visit(form.dataset.close, null, closeHere)) focusClosed(row);
}

/** Back or Forward in the browser: the row that was open closes, or the one that was closed opens. */
async function travel(address) {
  const row = document.querySelector(".row--open");
  if (!(await visit(address, null, () => (openRow(new URL(address)) ? openHere(address) : closeHere())))) return;
  if (document.querySelector(".row--open")) goTo("");
  else if (row) focusClosed(row);
}

/** Go to a row that was closed; to where it came from, when there is no such row. */
function focusClosed({ dataset: { row: id, kind } }) {
  const add = opener && document.querySelector(`[data-add][href="${CSS.escape(opener)}"]`);
  const place = rowOf(id)?.querySelector("a") ?? (add || document.getElementById(`add-${kind}`)) ?? document.getElementById("main");
  place.focus();
  reveal(place);
}

/** Go on with a new row; `go` is the way there, which is one of this page itself where there is no line. */
async function addAgain(form, go = (url) => visit(url, null, () => openHere(url))) {
  const url = new URL(form.dataset.again, location.href);
  url.searchParams.set("id", newId());
  const openAgain = rememberFolds(form);
  if ((go === stay && !openHere(url)) || !(await go(url))) return Object.assign(form, { inert: false });
  openAgain(document.querySelector(".row--open"));
  return goTo("");
}

/** Leave a new row, in which nobody typed: nothing of it was anywhere else. */
function leave(form) {
  return stuckIn(form) ? done(form) : close(form);
}

function settle(form) {
  form.removeAttribute("data-new");
  for (const input of newParts(form)) input.remove();
}

function addressOf(ref) {
  const address = new URL(location.href);
  const view = address.searchParams.get("view");
  address.search = new URLSearchParams({ ...(view && { view }), row: ref });
  return address;
}

/** A new row turns out to be one that is there already: go on in that one, with what was typed here. */
async function lead(form, ref, name) {
  form.dataset.led = ref;
  if (form.closest(".row--waits")) return dropWaiting(form.closest(".row"));
  if (await visit(addressOf(ref))) goTo(`${ref}-${name}`);
}

/** The first value of a new row was saved: it is a row like any other now, or the one that was there already. */
function settleNew(form, ref) {
  const row = form.closest("[data-row]");
  if (!row) return settle(form); // a question that stands by itself
  if (form.dataset.led) return null;
  const address = addressOf(ref);
  settle(form);
  row.querySelector("[data-made]").hidden = false;
  row.querySelector("[data-leave]").hidden = true;
  if (row.matches(".row--waits")) return settleWaiting(row);
  history.replaceState(history.state, "", address.pathname + address.search);
  return null;
}

/** Go to an address, also where it is that of this page: then it is made anew. */
function goAnew(address) {
  location.assign(address);
  if (new URL(address, location.href).pathname === location.pathname) location.reload();
}

const after = {
  add: () => goTo(""),
  duplicate: () => goTo(""),
  delete: () => document.querySelector("#notices button")?.focus(),
  up: (id) => arrive(id, "up"),
  down: (id) => arrive(id, "down"),
  undo: () => document.getElementById("main").focus({ preventScroll: true }),
};

function arrive(id, way) {
  const row = rowOf(id);
  if (!row) return;
  const place = row.closest("li");
  const rows = [...place.parentElement.children];
  announce(words("moved", { place: rows.indexOf(place) + 1, count: rows.length }));
  const button = row.querySelector(`button[form^="${way}-"]:not(:disabled)`);
  (button ?? row.querySelector("[data-handle]") ?? row.querySelector("button[form]:not(:disabled)"))?.focus();
  reveal(row);
}

/** What could not be saved in a row goes with it: there is no question left that it answers. */
function forgetRefused(id) {
  for (const edit of queue.all()) if (edit.status === "refused" && edit.url.includes(`/${id}/`)) queue.drop(edit);
  tell("change");
}

async function submit(event) {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.matches("[data-item]")) {
    event.preventDefault();
    if (event.submitter?.value === "again") await once(() => done(form, true));
    else await done(form);
  } else if (form.dataset.structural) {
    event.preventDefault();
    const id = form.closest("[data-row]")?.dataset.row;
    const action = new URL(form.getAttribute("action"), location.href);
    renewEmptyForms();
    if (!(await visit(action, new FormData(form)))) return;
    if (form.dataset.structural === "delete") forgetRefused(id);
    after[form.dataset.structural]?.(id);
  }
}

/** Return where a row comes to stand behind, in a list whose rows are of several kinds. */
function behind(row, { by, index }) {
  const items = [...row.closest("[data-behind]").children];
  const at = items.indexOf(row.closest("li"));
  const to = Math.max(0, Math.min(items.length - 1, index ?? at + by));
  const others = items.filter((item) => item !== items[at]);
  return others[to - 1]?.querySelector("[data-row]").dataset.row ?? "";
}

/** Put a row elsewhere: by some places, or at an index. */
export async function move(row, change) {
  const { row: id, kind } = row.dataset;
  const form = new FormData();
  const ordered = row.closest("[data-behind]");
  if (ordered) form.set("after", behind(row, change));
  else for (const [name, value] of Object.entries(change)) form.set(name, value);
  const { plan, step } = document.getElementById("main").dataset;
  form.set("step", step);
  if (ordered) form.set("view", "list");
  if (await visit(`${plan}items/${kind}/${id}/move`, form)) arrive(id, "");
}

function clicked(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("a[data-open], a[data-gap], a[data-leave]");
  if (!link) return;
  if (link.matches("[data-leave]")) {
    event.preventDefault();
    leave(link.closest("form"));
    return;
  }
  const target = new URL(link.href);
  const here = target.hash && document.getElementById(target.hash.slice(1));
  event.preventDefault();
  if (link.matches("[data-gap]") && here) goTo(target.hash.slice(1));
  else if (link.matches("[data-add]")) once(() => open(link));
  else open(link);
}

/** Ctrl and Enter: done, and one more. Escape leaves a new row in which nobody typed. */
function pressedIn(form, event) {
  const again = event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.dataset.again;
  const leaves = event.key === "Escape" && form.matches("[data-new]") && !stuckIn(form);
  if (event.isComposing || event.defaultPrevented || event.repeat || !(again || leaves)) return;
  event.preventDefault();
  if (again) once(() => done(form, true));
  else leave(form);
}

function pressed(event) {
  const form = event.target.closest("form[data-item]");
  if (form) pressedIn(form, event);
  const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const row = event.target.closest(".row");
  if (!way || !event.altKey || !row || !row.querySelector("[data-handle], button[form]")) return;
  if (event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  move(row, { by: way });
}

let later = 0;

export function startRows() {
  keepEmptyForms();
  watchWaitingRows();
  startHistory(travel);
  document.addEventListener("submit", submit);
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  on("saved", (edit, { ref, version }) => {
    const form = findField(edit.url)?.closest("form[data-new]");
    if (form && version) settleNew(form, ref);
  });
  on("led", (own, ref, name) => {
    const form = rowOf(own)?.querySelector("form[data-new]");
    if (form) lead(form, ref, name);
  });
  on("saved", ({ url }) => {
    const row = findField(url) ? null : rowOf(url.split("/").at(-2));
    if (row?.matches("#work .row[data-kind]")) refreshPart(row.id); // it was written before this page was
  });
  on("saved", (edit, { around }) => {
    if (around !== undefined) return takeAround(new DOMParser().parseFromString(around, "text/html"));
    clearTimeout(later);
    later = setTimeout(refreshAround, 900);
    return null;
  });
  if (location.hash && findFieldById(location.hash.slice(1))) goTo(location.hash.slice(1));
  if (location.hash === "#new") goTo(""); // a new row in a tab of its own
  const next = location.hash === "#next-title" && document.querySelector(".question-now [data-field]");
  if (next) focusField(next); // one question led to the next
}

function findFieldById(id) {
  const field = document.getElementById(id)?.closest("[data-field]");
  return field && findField(urlOf(field));
}
