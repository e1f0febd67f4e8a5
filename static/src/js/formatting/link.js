// A link: its words and its address are asked in a dialog, and the address is looked at before anything is typed.
import { completeAddress, mayBeWords, writeLink } from "./address.js";
import { findLink } from "./edits.js";

const dialog = document.getElementById("link-dialog");
const form = dialog.querySelector("form");
const inputs = form.elements;

let put = () => {};

function complain(input, text) {
  document.getElementById(`${input.id}-error`).textContent = text;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  return !text;
}

/** Ask for a link at the caret, or for what is selected; within a link, change that one. */
export function askLink(area, type) {
  const { value, selectionStart, selectionEnd } = area;
  const link = findLink(value, selectionStart, selectionEnd);
  const [from, to] = link ? [link.from, link.to] : [selectionStart, selectionEnd];
  const chosen = link?.words ?? value.slice(from, to);
  const address = link ? link.address : completeAddress(chosen);
  inputs.words.value = !link && address ? "" : chosen.trim().replace(/\s+/g, " ");
  inputs.address.value = address ?? "";
  for (const input of [inputs.words, inputs.address]) complain(input, "");
  dialog.querySelector("[data-link-new]").hidden = Boolean(link);
  dialog.querySelector("[data-link-old]").hidden = !link;
  dialog.querySelector("[data-unlink]").hidden = !link;
  put = (insert) => {
    dialog.close();
    // The spaces around what was selected stay where they are.
    const [before, after] = link ? ["", ""] : [/^\s*/.exec(chosen)[0], chosen.trim() ? /\s*$/.exec(chosen)[0] : ""];
    const end = from + before.length + insert.length;
    type(area, { from, to, insert: before + insert + after, start: end, end });
  };
  dialog.addEventListener("close", () => area.focus(), { once: true });
  dialog.showModal();
  (inputs.words.value ? inputs.address : inputs.words).focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  const address = completeAddress(inputs.address.value);
  const fine = [
    complain(inputs.words, mayBeWords(inputs.words.value) ? "" : form.dataset.brackets),
    complain(inputs.address, address ? "" : form.dataset.wrong),
  ];
  if (fine.every(Boolean)) put(writeLink(inputs.words.value, address));
  else form.querySelector('[aria-invalid="true"]').focus();
});
dialog.addEventListener("click", ({ target }) => {
  if (target === dialog || target.closest("[data-dismiss]")) dialog.close();
  else if (target.closest("[data-unlink]")) put(inputs.words.value.trim());
});
