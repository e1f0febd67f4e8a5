// Small help at fields: clear a choice, count near the limit, grow with the text.
import { on } from "./bus.js";
import { controls, read, reveal } from "./fields.js";
import { words } from "./words.js";

const grows = CSS.supports("field-sizing", "content");

function showClear(field) {
  const button = field.querySelector("[data-clear]");
  if (button) button.hidden = read(field) === "";
}

function clear(field) {
  for (const control of controls(field)) control.checked = false;
  controls(field)[0].dispatchEvent(new Event("change", { bubbles: true }));
  controls(field)[0].focus();
}

function showCount(field) {
  const limit = Number(field.dataset.limit);
  if (!limit) return;
  const length = [...String(read(field))].length;
  let place = field.querySelector(".field__count");
  if (length < limit * 0.9) {
    place?.remove();
    return;
  }
  if (!place) {
    place = document.createElement("p");
    field.querySelector(".field__note").before(place);
  }
  place.className = length > limit ? "field__count field__count--over" : "field__count";
  place.textContent = words(length > limit ? "over" : "left", { count: Math.abs(limit - length).toLocaleString(document.documentElement.lang) });
}

function grow(field) {
  const area = field.querySelector("textarea");
  if (grows || !area?.getClientRects().length) return; // what is folded away has no height yet
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
}

function tend(field) {
  showClear(field);
  showCount(field);
  grow(field);
}

/** Return a draft that is shown, as it is typed: paragraphs and lists. */
function typed(shown) {
  const lines = (list) => [...list.children].map((item) => `- ${item.textContent.trim()}`).join("\n");
  return [...shown.children].map((part) => (part.matches("ul, ol") ? lines(part) : part.textContent.trim())).join("\n\n");
}

function useDraft(button) {
  const { into } = button.dataset;
  const draft = button.dataset.useDraft || typed(button.closest(".draft").querySelector(".draft__text"));
  const area = document.getElementById(into);
  reveal(area);
  area.value = area.value.trim() ? `${area.value.trimEnd()}\n\n${draft}` : draft;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}

/** A line of text that grows is still a line: Enter does what it does in any other. */
function enter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (!event.target.matches("[data-field] textarea[rows='1']")) return;
  event.preventDefault();
  event.target.form?.requestSubmit();
}

function tendAll() {
  for (const field of document.querySelectorAll("[data-field]")) tend(field);
}

export function startControls() {
  tendAll();
  on("arrived", tendAll);
  for (const name of ["input", "change", "written"]) {
    document.addEventListener(name, (event) => {
      const field = event.target.closest?.("[data-field]");
      if (field) tend(field);
    });
  }
  document.addEventListener("keydown", enter);
  const unfold = ({ target }) => target.querySelectorAll?.("[data-field]").forEach(grow);
  if (!grows) document.addEventListener("toggle", unfold, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-clear]")) clear(button.closest("[data-field]"));
    if (button?.matches("[data-use-draft]")) useDraft(button);
  });
}
