// The saved state, always in words at the top of the page.
import { on } from "./bus.js";
import { findField } from "./fields.js";
import * as queue from "./queue.js";
import { blockedBy, isSending } from "./sender.js";
import { count, words } from "./words.js";

const place = document.getElementById("saved");
const SHAPES = { saved: "✓", saving: "…", offline: "△", trouble: "△", attention: "△" };
let savedAt = "";
let slow = 0;

function show(state, text) {
  if (!place) return;
  place.dataset.state = state;
  place.querySelector(".saved__shape").textContent = SHAPES[state];
  const line = place.querySelector("[data-saved-words]");
  if (line.textContent !== text) line.textContent = text;
}

function trouble() {
  if (queue.isFull()) return ["trouble", words("noRoom")];
  const block = queue.waiting().length ? blockedBy() : "";
  if (block === "busy") return ["trouble", words("tooMany")];
  if (block) return [block === "offline" ? "offline" : "trouble", words(block)];
  const refused = queue.all().filter((edit) => edit.status === "refused").length;
  if (refused) return ["trouble", count("refusedOne", "refusedMany", refused)];
  const conflicts = queue.all().filter((edit) => edit.status === "conflict").length;
  if (conflicts) return ["trouble", count("conflictOne", "conflictMany", conflicts)];
  return null;
}

/** Say how things are. "Saving" is said only when it takes a moment, so that nothing flickers. */
export function refresh() {
  clearTimeout(slow);
  const found = trouble();
  if (found) show(...found);
  else if (queue.waiting().length || isSending()) slow = setTimeout(() => show("saving", words("saving")), 400);
  else if (savedAt) show("saved", words("saved", { time: savedAt }));
  else if (place && place.dataset.state !== "saved") show("saved", words("all"));
  showElsewhere();
}

function part(name) {
  return document.getElementById(name).content.firstElementChild.cloneNode(true);
}

/** An answer that could not be saved may belong to another page: one line names each, as the way to it. */
function showElsewhere() {
  const notices = document.getElementById("notices");
  if (!notices || !document.getElementById("part-elsewhere")) return;
  const stuck = queue.all().filter((edit) => edit.status !== "waiting" && !findField(edit.url));
  const shown = stuck.map((edit) => edit.key).join();
  if (notices.dataset.stuck === shown && (!shown || notices.querySelector(".elsewhere"))) return;
  notices.dataset.stuck = shown;
  for (const old of notices.querySelectorAll(".elsewhere:not(.complaint)")) old.remove();
  const elsewhere = stuck.filter((edit) => !edit.lost && !isHere(edit));
  if (elsewhere.length) notices.append(waysTo(elsewhere));
  for (const edit of stuck) if (!elsewhere.includes(edit)) notices.append(lostText(edit));
}

/** The way to it leads to this very page, where it is not: its row was deleted. */
function isHere(edit) {
  const { pathname, search } = new URL(edit.href, location.href);
  return pathname === location.pathname && search === location.search;
}

function waysTo(edits) {
  const line = part("part-elsewhere");
  const links = edits.map((edit) => {
    const link = document.createElement("a");
    link.href = edit.href;
    link.textContent = edit.label || words("goThere");
    return link;
  });
  line.querySelector("[data-links]").append(...links.flatMap((link, at) => (at ? [", ", link] : [link])));
  return line;
}

/** A text whose row is gone is shown in full, to be copied, until its writer throws it away. */
function lostText(edit) {
  const line = part("part-lost");
  line.querySelector("[data-why]").textContent = edit.errors?.[0] ?? words("refused");
  line.querySelector("[data-text]").textContent = [edit.value].flat().join(", ");
  line.querySelector("[data-discard]").addEventListener("click", () => {
    queue.drop(edit);
    refresh();
  });
  return line;
}

on("change", refresh);
on("saved", (edit, answer) => {
  savedAt = answer.clock;
  refresh();
});
on("refused", refresh);
on("conflict", refresh);
