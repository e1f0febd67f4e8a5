// What a spreadsheet program puts on the clipboard, as lines of cells with tabs between them.

/** Return a cell as such a line holds it: in quotes where it holds a quote itself, or what divides cells or lines. */
function inCell(text) {
  return /["\t\n;|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(cell) {
  for (const end of cell.querySelectorAll("br, p + p, li + li, div + div")) end.before("\n");
  return cell.textContent.replace(/[^\S\n\u00a0]+/g, " ").replace(/ ?\n ?/g, "\n").trim();
}

/** Return the rows of the first table; a cell that is several columns wide leaves the others empty. */
function linesOf(table) {
  return [...table.rows].map((row) =>
    [...row.cells].flatMap((cell) => [inCell(textOf(cell)), ...Array(Math.min(cell.colSpan, 40) - 1).fill("")]).join("\t"),
  );
}

/** Return what was copied, as text: of a table its cells, which stand apart more surely in HTML than in text. */
export function readTable(clipboard) {
  const html = clipboard.getData("text/html");
  const table = html ? new DOMParser().parseFromString(html, "text/html").querySelector("table") : null;
  return table ? linesOf(table).join("\n") : clipboard.getData("text/plain").replaceAll("\r\n", "\n");
}

/** What is pasted into a field for cells goes in as such. */
export function pasteCells(event) {
  const area = event.target;
  if (!area.matches?.("[data-cells]") || !event.clipboardData.getData("text/html").includes("<table")) return;
  event.preventDefault();
  area.setRangeText(readTable(event.clipboardData), area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
