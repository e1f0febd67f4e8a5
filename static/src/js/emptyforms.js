// The empty form of each kind that a page makes rows of, so that a new row opens without a line too. They are fetched
// apart once the page is there and quiet, and stand in it as templates.
import { on } from "./bus.js";
import { reveal } from "./fields.js";
import { ask } from "./http.js";

const ANY_ROW = "__row__"; // stands in them for the id of a row
const PRESET = "set-";
const PATIENCE = 1000; // a page that nobody looks at is never quiet to some browsers

const whenQuiet = (act) => (window.requestIdleCallback ? requestIdleCallback(act, { timeout: PATIENCE }) : setTimeout(act, PATIENCE));

let old = true;

const kindOf = (link) => new URL(link.href).searchParams.get("new");
const formOf = (kind) => document.querySelector(`template[data-empty-form="${CSS.escape(kind ?? "")}"]`);

/** Return the links that open a new row of a kind, or of any. */
export function addLinks(kind) {
  const links = [...document.querySelectorAll("#work a[data-add]")];
  return kind ? links.filter((link) => kindOf(link) === kind) : links;
}

/** Return the field of which the text is what rows of a kind are called by, if it is one and known here. */
export function titleField(kind) {
  return formOf(kind)?.dataset.title;
}

/** What there is to choose from in them may be another by now: they are fetched anew at the next quiet moment. */
export function renewEmptyForms() {
  old = true;
}

async function fetchForms() {
  const kinds = [...new Set(addLinks().map(kindOf))];
  const isTable = document.querySelector("template[data-new-row]"); // which has forms of its own
  if (isTable || !kinds.length || (!old && kinds.every(formOf))) return;
  const { plan, step } = document.getElementById("main").dataset;
  const asked = new URLSearchParams(kinds.map((kind) => ["kind", kind]));
  try {
    const response = await ask(`${plan}steps/${step}/empty-forms?${asked}`);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelectorAll("template[data-empty-form]");
    if (!response.ok || !fresh.length) return;
    old = false;
    for (const template of document.querySelectorAll("template[data-empty-form]")) template.remove();
    document.body.append(...fresh);
  } catch {
    // Not connected: when the line is back.
  }
}

/** Give a control a value as the server would have: nobody typed it. */
function preset(control, values) {
  if (["radio", "checkbox"].includes(control.type)) control.toggleAttribute("checked", values.includes(control.value));
  else if (control.matches("textarea")) control.textContent = values[0];
  else if (control.matches("input")) control.setAttribute("value", values[0]);
  else for (const option of control.options) option.toggleAttribute("selected", values.includes(option.value));
}

function begin(form, name, values) {
  const fields = form.querySelectorAll(`[data-field="${CSS.escape(name)}"]`);
  for (const control of form.querySelectorAll(`[data-field] [name="${CSS.escape(name)}"]`)) preset(control, values);
  for (const fold of form.querySelectorAll(`[data-when="${CSS.escape(name)}"]`)) {
    fold.open = values.includes(fold.dataset.value);
    fold.toggleAttribute("data-asked", fold.open);
  }
  fields.forEach(reveal);
}

/** Return the new row that an address asks for, made of the empty form that is kept; nothing where none is. */
export function makeRow(url) {
  const asked = new URL(url).searchParams;
  const source = formOf(asked.get("new"));
  if (!source) return null;
  const made = document.createElement("template");
  made.innerHTML = source.innerHTML.replaceAll(ANY_ROW, asked.get("id"));
  const row = made.content.querySelector("[data-row]");
  const form = row.querySelector("form[data-new]");
  for (const [name, value] of asked) {
    if (name !== "follows" && !name.startsWith(PRESET)) continue;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  for (const name of new Set(asked.keys())) {
    if (name.startsWith(PRESET)) begin(form, name.slice(PRESET.length), asked.getAll(name));
  }
  const { title } = source.dataset;
  form.dataset.new = title && asked.has(PRESET + title) ? title : "";
  const again = new URL(url);
  again.searchParams.delete("id");
  if (form.dataset.again) form.dataset.again = `${again.pathname}${again.search}#new`;
  return row;
}

export function keepEmptyForms() {
  const keep = () => whenQuiet(fetchForms);
  if (document.readyState === "complete") keep();
  else addEventListener("load", keep);
  addEventListener("online", keep);
  on("saved", ({ begins }) => begins && renewEmptyForms());
  on("arrived", keep);
}
