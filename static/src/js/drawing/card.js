// Under a text that is typed: what else a box is drawn with, reached with Tab. Why the arrow that comes along holds, for
// whom an outcome is, how much of an output there is.
import { newId } from "../http.js";
import { amountOf, sayAmount } from "./amount.js";
import { view } from "./data.js";

const FIELDS = { outcome: ["stakeholder"], output: ["amount"] };

/** What each field brings to a box: how it begins, and what it says in the end. */
const fields = {
  stakeholder: {
    begin(field, { stakeholder = "" }, card) {
      const menu = field.querySelector("select");
      menu.append(new Option("", ""), ...view.people.map(({ id, name }) => new Option(name, id)));
      menu.value = stakeholder;
      field.addEventListener("make", (event) => addPerson(event, field, card));
    },
    read: (field) => ({ stakeholder: field.querySelector("select").value }),
  },
  amount: {
    begin(field, values) {
      field.querySelector("input").value = sayAmount(values);
    },
    read: (field) => amountOf(field.querySelector("input").value),
  },
  assumption: {
    begin() {},
    read: () => ({}), // of the arrow, not of the box
  },
};

/** Who is not there yet is made along with the box. */
function addPerson(event, field, card) {
  event.stopPropagation();
  const name = event.detail.title;
  if (!name) return;
  card.person = { id: newId(), name };
  const old = field.querySelector("choice-picker");
  const fresh = partOf("stakeholder").querySelector("choice-picker");
  fresh.querySelector("select").append(new Option("", ""), ...view.people.map((one) => new Option(one.name, one.id)), new Option(name, card.person.id, true, true));
  old.after(fresh);
  fresh.querySelector("[role=combobox]").focus(); // before the old one goes, or the focus would be elsewhere
  old.remove();
}

function partOf(name) {
  return document.getElementById("drawing-card").content.querySelector(`[data-card="${name}"]`).cloneNode(true);
}

function changed(now, before) {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== (before[name] ?? "")));
}

/** Return the card of a box that is typed in, or null where there is nothing more to it; `arrow`: one comes along. */
export function makeCard(kind, values, arrow = false) {
  // Where one searches stands last: its list lies over nothing then.
  const names = [...(arrow ? ["assumption"] : []), ...(FIELDS[kind] ?? [])];
  if (!names.length) return null;
  const node = document.getElementById("drawing-card").content.firstElementChild.cloneNode(false);
  const card = { node, values, person: null };
  card.parts = names.map((name) => [name, partOf(name)]);
  for (const [name, field] of card.parts) {
    fields[name].begin(field, values, card);
    node.append(field);
  }
  // Going on takes what was searched and is pointed at, as Tab does.
  node.addEventListener("focusout", ({ target }) => target.closest("choice-picker")?.takeTyped(), { capture: true });
  for (const type of ["change", "input"]) node.addEventListener(type, (event) => event.stopPropagation()); // kept with the text
  return card;
}

/** Return what was filled in: fields of the box that changed, the assumption of its arrow, and what is made besides. */
export function readCard(card) {
  if (!card) return { values: {}, assumption: "", first: [] };
  const now = Object.assign({}, ...card.parts.map(([name, field]) => fields[name].read(field)));
  const { person } = card;
  const makes = person && now.stakeholder === person.id;
  return {
    values: changed(now, card.values),
    assumption: card.node.querySelector('[data-card="assumption"] textarea')?.value.trim() ?? "",
    first: makes ? [{ do: "create", kind: "stakeholder", id: person.id, values: { name: person.name }, after: null }] : [],
  };
}

/** Return the last stop of the Tab key in a card. */
function lastStop({ node }) {
  return [...node.querySelectorAll("input, textarea, button")].at(-1);
}

/** Take what is pointed at where one searches; false when the key is for the search itself. */
function takeChoice(target) {
  const picker = target.closest("choice-picker");
  const marked = picker?.marked;
  if (marked?.stands instanceof Element) return false; // somebody new is made first
  if (marked) picker.take(marked);
  return true;
}

/** Return what a key in a card asks for: "keep", "cancel", or "" when it is of the field. */
export function meantBy(event, card) {
  const { key, target, shiftKey } = event;
  if (event.isComposing || target.closest("button")) return "";
  if (key === "Escape") return target.closest("choice-picker")?.marked ? "" : "cancel";
  const ends = key === "Enter" ? !shiftKey : key === "Tab" && !shiftKey && target === lastStop(card);
  return ends && takeChoice(target) ? "keep" : "";
}
