// New rows at the foot of the table. A new row is nowhere but here until its first value is saved, which makes it; one in
// which nobody wrote goes when it is left.
import { on } from "../bus.js";
import { newId } from "../http.js";
import { visit } from "../page.js";
import * as queue from "../queue.js";
import { findCell, prepareRow, urlOfCell } from "./cells.js";
import { comeBack, goTo } from "./move.js";

let table = null;

const newRows = () => [...table.querySelectorAll("tr[data-new]")];

const isEmpty = (row) => [...row.cells].slice(1).every((cell) => !queue.of(urlOfCell(cell)).length);

function dropEmpty() {
  for (const row of newRows()) if (!row.contains(document.activeElement) && isEmpty(row)) row.remove();
}

/** Add a row, and return its cell in a column; nothing where no rows are made here. */
export function addRow(column = 1) {
  const source = document.querySelector("template[data-new-row]");
  if (!source) return null;
  const empty = newRows().find(isEmpty);
  if (empty) return empty.cells[column];
  const row = source.content.querySelector("tr").cloneNode(true);
  row.dataset.row = newId();
  row.id = `row-${row.dataset.row}`;
  table.tBodies[0].append(row);
  row.querySelector("[data-number]").textContent = row.sectionRowIndex + 1;
  prepareRow(row);
  return row.cells[column];
}

function add(event) {
  if (!event.target.closest("a[data-add]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const cell = addRow();
  if (!cell) return;
  event.preventDefault();
  goTo(cell);
}

/** Its first value made the row: it is one like any other now. */
function settleNew(row, id) {
  row.removeAttribute("data-new");
  for (const input of row.querySelectorAll('input[name="new"]')) input.remove();
  const link = row.querySelector(".table__number a");
  link.href = `?row=${id}#row-${id}`;
  link.dataset.open = "";
}

on("saved", (edit, { ref, version }) => {
  const row = findCell(edit.url)?.closest("tr[data-new]");
  if (version && row?.dataset.row === ref) settleNew(row, ref);
});

/** The row turns out to be one that is there already: what was typed here stands in that one. */
on("led", (own) => {
  if (document.getElementById(`row-${own}`)?.matches("tr[data-new]")) visit(location.href).then(comeBack);
});

export function startAdding(one) {
  table = one;
  table.closest("section").addEventListener("click", add);
  table.addEventListener("focusout", () => setTimeout(() => table.isConnected && dropEmpty()));
}
