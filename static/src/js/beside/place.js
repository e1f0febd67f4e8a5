// A point that is moved in its grid, by mouse, finger or arrow keys: it writes the two fields of the form that is open,
// so it is saved and undone as if they had been filled in there.
import { asOne } from "../autosave.js";
import { controls, findField, read, write } from "../fields.js";

const ARROWS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

const within = (score) => Math.min(5, Math.max(1, score));

function fieldOf(picture, name) {
  const path = `${document.getElementById("main").dataset.plan}items/${picture.dataset.moves}/${name}`;
  return findField(path);
}

/** Return the values of an axis, from its first place to its last. */
const valuesOf = (picture, axis) => picture.dataset[`${axis}Values`].split(" ");

/** Put the point at two scores, from 1 to 5, in the picture. */
function show(point, [up, across]) {
  const { data, picture } = point;
  const [x, y] = [data.x + (across - data.across) * data.cell, data.y - (up - data.up) * data.cell];
  point.group.setAttribute("transform", `translate(${x} ${y})`);
  point.now = [up, across];
  const said = ["up", "across"].map((axis, at) => `${picture.dataset[`${axis}Label`]} ${valuesOf(picture, axis)[point.now[at] - 1]}`);
  point.group.setAttribute("aria-valuenow", up);
  point.group.setAttribute("aria-valuetext", said.join(" · "));
}

/** Fill a field in as its writer would. */
function fill(picture, axis, score) {
  const field = fieldOf(picture, picture.dataset[axis]);
  const value = valuesOf(picture, axis)[score - 1];
  if (!field || read(field) === value) return;
  write(field, value);
  const control = controls(field).find((one) => one.checked) ?? controls(field)[0];
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

function save(point) {
  asOne(() => {
    fill(point.picture, "up", point.now[0]);
    fill(point.picture, "across", point.now[1]);
  });
}

function drag(point, event) {
  if (event.button) return;
  event.preventDefault();
  const { group, data } = point;
  const svg = group.ownerSVGElement;
  const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
  const [from, [up, across]] = [[event.clientX, event.clientY], point.now];
  group.focus({ preventScroll: true });
  group.setPointerCapture(event.pointerId);
  group.dataset.moving = "";
  const move = ({ clientX, clientY }) => {
    const [right, down] = [(clientX - from[0]) * scale, (clientY - from[1]) * scale];
    show(point, [within(Math.round(up - down / data.cell)), within(Math.round(across + right / data.cell))]);
  };
  const end = ({ type }) => {
    group.removeEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) group.removeEventListener(name, end);
    delete group.dataset.moving;
    if (type === "pointercancel") show(point, [up, across]);
    else save(point);
  };
  group.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel"]) group.addEventListener(name, end);
}

function press(point, event) {
  const way = ARROWS[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  show(point, point.now.map((score, at) => within(score + way[at])));
  save(point);
}

/** Let the point of a picture be moved, where the form that it writes in is open. */
export function watchPlace(beside) {
  const picture = beside.querySelector("[data-moves]");
  const group = picture?.querySelector("[data-place]");
  if (!group || !["up", "across"].every((axis) => fieldOf(picture, picture.dataset[axis]))) {
    beside.querySelector(".beside__hint")?.remove();
    return;
  }
  const [x, y] = group.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
  const { up, across, cell } = group.dataset;
  const point = { picture, group, now: [], data: { x, y, up: Number(up), across: Number(across), cell: Number(cell) } };
  group.ownerSVGElement.setAttribute("role", "group");
  const named = { role: "slider", tabindex: "0", "aria-label": picture.dataset.name, "aria-valuemin": "1", "aria-valuemax": "5" };
  for (const [name, value] of Object.entries(named)) group.setAttribute(name, value);
  show(point, [point.data.up, point.data.across]);
  group.addEventListener("pointerdown", (event) => drag(point, event));
  group.addEventListener("keydown", (event) => press(point, event));
}
