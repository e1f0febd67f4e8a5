// Formatted text: tools above the text that is being written, and under it what it looks like. What is stored is the
// text itself, with its signs; this file comes when the first such text gets the focus (js/formatted.js).
import { showLook } from "./look.js";
import { follow, leave, press, runTool, show } from "./tools.js";

const isText = (element) => element?.matches?.("textarea[data-formatted]");

document.addEventListener("focusin", ({ target }) => isText(target) && (show(target), showLook(target)));
document.addEventListener("focusout", leave);
document.addEventListener("keydown", press);
document.addEventListener("selectionchange", () => isText(document.activeElement) && follow(document.activeElement));
document.addEventListener("click", ({ target }) => {
  const tool = target.closest("[data-tool]");
  if (tool) runTool(tool.dataset.tool);
});
for (const name of ["input", "written"]) {
  document.addEventListener(name, ({ target }) => {
    const area = isText(target) ? target : target.querySelector?.("textarea[data-formatted]");
    if (area && (area === document.activeElement || area.parentElement.querySelector("[data-look]"))) showLook(area);
  });
}
if (isText(document.activeElement)) {
  show(document.activeElement);
  showLook(document.activeElement);
}
