// The picture beside the work: fetched apart for the row that is open, and again after a save, where it is seen.
import { on } from "../bus.js";
import { ask } from "../http.js";
import { watchPlace } from "./place.js";

const PAUSE = 400;
const wide = matchMedia("(min-width: 1440px)");
const place = () => document.getElementById("beside");

let timer = 0;
let request = null;
let shown = "";

/** Return the row that is open; a sheet needs no name. */
const openRow = () => document.querySelector(".row--open[data-row], [data-row]:not(.row--waits):has(form[data-item])")?.dataset.row ?? "";

async function draw() {
  const beside = place();
  if (!beside?.parentElement.checkVisibility() || !wide.matches || document.hidden) return;
  request?.abort();
  request = new AbortController();
  const address = new URL(beside.dataset.source, location.href);
  const row = openRow();
  if (row) address.searchParams.set("row", row);
  try {
    // The browser keeps it and asks whether it is still the same: then nothing comes over the line.
    const response = await ask(address, { signal: request.signal, cache: "no-cache" });
    if (!response.ok || response.redirected) return; // signed out, it leads to a page of its own
    put(beside, await response.text());
  } catch {
    // Not connected, or overtaken by the next one.
  }
}

function put(beside, html) {
  if (html === shown && beside.childElementCount) return;
  if (beside.querySelector("[data-moving]")) return; // it is being dragged: what is saved then comes next
  const focused = beside.contains(document.activeElement);
  shown = html;
  beside.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  beside.hidden = !html.trim();
  watchPlace(beside);
  if (focused) beside.querySelector("[data-place]")?.focus();
}

function drawSoon() {
  clearTimeout(timer);
  timer = setTimeout(draw, PAUSE);
}

for (const name of ["arrived", "around", "saved"]) on(name, drawSoon);
wide.addEventListener("change", drawSoon);
document.addEventListener("visibilitychange", drawSoon);
draw();
