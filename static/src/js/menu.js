// A menu that unfolds closes like any menu: with Escape, or by going elsewhere.
const MENUS = ".account, .take, .table-columns";

function closeOthers(target) {
  for (const menu of document.querySelectorAll(`:is(${MENUS})[open]`)) {
    if (!menu.contains(target)) menu.open = false;
  }
}

export function startMenu() {
  document.addEventListener("click", (event) => closeOthers(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.(`:is(${MENUS})[open]`);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("focusin", (event) => closeOthers(event.target));
}
