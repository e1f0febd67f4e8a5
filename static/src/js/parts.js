// Choosing what is in a document: one box for all steps of a module, half ticked where only some are. And in its
// contents, which part is shown: the style sheet shows the one that the address is in.

function steps(whole) {
  return [...whole.closest("fieldset").querySelectorAll("[name=part]")];
}

function show(whole) {
  const boxes = steps(whole);
  const count = boxes.filter((box) => box.checked).length;
  whole.checked = count === boxes.length;
  whole.indeterminate = count > 0 && count < boxes.length;
}

function chosen({ target }) {
  if (target.matches("[data-whole]")) for (const box of steps(target)) box.checked = target.checked;
  const whole = target.closest("fieldset")?.querySelector("[data-whole]");
  if (whole) show(whole);
}

function markShown() {
  const contents = document.querySelector("[data-contents]");
  if (!contents) return;
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const whole = place?.matches(".doc");
  const shown = place?.closest(".doc-chapter") ?? document.querySelector(".doc-chapter");
  for (const link of contents.querySelectorAll(".contents-chapter > a")) {
    const part = document.querySelector(link.hash)?.closest(".doc-chapter");
    if (part === shown && !whole) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

export function startParts() {
  markShown();
  addEventListener("hashchange", markShown);
  for (const whole of document.querySelectorAll("[data-whole]")) show(whole);
  document.addEventListener("change", chosen);
}
