// Rows open and close in place, and come, move and go, with the links and forms that work without a script too.
import { on, tell } from "./bus.js";
import { findField, focusField, urlOf } from "./fields.js";
import { refreshAround, takeAround, visit } from "./page.js";
import * as queue from "./queue.js";
import { flush } from "./sender.js";
import { announce, words } from "./words.js";

function rowOf(id) {
  return document.getElementById(`row-${id}`);
}

function reveal(element) {
  element?.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

/** Go to a field (by the id of its control) or, without one, to the first of the open row. */
export function goTo(id) {
  const target = id ? document.getElementById(id) : null;
  const field = target?.closest("[data-field]") ?? document.querySelector(".row--open [data-field]");
  if (target && !target.closest("[data-field]")) {
    target.focus();
    reveal(target);
  } else if (field) {
    focusField(field);
    reveal(field.closest(".row--open") && !id ? field.closest(".row--open") : field);
  }
}

async function open(link) {
  const id = new URL(link.href).hash.slice(1);
  if (await visit(link.href)) goTo(id.startsWith("row-") ? "" : id);
}

/** "Done": send what is there, then close. A row with something that could not be saved stays open. */
async function done(form) {
  await flush();
  const stuck = [...form.querySelectorAll("[data-field]")].find((field) => queue.of(urlOf(field)).length);
  if (stuck) return focusField(stuck);
  if (!form.dataset.close) return null;
  const id = form.closest("[data-row]").dataset.row;
  if (await visit(form.dataset.close)) rowOf(id)?.querySelector("a")?.focus();
  return null;
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
  const rows = [...row.parentElement.children];
  announce(words("moved", { place: rows.indexOf(row) + 1, count: rows.length }));
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
  if (form.matches("[data-item]")) {
    event.preventDefault();
    await done(form);
  } else if (form.dataset.structural) {
    event.preventDefault();
    const id = form.closest("[data-row]")?.dataset.row;
    const action = new URL(form.getAttribute("action"), location.href);
    if (!(await visit(action, new FormData(form)))) return;
    if (form.dataset.structural === "delete") forgetRefused(id);
    after[form.dataset.structural]?.(id);
  }
}

/** Put a row elsewhere: by some places, or at an index. */
export async function move(row, change) {
  const { row: id, kind } = row.dataset;
  const form = new FormData();
  for (const [name, value] of Object.entries(change)) form.set(name, value);
  const { plan, step } = document.getElementById("main").dataset;
  form.set("step", step);
  if (await visit(`${plan}items/${kind}/${id}/move`, form)) arrive(id, "");
}

function clicked(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("a[data-open], a[data-gap]");
  if (!link) return;
  const target = new URL(link.href);
  const here = target.hash && document.getElementById(target.hash.slice(1));
  event.preventDefault();
  if (link.matches("[data-gap]") && here) goTo(target.hash.slice(1));
  else open(link);
}

function pressed(event) {
  const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const row = event.target.closest(".row");
  if (!way || !event.altKey || !row || !row.querySelector("[data-handle], button[form]")) return;
  if (event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  move(row, { by: way });
}

let later = 0;

export function startRows() {
  document.addEventListener("submit", submit);
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  on("saved", (edit, { around }) => {
    if (around !== undefined) return takeAround(new DOMParser().parseFromString(around, "text/html"));
    clearTimeout(later);
    later = setTimeout(refreshAround, 900);
    return null;
  });
  if (location.hash && findFieldById(location.hash.slice(1))) goTo(location.hash.slice(1));
}

function findFieldById(id) {
  const field = document.getElementById(id)?.closest("[data-field]");
  return field && findField(urlOf(field));
}
