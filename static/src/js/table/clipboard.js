// Copying from cells and pasting into them. One value goes into the cell; several open the preview of pasted rows.
import { fold } from "../fold.js";
import { canWrite, columnOf, controlFor, textOf, typeOf } from "./cells.js";
import { edit, fill } from "./edit.js";
import { isCell } from "./move.js";
import { readTable } from "../pasted.js";

const LISTS = ["choices", "refs", "inverse"];

let table = null;

/** The cell that has the focus itself, where no text is selected. */
function cellHere() {
  const cell = document.activeElement;
  return isCell(cell) && cell.cellIndex > 0 && getSelection().isCollapsed ? cell : null;
}

function copied(event) {
  const cell = cellHere();
  if (!cell) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", textOf(cell));
  if (event.type === "cut" && canWrite(cell)) fill(cell, LISTS.includes(typeOf(cell)) ? [] : "");
}

/** Return the choices of a cell that a text names, or null where it names something else. */
function chosenBy(cell, text) {
  const names = LISTS.includes(typeOf(cell)) ? text.split(/[;\n]/) : [text];
  const wanted = names.map((name) => fold(name).trim()).filter(Boolean);
  const options = [...controlFor(cell).querySelectorAll("option, .option")].map((one) => ({
    name: fold((one.matches("option") ? one : one.querySelector("span")).firstChild?.textContent ?? "").trim(),
    value: one.value || one.querySelector("input")?.value,
  }));
  const chosen = wanted.map((name) => options.find((option) => option.name === name && option.value)?.value);
  if (chosen.includes(undefined)) return null;
  return LISTS.includes(typeOf(cell)) ? chosen : (chosen[0] ?? "");
}

function putIn(cell, text) {
  if (!canWrite(cell)) return;
  const chosen = ["choice", "scale", "flag", "ref", ...LISTS].includes(typeOf(cell));
  const value = chosen ? chosenBy(cell, text) : text;
  if (value === null) edit(cell);
  else fill(cell, value);
}

/** Send what was copied to the preview, with the cell at which it was pasted. */
function preview(cell, text) {
  const form = document.querySelector("form[data-paste-at]");
  if (!form) return;
  form.elements.text.value = text;
  form.elements.at.value = cell.closest("[data-row]").dataset.row;
  form.elements.from.value = columnOf(cell);
  form.requestSubmit();
}

function pasted(event) {
  const cell = cellHere();
  if (!cell || !table.hasAttribute("data-editable")) return;
  event.preventDefault();
  const text = readTable(event.clipboardData).replace(/\r?\n$/, "");
  if (/[\t\n]/.test(text)) preview(cell, text);
  else putIn(cell, text);
}

export function startClipboard(one) {
  table = one;
}

document.addEventListener("copy", copied);
document.addEventListener("cut", copied);
document.addEventListener("paste", pasted);
