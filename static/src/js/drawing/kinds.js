// What the drawing knows of the kinds: which field is the text of a box, which column it stands in, what leads where.

/** The field that one types in the box, or on the arrow. */
export const TEXT = {
  activity: "name",
  output: "name",
  outcome: "statement",
  impact: "statement",
  precondition: "statement",
  link: "assumption",
};

export const TERMS = ["short", "mid", "long"];
const COLUMNS = ["activity", "output", ...TERMS, "impact"];

/** Return the kind of what stands in a column. */
export function kindOf(column) {
  return TERMS.includes(column) ? "outcome" : column;
}

/** Return the column of a box by what it holds; a precondition has none of its own. */
export function columnOf(kind, values) {
  if (kind === "outcome") return TERMS.includes(values.term) ? values.term : "short";
  return kind === "precondition" ? "" : kind;
}

/** Return what a new box holds because of the column that it is put in. */
export function valuesIn(column) {
  return TERMS.includes(column) ? { term: column, direction: "positive", intention: "intended" } : {};
}

/** Return the column in which a box stands that comes next to the right (1) or before it (-1); "" where none can. */
export function beside(column, way) {
  return COLUMNS[COLUMNS.indexOf(column) + way] ?? "";
}

export function leadsTo(may, source, target) {
  return (may[source] ?? []).includes(target);
}

/** Return the kinds that must stand between two kinds: [] when one leads to the other, null when there is no way. */
export function between(may, source, target) {
  const ways = [[source]];
  const seen = new Set([source]);
  for (const way of ways) {
    for (const next of may[way.at(-1)] ?? []) {
      if (next === target) return way.slice(1);
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return null;
}
