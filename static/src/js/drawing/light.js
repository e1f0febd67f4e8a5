// The paths from and to what is chosen are lit; the rest is quiet.
import { on } from "../bus.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
let shown = null;

/** Return the boxes and links that are reached from some ids, one way along the links. */
function reach(ids, links, from, to) {
  const reached = new Set();
  const waiting = [...ids];
  const seen = new Set(waiting);
  while (waiting.length) {
    const id = waiting.pop();
    for (const link of links.get(id) ?? []) {
      reached.add(link.id);
      const next = link[to];
      reached.add(next);
      if (!seen.has(next)) {
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  return reached;
}

function by(links, end) {
  const grouped = new Map();
  for (const link of links) grouped.set(link[end], [...(grouped.get(link[end]) ?? []), link]);
  return grouped;
}

/** Return all that lies on a way from or to what is chosen, itself included. */
function findPaths(ids, { boxes, links }) {
  const all = [...links.values()];
  const lit = new Set(ids);
  const begins = new Set();
  const ends = new Set();
  for (const id of ids) {
    const link = links.get(id);
    ends.add(link ? link.target : id);
    begins.add(link ? link.source : id);
  }
  for (const id of [...begins, ...ends]) if (boxes.has(id)) lit.add(id);
  for (const id of reach(ends, by(all, "source"), "source", "target")) lit.add(id);
  for (const id of reach(begins, by(all, "target"), "target", "source")) lit.add(id);
  return lit;
}

/** Under each lit link lies a broad line: it is seen without its colour too. */
function underline(lit) {
  const { svg } = shown;
  svg.querySelector('[data-part="light"]')?.remove();
  if (!lit.size) return;
  const layer = document.createElementNS(NAMESPACE, "g");
  layer.dataset.part = "light";
  for (const link of svg.querySelectorAll("[data-link]")) {
    const line = lit.has(link.dataset.link) && link.querySelector("path");
    if (!line) continue;
    const under = document.createElementNS(NAMESPACE, "path");
    under.setAttribute("d", line.getAttribute("d"));
    layer.append(under);
  }
  svg.querySelector('[data-part="links"]')?.before(layer);
}

function show() {
  const { svg, data, chosen } = shown;
  const ids = (chosen?.() ?? []).filter((id) => data?.boxes.has(id) || data?.links.has(id));
  const lit = ids.length && data ? findPaths(ids, data) : new Set();
  svg.classList.toggle("has-light", lit.size > 0);
  for (const part of svg.querySelectorAll("[data-box], [data-link]")) {
    part.classList.toggle("is-lit", lit.has(part.dataset.box ?? part.dataset.link));
  }
  underline(lit);
}

/** A thin line is pointed at by a wide unseen one; the page comes without these, being half of its lines. */
function widen({ svg }) {
  for (const link of svg.querySelectorAll("[data-link]:not(:has([stroke-opacity]))")) {
    const line = link.querySelector("path");
    if (!line) continue;
    const wide = line.cloneNode();
    for (const name of ["stroke-dasharray", "stroke-linecap"]) wide.removeAttribute(name);
    wide.setAttribute("stroke-opacity", 0);
    wide.setAttribute("stroke-width", 11);
    line.before(wide);
  }
}

export function startLight(drawing) {
  const again = shown !== null;
  shown = drawing;
  drawing.svg.setAttribute("role", "group"); // an empty one comes as an image, and now has buttons
  widen(drawing);
  if (again) return;
  on("drawing:chosen", show);
  on("drawing:taken", show);
}
