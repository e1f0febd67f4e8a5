// The titles of the columns stay in sight where the drawing is higher than the stage. The picture has them too, for who
// reads it otherwise.
import { on } from "../bus.js";

let shown = null;
let heads = null;
let waiting = 0;

function follow() {
  waiting = 0;
  const { stage, svg, data } = shown;
  const past = svg.querySelector("[data-box]") && stage.scrollTop > 36;
  heads.hidden = !past;
  if (!past) return;
  const whole = svg.getBoundingClientRect();
  const scale = whole.width / svg.viewBox.baseVal.width;
  const left = whole.left - heads.getBoundingClientRect().left;
  heads.replaceChildren(
    ...data.columns.map(({ title, x, width }) => {
      const head = document.createElement("span");
      head.textContent = title;
      head.style.insetInlineStart = `${left + x * scale}px`;
      head.style.inlineSize = `${width * scale}px`;
      return head;
    }),
  );
}

export function startHeads(drawing) {
  const again = shown !== null;
  shown = drawing;
  heads = document.createElement("div");
  heads.className = "drawing__heads";
  heads.setAttribute("aria-hidden", "true");
  heads.hidden = true;
  drawing.ground.prepend(heads);
  if (again) return;
  for (const name of ["drawing:viewed", "drawing:taken"]) on(name, () => (waiting ||= requestAnimationFrame(follow)));
}
