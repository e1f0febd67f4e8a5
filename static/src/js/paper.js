// What paper needs and a style sheet cannot give: all text of a box, what is folded away, and of a step what is not in
// its page. Printing waits for no promise, so the last is asked for while the browser waits (docs/adr/0042).
import { findField } from "./fields.js";
import * as queue from "./queue.js";

const KINDS = ["text", "email", "url", "tel", "number", "date", "time", "datetime-local"];
const TYPED = ["textarea", "select", "input:not([type])", ...KINDS.map((kind) => `input[type="${kind}"]`)].join();
const unfolds = CSS.supports("selector(::details-content)");

let undone = []; // what takes away again what was put there for the paper

function textOf(control) {
  if (control.selectedOptions) return [...control.selectedOptions].map(({ value, text }) => (value ? text : "")).join("; ");
  return control.value;
}

function isTyped(control) {
  return control.defaultValue !== undefined && control.value !== control.defaultValue;
}

function mirror(control) {
  const text = document.createElement("span");
  text.className = "paper-only paper-text";
  text.dir = "auto";
  text.textContent = textOf(control).trim() || "–";
  control.after(text);
  control.dataset.printed = "";
  const part = control.closest("details, .thread");
  if (part && isTyped(control)) part.dataset.typed = "";
  undone.push(() => {
    text.remove();
    delete control.dataset.printed;
    if (part) delete part.dataset.typed;
  });
}

function unfold(fold) {
  fold.open = true;
  undone.push(() => (fold.open = false));
}

/** What a person sees of a value that is not saved: the words of a choice, where its field is in the page. */
function shown({ url, value }) {
  const field = findField(url);
  const chosen = [...(field?.querySelectorAll("label:has(:checked)") ?? [])].map((label) => label.textContent.trim());
  const menu = field?.querySelector("select");
  return chosen.join("; ") || (menu && textOf(menu)) || [value].flat().join("; ");
}

function addUnsaved(whole) {
  const place = whole.querySelector("[data-unsaved]");
  const edits = queue.all().filter(({ act, href }) => !act && new URL(href, location).pathname === location.pathname);
  place.hidden = !edits.length;
  for (const edit of edits) {
    const label = Object.assign(document.createElement("dt"), { textContent: [edit.row, edit.label].filter(Boolean).join(": ") });
    place.querySelector("dl").append(label, Object.assign(document.createElement("dd"), { textContent: shown(edit), dir: "auto" }));
  }
}

/** The step as a document, or nothing where it cannot be had: then the page itself is printed. */
function ask(address) {
  const request = new XMLHttpRequest();
  try {
    request.open("GET", address, false);
    request.send();
  } catch {
    return null; // not connected
  }
  if (request.status !== 200) return null;
  return new DOMParser().parseFromString(request.responseText, "text/html").querySelector("[data-whole-step]");
}

/** Whether the panel shows what people say: that is printed along. */
function talks() {
  return [...document.querySelectorAll("#feedback, #peers")].some((part) => part.getClientRects().length);
}

function addWhole(work) {
  const along = talks();
  const whole = navigator.onLine ? ask(work.dataset.paper + (along ? "?feedback=1" : "")) : null;
  if (!whole) return;
  addUnsaved(whole);
  work.append(whole);
  work.dataset.whole = along ? "talks" : "";
  undone.push(() => {
    whole.remove();
    delete work.dataset.whole;
  });
}

function begin() {
  end();
  const work = document.querySelector("[data-paper]");
  if (work) addWhole(work);
  for (const control of document.querySelectorAll(TYPED)) mirror(control);
  if (!unfolds) for (const fold of document.querySelectorAll("details:not([open])")) unfold(fold);
}

function end() {
  for (const undo of undone.splice(0)) undo();
}

export function startPaper() {
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
}
