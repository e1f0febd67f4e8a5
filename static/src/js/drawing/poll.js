// What others draw: a visible drawing asks every few seconds what changed since it last heard.
import { on } from "../bus.js";
import { ask as request } from "../http.js";
import { released } from "../pointer.js";
import * as queue from "../queue.js";
import { ACTS, begin, known, take } from "./data.js";
import { render } from "./patch.js";

const PAUSE = 5000;
let url = "";
let timer = 0;
let asking = null;
let again = false;

function busy() {
  return queue.of(ACTS).some((edit) => edit.flying);
}

async function get(whole) {
  const { seq, id } = known();
  const query = new URLSearchParams({ seq: whole ? -1 : seq, have: whole ? "" : id });
  const response = await request(`${url}?${query}`, { headers: { Accept: "application/json" } });
  if (response.status !== 200) return response.status === 204;
  const answer = await response.json();
  await released(); // nothing moves under a pressed button
  if (busy()) return true; // the answer to an act is on its way
  if (!take(answer)) return whole ? false : get(true);
  render();
  return true;
}

/** Ask now; once at a time. */
export function ask() {
  again = Boolean(asking);
  asking ??= get(false)
    .catch(() => false)
    .finally(() => {
      asking = null;
      if (again) ask();
      again = false;
    });
  return asking;
}

function next() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    if (!document.hidden && !busy()) await ask();
    next();
  }, PAUSE);
}

export function startPolling({ url: address, root, signal }, again) {
  url = address;
  if (again) render();
  else begin(root.dataset.drawingId);
  next();
  document.addEventListener("visibilitychange", () => document.hidden || ask(), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  if (!again) on("drawing:ask", ask);
  return ask();
}
