// What builds on a box, as small counts at its foot, and what is said of it, at its head. They are laid over the
// picture: what is said hangs on who reads. All of it stands in words beside the drawing, and in the list.
import { on } from "../bus.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const HEIGHT = 16;
/** By kind: how it is drawn within 10 by 10. */
const SHAPES = {
  indicator: "M5 .8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 0 0 0-8.4M5 3.6a1.4 1.4 0 1 0 0 2.8a1.4 1.4 0 0 0 0-2.8",
  measurement: "M1 9.2h8M2.4 9V5.4M5 9V1.8M7.6 9V3.6",
  condition: "M2 4.4V3.2a3 3 0 0 1 6 0v1.2M1.4 4.4h7.2v4.8H1.4z",
  decision: "M5 .8 9.2 5 5 9.2.8 5z",
  action: "M2.4 1.2 8.4 5l-6 3.8z",
  said: "M1 1.4h8v5.4H4.6L2.4 9V6.8H1z",
};
let shown = null;

function make(name, attributes, ...children) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Return what stands for a label: “1 van 2 doelen gehaald” is 1/2, “3 acties” is 3. */
function brief(label) {
  return (label.match(/\d+/g) ?? ["1"]).slice(0, 2).join("/");
}

/** Return a pill with shapes and numbers, from (0, 0). */
function pill(parts, style) {
  const inside = [];
  let x = 6;
  for (const { kind, text } of parts) {
    inside.push(make("path", { class: "count__shape", d: SHAPES[kind] ?? SHAPES.decision, transform: `translate(${x} 3)` }));
    const number = make("text", { class: "count__number", x: x + 13, y: 12 });
    number.textContent = text;
    inside.push(number);
    x += 13 + 6.2 * text.length + 6;
  }
  return { node: make("g", { class: `count ${style}` }, make("rect", { width: x, height: HEIGHT, rx: HEIGHT / 2 }), ...inside), width: x };
}

function titled(node, labels) {
  const title = make("title", {});
  title.textContent = labels.join(" · ");
  node.prepend(title);
  return node;
}

function place(layer, { node, width }, x, y) {
  node.setAttribute("transform", `translate(${x - width} ${y - HEIGHT / 2})`);
  layer.append(node);
}

/** Where the counts of a box or a link stand: their right end, and the middle of their height. */
function at(part) {
  if (part.kind) return { right: part.x + part.width - 8, head: part.y, foot: part.y + part.height };
  const [x, y] = part.at ?? [0, 0];
  return { right: x + 14, head: y - 16, foot: y + 16 };
}

function show() {
  const { svg, data } = shown;
  svg.querySelector('[data-part="counts"]')?.remove();
  if (!data) return;
  const layer = make("g", { "data-part": "counts", "aria-hidden": "true" });
  for (const part of [...data.boxes.values(), ...data.links.values()]) {
    if (part.sketched) continue;
    const builds = part.builds ?? [];
    const { right, head, foot } = at(part);
    if (builds.length && part.kind) {
      const made = pill(builds.map(({ kind, label }) => ({ kind, text: brief(label) })), "count--builds");
      titled(made.node, builds.map(({ label }) => label));
      place(layer, made, right, foot);
    }
    const said = data.marks.filter(({ id }) => id === part.id);
    if (said.length) {
      const made = pill([{ kind: "said", text: brief(said[0].label) }], `count--said count--${said[0].kind}`);
      titled(made.node, said.map(({ label }) => label));
      const link = make("a", { href: said[0].href, tabindex: "-1" }, made.node);
      place(layer, { node: link, width: made.width }, part.kind ? part.x + 8 + made.width : right, head);
    }
  }
  svg.querySelector('[data-part="boxes"]')?.after(layer);
}

export function startMarks(drawing) {
  const again = shown !== null;
  shown = drawing;
  if (!again) on("drawing:taken", show);
}
