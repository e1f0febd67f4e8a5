// Choosing what is in a document: one box for all steps of a module, half ticked where only some are.

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

export function startParts() {
  for (const whole of document.querySelectorAll("[data-whole]")) show(whole);
  document.addEventListener("change", chosen);
}
