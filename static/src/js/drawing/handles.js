// What a box offers under the hand: at its right and left edge a port, from which an arrow is drawn and which, pressed,
// adds a connected box; at the foot of each column a plus.
import { on } from "../bus.js";
import { addIn } from "./add.js";
import { chosenIds } from "./choose.js";
import { find, inColumn, isBox, view } from "./data.js";
import { beside } from "./kinds.js";
import { over, PLUS, toWindow } from "./patch.js";
import { element } from "./sketch.js";
import { isTyping } from "./type.js";
import { text } from "./texts.js";

const RADIUS = 9;
const REACH = 44; // pixels of the window that a finger needs

let ports = null;
let pluses = null;
let hovered = "";
let allowed = false;

function plus(x, y) {
  return element("path", { class: "handle__plus", d: `M${x - 4} ${y}H${x + 4}M${x} ${y - 4}V${y + 4}` });
}

function port(box, side, reach) {
  const x = side === "right" ? box.width : 0;
  const y = box.height / 2;
  const title = element("title");
  title.textContent = text(side === "right" ? "portRight" : "portLeft");
  return element(
    "g",
    { class: "handle", "data-port": side, "data-port-of": box.id },
    title,
    element("circle", { class: "handle__reach", cx: x, cy: y, r: reach }),
    element("circle", { class: "handle__disc", cx: x, cy: y, r: RADIUS }),
    plus(x, y),
  );
}

/** A precondition has no column before it; what leads to nothing or comes from nothing has no port on that side. */
function sides(box) {
  if (box.kind === "precondition") return ["right"];
  return [beside(box.column, 1) && "right", beside(box.column, -1) && "left"].filter(Boolean);
}

function wanted() {
  if (isTyping() || !allowed) return null;
  const [only] = chosenIds().length === 1 ? chosenIds() : [];
  const id = isBox(hovered) ? hovered : only;
  return isBox(id) ? find(id) : null;
}

function showPorts() {
  const box = wanted();
  if (!box) return void ports.replaceChildren();
  const reach = Math.max(RADIUS + 3, REACH / 2 / toWindow(0, 0).scale);
  ports.setAttribute("transform", `translate(${box.x} ${box.y})`);
  ports.replaceChildren(...sides(box).map((side) => port(box, side, reach)));
}

function footY(column) {
  const last = inColumn(column.key).at(-1);
  const tops = [...view.boxes.values()].map((box) => box.y);
  return last ? last.y + last.height + PLUS.gap : tops.length ? Math.min(...tops) : (view.top ?? 70);
}

function footPlus(column) {
  const made = element("g", { class: "plus", "data-add": column.key, role: "button", tabindex: "-1", "aria-label": text("addIn", { column: column.title }) });
  const reach = Math.max(PLUS.height, REACH / toWindow(0, 0).scale);
  made.append(
    element("rect", { class: "plus__reach", x: 0, y: (PLUS.height - reach) / 2, width: column.width, height: reach }),
    element("rect", { class: "plus__frame", x: 0, y: 0, width: column.width, height: PLUS.height, rx: 6 }),
    plus(column.width / 2, PLUS.height / 2),
  );
  return made;
}

/** The pluses stay the same elements, so that the focus stays on them. */
function showPluses() {
  if (!allowed) return;
  for (const column of view.columns) {
    let made = pluses.querySelector(`[data-add="${column.key}"]`);
    if (!made) {
      made = footPlus(column);
      pluses.append(made);
    }
    const empty = !inColumn(column.key).length;
    made.classList.toggle("plus--first", empty);
    made.setAttribute("transform", `translate(${column.x} ${footY(column)})`);
  }
}

export function startHandles({ svg: picture, editable, signal }, again) {
  hovered = "";
  allowed = editable;
  pluses = over().appendChild(element("g", { "data-pluses": "" }));
  ports = over().appendChild(element("g", { "data-ports": "" }));
  picture.addEventListener(
    "pointerover",
    ({ target, pointerType }) => {
      if (pointerType === "touch") return;
      const node = target.closest("[data-box], [data-port-of]");
      const id = node?.dataset.box ?? node?.dataset.portOf ?? "";
      if (id === hovered) return;
      hovered = id;
      showPorts();
    },
    { signal },
  );
  picture.addEventListener("pointerleave", () => ((hovered = ""), showPorts()), { signal });
  if (again) return;
  on("drawing:taken", showPluses);
  for (const name of ["drawing:taken", "drawing:chosen", "drawing:viewed", "drawing:typing"]) on(name, showPorts);
}

export function addAt(column, value) {
  addIn(column, { value });
}
