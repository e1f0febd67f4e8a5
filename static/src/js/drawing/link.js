// Arrows: from a port to a box, by "leads to …", or by key; and what to do where there can be none.
import { announce } from "../words.js";
import { addBeside, addBetween, connection } from "./add.js";
import { act } from "./batches.js";
import { choose } from "./choose.js";
import { find, isPlain, linkBetween, view } from "./data.js";
import { between, leadsTo } from "./kinds.js";
import { notice } from "./notice.js";
import { textOf } from "./patch.js";
import { pick } from "./search.js";
import { kindName, text } from "./texts.js";
import { typeIn } from "./type.js";

export function canLead(source, target) {
  const [from, to] = [find(source), find(target)];
  return Boolean(from?.kind && to?.kind && source !== target && leadsTo(view.may, from.kind, to.kind));
}

/** Let one box lead to another. What cannot be says why, and offers what makes a way. Returns the id of the arrow. */
export function connect(source, target, { chooseArrow = true } = {}) {
  const [from, to] = [find(source), find(target)];
  if (!from || !to || source === target) return "";
  const there = linkBetween(source, target);
  if (there) {
    notice(text("linkedAlready"));
    choose(there.id);
    return there.id;
  }
  if (!leadsTo(view.may, from.kind, to.kind)) return explain(from, to);
  const operation = connection(source, target, from.kind);
  const moved = from.kind === "activity" && view.boxes.has(to.values.activity) ? to.values.activity : "";
  const ends = { source: textOf(source, 40), target: textOf(target, 40) };
  act([operation], text("did-link", ends));
  const id = operation.kind === "link" ? operation.id : `of-${target}`;
  if (chooseArrow) choose(id);
  if (moved) notice(text("activityMoved", { ...ends, before: textOf(moved, 40) }));
  else announce(text("linked", ends));
  return id;
}

function explain(from, to) {
  const kinds = between(view.may, from.kind, to.kind);
  const names = { source: kindName(from.kind), target: kindName(to.kind) };
  const back = leadsTo(view.may, to.kind, from.kind);
  if (kinds) {
    const kind = kindName(kinds[0]);
    const then = kinds.length > 1 ? (id) => explain(find(id), to) : undefined;
    const make = () => addBetween(from.id, to.id, kinds, then);
    notice(text("cannotLink", { ...names, between: kinds.map(kindName).join(", ") }), { actions: [[text("addBetween", { kind }), make]], ask: true });
  } else if (back) {
    const turn = () => connect(to.id, from.id);
    notice(text("cannotLinkBack", names), { actions: [[text("turnAround"), turn]], ask: true });
  } else {
    notice(text("cannotLinkAtAll", names), { wrong: true });
  }
  return "";
}

function optionFor(box, source) {
  const direct = leadsTo(view.may, source.kind, box.kind);
  const kinds = direct ? [] : between(view.may, source.kind, box.kind);
  if (kinds === null) return null;
  const detail = direct ? kindName(box.kind) : text("viaKind", { kind: kindName(box.kind), between: kinds.map(kindName).join(", ") });
  return { id: box.id, label: textOf(box.id, 120), detail, later: !direct };
}

/**
 * Ask where a box leads to, with search over the boxes; what is typed and not found can be made. Chosen with Tab, one
 * goes on to why it leads there.
 */
export async function linkFrom(id) {
  const source = find(id);
  if (!source?.kind) return;
  const boxes = view.order.map(find).filter((box) => box && box.id !== id && !linkBetween(id, box.id));
  const options = boxes.map((box) => optionFor(box, source)).filter(Boolean);
  options.sort((one, other) => one.later - other.later);
  const makes = view.may[source.kind]?.length ? (typed) => text("makeNew", { text: typed }) : null;
  const goesOn = source.kind === "activity" ? "" : text("goesOn"); // an output's arrow has no assumption
  const chosen = await pick({ title: text("leadsToOf", { box: textOf(id) }), options, makes, goesOn });
  choose(id);
  if (chosen?.id) {
    const arrow = connect(id, chosen.id, { chooseArrow: false });
    if (arrow && chosen.goesOn) typeIn(arrow, undefined, id);
  } else if (chosen?.typed) makeAndLink(id, chosen.typed);
}

/** The text was typed already: the box opens with it, to be kept with Enter. */
function makeAndLink(id, typed) {
  addBeside(id, "right");
  const area = document.querySelector(".drawing__typing");
  if (!area) return;
  area.value = typed;
  area.dispatchEvent(new Event("input"));
}

/** Take an arrow away. */
export function unlinkOperation(id) {
  const link = view.links.get(id);
  if (!isPlain(id)) return { do: "delete", kind: "link", id };
  const versions = { activity: find(link.target)?.versions.activity ?? 0 };
  return { do: "set", kind: "output", id: link.target, values: { activity: "" }, versions };
}

/** Set a choice of an arrow: evidence or direction of effect. */
export function setLink(id, field, value) {
  const link = view.links.get(id);
  if (!link || isPlain(id) || link.values[field] === value) return;
  const versions = { [field]: link.versions[field] ?? 0 };
  act([{ do: "set", kind: "link", id, values: { [field]: value }, versions }], text("did-set", { what: text(`${field}-${value}`) }));
  announce(text("isSet", { field: text(field), value: text(`${field}-${value}`) }));
}
