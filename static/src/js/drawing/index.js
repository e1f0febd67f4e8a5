// The theory of change as a drawing: what is done in it, and how it is looked at. The bundle of that page alone; what it
// shares with app.js comes from there (js/shared.js).
import { on } from "../bus.js";
import { startAdding } from "./add.js";
import { startBar } from "./bar.js";
import { startBatches } from "./batches.js";
import { chosenIds, refreshChosen, startChoosing } from "./choose.js";
import { view } from "./data.js";
import { startDragging } from "./drag.js";
import { startFilter } from "./filter.js";
import { startGhosts } from "./ghosts.js";
import { startHandles } from "./handles.js";
import { startHeads } from "./heads.js";
import { startKeys } from "./keys.js";
import { startLight } from "./light.js";
import { startMarks } from "./marks.js";
import { startMenus } from "./menu.js";
import { startNotes } from "./notes.js";
import { startNotices } from "./notice.js";
import { adoptPicture } from "./patch.js";
import { startPolling } from "./poll.js";
import { startPicking } from "./search.js";
import { startSide } from "./side.js";
import { startTools } from "./tools.js";
import { startTyping } from "./type.js";
import { startZoom } from "./zoom.js";

/**
 * What every part of it gets. `data` is what is shown: columns, boxes and links by id. `signal` ends when another page
 * took the place of this one.
 *
 * On the bus: "drawing:chosen" (ids) when boxes or links were chosen, "drawing:taken" after the picture was brought up
 * to date, "drawing:viewed" after its size or place in the window changed.
 */
let drawing = null;
let ended = null;
let started = false;
const NARROW = "(max-width: 699px)";

/** Where there is no room for a drawing one begins with the list, unless the drawing was asked for. */
function prefersList() {
  const list = document.querySelector('[data-way="list"]:not([aria-current])');
  if (!list || !matchMedia(NARROW).matches || new URLSearchParams(location.search).has("view")) return false;
  location.replace(list.href);
  return true;
}

function start() {
  const root = document.querySelector("#drawing:has([data-stage])");
  if (root === (drawing?.root ?? null)) return;
  ended?.abort();
  drawing = null;
  if (!root || prefersList()) return;
  ended = new AbortController();
  drawing = {
    root,
    stage: root.querySelector("[data-stage]"),
    ground: root.querySelector("[data-ground]"),
    over: root.querySelector("[data-over]"), // lies over the picture, in the window's pixels
    svg: root.querySelector("[data-ground] > svg"),
    editable: root.hasAttribute("data-editable"),
    url: root.dataset.drawing,
    data: view,
    chosen: chosenIds,
    signal: ended.signal,
  };
  addParts(drawing);
  adoptPicture(drawing);
  startActs(drawing);
  startZoom(drawing);
  startHeads(drawing);
  startLight(drawing);
  startMarks(drawing);
  startNotes(drawing, started);
  startFilter(drawing);
  startGhosts(drawing);
  startPolling(drawing, started);
  started = true;
}

/** Add what is filled in while one draws: within the page's own part, so that it is seen in full screen too. */
function addParts({ root, editable }) {
  const parts = document.getElementById("drawing-parts").content.firstElementChild.cloneNode(true);
  if (!editable) for (const part of parts.querySelectorAll("[data-editing]")) part.remove();
  root.parentElement.querySelector("[data-drawing-parts]")?.remove();
  root.after(parts);
}

/** What is done in it. What listens on the bus begins once, however often the page is taken over. */
function startActs(made) {
  startNotices(made);
  startTyping(made, started);
  startChoosing(made);
  startHandles(made, started);
  startMenus(made, started);
  startBar(made, started);
  startSide(made, started);
  startDragging(made);
  startKeys(made);
  startTools(made, started);
  startPicking();
  if (!started) {
    startAdding();
    startBatches();
    on("drawing:taken", refreshChosen);
  }
}

start();
on("arrived", start);
