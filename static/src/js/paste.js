// A pasted list: it is looked at in place, and again when a column is chosen. The text is kept as long as the
// tab stands open.
import { user } from "./http.js";
import { inTab } from "./kept.js";
import { visit } from "./page.js";
import { pasteCells } from "./pasted.js";

const name = () => `impactplan.pasted.${user}.${location.pathname}`;

const address = (form) => new URL(form.getAttribute("action"), location.href);

function keep({ target }) {
  if (target.matches("[data-pasted]")) inTab.set(name(), target.value);
}

async function look(event) {
  const form = event.target;
  if (!form.matches("[data-paste]") || event.defaultPrevented) return;
  if (event.submitter?.matches("[data-store]")) return inTab.remove(name()); // leads to another kind of page
  event.preventDefault();
  if (!(await visit(address(form), new FormData(form)))) return;
  scrollTo({ top: 0, behavior: "instant" });
  (document.querySelector("[data-pasted][aria-invalid]") ?? document.getElementById("main")).focus({ preventScroll: true });
}

async function choose({ target }) {
  if (!target.matches("[data-look]")) return;
  const { form, id } = target;
  if (await visit(address(form), new FormData(form))) document.getElementById(id)?.focus({ preventScroll: true });
}

function bringBack() {
  const text = document.querySelector("[data-pasted]");
  if (text && !text.value) text.value = inTab.get(name()) ?? "";
}

export function startPasting() {
  if (!document.querySelector("[data-paste]")) return;
  document.addEventListener("input", keep);
  document.addEventListener("submit", look);
  document.addEventListener("change", choose);
  document.addEventListener("paste", pasteCells);
  bringBack();
}
