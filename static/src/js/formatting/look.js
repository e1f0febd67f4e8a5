// Under a text: what it looks like, as long as that is more than the text itself.
import { build, isFormatted, render } from "./render.js";

const template = () => document.getElementById("part-look");

/** Show what a text looks like, or nothing where its letters say it all. */
export function showLook(area) {
  let place = area.parentElement.querySelector("[data-look]");
  const tree = render(area.value);
  if (!isFormatted(tree)) {
    place?.remove();
    return;
  }
  if (!place) {
    place = template().content.firstElementChild.cloneNode(true);
    area.after(place);
  }
  place.querySelector("[data-look-text]").replaceChildren(...build(tree));
}
