// The cells of the table: which field each is, what it holds, and its control while it is written in.
import { adopt, adoptField } from "../autosave.js";
import { on } from "../bus.js";
import { showConflict } from "../conflict.js";
import { controls, read, setVersion, spellingFor, versionOf, write } from "../fields.js";
import { onPages } from "../owners.js";
import * as queue from "../queue.js";

const ANY_ROW = "__row__";
const CHOSEN = ["choice", "choices", "scale", "flag", "ref", "refs", "inverse"];

let table = null;
/** What the server holds of a cell in which something else is shown, as that waits to be saved. */
const stored = new WeakMap();

const heading = (cell) => table.tHead.rows[0].cells[cell.cellIndex];

export const columnOf = (cell) => heading(cell).dataset.column;

export const typeOf = (cell) => heading(cell).dataset.type;

/** The control of a cell's column, which nobody writes in. */
export const controlFor = (cell) => controlOf(cell).content;

const controlOf = (cell) => document.querySelector(`template[data-control="${columnOf(cell)}"]`);

/** The line in which a cell shows what it holds. */
const lineOf = (cell) => cell.querySelector(":scope > a");

export function textOf(cell) {
  if (cell.dataset.typed) return cell.dataset.typed;
  const line = lineOf(cell);
  return line.matches(".none") ? "" : line.textContent;
}

export function canWrite(cell) {
  return table.hasAttribute("data-editable") && !cell.closest("[data-locked]") && Boolean(columnOf(cell) && controlOf(cell));
}

/** Return the address that a cell is saved at. */
export function urlOfCell(cell) {
  const row = cell.closest("[data-row]").dataset.row;
  return `${new URL(table.dataset.items, location.href).pathname.replace(ANY_ROW, row)}/${columnOf(cell)}`;
}

export function findCell(url) {
  if (!table?.isConnected) return null;
  const [start, end] = new URL(table.dataset.items, location.href).pathname.split(ANY_ROW);
  const [row, name] = url.slice(start.length).split("/");
  if (!url.startsWith(start) || url !== `${start}${row}${end}/${name}`) return null;
  const place = [...table.tHead.rows[0].cells].findIndex((one) => one.dataset.column === name);
  return (place > 0 && document.getElementById(`row-${row}`)?.cells[place]) || null;
}

/** Return what a cell shows, as a field gives it. */
function valueOf(cell) {
  const type = typeOf(cell);
  if (!CHOSEN.includes(type)) return textOf(cell);
  const keys = cell.dataset.k?.split(" ") ?? [];
  return ["choices", "refs", "inverse"].includes(type) ? keys : (keys[0] ?? "");
}

export const fieldIn = (cell) => cell.querySelector("[data-field]");

/** Return a formatted text for a glance, without the signs of its layout; tables.py shows it so too. */
function withoutSigns(text) {
  return text
    .replace(/^([ \t]*)[-*+][ \t]+/gm, "$1• ")
    .replace(/\*\*(\S(?:.*?\S)?)\*\*/g, "$1")
    .replace(/(^|[^*\w])\*(\S(?:[^*\n]*?\S)?)\*(?![*\w])/gm, "$1$2")
    .replace(/\[([^\]\n]+)\]\([^)\s]+\)/g, "$1");
}

/** Return a value as the cell shows it: that of a choice in the words that its control offers. */
function inWords(cell, value) {
  if (typeOf(cell) === "prose") return withoutSigns(value);
  if (!CHOSEN.includes(typeOf(cell))) return value;
  const keys = [value].flat().filter(Boolean);
  const options = [...controlFor(cell).querySelectorAll("option[value], .option > input")];
  const names = keys.map((key) => {
    const option = options.find((one) => one.value === key);
    return (option?.matches("option") ? option : option?.nextElementSibling)?.firstChild?.textContent.trim() ?? "";
  });
  if (typeOf(cell) === "flag") return keys.length ? table.dataset.yes : "";
  return names.filter(Boolean).join(typeOf(cell) === "choices" ? ", " : "; ");
}

function show(cell, value) {
  const text = inWords(cell, value);
  const line = lineOf(cell);
  line.textContent = text;
  line.classList.toggle("none", text === "");
  if (typeOf(cell) === "prose") cell.dataset.typed = value;
  if (CHOSEN.includes(typeOf(cell))) cell.dataset.k = [value].flat().join(" ");
}

/** Show what is on its way to the server. */
function showUnsaved(cell, value) {
  if (!stored.has(cell)) stored.set(cell, valueOf(cell));
  show(cell, value);
  cell.classList.toggle("cell--waits", queue.of(urlOfCell(cell)).length > 0);
}

