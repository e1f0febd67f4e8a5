// The assumptions under the drawing, by the numbers on their arrows. One that is pressed chooses its arrow.
import { on } from "../bus.js";
import { choose } from "./choose.js";

let shown = null;

function line(id) {
  const link = document.createElement("a");
  link.dataset.note = id;
  link.href = `?view=list&row=${encodeURIComponent(id)}#row-${id}`;
  link.textContent = shown.data.links.get(id)?.values.assumption ?? "";
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function follow() {
  if (!shown) return;
  const { notes } = shown.data;
  const list = shown.place.querySelector("ol");
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.note : "";
  shown.place.hidden = !notes.length;
  list.replaceChildren(...notes.map(line));
  if (focused) list.querySelector(`[data-note="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

export function startNotes({ root, data, signal }, again) {
  const place = root.querySelector("[data-notes]");
  shown = place && { place, data };
  place?.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("[data-note]");
      if (!link || !data.links.has(link.dataset.note) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(link.dataset.note);
    },
    { signal },
  );
  if (!again) on("drawing:taken", follow);
}
