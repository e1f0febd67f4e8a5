// Single keys on the page of a plan under review, listed at “?”. They never fire while somebody types or holds a
// modifier, and can be switched off (WCAG 2.1.4); that choice is kept on the device, for this person.
import { user } from "./http.js";
import { onDevice } from "./kept.js";

const SETTING = `keys-off-${user}`;

const isOff = () => onDevice.get(SETTING) !== null;

const isTyping = ({ target }) =>
  target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;

const stops = () => [...document.querySelectorAll("[data-key-stop]")];

/** Where one is: the last part that begins before what has the focus, or before the middle of the window. */
function here() {
  const { activeElement } = document;
  const inside = stops().filter(
    (stop) => stop === activeElement || stop.compareDocumentPosition(activeElement) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  // A dialog that has just closed keeps the focus until the page is drawn again; nobody is there any more.
  const focused = activeElement.closest("#work") && !activeElement.closest("dialog");
  const above = stops().filter((stop) => stop.getBoundingClientRect().top < innerHeight / 3);
  return stops().indexOf((focused ? inside : above).at(-1));
}

function goTo(place) {
  const stop = stops()[Math.min(Math.max(place, 0), stops().length - 1)];
  stop?.focus({ preventScroll: true });
  stop?.scrollIntoView({ block: "start" });
}

/** Open the form of a remark in the part where one is, else the first on the page. */
function writeRemark() {
  const part = stops()[here()]?.closest("section");
  const form = part?.querySelector(".talk__new") ?? document.querySelector("#work .talk__new");
  if (!form) return;
  form.open = true;
  form.querySelector("textarea").focus();
}

function showKeys() {
  const dialog = document.getElementById("keys-dialog");
  dialog.querySelector("[data-keys-on]").checked = !isOff();
  dialog.showModal();
}

const acts = {
  j: () => goTo(here() + 1),
  k: () => goTo(here() - 1),
  r: writeRemark,
  "?": showKeys,
};

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (isOff() || isTyping(event) || document.querySelector("dialog[open]")) return;
  const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const act = acts[event.key] ?? (link && (() => link.click()));
  if (!act) return;
  event.preventDefault();
  act();
}

export function startKeys() {
  if (!document.getElementById("keys-dialog")) return;
  document.addEventListener("keydown", press);
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-keys-open]")) showKeys();
    if (target.closest("#keys-dialog [data-dismiss]")) document.getElementById("keys-dialog").close();
  });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-keys-on]")) return;
    if (target.checked) onDevice.remove(SETTING);
    else onDevice.set(SETTING, "1");
  });
}
