// Rows typed in lines: while one types it shows what can stand in a part, and what comes of the lines. The server reads
// them; what is stored is what it showed.
import { complain, takeAnswer } from "../page.js";
import { words } from "../words.js";
import { showHint } from "./hint.js";

const PAUSE = 400; // milliseconds
const PARTS = ["typed-parts", "typed-preview"];

const area = document.querySelector("[data-paste] [data-pasted]");
const form = area.form;
let looked = document.getElementById("typed-total") ? area.value : "";
let pause = null;
let turn = Promise.resolve();

const isLookedAt = () => looked === area.value;

function say(reason) {
  form.querySelector("[data-typed-offline]").hidden = reason !== "needsLine";
  if (reason && reason !== "needsLine") complain(words(reason));
}

/** The id of what has the focus among what is made anew. */
const focusedId = () => document.activeElement?.closest("#typed-preview [id]")?.id ?? "";

/** Show what the lines come to as they are now; returns whether that worked. */
function look(chosen = "") {
  clearTimeout(pause);
  turn = turn.then(async () => {
    const { value } = area;
    const sent = new FormData(form);
    sent.set("answer", "1");
    const focused = chosen || focusedId();
    const reason = await takeAnswer(form.action, sent, PARTS);
    if (!reason) looked = value;
    say(reason);
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
    if (document.activeElement === area) showHint(area);
    return !reason;
  });
  return turn;
}

function typed() {
  clearTimeout(pause);
  pause = setTimeout(() => isLookedAt() || look(), PAUSE);
}

/** Only what was looked at goes to the plan: the last words may have been typed a moment ago. */
async function submitted(event) {
  const stores = event.submitter?.matches("[data-store]");
  if (stores && isLookedAt()) return;
  event.preventDefault();
  if (!(await look())) return;
  const wrong = form.querySelector("#typed-preview [aria-invalid]");
  if (stores && !wrong) form.querySelector("[data-store]")?.click();
  else (wrong ?? document.getElementById("typed-total"))?.focus();
}

area.addEventListener("input", typed);
form.addEventListener("submit", submitted);
form.addEventListener("change", ({ target }) => target.matches("[data-look]") && look(target.id));
document.addEventListener("selectionchange", () => document.activeElement === area && showHint(area));
area.addEventListener("focus", () => showHint(area));
addEventListener("online", () => isLookedAt() || look());
if (!isLookedAt()) look();
if (document.activeElement === area) showHint(area);
