// Ctrl+Z takes back what was done last on this page, step by step; Ctrl+Y or Ctrl+Shift+Z does it again.
import { on } from "../bus.js";
import { newKey, sendJson } from "../http.js";
import { complain, visit } from "../page.js";
import { flush } from "../sender.js";
import { words } from "../words.js";
import { comeBack, isCell } from "./move.js";

const done = [];
const undone = [];

on("saved", (edit, { batch }) => {
  if (!batch || done.at(-1) === batch) return;
  done.push(batch);
  undone.length = 0;
});

/** The edit before this page was opened, if its writer may still take it back. */
function lastBefore() {
  return document.querySelector('form[data-structural="undo"] [name="batch"]')?.value;
}

async function takeBack(from, to) {
  await flush();
  const batch = from.pop() ?? (from === done && !undone.length ? lastBefore() : undefined);
  if (!batch) return;
  const { plan } = document.getElementById("main").dataset;
  const response = await sendJson(`${plan}undo`, "POST", { batch }, { "Idempotency-Key": newKey() });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) return complain(answer.message ?? words("failed"));
  to.push(answer.batch);
  if (await visit(location.href)) comeBack();
}

function press(event) {
  if (!isCell(event.target) || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const again = key === "y" || (key === "z" && event.shiftKey);
  if (!again && key !== "z") return;
  event.preventDefault();
  const went = again ? takeBack(undone, done) : takeBack(done, undone);
  went.catch(() => complain(words("needsLine")));
}

export function startUndoing() {
  document.addEventListener("keydown", press);
}
