// The grid of plans × steps by keyboard and pointer (the grid pattern of ARIA): one stop for Tab, arrows within it, Enter
// goes to the step. A cell says its states; which step of which plan it is follows from its row and column.

/** The rows of the grid, each as what one can go to: the plan, then its steps. */
const rowsOf = (table) => [...table.tBodies[0].rows].map((row) => [...row.cells].slice(0, -2));

const steps = (table) => [...table.querySelectorAll("[data-step]")];

/** Where a cell leads to: a plan, or a step of it, at its feedback where there is any. */
function addressOf(table, cell) {
  const plan = cell.parentElement.querySelector("a").href;
  const step = steps(table)[cell.cellIndex - 1]?.dataset.step;
  if (!step) return plan;
  return `${plan}steps/${step}${/n/.test(cell.className) ? "" : "#feedback"}`;
}

/** Say in sight what a cell says to a screen reader: its plan, its step and its states. */
function describe(table, cell) {
  const place = document.querySelector("[data-grid-status]");
  const plan = cell.parentElement.querySelector("a").textContent;
  const step = steps(table)[cell.cellIndex - 1]?.textContent;
  place.textContent = step ? `${plan} · ${step}: ${cell.textContent.trim()}` : plan;
}

function focusCell(table, cell) {
  table.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
  cell.tabIndex = 0;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  describe(table, cell);
}

const PAGE = 10;

/** Where a key leads to from a place, as [row, column]; nothing for other keys. */
function target({ key, ctrlKey }, [row, column], [lastRow, lastColumn]) {
  const places = {
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    Home: [ctrlKey ? 0 : row, 0],
    End: [ctrlKey ? lastRow : row, lastColumn],
    PageUp: [row - PAGE, column],
    PageDown: [row + PAGE, column],
  };
  const [toRow, toColumn] = places[key] ?? [];
  if (toRow === undefined) return null;
  return [Math.min(Math.max(toRow, 0), lastRow), Math.min(Math.max(toColumn, 0), lastColumn)];
}

function move(event, table) {
  const cell = event.target.closest("td, tbody th");
  if (!cell || event.altKey || event.metaKey || event.shiftKey) return;
  if (event.key === "Enter") {
    event.preventDefault();
    location.assign(addressOf(table, cell));
    return;
  }
  const rows = rowsOf(table);
  const place = target(event, [cell.parentElement.sectionRowIndex, cell.cellIndex], [rows.length - 1, rows[0].length - 1]);
  if (!place) return;
  event.preventDefault();
  focusCell(table, rows[place[0]][place[1]]);
}

/** A click on a shape goes where Enter would; the plan's own link does that by itself. */
function go(event, table) {
  const cell = event.target.closest("tbody td");
  if (!cell || cell.cellIndex > steps(table).length) return;
  if (event.ctrlKey || event.metaKey || event.button === 1) open(addressOf(table, cell), "_blank", "noopener");
  else location.assign(addressOf(table, cell));
}

export function startGrid() {
  const table = document.querySelector("[data-grid]");
  if (!table) return;
  table.setAttribute("role", "grid");
  table.setAttribute("aria-readonly", "true");
  for (const link of table.querySelectorAll("tbody a")) link.tabIndex = -1; // Enter on its cell follows it
  for (const row of rowsOf(table)) for (const cell of row) cell.tabIndex = -1;
  rowsOf(table)[0][0].tabIndex = 0;
  table.addEventListener("keydown", (event) => move(event, table));
  table.addEventListener("click", (event) => go(event, table));
  table.addEventListener("focusin", (event) => describe(table, event.target.closest("td, th")));
  table.addEventListener("mouseover", (event) => {
    const cell = event.target.closest("tbody td, tbody th");
    if (cell && cell.cellIndex <= steps(table).length) describe(table, cell);
  });
}
