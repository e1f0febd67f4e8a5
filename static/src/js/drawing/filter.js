// Show only what belongs to a stakeholder, is measured, or rests on some evidence. The rest becomes quiet: it stays
// where it is, so that one sees of what it is a part.
import { on } from "../bus.js";
import { words } from "../words.js";

let shown = null;

function form() {
  return document.querySelector("[data-sift]");
}

function wanted() {
  const given = new FormData(form());
  return { stakeholder: given.get("stakeholder") ?? "", measured: given.has("measured"), evidence: given.getAll("evidence") };
}

/** Return for whom a box is: an output is for those whom its activity reaches. */
function concerned(box, boxes) {
  const { stakeholder, stakeholders, activity } = box.values;
  if (box.kind === "output") return boxes.get(activity)?.values.stakeholders ?? [];
  return stakeholders ?? [stakeholder ?? ""];
}

function isMeasured({ values, builds = [] }) {
  return values.measure === "now" || builds.some(({ kind }) => ["indicator", "measurement"].includes(kind));
}

/** Return what is shown: ids of boxes and of links; null when nothing was asked for. */
function sift({ stakeholder, measured, evidence }, { boxes, links }) {
  if (!stakeholder && !measured && !evidence.length) return null;
  const fits = new Set();
  for (const [id, box] of boxes) {
    if (stakeholder && !concerned(box, boxes).includes(stakeholder)) continue;
    if (measured && !isMeasured(box)) continue;
    fits.add(id);
  }
  const rests = [...links.values()].filter((link) => !evidence.length || evidence.includes(link.values?.evidence || "none"));
  const lines = rests.filter((link) => fits.has(link.source) && fits.has(link.target) && (!evidence.length || !link.id.startsWith("of-")));
  if (!evidence.length) return { boxes: fits, links: new Set(lines.map((link) => link.id)) };
  const ends = new Set(lines.flatMap((link) => [link.source, link.target]));
  return { boxes: ends, links: new Set(lines.map((link) => link.id)) };
}

function show() {
  const place = form();
  if (!place || !shown?.data) return;
  const sifted = sift(wanted(), shown.data);
  for (const part of shown.svg.querySelectorAll("[data-box], [data-link]")) {
    const { box, link } = part.dataset;
    part.classList.toggle("is-sifted-out", Boolean(sifted) && !(box ? sifted.boxes.has(box) : sifted.links.has(link)));
  }
  const many = { count: sifted?.boxes.size ?? 0, all: shown.data.boxes.size };
  const says = sifted ? words("sifted", many) : "";
  const line = place.querySelector("[data-sift-says]");
  if (line.textContent !== says) line.textContent = says;
  place.querySelector("[data-sift-clear]").hidden = !sifted;
  const button = document.querySelector('[data-tools] [data-act="filter"]');
  button?.setAttribute("aria-expanded", String(!place.hidden));
  button?.classList.toggle("tool--on", Boolean(sifted));
}

function open(opens) {
  const place = form();
  place.hidden = !opens;
  show();
  if (opens) place.querySelector("select, input").focus();
  else document.querySelector('[data-tools] [data-act="filter"]').focus();
}

export function startFilter(drawing) {
  const again = shown !== null;
  shown = drawing;
  const { signal } = drawing;
  const place = form();
  if (!place) return;
  document.addEventListener("click", ({ target }) => {
    if (target.closest('[data-tools] [data-act="filter"]')) open(place.hidden);
    if (target.closest("[data-sift-clear]")) {
      place.reset();
      show();
      place.querySelector("select, input").focus();
    }
  }, { signal });
  place.addEventListener("change", show, { signal });
  place.addEventListener("submit", (event) => event.preventDefault(), { signal });
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    open(false);
  }, { signal });
  show();
  if (!again) on("drawing:taken", show);
}
