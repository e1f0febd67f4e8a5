// The buttons above the drawing that do something in it.
import { on } from "../bus.js";
import { addIn } from "./add.js";
import { actAt, canRedo, canUndo, redo, undo } from "./batches.js";
import { focusHere, here } from "./choose.js";
import { find, view } from "./data.js";
import { showKeys } from "./keys.js";
import { notice } from "./notice.js";
import { pick } from "./search.js";
import { text } from "./texts.js";

/** Ask in which column the box goes; the one where one is comes first. */
async function askWhere() {
  const column = here().startsWith("add:") ? here().slice(4) : find(here())?.column;
  const columns = [...view.columns].sort((one, other) => (other.key === column) - (one.key === column));
  const options = columns.map(({ key, title }) => ({ id: key, label: title, detail: text(`ask-${key}`) }));
  const chosen = await pick({ title: text("addWhere"), options });
  if (chosen?.id) addIn(chosen.id);
  else focusHere();
}

function tidy() {
  actAt("tidy", text("did-tidy"));
  notice(text("tidied"), { actions: [[text("undo"), undo]] });
}

const does = { add: askWhere, undo, redo, tidy, keys: showKeys };

function button(name) {
  return document.querySelector(`[data-tools] [data-act="${name}"]`);
}

function show() {
  for (const [name, can] of [["undo", canUndo()], ["redo", canRedo()]]) button(name)?.setAttribute("aria-disabled", String(!can));
}

export function startTools({ signal }, again) {
  document.addEventListener("click", ({ target }) => does[target.closest("[data-tools] [data-act]")?.dataset.act]?.(), { signal });
  if (!again) on("drawing:undoable", show);
  show();
}
