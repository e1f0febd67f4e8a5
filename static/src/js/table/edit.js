// Writing in a cell, as in a spreadsheet: typing, Enter or F2 begins, Enter goes down, Tab right, Esc gives back.
import { controls, focusField, read, write } from "../fields.js";
import { addRow } from "./adding.js";
import { canWrite, fieldIn, mount, settle, typeOf } from "./cells.js";
import { cellAt, goTo, isCell, placeOf } from "./move.js";

const TYPED = ["text", "prose", "number", "integer", "year", "date"];

let table = null;
/** What stood in the cell when its writer began. */
let before = null;

const cellOf = (element) => element?.closest?.("[data-table] :is(td, tbody th)") ?? null;

/** Open a cell; where a key was pressed that writes, it replaces what stands there. */
export function edit(cell, { replaces = false } = {}) {
  if (!canWrite(cell)) return;
  const field = mount(cell);
  before = read(field);
  if (!replaces) field.querySelector("[role=combobox]")?.parentElement.click(); // what there is to choose is in sight
  if (!cell.matches(".cell--held")) cell.classList.add("cell--open"); // what stands in its place already stays there
  focusField(field);
  const control = controls(field)[0];
  if (TYPED.includes(typeOf(cell)) && control?.setSelectionRange) {
    control.setSelectionRange(replaces ? 0 : control.value.length, control.value.length);
  }
  field.closest("form").scrollIntoView({ block: "nearest", inline: "nearest" });
}

function changed(field) {
  const control = controls(field)[0] ?? field;
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Put a value in a cell and save it, as if it had been typed. */
export function fill(cell, value) {
  if (!canWrite(cell)) return;
  const field = mount(cell);
  write(field, value);
  changed(field);
  settle(cell);
}

function leave(cell, next) {
  changed(fieldIn(cell));
  goTo(next ?? cell);
  settle(cell);
}

function giveBack(cell) {
  const field = fieldIn(cell);
  write(field, before);
  leave(cell);
}

/** The cell that Tab leads to: beside this one, or in the next row; nothing beyond the last. */
function beside(cell, by) {
  const [row, column] = placeOf(cell);
  const width = cell.parentElement.cells.length;
  const inside = column + by >= 1 && column + by < width;
  if (inside) return cellAt(row, column + by);
  return by > 0 ? below(cell, 1) : row > 0 ? cellAt(row - 1, width - 1) : null;
}

/** The cell below, in a new row under the last one; nothing where no row can be made. */
function below(cell, column = cell.cellIndex) {
  const next = cell.parentElement.nextElementSibling;
  return next ? next.cells[column] : addRow(column);
}

function insertLine(area) {
  area.setRangeText("\n", area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A key while a cell is written in. What a control does with it itself, such as choosing from a list, comes first. */
function writing(event, cell) {
  const { key, target } = event;
  if (event.isComposing || target.closest(".conflict")) return;
  const [row, column] = placeOf(cell);
  if (key === "Escape") {
    event.preventDefault();
    giveBack(cell);
  } else if (key === "Enter" && target.matches("textarea") && (event.altKey || event.shiftKey)) {
    event.preventDefault();
    insertLine(target);
  } else if (key === "Enter" && !target.matches("a, button, summary")) {
    event.preventDefault();
    leave(cell, event.shiftKey ? cellAt(row - 1, column) : below(cell));
  } else if (key === "Tab") {
    const next = beside(cell, event.shiftKey ? -1 : 1);
    if (!next) return;
    event.preventDefault();
    leave(cell, next);
  }
}

/** A key on a cell in which nobody writes. */
function begin(event, cell) {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (altKey || ctrlKey || metaKey) return;
  if (key === "Enter" && cell.cellIndex === 0) {
    cell.querySelector("a").click();
  } else if (key === "Enter" || key === "F2") {
    event.preventDefault();
    edit(cell);
  } else if (key === "Delete" || key === "Backspace") {
    event.preventDefault();
    if (canWrite(cell)) fill(cell, ["choices", "refs", "inverse"].includes(typeOf(cell)) ? [] : "");
  } else if (key === " " && !TYPED.includes(typeOf(cell))) {
    event.preventDefault();
    edit(cell);
  } else if ([...key].length === 1 || key === "Dead" || key === "Process") {
    edit(cell, { replaces: true }); // the key itself is for the control that has the focus now
  }
}

/** Enter where one chooses from a list and points at nothing: the choice is made. */
function chosen(event) {
  const { key, target } = event;
  const cell = cellOf(target);
  if (key !== "Enter" || event.isComposing || !cell || !target.matches("[role=combobox]")) return;
  if (target.value || target.hasAttribute("aria-activedescendant")) return;
  event.stopPropagation(); // else it would show the list
  writing(event, cell);
}

function press(event) {
  const cell = cellOf(event.target);
  if (!cell || event.defaultPrevented) return;
  if (isCell(event.target)) begin(event, cell);
  else if (fieldIn(cell)?.contains(event.target)) writing(event, cell);
}

function clicked(event) {
  const cell = cellOf(event.target);
  if (!cell || cell.cellIndex === 0 || event.target.closest("form, a[href]")) return;
  if (cell === document.activeElement && event.detail > 0) edit(cell);
}

/** The cell that had the focus when the pointer came down: a second press on it begins writing. */
let pressed = null;

function left({ target, relatedTarget }) {
  const cell = cellOf(target);
  if (!cell || !fieldIn(cell) || cell.contains(relatedTarget) || isCell(target)) return;
  setTimeout(() => {
    if (document.hasFocus() && !document.querySelector("dialog[open]")) settle(cell);
  });
}

/** A cell whose control was left in it, as it could not be saved, is written in again. */
function entered({ target, relatedTarget }) {
  const cell = cellOf(target);
  const field = cell && fieldIn(cell);
  if (field?.contains(target) && !field.contains(relatedTarget)) before = read(field);
}

export function startEditing(one) {
  table = one;
  table.addEventListener("keydown", press);
  table.addEventListener("keydown", chosen, true);
  table.addEventListener("pointerdown", () => {
    pressed = document.activeElement;
  });
  table.addEventListener("click", (event) => {
    if (pressed === cellOf(event.target)) clicked(event);
  });
  table.addEventListener("focusout", left);
  table.addEventListener("focusin", entered);
}
