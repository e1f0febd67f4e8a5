// The texts of the page, in the reader's language; the templates hold them.
const source = document.getElementById("words");
const texts = source ? JSON.parse(source.textContent) : {};

/** Return a text, with its {names} filled in. */
export function words(name, values = {}) {
  return (texts[name] ?? "").replace(/\{(\w+)\}/g, (placeholder, key) => values[key] ?? placeholder);
}

/** Return the text for one thing or for several. */
export function count(one, many, number) {
  return number === 1 ? words(one) : words(many, { count: number });
}

/** Say something to screen readers only. */
export function announce(text) {
  let place = document.getElementById("announce");
  if (!place) {
    place = document.createElement("p");
    place.id = "announce";
    place.className = "unseen";
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  place.textContent = text;
}

/** Fill an element with runs of ["same" | "removed" | "added", text]. */
export function showDiff(place, runs) {
  const tags = { same: "span", removed: "del", added: "ins" };
  place.classList.add("diff");
  place.replaceChildren(
    ...runs.map(([tag, text]) => {
      const run = document.createElement(tags[tag]);
      run.textContent = text;
      return run;
    }),
  );
}
