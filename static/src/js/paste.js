// A pasted list, or rows typed in lines: it is looked at in place, and again when a column is chosen. The text is kept as
// long as the tab stands open, until it is in the plan: then another page follows.
import { user } from "./http.js";
import { inTab } from "./kept.js";
import { visit } from "./page.js";
import { pasteCells } from "./pasted.js";

const SENT = "impactplan.pasted.sent";

const address = (form) => new URL(form.getAttribute("action"), location.href);

const nameOf = (form) => `impactplan.pasted.${user}.${address(form).pathname}`;

/** Whether typing/index.js shows what comes of it. */
const isLive = (form) => form.matches("[data-script]");

function keep({ target }) {
  if (target.matches("[data-pasted]")) inTab.set(nameOf(target.form), target.value);
}

async function look(event) {
  const form = event.target;
  if (!form.matches("[data-paste]") || event.defaultPrevented) return;
  if (event.submitter?.matches("[data-store]")) return inTab.set(SENT, nameOf(form));
  if (isLive(form)) return;
  event.preventDefault();
  if (!(await visit(address(form), new FormData(form)))) return;
  scrollTo({ top: 0, behavior: "instant" });
  (document.querySelector("[data-pasted][aria-invalid]") ?? document.getElementById("main")).focus({ preventScroll: true });
}

async function choose({ target }) {
  if (!target.matches("[data-look]") || isLive(target.form)) return;
  const { form, id } = target;
  if (await visit(address(form), new FormData(form))) document.getElementById(id)?.focus({ preventScroll: true });
}

/** What was sent, and led to another page, is kept no longer. */
function forgetSent(here) {
  const sent = inTab.get(SENT);
  if (sent && sent !== here) inTab.remove(sent);
  inTab.remove(SENT);
}

function bringBack(form) {
  const text = form.querySelector("[data-pasted]");
  if (text && !text.value) text.value = inTab.get(nameOf(form)) ?? "";
}

export function startPasting() {
  const form = document.querySelector("[data-paste]");
  forgetSent(form && nameOf(form));
  if (!form) return;
  document.addEventListener("input", keep);
  document.addEventListener("submit", look);
  document.addEventListener("change", choose);
  document.addEventListener("paste", pasteCells);
  bringBack(form);
}
