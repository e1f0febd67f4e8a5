// A wide picture over the whole screen, with its title, and larger or smaller there: the picture itself is moved there and
// back, as its ids must stay unique.
const STEP = 1.25;
const [LEAST, MOST] = [0.5, 4];
const dialog = document.getElementById("picture-dialog");

export function startEnlarging() {
  if (!dialog) return;
  const place = dialog.querySelector("[data-picture-place]");
  let home = null;
  let scale = 1;

  function size(factor) {
    scale = Math.min(MOST, Math.max(LEAST, scale * factor));
    const picture = place.querySelector("svg");
    if (!picture) return;
    // Against the width that it has of itself here: all of the window, or as much as its letters need.
    picture.style.inlineSize = scale === 1 ? "" : `${Math.round(scale * 100)}%`;
    picture.style.minInlineSize = scale === 1 ? "" : `${56 * scale}rem`;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-enlarge]");
    if (button) {
      home = button.closest(".picture");
      dialog.querySelector("[data-picture-title]").textContent = home.querySelector(".picture__title").textContent;
      place.append(home.querySelector(".picture__frame"));
      dialog.showModal();
    }
    const way = event.target.closest("#picture-dialog [data-size]")?.dataset.size;
    if (way) size(way === "more" ? STEP : 1 / STEP);
    if (event.target === dialog || event.target.closest("#picture-dialog [data-dismiss]")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    size(1 / scale);
    home.append(dialog.querySelector(".picture__frame"));
  });
}
