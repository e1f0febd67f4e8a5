// What the drawing has to say: a line under the picture, read out too, with perhaps one thing to do about it.
import { announce } from "../words.js";

const LASTS = 12_000;
let place = null;
let timer = 0;

export function startNotices({ signal }) {
  place = document.getElementById("drawing-notice");
  place.querySelector("[data-dismiss]").addEventListener("click", hideNotice, { signal });
}

export function hideNotice() {
  clearTimeout(timer);
  if (place) place.hidden = true;
}

export function noticeIsShown() {
  return place && !place.hidden;
}

/**
 * Show a line. `actions` are [label, function] pairs; with `ask` the first of them gets the focus, for an answer in
 * one press, and `back` says where the focus goes when there is none.
 */
export function notice(words, { actions = [], wrong = false, ask = false, links = [] } = {}) {
  clearTimeout(timer);
  announce(words);
  if (!place) return;
  place.hidden = false;
  place.classList.toggle("drawing__notice--wrong", wrong);
  place.querySelector("[data-notice-words]").textContent = words;
  place.querySelector("[data-notice-links]").replaceChildren(...links.map(makeLink));
  const buttons = actions.map(([label, run]) => makeButton(label, run));
  place.querySelector("[data-notice-actions]").replaceChildren(...buttons);
  if (ask) buttons[0]?.focus();
  else timer = setTimeout(hideNotice, LASTS);
}

function makeLink({ label, href }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = href;
  link.textContent = label;
  item.append(link);
  return item;
}

function makeButton(label, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "utrecht-button utrecht-button--secondary-action";
  button.textContent = label;
  button.addEventListener("click", () => {
    hideNotice();
    run();
  });
  return button;
}
