// A part of a form that opens by itself when another field gets the value that asks for it.

import { controls, read } from "./fields.js";

function isUsed(fold) {
  return [...fold.querySelectorAll("[data-field]")].some((field) => controls(field).length && read(field).length);
}

function chosen(event) {
  const form = event.target.closest?.("form");
  for (const fold of form?.querySelectorAll(`[data-when="${CSS.escape(event.target.name)}"]`) ?? []) {
    fold.open = event.target.value === fold.dataset.value;
    fold.toggleAttribute("data-asked", fold.open || isUsed(fold));
  }
}

const nameOf = (fold) => fold.querySelector("summary")?.textContent.trim();

/** Return what opens the same parts in the form of the next row. */
export function rememberFolds(form) {
  const opened = [...form.querySelectorAll("details[open]")].map(nameOf);
  return (next) => next?.querySelectorAll("details").forEach((fold) => (fold.open ||= opened.includes(nameOf(fold))));
}

export function startFolds() {
  document.addEventListener("change", chosen);
}
