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

/** An answer that could not be saved may belong to another page: name the way to it. */
function showElsewhere() {
  const stuck = queue.all().filter((edit) => edit.status !== "waiting" && !findField(edit.url));
  const notices = document.getElementById("notices");
  notices?.querySelector(".elsewhere")?.remove();
  if (!stuck.length || !notices) return;
  const line = document.getElementById("part-elsewhere").content.firstElementChild.cloneNode(true);
  line.querySelector("[data-text]").textContent = `${count("refusedOne", "refusedMany", stuck.length)}.`;
  const link = line.querySelector("[data-link]");
  link.href = stuck[0].href;
  link.textContent = words("elsewhere");
  notices.append(line);
}

on("change", refresh);
on("saved", (edit, answer) => {
  savedAt = answer.clock;
  refresh();
});
on("refused", refresh);
on("conflict", refresh);