function showStored(cell, value) {
  stored.delete(cell);
  show(cell, value);
  cell.classList.remove("cell--waits");
}

/** Let a control stand as if the page had come with this value, so that what is typed is known from what was there. */
function begin(field, value) {
  const values = [value].flat();
  for (const control of controls(field)) {
    if (["radio", "checkbox"].includes(control.type)) control.defaultChecked = values.includes(control.value);
    else if (control.options) for (const option of control.options) option.defaultSelected = option.value === value;
    else control.defaultValue = value;
  }
}

/** Put the control of its column into a cell. */
export function mount(cell) {
  if (fieldIn(cell)) return fieldIn(cell);
  const row = cell.closest("[data-row]").dataset.row;
  const source = controlOf(cell).innerHTML.replaceAll(ANY_ROW, row);
  const form = new DOMParser().parseFromString(source, "text/html").querySelector("form");
  form.querySelector('[name="csrf_token"]').value = document.querySelector('meta[name="csrf-token"]').content;
  const field = form.querySelector("[data-field]");
  begin(field, stored.get(cell) ?? valueOf(cell));
  cell.append(form);
  setVersion(field, Number(cell.dataset.v));
  write(field, read(field));
  adoptField(field);
  return field;
}

const isStuck = (edit) => ["refused", "conflict"].includes(edit.status);

/** Take the control out of a cell that nobody writes in; one that could not be saved stays, with why. */
export function settle(cell) {
  const field = fieldIn(cell);
  const form = field?.closest("form");
  if (!form || form.contains(document.activeElement)) return;
  const edits = queue.of(urlOfCell(cell));
  const stuck = edits.some(isStuck) || form.querySelector(".conflict") !== null;
  if (edits.length) showUnsaved(cell, read(field));
  else showStored(cell, read(field));
  cell.classList.remove("cell--open");
  cell.classList.toggle("cell--held", stuck);
  if (!stuck) form.remove();
}

/** Bring a cell to what the server holds now. */
function take(cell, version, value) {
  cell.dataset.v = version;
  if (queue.of(urlOfCell(cell)).length) stored.set(cell, value);
  else if (!fieldIn(cell)) showStored(cell, value);
  else stored.delete(cell);
}

/** What a page before this one, or another tab, left in the queue. */
function adoptQueue() {
  for (const edit of queue.all()) {
    const cell = findCell(edit.url);
    if (!cell || !canWrite(cell) || fieldIn(cell)) continue;
    if (edit.status === "waiting") showUnsaved(cell, edit.value);
    else hold(cell);
  }
}

/** Let a cell stand with its control, to show what is the matter. */
function hold(cell) {
  const field = mount(cell);
  if (!cell.matches(".cell--open")) cell.classList.add("cell--held");
  return field;
}

on("saved", (edit, answer) => {
  const cell = findCell(edit.url);
  if (cell) {
    take(cell, answer.version, spellingFor(null, answer));
    settle(cell);
  }
  for (const { field, version, raw } of answer.also ?? []) {
    const other = findCell(edit.url.replace(/[^/]+$/, field));
    if (other) take(other, version, raw);
  }
});
on("refused", (edit) => {
  const cell = findCell(edit.url);
  if (cell && !fieldIn(cell) && canWrite(cell)) hold(cell);
});
on("conflict", (edit, answer) => {
  const cell = findCell(edit.url);
  if (!cell || fieldIn(cell) || !canWrite(cell)) return;
  showConflict(hold(cell), edit, answer);
});
on("settled", (field, theirs) => {
  const cell = field.closest("[data-table] :is(td, th)");
  if (!cell) return;
  cell.dataset.v = versionOf(field);
  stored.set(cell, theirs);
});
on("adopting", adoptQueue);
onPages(({ url, version, raw, raws }) => {
  const cell = findCell(url);
  if (cell && !fieldIn(cell) && !queue.of(url).length) take(cell, version, spellingFor(null, { raw, raws }));
});

/** Make the cells of a row ones of a grid. */
export function prepareRow(row) {
  for (const cell of row.cells) {
    cell.tabIndex = -1;
    const line = lineOf(cell);
    if (cell.cellIndex === 0) {
      line.tabIndex = -1;
      continue;
    }
    if (line.matches(".none")) line.textContent = "";
    line.removeAttribute("href");
    if (table.hasAttribute("data-editable") && !canWrite(cell)) cell.setAttribute("aria-readonly", "true");
  }
}

/** Make a grid of the table. */
export function startCells(one) {
  table = one;
  table.setAttribute("role", "grid");
  if (!table.hasAttribute("data-editable")) table.setAttribute("aria-readonly", "true");
  for (const row of table.tBodies[0].rows) prepareRow(row);
  adopt();
}
