// Rows of this page that are not sent yet stand among what other rows of it can choose, under a heading of their own. The
// queue sends what refers to one after the value that makes it.
import { allFields, controls } from "./fields.js";
import { firstText, unmadeRows } from "./queue.js";
import { words } from "./words.js";

const MADE_AT = /\/new\/(\w+)$/;

/** The kinds that a field refers to: those that can be made for it on the spot. */
function kindsOf(field) {
  return [...field.querySelectorAll("a[data-make]")].map((link) => MADE_AT.exec(new URL(link.href).pathname)?.[1]);
}

const idOf = (field) => field.closest("[data-item]").dataset.item.split("/")[1];
/** What was added to a field: options of a menu, or boxes in their labels. */
const added = (field) => [...field.querySelectorAll("[data-waits]")];
const controlOf = (choice) => choice.querySelector("input") ?? choice;
const renewPicker = (field) => field.querySelector("choice-picker")?.renew?.();

function makeOption(field, { id }) {
  const menu = field.querySelector("select");
  const group = menu.querySelector("optgroup[data-not-sent]") ?? document.createElement("optgroup");
  group.label = words("notSent");
  group.dataset.notSent = "";
  menu.append(group);
  const option = new Option("", id);
  group.append(option);
  return option;
}

function makeBox(field, { id }) {
  const label = document.createElement("label");
  const type = field.dataset.type === "ref" ? "radio" : "checkbox";
  const input = Object.assign(document.createElement("input"), { type, name: field.dataset.field, value: id });
  label.className = "option";
  label.dataset.group = words("notSent");
  label.append(input, document.createElement("span"));
  const clear = field.querySelector(".options > :is(noscript, [data-clear])");
  if (clear) clear.before(label);
  else (field.querySelector(".options:last-child") ?? field.querySelector(".choices")).append(label);
  return label;
}

function name(choice, { title }) {
  if (!choice.matches("label")) {
    choice.label = title;
    choice.text = title;
    return;
  }
  const detail = Object.assign(document.createElement("span"), { className: "option__detail", textContent: words("notSent") });
  choice.querySelector("span").replaceChildren(title, ...(choice.closest("choice-picker") ? [] : [detail]));
}

/** Let a field have a row to choose that waits. */
function offer(field, row) {
  const own = added(field).find((choice) => controlOf(choice).value === row.id);
  const there = field.querySelector("select") ? [...field.querySelector("select").options] : controls(field);
  if (!own && there.some(({ value }) => value === row.id)) return; // the server has it
  const choice = own ?? (field.querySelector("select") ? makeOption : makeBox)(field, row);
  choice.dataset.waits = "";
  name(choice, row);
  const none = field.querySelector(".field__none");
  if (none) none.hidden = true;
  renewPicker(field);
}

/** Take a row that is gone out of a field; who had chosen it has that to do again. */
function withdraw(field, choice) {
  const control = controlOf(choice);
  const chosen = control.checked || control.selected;
  const holder = field.querySelector("select") ?? control;
  if (chosen && control !== holder) holder.value = "";
  else if (chosen) control.checked = false;
  if (chosen) holder.dispatchEvent(new Event("change", { bubbles: true }));
  choice.remove();
  const none = field.querySelector(".field__none");
  if (none) none.hidden = added(field).length > 0;
  renewPicker(field);
}

/** Let all forms of the page choose from the rows that wait, each with its `id`, `kind` and `title`. */
export function offerRows(rows) {
  const unmade = unmadeRows();
  const isGone = ({ value }) => !document.getElementById(`row-${value}`) && !unmade.has(value);
  for (const field of allFields()) {
    const kinds = kindsOf(field);
    if (!kinds.length) continue;
    for (const choice of added(field)) if (isGone(controlOf(choice))) withdraw(field, choice);
    for (const row of rows) if (kinds.includes(row.kind) && row.id !== idOf(field)) offer(field, row);
  }
}

/** What waits to be sent chose rows that wait too, on a page that is gone: this one lets the field have them. */
export function offerChosen(field, value) {
  const unmade = unmadeRows();
  for (const id of [value].flat()) if (unmade.has(id) && kindsOf(field).length) offer(field, { id, title: firstText(id) });
}
