// Two people wrote in one field, or one person in two windows: both texts side by side, and what becomes of them is for
// the writer to choose.
import { on, tell } from "./bus.js";
import { allFields, findField, focusField, labelOf, languageOf, read, reveal, same, setVersion, urlOf, write } from "./fields.js";
import * as queue from "./queue.js";
import { run } from "./sender.js";
import { showDiff } from "./words.js";

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (placeholder, key) => values[key] || placeholder);
}

/** Show the box at the field, once for each new answer. */
export function showConflict(field, edit, answer) {
  field.querySelector(".conflict")?.remove();
  const box = document.getElementById("part-conflict").content.firstElementChild.cloneNode(true);
  const find = (name) => box.querySelector(`[${name}]`);
  for (const part of answer.own ? box.querySelectorAll("[data-own]") : []) part.textContent = part.dataset.own;
  find("data-title").textContent = fill(find("data-title").textContent, { name: answer.who || "…", ago: answer.ago });
  find("data-mine").textContent = answer.mine_shown ?? [edit.value].flat().join(", ");
  find("data-theirs").textContent = answer.theirs_shown || "–";
  if (answer.who && !answer.own) find("data-their-label").textContent += ` (${answer.who})`;
  showDiff(find("data-diff"), answer.diff ?? []);
  const text = ["text", "prose"].includes(field.dataset.type);
  box.querySelector('[data-choose="combine"]').hidden = !text;
  box.querySelector(".conflict__diff").hidden = !text;
  find("data-combined").value = answer.combined ?? "";
  box.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (choice) choose(field, edit.url, answer, choice, box);
  });
  reveal(field);
  field.querySelector(".field__below").after(box); // not in it, as that describes the control
  tell("change");
}

function choose(field, url, answer, choice, box) {
  if (choice === "combine") {
    box.querySelector("[data-combine]").hidden = false;
    box.querySelector('[data-choose="combined"]').hidden = false;
    box.querySelector('[data-choose="combine"]').hidden = true;
    box.querySelector("[data-combined]").focus();
    return;
  }
  if (choice === "theirs") write(field, answer.theirs);
  if (choice === "combined") write(field, box.querySelector("[data-combined]").value);
  const value = read(field);
  for (const edit of queue.of(url)) queue.drop(edit);
  setVersion(field, answer.version);
  box.remove();
  if (choice !== "theirs") {
    const language = languageOf(field);
    queue.note({ url, value, language, label: labelOf(field), version: answer.version, href: location.href, due: 0 });
  }
  tell("settled", field, answer.theirs);
  focusField(field);
  run();
}

on("conflict", (edit, answer) => {
  const field = findField(edit.url);
  if (!field) return;
  if (!same(read(field), edit.value)) write(field, edit.value); // typed in the drawing
  showConflict(field, edit, answer);
});

/** Conflicts that wait on this page are asked about again: the server says what stands there now. */
export function askAgain() {
  for (const field of allFields()) {
    for (const edit of queue.of(urlOf(field))) {
      if (edit.status === "conflict") queue.update(edit, { status: "waiting", due: 0 });
    }
  }
}
