// The panel: tabs where there is room for it, a sheet over the page where there is not.
import { on } from "./bus.js";
import { words } from "./words.js";

const inside = document.querySelector("[data-panel-inside]");
const dialog = document.getElementById("panel-dialog");
const panel = document.getElementById("panel");
const MOST_FULL = 3; // tabs with their full titles; more stand in one line by what is brief
let tabs = [];

/** Whether the panel stands beside the work; the style sheet decides. */
function isBeside() {
  return panel.checkVisibility();
}

/** Beside wide work the panel folds away, and comes back to its place when it is asked for. */
function unfold(shows = true) {
  panel.closest(".workbook--wide")?.classList.toggle("shows-panel", shows);
}

function makeFold() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet panel__fold";
  button.textContent = words("fold");
  button.addEventListener("click", () => {
    unfold(false);
    document.querySelector(".to-panel__link")?.focus();
  });
  inside.prepend(button);
}

function parts() {
  return [...inside.querySelectorAll(".panel__part")];
}

function select(id, focus) {
  for (const tab of tabs) {
    const chosen = tab.getAttribute("aria-controls") === id;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen && focus) tab.focus();
  }
  for (const part of parts()) part.hidden = part.id !== id;
}

function label(tab) {
  const part = document.getElementById(tab.getAttribute("aria-controls"));
  const title = (tabs.length > MOST_FULL && part.dataset.brief) || part.querySelector(".panel__title").textContent;
  const number = Number(part.dataset.count ?? 0);
  const text = document.createElement("span");
  text.className = "tabs__count";
  text.textContent = number ? ` ${number}` : "";
  text.classList.toggle("tabs__count--some", number > 0);
  tab.replaceChildren(title, text);
}

function makeTabs() {
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  // Guidance comes first here; without a script what is missing does, being the shorter.
  for (const part of parts().reverse()) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "tabs__tab";
    tab.id = `tab-${part.id}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", part.id);
    tab.addEventListener("click", () => select(part.id));
    part.setAttribute("role", "tabpanel");
    part.setAttribute("aria-labelledby", tab.id);
    part.tabIndex = 0;
    list.append(tab);
    tabs.push(tab);
  }
  tabs.forEach(label);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const at = tabs.indexOf(document.activeElement);
    select(tabs[(at + step + tabs.length) % tabs.length].getAttribute("aria-controls"), true);
  });
  inside.prepend(list);
  select((tabs.find((tab) => tab.id === "tab-guidance") ?? tabs[0]).getAttribute("aria-controls"));
}

function show(id, target) {
  unfold();
  const beside = isBeside();
  if (!beside) {
    dialog.querySelector("[data-panel-place]").append(inside);
    dialog.showModal();
  }
  if (tabs.length) select(id);
  const more = target && document.getElementById(target);
  if (more?.matches("details")) more.open = true;
  if (more?.matches("details")) more.scrollIntoView({ block: "start" });
  const summary = more?.matches("details") ? more.querySelector("summary") : null;
  if (beside) (summary ?? tabs.find((tab) => tab.tabIndex === 0))?.focus();
}

function putBack() {
  panel.append(inside);
}

export function startPanel() {
  if (!inside || !dialog) return;
  document.documentElement.classList.add("has-sheet");
  if (parts().length > 1) makeTabs();
  if (panel.closest(".workbook--wide")) makeFold();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-panel]");
    if (link) {
      event.preventDefault();
      show(link.dataset.panel, new URL(link.href).hash.slice(1));
    }
    if (event.target === dialog || event.target.closest("#panel-dialog [data-dismiss], #panel-dialog [data-gap]")) dialog.close();
  }, true);
  dialog.addEventListener("close", putBack);
  addEventListener("resize", () => dialog.open && isBeside() && dialog.close());
  on("around", () => {
    tabs.forEach(label);
    for (const count of document.querySelectorAll(".to-panel__count")) {
      const number = Number(document.getElementById(count.parentElement.dataset.panel)?.dataset.count ?? 0);
      count.textContent = number;
      count.hidden = !number;
    }
  });
}
