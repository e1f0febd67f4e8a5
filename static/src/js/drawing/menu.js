// The same acts as a menu: for who does not know the keys, and for a finger.
import { on } from "../bus.js";
import { addBeside, addPrecondition } from "./add.js";
import { chosenIds, focusHere } from "./choose.js";
import { find, isBox, isPlain, view } from "./data.js";
import { linkFrom } from "./link.js";
import { nodeOf } from "./patch.js";
import { askColumn, duplicate, meant, remove, shift } from "./remove.js";
import { focusSide } from "./side.js";
import { text } from "./texts.js";
import { TONES, turnTone } from "./tones.js";
import { typeIn } from "./type.js";

let menu = null;
/** What it is about, and where that stood when it opened. */
let anchor = { node: null, left: 0, top: 0 };

/** What can be done with what is chosen: [label, key as it is shown, function] each. */
function entries() {
  const ids = meant();
  const [id] = ids;
  if (!id) return [];
  const ending = [[text("delete"), text("keyDelete"), () => remove(ids)]];
  if (ids.length > 1) return [[text("moveUp"), "Alt Shift ↑", () => shift("up", ids)], [text("moveDown"), "Alt Shift ↓", () => shift("down", ids)], [text("duplicate"), "Ctrl D", () => duplicate(ids.filter(isBox))], ...ending];
  if (!isBox(id)) return [...(isPlain(id) ? [] : [[text("editAssumption"), "A", () => typeIn(id)], [text("allFields"), "F6", focusSide]]), ...ending];
  const { kind } = find(id);
  return [
    [text("editText"), "Enter", () => typeIn(id)],
    ...(kind === "impact" ? [] : [[text("leadsTo"), "L", () => linkFrom(id)], [text("addRight"), "Ctrl →", () => addBeside(id, "right")]]),
    ...(["activity", "precondition"].includes(kind) ? [] : [[text("addLeft"), "Ctrl ←", () => addBeside(id, "left")]]),
    [text("addBelow"), "Ctrl ↓", () => addBeside(id, "down")],
    ...(view.may.precondition?.includes(kind) ? [[text("addPrecondition"), "Ctrl Shift ←", () => addPrecondition(id)]] : []),
    ...(kind === "outcome" ? [[text("moveColumn"), "M", () => askColumn([id])]] : []),
    ...TONES.filter((tone) => tone.kind === kind).map((tone) => [text(tone.name), tone.key, () => turnTone(id, tone)]),
    [text("moveUp"), "Alt Shift ↑", () => shift("up", [id])],
    [text("moveDown"), "Alt Shift ↓", () => shift("down", [id])],
    [text("duplicate"), "Ctrl D", () => duplicate([id])],
    [text("allFields"), "F6", focusSide],
    ...ending,
  ];
}

function entryElement([label, key, run]) {
  const item = document.createElement("button");
  item.type = "button";
  item.className = "drawing-menu__entry";
  item.setAttribute("role", "menuitem");
  item.tabIndex = -1;
  const keys = document.createElement("kbd");
  keys.textContent = key;
  keys.setAttribute("aria-hidden", "true");
  item.append(label, " ", keys);
  item.addEventListener("click", () => {
    closeMenu();
    run();
  });
  return item;
}

/** Open the menu at a point of the window, or at what is chosen. */
export function openMenu(at) {
  const choices = entries();
  if (!choices.length) return;
  menu.replaceChildren(...choices.map(entryElement));
  menu.hidden = false;
  const node = nodeOf(meant()[0]);
  const box = node?.getBoundingClientRect();
  anchor = { node, left: box?.left ?? 0, top: box?.top ?? 0 };
  const { x, y } = at ?? { x: box.left + 12, y: box.bottom + 4 };
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(y, innerHeight - height - 4))}px`;
  menu.firstElementChild.focus();
}

function closeMenu() {
  menu.hidden = true;
}

/** It goes when what it is about is scrolled away, not when something else scrolls. */
function scrolled() {
  const { left = 0, top = 0 } = anchor.node?.getBoundingClientRect() ?? {};
  if (Math.hypot(left - anchor.left, top - anchor.top) > 4) closeMenu();
}

function pressed(event) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const goTo = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
  if (goTo !== undefined) {
    event.preventDefault();
    items[goTo].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu();
    focusHere();
  }
}

export function startMenus({ signal }, again) {
  menu = document.getElementById("drawing-menu");
  menu.addEventListener("keydown", pressed, { signal });
  addEventListener("pointerdown", ({ target }) => !menu.contains(target) && closeMenu(), { signal, capture: true });
  addEventListener("scroll", scrolled, { signal, capture: true, passive: true });
  if (!again) on("drawing:chosen", () => chosenIds().length || closeMenu());
}
