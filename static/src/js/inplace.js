// The values in the sentence of a closed row: pressing one opens its control there, and nothing else. It is a form of one
// field, saved as fields are everywhere. A row is one stop of Tab; the arrow keys go from its link to its values.
// In a table the cells of a line hold values too: what holds them says of which row they are (`data-values`), and the
// form stands in a line of its own below, as the line itself is made anew after each save.
import { on, tell } from "./bus.js";
import { controls, focusField, read, same, urlOf, write } from "./fields.js";
import { loadPart, refreshPart, visit } from "./page.js";
import * as queue from "./queue.js";
import { flush } from "./sender.js";
import { words } from "./words.js";

const PATIENCE = 20_000; // a line can be slow: what is on its way was not refused
const HINT = "value-hint";
const LINK = "[data-row] > a[data-open]";
const VALUE = `:is(${LINK}, [data-values]) [data-v]`;

/** What is open: { form, field, first: its value before, row: the id, name, byKey: whether its last act was a key }. */
let open = null;
let ending = Promise.resolve();

const rowOf = (id) => document.getElementById(`row-${id}`);
const idOf = (value) => value.closest("[data-values]")?.dataset.values ?? value.closest("[data-row]").dataset.row;
const linkOf = (id) => rowOf(id)?.querySelector(":scope > a[data-open]");

function valuesOf(id) {
  const holder = document.querySelector(`[data-values="${CSS.escape(id)}"]`) ?? rowOf(id);
  return [...(holder?.querySelectorAll("[data-v]") ?? [])];
}

function valueOf(id, name) {
  return valuesOf(id).find((one) => one.dataset.v === name);
}

/** Let the values of a row be gone to, which a page of a hundred rows need not have from the start. */
function dress(id) {
  for (const one of valuesOf(id)) {
    one.tabIndex = -1;
    one.setAttribute("role", "button");
  }
}

function goTo(value) {
  dress(idOf(value));
  value.focus();
}

/** Open the control of a value, once another that is open has ended. */
async function change(id, name) {
  await ending;
  if (open) await end();
  const value = valueOf(id, name);
  if (!value) return;
  const { plan, step } = document.getElementById("main").dataset;
  const row = rowOf(id);
  const form = await loadPart(`${plan}items/${row.dataset.kind}/${id}/${name}?step=${step}`, "[data-in-place]");
  if (!form || open || !rowOf(id)) return;
  place(form, rowOf(id));
  const field = form.querySelector("[data-field]");
  open = { form, field, row: id, name, byKey: false };
  tell("arrived"); // the field becomes one like all others, with what waits on this device of it
  open.first = read(field);
  focusField(field);
  const [control] = controls(field);
  if (control.matches("textarea") && field.dataset.type === "prose") control.setSelectionRange(control.value.length, control.value.length);
  else if (control.matches('input[type="text"], textarea')) control.select();
  if (control.matches("select")) showChoices(control);
  form.scrollIntoView({ block: "nearest" });
}

/** Put the form in its row; of a table, below the line. */
function place(form, row) {
  const line = row.closest("tr");
  if (!line) {
    row.append(form);
    row.classList.add("row--changing");
    return;
  }
  const [below, cell] = [document.createElement("tr"), document.createElement("td")];
  below.className = "in-place-line";
  below.dataset.row = row.dataset.row;
  cell.colSpan = line.cells.length;
  cell.append(form);
  below.append(cell);
  line.after(below);
}

function showChoices(select) {
  try {
    select.showPicker();
  } catch {
    // Not here, or not without a press: it is open to the arrow keys.
  }
}

/** End it, with what stands in it or as it was; `go` says where to go on: to this value, the next or the one before. */
function end({ undo = false, go = null } = {}) {
  if (!open) return ending;
  const done = open;
  ending = finish(done, undo).then((ended) => {
    if (ended && go !== null) goOn(done, go);
  });
  return ending;
}

async function finish(done, undo) {
  const { form, field, first, row } = done;
  if (undo && !same(read(field), first)) {
    write(field, first);
    controls(field)[0].dispatchEvent(new Event("change", { bubbles: true }));
  }
  await flush(PATIENCE);
  if (open !== done) return false;
  const stuck = undo ? null : queue.of(urlOf(field)).at(-1);
  if (stuck) {
    if (stuck.status !== "waiting") focusField(field); // it could not be saved: why stands with it
    return false;
  }
  open = null;
  if (same(read(field), first) && !done.saved) close(form);
  else if (document.activeElement.closest("#work [data-item]") && !form.contains(document.activeElement)) await readAnew(form, row);
  else await visit(location.href);
  return true;
}

