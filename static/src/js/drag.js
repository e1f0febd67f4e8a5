// Rows can be dragged by their handle; keys and buttons do the same.
import Sortable from "sortablejs";
import { on } from "./bus.js";
import { move } from "./rows.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");

function make() {
  for (const list of document.querySelectorAll("[data-rows]")) {
    if (Sortable.get(list)) continue;
    Sortable.create(list, {
      handle: "[data-handle]",
      draggable: "li",
      animation: still.matches ? 0 : 150,
      ghostClass: "row--place",
      onEnd: ({ item, oldIndex, newIndex }) => {
        if (oldIndex !== newIndex) move(item.matches(".row") ? item : item.querySelector(".row"), { index: newIndex });
      },
    });
  }
}

export function startDragging() {
  make();
  on("arrived", make);
}
