// A list as a table in which one writes as in a spreadsheet (the grid pattern of ARIA). The bundle of that page alone; what
// it shares with app.js comes from there (js/shared.js).
import { on } from "../bus.js";
import { startAdding } from "./adding.js";
import { startCells } from "./cells.js";
import { startClipboard } from "./clipboard.js";
import { startEditing } from "./edit.js";
import { comeBack, startMoving } from "./move.js";
import { startUndoing } from "./undo.js";

let shown = null;

/** Make a grid of the table, once for each that the page gets. */
function start() {
  const table = document.querySelector("[data-table]");
  if (!table || table === shown) return;
  shown = table;
  startCells(table);
  startMoving(table);
  startEditing(table);
  startClipboard(table);
  startAdding(table);
}

/** What was made on the spot for a cell made the table anew: one goes on where one was. */
function closed({ target }) {
  setTimeout(() => target.id === "make-dialog" && shown?.isConnected && document.activeElement === document.body && comeBack());
}

startUndoing();
start();
on("arrived", start);
document.addEventListener("close", closed, true);
