// A small map of a drawing that does not fit: where one is in it, and a way to go elsewhere.
import { on } from "../bus.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const NEARLY = 0.75; // of the drawing: then one sees where one is
let shown = null;
let drawn = null;
let frame = null;

function rect(values) {
  const made = document.createElementNS(NAMESPACE, "rect");
  for (const [name, value] of Object.entries(values)) made.setAttribute(name, value);
  return made;
}

function draw() {
  const { map, svg } = shown;
  const { width, height } = svg.viewBox.baseVal;
  drawn = document.createElementNS(NAMESPACE, "svg");
  drawn.setAttribute("viewBox", `0 0 ${width} ${height}`);
  drawn.setAttribute("class", "map__picture");
  for (const box of svg.querySelectorAll("[data-box]")) {
    const [x = 0, y = 0] = (box.getAttribute("transform") ?? "").match(/-?[\d.]+/g) ?? [];
    const outline = box.querySelector("rect, polygon")?.getBBox(); // of a negative effect it has cut corners
    if (outline) drawn.append(rect({ class: "map__box", x, y, width: outline.width, height: outline.height }));
  }
  frame = rect({ class: "map__frame" });
  drawn.append(frame);
  map.replaceChildren(drawn);
}

function follow() {
  const { map, stage, svg } = shown;
  const seen = (stage.clientWidth / stage.scrollWidth) * (stage.clientHeight / stage.scrollHeight);
  const fits = seen > NEARLY;
  map.hidden = fits;
  if (fits) return;
  if (!drawn?.isConnected) draw();
  const [whole, part] = [svg.getBoundingClientRect(), stage.getBoundingClientRect()];
  const scale = whole.width / svg.viewBox.baseVal.width;
  const place = {
    x: (part.left - whole.left) / scale,
    y: (part.top - whole.top) / scale,
    width: stage.clientWidth / scale,
    height: stage.clientHeight / scale,
  };
  for (const [name, value] of Object.entries(place)) frame.setAttribute(name, value);
}

function goTo(event) {
  const { stage, svg } = shown;
  const here = drawn.getBoundingClientRect();
  const whole = svg.getBoundingClientRect();
  const across = ((event.clientX - here.left) / here.width) * whole.width;
  const down = ((event.clientY - here.top) / here.height) * whole.height;
  const part = stage.getBoundingClientRect();
  stage.scrollLeft += whole.left + across - (part.left + stage.clientWidth / 2);
  stage.scrollTop += whole.top + down - (part.top + stage.clientHeight / 2);
}

export function startMap(drawing, again) {
  const map = drawing.root.querySelector("[data-map]");
  shown = { ...drawing, map };
  drawn = null;
  const { signal } = drawing;
  map.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    map.setPointerCapture(event.pointerId);
    goTo(event);
  }, { signal });
  map.addEventListener("pointermove", (event) => map.hasPointerCapture(event.pointerId) && goTo(event), { signal });
  if (again) return;
  let waiting = 0;
  on("drawing:viewed", () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      follow();
    });
  });
  on("drawing:taken", () => {
    drawn = null;
    follow();
  });
}
