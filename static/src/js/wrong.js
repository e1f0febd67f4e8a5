// A form that came back with something wrong in it opens there: on a phone, or under a long list, it may be far down.
export function showWrong() {
  const field = document.querySelector("form.form [aria-invalid='true']");
  if (!field || location.hash) return;
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}
