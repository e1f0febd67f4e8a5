// A form that is sent as a whole (the four questions, a mail) keeps what is typed on this device until the server has it.
import { user } from "./http.js";

const PREFIX = "impactplan.draft.";
const EXPIRES = 7 * 24 * 3600 * 1000;

function nameOf(path) {
  return `${PREFIX}${user}.${path}`;
}

function forget() {
  // The plan has been started: its pages say so by being there.
  const plan = document.querySelector("main[data-plan]")?.dataset.plan;
  if (plan) localStorage.removeItem(nameOf(`${plan}start`));
  const done = document.querySelector("[data-draft-done]")?.dataset.draftDone;
  if (done) localStorage.removeItem(nameOf(done));
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && Date.now() - JSON.parse(localStorage.getItem(name)).at > EXPIRES) localStorage.removeItem(name);
  }
}

function keep(form, name) {
  const inputs = [...form.querySelectorAll("input:not([type=hidden]), textarea")];
  const kept = JSON.parse(localStorage.getItem(name) ?? "null")?.values ?? {};
  for (const input of inputs) if (!input.value) input.value = kept[input.name] ?? "";
  form.addEventListener("input", () => {
    const values = { ...kept, ...Object.fromEntries(inputs.map((input) => [input.name, input.value])) };
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), values }));
  });
}

/** Enter in a line goes on to the next question that has no answer; in the last one it sends. */
function goOnByEnter(form) {
  form.addEventListener("keydown", (event) => {
    const lines = [...form.querySelectorAll('input[type="text"]')];
    const next = lines.slice(lines.indexOf(event.target) + 1).find((line) => !line.value.trim());
    if (event.key !== "Enter" || event.isComposing || !event.target.matches('input[type="text"]') || !next) return;
    event.preventDefault();
    next.focus();
  });
}

export function startDrafts() {
  const form = document.querySelector("form[data-draft]");
  if (form) goOnByEnter(form);
  try {
    forget();
    if (form) keep(form, nameOf(form.dataset.draft || location.pathname)); // of the page that it is the beginning of
  } catch {
    // No storage to be had: the form works without it.
  }
}
