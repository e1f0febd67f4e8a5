// Where an arrow key leads: by where things stand, not by the order in which they were made.
import { find, inColumn, isBox, linksFrom, linksTo, view } from "./data.js";

/** The plus at the foot of a column is a stop too: so one gets to a column without boxes. */
export function stopsIn(column) {
  return [...inColumn(column).map((box) => box.id), ...(view.may ? [`add:${column}`] : [])];
}

function columnOfStop(id) {
  if (id.startsWith("add:")) return id.slice(4);
  if (isBox(id)) return find(id).column;
  return find(find(id)?.target)?.column ?? view.columns[0]?.key ?? "";
}

function middle(id) {
  const box = view.boxes.get(id);
  return box ? box.y + box.height / 2 : Infinity;
}

function nearest(stops, y) {
  const boxes = stops.filter(isBox);
  if (!boxes.length) return stops[0];
  return boxes.reduce((best, id) => (Math.abs(middle(id) - y) < Math.abs(middle(best) - y) ? id : best));
}

/** Return the stop that a way leads to from another; "" at the edge. */
export function stopBeside(id, way) {
  const column = columnOfStop(id);
  const stops = stopsIn(column);
  const at = stops.indexOf(id);
  if (way === "up") return stops[at - 1] ?? "";
  if (way === "down") return stops[at + 1] ?? "";
  const next = view.columns[view.columns.findIndex(({ key }) => key === column) + (way === "right" ? 1 : -1)];
  if (!next) return "";
  const there = stopsIn(next.key);
  return id.startsWith("add:") && !inColumn(column).length ? there.at(-1) : nearest(there, id.startsWith("add:") ? Infinity : middle(id));
}

function byHeight(links, end) {
  return [...links].sort((one, other) => middle(one[end]) - middle(other[end]));
}

/** Return what a way along the arrows leads to: from a box its first arrow that way, from an arrow the box at its end. */
export function stopAlong(id, way) {
  const link = view.links.get(id);
  if (link) return way === "right" ? link.target : link.source;
  const links = way === "right" ? byHeight(linksFrom(id), "target") : byHeight(linksTo(id), "source");
  return links[0]?.id ?? "";
}

/** Return the next arrow of the same box, up or down. */
export function arrowBeside(id, way, from) {
  const link = view.links.get(id);
  const outgoing = from ? link.source === from : true;
  const arrows = outgoing ? byHeight(linksFrom(link.source), "target") : byHeight(linksTo(link.target), "source");
  return arrows[arrows.findIndex((one) => one.id === id) + (way === "down" ? 1 : -1)]?.id ?? "";
}

/** Return the stop to go to when this one goes away: below it, above it, else the plus of its column. */
export function stopAfter(ids) {
  const column = columnOfStop(ids[0]);
  const stops = stopsIn(column);
  const at = Math.max(...ids.map((id) => stops.indexOf(id)));
  const below = stops.slice(at + 1).find((id) => !ids.includes(id) && isBox(id));
  const above = stops.slice(0, Math.max(0, at)).filter((id) => !ids.includes(id)).at(-1);
  return below ?? above ?? `add:${column}`;
}
