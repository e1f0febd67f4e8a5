// The tools of formatted text. There is one toolbar, which goes along to the text that is being written; it stands before
// it, so Tab leads from the text to the next field as it always did, and Shift+Tab to the tools.
import { released } from "../pointer.js";
import { announce } from "../words.js";
import { breakLine, findLink, isList, isOn, toggle, toggleList } from "./edits.js";
import { askLink } from "./link.js";

const toolbar = document.getElementById("part-format").content.firstElementChild.cloneNode(true);
const buttons = [...toolbar.querySelectorAll("[data-tool]")];
const named = (tool) => buttons.find((button) => button.dataset.tool === tool);
const { example } = toolbar.dataset;

let area = null; // the text that the tools are for

/** Type something as its writer would, so that the browser can undo it and whoever saves hears of it. */
export function type(text, { from, to, insert, start, end }) {
  if (text.ownerDocument.activeElement !== text) text.focus();
  text.setSelectionRange(from, to);
  const done = insert ? document.execCommand("insertText", false, insert) : document.execCommand("delete");
  if (!done) {
    text.setRangeText(insert, from, to, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  text.setSelectionRange(start, end);
}

const TOOLS = {
  bold: ({ value, selectionStart: start, selectionEnd: end }) => toggle(value, "strong", start, end, example),
  italic: ({ value, selectionStart: start, selectionEnd: end }) => toggle(value, "em", start, end, example),
  bullets: ({ value, selectionStart: start, selectionEnd: end }) => toggleList(value, "ul", start, end),
  numbers: ({ value, selectionStart: start, selectionEnd: end }) => toggleList(value, "ol", start, end),
};

/** Use a tool on the text that is being written. */
export function runTool(tool) {
  if (!area || area.readOnly || area.disabled) return;
  if (tool === "link") {
    askLink(area, type);
    return;
  }
  const edit = TOOLS[tool](area);
  if (edit) type(area, edit);
  else area.focus();
  follow(area);
  const button = named(tool);
  if (edit) announce(button.getAttribute("aria-pressed") === "true" ? button.dataset.on : button.dataset.off);
}

/** Say at the tools what holds where the caret is. */
export function follow(text) {
  const { value, selectionStart: start, selectionEnd: end } = text;
  const on = {
    bold: isOn(value, "strong", start, end),
    italic: isOn(value, "em", start, end),
    bullets: isList(value, "ul", start, end),
    numbers: isList(value, "ol", start, end),
    link: findLink(value, start, end) !== null,
  };
  for (const button of buttons) button.setAttribute("aria-pressed", String(on[button.dataset.tool]));
}

/** Put the tools at a text that gets the focus. */
export function show(text) {
  if (area !== text || !toolbar.isConnected) {
    area = text;
    text.before(toolbar);
    if (text.id) toolbar.setAttribute("aria-controls", text.id);
    for (const button of buttons) button.tabIndex = button === buttons[0] ? 0 : -1;
  }
  follow(text);
}

/** Take the tools away when their text is left for anything but them; what is being pressed does not move meanwhile. */
export async function leave({ relatedTarget: to }) {
  const stays = () => document.querySelector("#link-dialog[open]") || [to, document.activeElement].some((one) => one === area || toolbar.contains(one));
  if (!area || stays() || to?.matches("textarea[data-formatted]") || !document.hasFocus()) return;
  const left = area;
  await released();
  if (area !== left || document.activeElement === area || toolbar.contains(document.activeElement)) return;
  toolbar.remove();
  area = null;
}

const KEYS = { b: "bold", i: "italic", k: "link" };
const LIST_KEYS = { Digit7: "numbers", Digit8: "bullets" };

function walk(event) {
  const at = buttons.indexOf(event.target);
  const by = { ArrowLeft: -1, ArrowRight: 1, Home: -at, End: buttons.length - 1 - at }[event.key];
  if (event.key === "Escape") area.focus();
  else if (by === undefined) return;
  else {
    const next = buttons[(at + by + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }
  event.preventDefault();
  event.stopPropagation();
}

/** The usual keys in a text, Enter in a list, and arrows within the tools. */
export function press(event) {
  if (event.defaultPrevented || event.isComposing) return;
  if (toolbar.contains(event.target)) {
    walk(event);
    return;
  }
  if (event.target !== area || area.readOnly) return;
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  const command = (ctrlKey || metaKey) && !altKey;
  const tool = command && (shiftKey ? LIST_KEYS[code] : KEYS[key.toLowerCase()]);
  if (tool) {
    event.preventDefault();
    runTool(tool);
  } else if (key === "Enter" && !command && !altKey && !shiftKey) {
    const edit = breakLine(area.value, area.selectionStart, area.selectionEnd);
    if (!edit) return;
    event.preventDefault();
    type(area, edit);
  }
}

// A press on a tool leaves the caret and what is selected where they are.
toolbar.addEventListener("mousedown", (event) => event.preventDefault());