/** Take over the row alone: somebody writes elsewhere by now. */
async function readAnew(form, row) {
  const line = rowOf(row)?.closest("tr");
  if (line) close(form);
  await refreshPart(line?.id ?? `row-${row}`);
}

function close(form) {
  form.closest(".row")?.classList.remove("row--changing");
  (form.closest(".in-place-line") ?? form).remove();
}

function goOn({ row, name }, way) {
  if (!rowOf(row)) return document.getElementById("main").focus();
  const values = valuesOf(row);
  const at = values.findIndex((one) => one.dataset.v === name) + way;
  if (values[at]) return goTo(values[at]);
  return linkOf(row)?.focus();
}

function clicked(event) {
  const { target } = event;
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (target.closest("[data-in-place] [data-cancel]")) return end({ undo: true, go: 0 });
  if (target.closest("[data-in-place] a[data-open]")) open = null; // what waits of it stands in the whole form
  const value = target.closest(VALUE);
  if (!value) return null;
  event.preventDefault();
  return change(idOf(value), value.dataset.v);
}

/** Enter and Tab keep, Escape undoes; in longer text Enter is a new line, and with Ctrl it keeps. */
function pressedInside(event) {
  open.byKey = true;
  if (event.isComposing || event.defaultPrevented) return;
  const { target, key } = event;
  const isLong = open.field.dataset.type === "prose" && !event.ctrlKey && !event.metaKey;
  if (key === "Escape") {
    event.preventDefault();
    end({ undo: true, go: 0 });
  } else if (key === "Enter" && !event.shiftKey && !isLong && !target.closest("a, button")) {
    event.preventDefault();
    if (!event.repeat) end({ go: 0 });
  } else if (key === "Tab" && controls(open.field).length === 1 && target === controls(open.field)[0]) {
    event.preventDefault();
    end({ go: event.shiftKey ? -1 : 1 });
  }
}

function pressedValue(event, value) {
  const row = idOf(value);
  const values = valuesOf(row);
  const at = values.indexOf(value);
  const ways = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: values.length - 1 };
  if (["Enter", " ", "F2"].includes(event.key)) change(row, value.dataset.v);
  else if (event.key === "Escape" || (event.key === "ArrowLeft" && at === 0)) linkOf(row)?.focus();
  else if (event.key in ways) values[ways[event.key]]?.focus();
  else return;
  event.preventDefault();
}

function pressed(event) {
  if (open?.form.contains(event.target)) return pressedInside(event);
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  if (event.target.matches(VALUE)) return pressedValue(event, event.target);
  if (!event.target.matches(LINK) || !["ArrowRight", "F2"].includes(event.key)) return null;
  const [first] = valuesOf(event.target.parentElement.dataset.row);
  if (!first) return null;
  event.preventDefault();
  return goTo(first);
}

/** Somebody who does not see the page hears what the arrow keys do. */
function hint(link) {
  if (!valuesOf(link.parentElement.dataset.row).length) return;
  if (!document.getElementById(HINT)) {
    const text = document.createElement("p");
    Object.assign(text, { id: HINT, hidden: true, textContent: words("valueHint") });
    document.body.append(text);
  }
  link.setAttribute("aria-describedby", HINT);
}

export function startInPlace() {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  document.addEventListener("submit", (event) => {
    if (event.target !== open?.form) return;
    event.preventDefault();
    end({ go: 0 });
  });
  document.addEventListener("focusin", ({ target }) => target.matches?.(LINK) && hint(target));
  document.addEventListener("focusout", ({ relatedTarget }) => {
    // Another window does not end it, nor a press on what cannot have the focus.
    if (open && relatedTarget && !open.form.contains(relatedTarget)) end();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!open) return;
    open.byKey = false;
    if (!open.form.contains(target) && !target.closest(VALUE)) end();
  });
  document.addEventListener("change", ({ target }) => {
    // A choice made with the mouse or a finger is made.
    if (open?.form.contains(target) && !open.byKey && target.matches('select, [type="radio"]')) end({ go: 0 });
  });
  on("saved", (edit) => {
    if (open && edit.url === urlOf(open.field)) open.saved = true;
  });
}
