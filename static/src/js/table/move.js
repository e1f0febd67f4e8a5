// Going from cell to cell by keyboard and pointer: one stop for Tab, arrows within the grid.
const PAGE = 10;

let table = null;
/** Where one was, by row and column, to come back to when the table was made anew. */
let last = { row: "", number: 0, column: 1 };

const rows = () => [...table.tBodies[0].rows];

export const isCell = (element) => Boolean(element?.matches?.("td, tbody th") && element.closest("[data-table]") === table);

export function cellAt(row, column) {
  const all = rows();
  const line = all[Math.max(0, Math.min(all.length - 1, row))];
  return line?.cells[Math.max(0, Math.min(line.cells.length - 1, column))] ?? null;
}

export const placeOf = (cell) => [cell.parentElement.sectionRowIndex, cell.cellIndex];

/** Keep a cell in sight, beside what stays in its place: the headings and the first columns. */
function reveal(cell) {
  const frame = table.closest(".table-frame");
  const place = cell.getBoundingClientRect();
  const seen = frame.getBoundingClientRect();
  const first = cell.parentElement.cells[1].getBoundingClientRect();
  const left = cell.cellIndex > 1 ? first.right : seen.left;
  if (cell.cellIndex > 1 && place.left < left) frame.scrollLeft -= left - place.left;
  else if (cell.cellIndex > 1 && place.right > seen.right) frame.scrollLeft += Math.min(place.right - seen.right, place.left - left);
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

export function goTo(cell) {
  if (!cell) return;
  for (const other of table.querySelectorAll('[tabindex="0"]')) if (other !== cell) other.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus({ preventScroll: true });
  reveal(cell);
  last = { row: cell.parentElement.dataset.row, number: cell.parentElement.sectionRowIndex, column: cell.cellIndex };
}

/** Where a key leads to from a place; nothing for other keys. */
function target({ key, ctrlKey, metaKey }, [row, column]) {
  const far = ctrlKey || metaKey;
  const [bottom, end] = [table.tBodies[0].rows.length - 1, table.tHead.rows[0].cells.length - 1];
  const places = {
    ArrowLeft: [row, far ? 1 : column - 1],
    ArrowRight: [row, far ? end : column + 1],
    ArrowUp: [far ? 0 : row - 1, column],
    ArrowDown: [far ? bottom : row + 1, column],
    Home: [far ? 0 : row, 1],
    End: [far ? bottom : row, end],
    PageUp: [row - PAGE, column],
    PageDown: [row + PAGE, column],
  };
  return places[key] ?? null;
}

function press(event) {
  if (!isCell(event.target) || event.altKey || event.shiftKey || event.defaultPrevented) return;
  const place = target(event, placeOf(event.target));
  if (!place) return;
  event.preventDefault();
  goTo(cellAt(...place));
}

/** Return the cell where one was before the table was made anew, or the first one that can be written in. */
function cellBefore() {
  const row = document.getElementById(`row-${last.row}`)?.sectionRowIndex ?? Math.min(last.number, rows().length - 1);
  return cellAt(row, last.column);
}

export function comeBack() {
  goTo(cellBefore());
}

export function startMoving(one) {
  table = one;
  const first = cellBefore();
  if (first) first.tabIndex = 0;
  table.addEventListener("keydown", press);
  table.addEventListener("focusin", ({ target: element }) => {
    if (isCell(element) && element.tabIndex !== 0) goTo(element);
  });
}
