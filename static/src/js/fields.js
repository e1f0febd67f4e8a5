// Fields in the page: which one it is, what it holds, and putting something in it.

const LISTS = ["choices", "refs", "inverse"];

export function fieldOf(element) {
  const field = element.closest?.("[data-field]");
  return field?.closest("[data-item]") ? field : null;
}

/** Return the address that one field is saved at: that of its form, and its name. */
export function urlOf(field) {
  const form = field.closest("[data-item]");
  return `${new URL(form.getAttribute("action"), location.href).pathname}/${field.dataset.field}`;
}

export function allFields() {
  return [...document.querySelectorAll("[data-item] [data-field]")];
}

export function findField(url) {
  return allFields().find((field) => urlOf(field) === url);
}

/** Return the id of the row that the address of the page opens, or nothing. */
export function openRow({ search } = location) {
  const asked = new URLSearchParams(search);
  return asked.get("row") ?? asked.get("id") ?? "";
}

export function controls(field) {
  const name = field.dataset.field;
  return [...field.querySelectorAll("input, textarea, select")].filter((control) => control.name === name);
}

/** Return what a field holds: a text, or for a set of choices a list. */
export function read(field) {
  const inputs = controls(field);
  if (LISTS.includes(field.dataset.type)) {
    return inputs.filter((control) => control.checked).map((control) => control.value);
  }
  if (["radio", "checkbox"].includes(inputs[0]?.type)) {
    return inputs.find((control) => control.checked)?.value ?? "";
  }
  return inputs[0]?.value ?? "";
}

/** Return what a field held when the server made the page, whatever was typed since. */
export function readFirst(field) {
  const inputs = controls(field);
  if (LISTS.includes(field.dataset.type)) {
    return inputs.filter((control) => control.defaultChecked).map((control) => control.value);
  }
  if (["radio", "checkbox"].includes(inputs[0]?.type)) {
    return inputs.find((control) => control.defaultChecked)?.value ?? "";
  }
  const options = [...(inputs[0]?.options ?? [])];
  return inputs[0]?.defaultValue ?? (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
}

/** Return the language that a field stands in: that of its form, which may have come later than the page. */
export function languageOf(field) {
  return field?.closest("form")?.querySelector('[name="page_language"]')?.value ?? document.documentElement.lang;
}

/** Return a value as the server spells it in the language that a field stands in. */
export function spellingFor(field, { raw, raws }) {
  return raws?.[languageOf(field)] ?? raw;
}

export function write(field, value) {
  const values = [value].flat().map(String);
  for (const control of controls(field)) {
    if (["radio", "checkbox"].includes(control.type)) control.checked = values.includes(control.value);
    else if (control.value !== values[0]) control.value = values[0] ?? "";
  }
  field.dispatchEvent(new CustomEvent("written", { bubbles: true }));
}

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Return what a field asks, in the words of the page. */
export function labelOf(field) {
  return field.querySelector(".field__label, .option--plain span")?.firstChild?.textContent.trim() ?? "";
}

/** Open what an element is folded away in. */
export function reveal(element) {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

/** Go to the control of a field: where there are several, to what was chosen or else to the first. */
export function focusField(field) {
  const inputs = controls(field);
  reveal(field);
  (field.querySelector("[role=combobox]") ?? inputs.find((control) => control.checked) ?? inputs[0] ?? field).focus();
}

export function showErrors(field, errors) {
  const below = field.querySelector(".field__below"); // which describes the control
  for (const old of below.querySelectorAll(":scope > .field__error")) old.remove();
  below.prepend(
    ...errors.map((text) => {
      const line = document.createElement("p");
      line.className = "utrecht-form-field-error-message field__error";
      const shape = document.createElement("span");
      shape.setAttribute("aria-hidden", "true");
      shape.textContent = "■";
      line.append(shape, ` ${text}`);
      return line;
    }),
  );
  field.classList.toggle("field--wrong", errors.length > 0);
  if (errors.length) reveal(field);
  for (const control of [...controls(field), ...field.querySelectorAll("[role=combobox]")]) {
    if (errors.length && control.type !== "radio") control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

/**
 * Return what the row of a field begins with, where nobody typed in it yet: its first value makes it, and says so.
 * Of a row that is there, nothing.
 */
export function beginsWith(field) {
  const form = field.closest("[data-new]");
  if (!form) return undefined;
  const begins = {};
  for (const { name, value } of newParts(form)) (begins[name] ??= []).push(value);
  return begins;
}

/** What the form of a new row holds because it is new. */
export function newParts(form) {
  return [...form.querySelectorAll('input[name="new"], input[name="follows"], input[name^="set-"]')];
}

const versionIn = (field) => field.querySelector(`[name="version-${field.dataset.field}"]`);

/** Return which version of its value a field was made of. */
export const versionOf = (field) => Number(versionIn(field).value);

export function setVersion(field, version) {
  versionIn(field).value = version;
  const history = field.querySelector(".field__history");
  if (history && version > 0) history.hidden = false;
}
