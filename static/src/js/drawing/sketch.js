// Boxes and arrows drawn plainly, for as long as the server has not drawn them.
const LEADING = 15.5;
const PADDING = { x: 10, y: 8 };
const DASHES = { none: "0.1 4.4", experience: "6 4" };
const NAMESPACE = "http://www.w3.org/2000/svg";

const pen = document.createElement("canvas").getContext("2d");

function widthOf(text) {
  pen.font = '600 12.5px "Source Sans", sans-serif';
  return pen.measureText(text).width;
}

/** Break a text into lines that fit; a word that is too long goes over. */
function lines(text, width) {
  const rows = [""];
  for (const word of text.replace(/\s+/g, " ").trim().split(" ")) {
    const longer = rows.at(-1) ? `${rows.at(-1)} ${word}` : word;
    if (!rows.at(-1) || widthOf(longer) <= width) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows.slice(0, 8);
}

export function boxHeight(text, width) {
  return 2 * PADDING.y + lines(text, width - 2 * PADDING.x).length * LEADING;
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function sketchBox({ kind, values, width, height }, text) {
  const radius = kind === "precondition" ? 15 : 6;
  const frame = element("rect", { class: "sketch__frame", width, height, rx: radius });
  if (values.direction === "negative") frame.classList.add("sketch__frame--negative");
  const words = lines(text, width - 2 * PADDING.x).map((line, row) => {
    const made = element("text", { class: "sketch__text", x: PADDING.x, y: PADDING.y + row * LEADING + 12 });
    made.textContent = line;
    return made;
  });
  return [frame, ...words];
}

/** Return the line from one place to another, as a path leaves and enters boxes: level. */
export function curve(from, to) {
  const bend = Math.max(24, Math.abs(to.x - from.x) / 2);
  return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
}

export function sketchLink(source, target, values) {
  const from = { x: source.x + source.width, y: source.y + source.height / 2 };
  const to = { x: target.x, y: target.y + target.height / 2 };
  const way = curve(from, { x: to.x - 7, y: to.y });
  const line = element("path", { class: "sketch__line", d: way });
  if (DASHES[values.evidence]) line.setAttribute("stroke-dasharray", DASHES[values.evidence]);
  if (values.effect === "inhibits") line.classList.add("sketch__line--inhibits");
  const wide = element("path", { class: "sketch__reach", d: way, "stroke-opacity": 0 });
  const tip = element("polygon", { class: "sketch__tip", points: `${to.x},${to.y} ${to.x - 8},${to.y - 4} ${to.x - 8},${to.y + 4}` });
  return [wide, line, tip];
}
