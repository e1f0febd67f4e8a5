// The texts of the drawing, in the reader's language; the template holds them.
const source = document.getElementById("drawing-words");
const texts = source ? JSON.parse(source.textContent) : {};

/** Return a text, with its {names} filled in. */
export function text(name, values = {}) {
  return (texts[name] ?? name).replace(/\{(\w+)\}/g, (placeholder, key) => values[key] ?? placeholder);
}

/** Return what a kind is called: "outcome". */
export function kindName(kind) {
  return text(`kind-${kind}`);
}

/** Return a text cut to a length that can be said or shown in a line. */
export function brief(words, length = 60) {
  const line = words.replace(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1).trimEnd()}…` : line;
}
