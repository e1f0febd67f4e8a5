// The guide: its forms and links take the page over in place, and one types on where the next question is. What is typed
// and not sent is kept for the question, as long as the tab stands open.
import { on } from "./bus.js";
import { user } from "./http.js";
import { inTab } from "./kept.js";
import { visit } from "./page.js";

const nameOf = (form) => `impactplan.guide.${user}.${document.getElementById("main").dataset.plan}${form.dataset.guide}`;

const answerOf = (form) => form?.querySelector("[data-guide-answer], [name=assumption]");

function keep({ target }) {
  const form = target.closest("form[data-guide]");
  if (!form || target !== answerOf(form)) return;
  inTab.set(nameOf(form), target.value);
}

function bringBack(form) {
  const answer = answerOf(form);
  if (!answer || answer.value) return;
  answer.value = inTab.get(nameOf(form)) ?? "";
}

/** Show the drawing where the question is about. */
function showBox() {
  const frame = document.querySelector("[data-guide-frame]");
  const box = frame?.dataset.lit && frame.querySelector(`[data-box="${frame.dataset.lit}"]`);
  if (!box) return;
  const [inside, place] = [frame.getBoundingClientRect(), box.getBoundingClientRect()];
  frame.scrollLeft += place.left + place.width / 2 - inside.left - inside.width / 2;
  frame.scrollTop += place.top + place.height / 2 - inside.top - inside.height / 2;
}

function arrive(moved = true) {
  const form = document.querySelector("form[data-guide]:not([data-guide=''])");
  if (form) bringBack(form);
  showWhom();
  showBox();
  const start = answerOf(form) ?? form?.querySelector("button[type=submit]") ?? document.querySelector("[data-guide-end]");
  start?.focus({ preventScroll: true });
  if (!moved) return;
  scrollTo({ top: 0, behavior: "instant" });
  if (start?.getBoundingClientRect().bottom > innerHeight) document.querySelector(".guided__ask").scrollIntoView({ block: "start" });
}

/** An answer is for somebody only where it is an activity or something that changes. */
function showWhom() {
  const column = document.querySelector("[data-guide-column]");
  const whom = document.querySelector("[data-for-columns]");
  if (column && whom) whom.hidden = !whom.dataset.forColumns.split(" ").includes(column.value);
}

async function send(event) {
  const form = event.target;
  if (form.dataset.guide === undefined || event.defaultPrevented) return;
  event.preventDefault();
  const body = new FormData(form);
  if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
  const kept = nameOf(form);
  if (!(await visit(new URL(form.getAttribute("action"), location.href), body))) return;
  if (!document.querySelector("form[data-guide] [aria-invalid]")) inTab.remove(kept);
  arrive();
}

async function follow(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("a[data-guide-link], [data-guide-frame] a[href]");
  if (!link) return;
  event.preventDefault();
  if (await visit(new URL(link.getAttribute("href"), location.href))) arrive();
}

/** Enter sends an answer; with Shift it begins a new line. */
function press(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-guide-answer]")) return;
  event.preventDefault();
  event.target.form.requestSubmit(event.target.form.querySelector("[type=submit]"));
}

const countBoxes = () => document.querySelectorAll("#drawing [data-box]").length;

/** Once somebody draws, how to begin is no question any more. */
function startBeginning() {
  const boxes = countBoxes();
  on("drawing:taken", () => {
    const beginning = document.querySelector("[data-beginning]");
    if (beginning && boxes && countBoxes() > boxes) beginning.hidden = true;
  });
}

export function startGuide() {
  startBeginning();
  if (!document.querySelector(".guided")) return;
  document.addEventListener("input", keep);
  document.addEventListener("submit", send);
  document.addEventListener("click", follow);
  document.addEventListener("keydown", press);
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-guide-column]")) showWhom();
  });
  on("arrived", showWhom);
  arrive(false);
}
