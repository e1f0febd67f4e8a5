// Beside the drawing: the fields of what is chosen, saved as they are everywhere.
import { on, tell } from "../bus.js";
import { versionOf } from "../fields.js";
import { ask as request, askSession } from "../http.js";
import { flush } from "../sender.js";
import { chosenIds, focusHere, chooseNone } from "./choose.js";
import { find, isPlain, kindOfPart, plan } from "./data.js";
import { duplicate, remove, shift } from "./remove.js";

const PAUSE = 180; // milliseconds: who walks on with the arrows asks for nothing

let side = null;
let place = null;
let shown = "";
let timer = 0;
let asked = 0;

function wanted() {
  const [id] = chosenIds().length === 1 ? chosenIds() : [];
  return id && !isPlain(id) ? id : "";
}

function hide() {
  side.hidden = true;
  place.replaceChildren();
  shown = "";
}

/** Where there is no room beside the drawing the fields come when they are asked for: else they lie over it. */
const narrow = matchMedia("(max-width: 999px)");

function choose() {
  const id = wanted();
  if (id === shown) return;
  clearTimeout(timer);
  if (!id || narrow.matches) hide();
  else timer = setTimeout(() => ask(id).catch(() => {}), PAUSE);
}

/** Nothing is there to ask for until the server has the box. */
function isThere(id) {
  return Boolean(find(id)) && Object.keys(find(id).versions).length > 0;
}

async function ask(id) {
  if (!isThere(id)) return; // asked when the picture comes
  const turn = ++asked;
  const step = document.getElementById("main").dataset.step;
  const url = `${plan}items/${kindOfPart(id)}/${id}/form?step=${step}`;
  const response = await request(url);
  if (response.status === 401) await askSession();
  if (!response.ok || turn !== asked || id !== wanted()) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (turn !== asked || id !== wanted()) return;
  const inside = side.contains(document.activeElement);
  place.replaceChildren(...page.body.childNodes);
  side.hidden = false;
  shown = id;
  tell("arrived");
  if (inside) place.querySelector("input:not([type=hidden]), textarea, select")?.focus();
}

/** What was written of it in the drawing, or by somebody else, stands in its fields too; not while one is in these. */
function bringFields() {
  const id = wanted();
  if (id !== shown || !find(id)) return choose();
  if (side.contains(document.activeElement) || place.querySelector(".conflict")) return;
  const { versions } = find(id);
  const fields = [...place.querySelectorAll("[data-field]")];
  if (fields.some((field) => versionOf(field) < versions[field.dataset.field])) ask(id).catch(() => {});
}

export async function focusSide() {
  const id = wanted();
  if (id && id !== shown) await ask(id).catch(() => {});
  place.querySelector("input:not([type=hidden]), textarea, select")?.focus();
}

export function startSide({ signal }, again) {
  side = document.querySelector("[data-side]");
  if (!side) return;
  place = side.querySelector("[data-side-place]");
  side.querySelector("[data-side-close]").addEventListener("click", () => (chooseNone(), focusHere()), { signal });
  side.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      focusHere();
    },
    { signal },
  );
  side.addEventListener(
    "submit",
    (event) => {
      const does = { up: () => shift("up", [shown]), down: () => shift("down", [shown]), duplicate: () => duplicate([shown]), delete: () => remove([shown]) };
      const act = event.target.matches("[data-item]") ? focusHere : does[event.target.dataset.structural];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation(); // the row does not close, nor does the page come anew
      flush();
      act();
    },
    { signal },
  );
  if (again) return;
  on("drawing:chosen", choose);
  on("drawing:taken", bringFields);
}
