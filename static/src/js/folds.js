// A part of a form that opens by itself when another field gets the value that asks for it.

function chosen(event) {
  const form = event.target.closest?.("form");
  for (const fold of form?.querySelectorAll(`[data-when="${CSS.escape(event.target.name)}"]`) ?? []) {
    fold.open = event.target.value === fold.dataset.value;
  }
}

export function startFolds() {
  document.addEventListener("change", chosen);
}
