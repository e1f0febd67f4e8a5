// The drawing over the whole screen, with what is chosen beside it.
import { resize } from "./zoom.js";

const page = document.documentElement;

function isFull() {
  return page.classList.contains("has-full-drawing");
}

function show(full) {
  page.classList.toggle("has-full-drawing", full);
  document.querySelector('[data-tools] [data-act="full"]')?.setAttribute("aria-pressed", String(full));
  resize();
}

async function turn() {
  const full = !isFull();
  show(full);
  try {
    if (full) await page.requestFullscreen?.();
    else if (document.fullscreenElement) await document.exitFullscreen();
  } catch {
    // It fills the window then.
  }
}

export function startFull({ signal }) {
  document.addEventListener("click", ({ target }) => target.closest('[data-tools] [data-act="full"]') && turn(), { signal });
  document.addEventListener("fullscreenchange", () => !document.fullscreenElement && isFull() && show(false), { signal });
  // After everybody else: what is open or chosen is closed first.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !isFull() || document.querySelector("dialog[open]")) return;
    show(false);
  }, { signal });
  signal.addEventListener("abort", () => page.classList.remove("has-full-drawing"));
  show(isFull());
}
