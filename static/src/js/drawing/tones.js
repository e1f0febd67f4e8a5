// What sets a box apart in its look: a negative or unintended outcome, an impact above the accountability ceiling.
import { announce } from "../words.js";
import { act } from "./batches.js";
import { find } from "./data.js";
import { textOf } from "./patch.js";
import { text } from "./texts.js";

export const TONES = [
  { name: "toneNegative", key: "N", kind: "outcome", field: "direction", values: ["positive", "negative"] },
  { name: "toneUnintended", key: "U", kind: "outcome", field: "intention", values: ["intended", "unintended"] },
  { name: "toneCeiling", key: "C", kind: "impact", field: "above_ceiling", values: ["", "1"] },
];

/** Give a box a tone, or take it away; a box that cannot have it stays as it is. */
export function turnTone(id, { kind, field, values }) {
  const box = find(id);
  if (box?.kind !== kind) return;
  const [without, within] = values;
  const value = box.values[field] === within ? without : within;
  const says = { field: text(field), value: text(`${field}-${value}`) };
  act([{ do: "set", kind, id, values: { [field]: value }, versions: { [field]: box.versions[field] ?? 0 } }], text("did-tone", { what: textOf(id), value: says.value }));
  announce(text("isSet", says));
}
