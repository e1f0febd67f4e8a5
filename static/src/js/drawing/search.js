// Choosing a box from a list: typing filters, arrows walk, Enter takes.
import { fold } from "../fold.js";
import { text } from "./texts.js";

const MOST = 60;

let dialog = null;
let settle = null;
let state = { options: [], results: [], at: 0, makes: null, goesOn: "" };

function parts() {
  return {
    title: dialog.querySelector("[data-pick-title]"),
    input: dialog.querySelector("input"),
    list: dialog.querySelector("[role=listbox]"),
    none: dialog.querySelector("[data-pick-none]"),
    hint: dialog.querySelector("[data-pick-hint]"),
  };
}

function matches(option, typed) {
  const label = fold(`${option.label} ${option.detail ?? ""}`);
  return fold(typed).split(" ").every((word) => label.includes(word));
}

function filter() {
  const { input } = parts();
  const typed = input.value.trim();
  state.results = state.options.filter((option) => matches(option, typed)).slice(0, MOST);
  if (typed && state.makes) state.results.push({ typed, label: state.makes(typed), detail: "" });
  state.at = 0;
  show();
}

function show() {
  const { input, list, none } = parts();
  list.replaceChildren(...state.results.map(optionElement));
  const active = list.children[state.at];
  if (active) {
    input.setAttribute("aria-activedescendant", active.id);
    active.setAttribute("aria-selected", "true");
    active.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
  list.hidden = !active;
  input.setAttribute("aria-expanded", String(Boolean(active)));
  none.textContent = active ? "" : text("nothingFound");
}

function optionElement(option, at) {
  const item = document.createElement("li");
  item.id = `pick-${at}`;
  item.className = "pick__option";
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const label = document.createElement("span");
  label.dir = "auto";
  label.textContent = option.label;
  const detail = document.createElement("span");
  detail.className = "pick__detail";
  detail.textContent = option.detail ?? "";
  item.append(label, " ", detail);
  item.addEventListener("click", () => take(option));
  return item;
}

function take(option) {
  const done = settle;
  settle = null;
  dialog.close();
  done?.(option ?? null);
}

function pressed(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && state.results.length) {
    event.preventDefault();
    state.at = (state.at + step + state.results.length) % state.results.length;
    show();
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    if (state.results[state.at]) take(state.results[state.at]);
  } else if (event.key === "Tab" && !event.shiftKey && state.goesOn && parts().input.value.trim() && state.results[state.at]) {
    event.preventDefault();
    take({ ...state.results[state.at], goesOn: true });
  }
}

/**
 * Ask for one of some options ({ id, label, detail }); null when there is no choice. `makes` names what is not there yet.
 * Where `goesOn` says what Tab leads on to, it takes what was searched, and the choice says so.
 */
export function pick({ title, options, makes = null, goesOn = "" }) {
  state = { options, results: [], at: 0, makes, goesOn };
  parts().title.textContent = title;
  parts().hint.textContent = goesOn;
  parts().input.value = "";
  filter();
  dialog.showModal();
  parts().input.focus();
  return new Promise((resolve) => {
    settle = resolve;
  });
}

export function startPicking() {
  dialog = document.getElementById("drawing-pick");
  const { input } = parts();
  input.addEventListener("input", filter);
  input.addEventListener("keydown", pressed);
  dialog.addEventListener("close", () => take(null));
  dialog.addEventListener("click", ({ target }) => target.closest("[data-dismiss]") && take(null));
}
