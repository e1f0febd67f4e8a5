// The saved state, always in words at the top of the page.
import { on } from "./bus.js";
import { findField } from "./fields.js";
import * as queue from "./queue.js";
import { blockedBy, isSending } from "./sender.js";
import { count, words } from "./words.js";

const place = document.getElementById("saved");
const SHAPES = { saved: "✓", saving: "…", offline: "△", trouble: "△", attention: "△" };
const MOST_NAMED = 3; // answers that wait elsewhere; more are folded away
let savedAt = "";
let slow = 0;

function show(state, text, href = "") {
  if (!place) return;
  place.dataset.state = state;
  place.querySelector(".saved__shape").textContent = SHAPES[state];
  const line = place.querySelector("[data-saved-words]");
  const way = line.querySelector("a")?.getAttribute("href") ?? "";
  if (line.textContent === text && way === href) return;
  line.replaceChildren(href ? linkTo(href, text) : text);
}

function linkTo(href, text) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  return link;
}

/** Return the first that its writer has to look at, and the way to it. */
function needsLook(status, one, many) {
  const edits = queue.all().filter((edit) => edit.status === status);
  if (!edits.length) return null;
  return ["trouble", count(one, many, edits.length), edits.find((edit) => !edit.lost)?.href];
}

function trouble() {
  if (queue.isFull()) return ["trouble", words("noRoom")];
  const block = queue.waiting().length || blockedBy() === "otherUser" ? blockedBy() : "";
  if (block === "busy") return ["trouble", words("tooMany")];
  if (block) return [block === "offline" ? "offline" : "trouble", words(block)];
  const look = needsLook("refused", "refusedOne", "refusedMany") ?? needsLook("conflict", "conflictOne", "conflictMany");
  const waits = queue.waiting();
  return look ?? (waits.length && waits.every((edit) => queue.isHeld(edit)) ? ["trouble", words("waitsForRow")] : null);
}

/** Say how things are. "Saving" is said only when it takes a moment, so that nothing flickers. */
export function refresh() {
  clearTimeout(slow);
  const message = trouble();
  if (message) show(...message);
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
  const lost = stuck.filter((edit) => !elsewhere.includes(edit));
  if (elsewhere.length) notices.append(waysTo(elsewhere));
  for (const why of new Set(lost.map(reason))) notices.append(lostTexts(why, lost.filter((edit) => reason(edit) === why)));
}

function reason(edit) {
  return edit.errors?.[0] ?? words("refused");
}

/** The way to it leads to this very page, where it is not: its row was deleted. */
function isHere(edit) {
  const { pathname, search } = new URL(edit.href, location.href);
  return pathname === location.pathname && search === location.search;
}

const inARow = (links) => links.flatMap((link, at) => (at ? [", ", link] : [link]));

function waysTo(edits) {
  const line = part("part-elsewhere");
  const links = edits.map((edit) => linkTo(edit.href, [edit.row, edit.label].filter(Boolean).join(": ") || words("goThere")));
  const [shown, folded] = line.querySelectorAll("[data-links]");
  shown.append(...inARow(links.slice(0, MOST_NAMED)));
  folded.append(...inARow(links.slice(MOST_NAMED)));
  const more = line.querySelector("[data-more]");
  if (links.length > MOST_NAMED) more.firstElementChild.textContent = words("more", { count: links.length - MOST_NAMED });
  else more.remove();
  return line;
}

/** Texts whose row is gone are shown in full under one line, each to be copied until its writer throws it away. */
function lostTexts(why, edits) {
  const box = part("part-lost");
  box.querySelector("[data-why]").textContent = why;
  const list = box.querySelector("[data-lost]");
  const model = list.firstElementChild;
  list.replaceChildren(...edits.map((edit) => lostText(model.cloneNode(true), edit)));
  return box;
}

function lostText(line, edit) {
  line.querySelector("[data-label]").textContent = [edit.row, edit.label].filter(Boolean).join(": ");
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
on("act:saved", () => {
  savedAt = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  refresh();
});
on("refused", refresh);
on("conflict", refresh);
