// How many words a page of several fields holds, while it is written: an empty field counts with its draft.
import { on } from "./bus.js";
import { controls } from "./fields.js";

function count(text) {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function wordsIn(part) {
  const text = controls(part.querySelector("[data-field]"))[0].value;
  const fold = part.querySelector("[data-own]");
  if (fold && text.trim()) fold.open = true; // a text that came back from this device must be seen
  return text.trim() ? count(text) : Number(part.querySelector("[data-draft-words]").dataset.draftWords);
}

function show() {
  const place = document.querySelector("[data-word-limit]");
  const parts = [...document.querySelectorAll("[data-word-part]")];
  if (!place || !parts.length) return;
  const { wordLimit, fits, over: tooMany, overOne } = place.dataset;
  const total = parts.reduce((sum, part) => sum + wordsIn(part), 0);
  const over = Math.max(0, total - Number(wordLimit));
  const text = fits.replace("{count}", total).replace("{limit}", wordLimit);
  const shape = document.createElement("span");
  shape.setAttribute("aria-hidden", "true");
  shape.textContent = over ? "△" : "";
  place.classList.toggle("words--over", over > 0);
  place.replaceChildren(shape, ` ${text}${over ? `: ${(over === 1 ? overOne : tooMany).replace("{over}", over)}` : ""}`);
}

export function startWordCount() {
  show();
  on("around", show);
  for (const name of ["input", "written"]) document.addEventListener(name, show);
}
