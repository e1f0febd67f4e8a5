// What can stand in the part of a line where the caret is: shown under the text, to press or to type what it begins with.
import { fold } from "../fold.js";
import { partAt } from "./line.js";

const MOST = 8;
const BETWEEN = " + ";

let said = "";

const find = (name) => document.querySelector(`[data-${name}]`);

function show(element, text) {
  element.textContent = text;
  element.hidden = !text;
}

/** Return the names that a text can mean, by the rule of the server (named_choices.py). */
function matching(names, text) {
  const wanted = fold(text).trim();
  const folded = names.map((name) => [name, fold(name)]);
  const begins = folded.filter(([, known]) => known.startsWith(wanted));
  return (begins.length ? begins : folded.filter(([, known]) => known.includes(` ${wanted}`))).map(([name]) => name);
}

/** Return the part that the caret is in, with what can stand there; null where there is none. */
function partHere(area) {
  const place = partAt(area.value, area.selectionEnd);
  const shown = [...document.querySelectorAll("#typed-parts [data-part]")];
  const holds = place.isFirst && find("headed") ? null : shown[place.index];
  for (const part of shown) part.toggleAttribute("data-current", part === holds);
  const what = holds?.dataset.part ? find(`what="${holds.dataset.part}"`) : null;
  if (!what) return null;
  const isSeveral = what.hasAttribute("data-several");
  const last = isSeveral ? place.typed.lastIndexOf(BETWEEN) : -1;
  const begun = last < 0 ? 0 : last + BETWEEN.length;
  return {
    ...place,
    label: holds.textContent,
    isLast: holds === shown.at(-1),
    isSeveral,
    begun: place.from + begun,
    names: [...what.querySelectorAll("[data-names] li")].map((name) => name.textContent),
    text: place.typed.slice(begun),
    hint: what.querySelector("[data-what-hint]")?.textContent ?? "",
  };
}

function button(name, area) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "choice-button typed-hint__name";
  made.textContent = name;
  made.addEventListener("click", () => put(name, area));
  return made;
}

/** Write a name in the part where one is, and go on to the next part where only one thing can be chosen. */
function put(name, area) {
  const part = partHere(area);
  if (!part) return;
  const typed = name.split(/[;|\t]/)[0].trim(); // what divides a line ends it: what it begins with will do
  const before = part.begun > 0 && !/\s/.test(area.value[part.begun - 1]) ? " " : "";
  const isFollowed = !part.isSeveral && !part.isLast && (area.value[part.end] ?? "\n") === "\n";
  area.focus();
  area.setRangeText(before + typed + (isFollowed ? `${part.divider} ` : ""), part.begun, part.end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Show it anew. Said is only which part one came to. */
export function showHint(area) {
  const box = find("typed-hint");
  const part = partHere(area);
  const names = part ? matching(part.names, part.text) : [];
  box.hidden = !part || !(names.length || part.hint);
  if (part) {
    show(find("hint-part"), part.label);
    show(find("hint-what"), part.hint);
    find("hint-names").replaceChildren(...names.slice(0, MOST).map((name) => button(name, area)));
    const more = names.length - MOST;
    show(find("hint-more"), more > 0 ? find("hint-more").dataset.hintMore.replace("{count}", more) : "");
  }
  const label = part?.label ?? "";
  if (label === said) return;
  said = label;
  find("hint-said").textContent = [label, part?.hint, names.slice(0, MOST).join(", ")].filter(Boolean).join(": ");
}
