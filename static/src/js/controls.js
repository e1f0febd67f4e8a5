// Small help at fields: clear a choice, search a list, count near the limit, grow with the text, look at the layout.
import { on } from "./bus.js";
import { controls, read } from "./fields.js";
import { fold } from "./fold.js";
import { sendJson } from "./http.js";
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
    field.querySelector("[data-errors]").after(place);
  }
  place.className = length > limit ? "field__count field__count--over" : "field__count";
  place.textContent = words(length > limit ? "over" : "left", { count: Math.abs(limit - length).toLocaleString(document.documentElement.lang) });
}

function grow(field) {
  const area = field.querySelector("textarea");
  if (grows || !area) return;
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
}

function tend(field) {
  showClear(field);
  showCount(field);
  grow(field);
}

function filter(input) {
  const wanted = fold(input.value).split(" ");
  for (const option of input.closest("[data-field]").querySelectorAll(".option, option[value]:not([value=''])")) {
    const chosen = option.selected ?? option.querySelector(":checked");
    const text = fold(option.textContent);
    option.hidden = !wanted.every((word) => text.includes(word)) && !chosen;
    if ("selected" in option) option.disabled = option.hidden; // some browsers show a hidden option
  }
}

async function preview(button) {
  const field = button.closest("[data-field]");
  const [area, place] = [field.querySelector("textarea"), field.querySelector("[data-preview]")];
  const showing = button.getAttribute("aria-pressed") === "true";
  if (!showing) {
    const plan = document.getElementById("main").dataset.plan;
    const response = await sendJson(`${plan}preview`, "POST", { text: area.value }, { Accept: "text/html" });
    if (!response.ok) return;
    const html = await response.text();
    if (html.trim()) place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    else place.textContent = words("nothingYet");
  }
  place.hidden = showing;
  area.hidden = !showing;
  button.setAttribute("aria-pressed", String(!showing));
  button.textContent = words(showing ? "preview" : "edit");
  if (showing) area.focus();
}

function useDraft(button) {
  const { into, useDraft: draft } = button.dataset;
  const area = document.getElementById(into);
  const fold = area.closest("details");
  if (fold) fold.open = true;
  area.value = area.value.trim() ? `${area.value.trimEnd()}\n\n${draft}` : draft;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}

function tendAll() {
  for (const field of document.querySelectorAll("[data-field]")) tend(field);
}

export function startControls() {
  tendAll();
  on("arrived", tendAll);
  for (const name of ["input", "change", "written"]) {
    document.addEventListener(name, (event) => {
      if (event.target.matches("[data-filter]")) filter(event.target);
      const field = event.target.closest?.("[data-field]");
      if (field) tend(field);
    });
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-clear]")) clear(button.closest("[data-field]"));
    if (button?.matches("[data-preview-button]")) preview(button).catch(() => {});
    if (button?.matches("[data-use-draft]")) useDraft(button);
  });
}
