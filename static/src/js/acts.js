// Acts in the drawing of a plan wait in the queue beside what is typed in fields. Each is a request of its own, sent in
// the order in which they were done; a page without the drawing sends them too.
import { tell } from "./bus.js";
import { newKey, sendJson } from "./http.js";
import * as queue from "./queue.js";
import { words } from "./words.js";

const KEEPALIVE_ROOM = 60_000; // bytes that may still travel when the page is gone

/** Return the address of the plan that acts are of. */
function planOf(edit) {
  return edit.url.slice(0, edit.url.lastIndexOf("/") + 1);
}

export function requestAct(edit) {
  tell("act:sending", edit);
  queue.update(edit, { sent: true, flying: true });
  const { path, of, back, ...payload } = edit.act;
  const small = JSON.stringify(payload).length < KEEPALIVE_ROOM / 2; // letters take up to two bytes, seldom more
  return sendJson(planOf(edit) + path, "POST", payload, { "Idempotency-Key": edit.key }, { keepalive: small });
}

/** What was done since, and is based on this act, is based on what came of it. */
function followAct(edit, answer) {
  for (const later of queue.all()) {
    if (later.sent || later === edit) continue;
    if (later.act?.of === edit.key) queue.update(later, { act: { ...later.act, batch: answer.batch } });
    for (const { id, values = {} } of edit.act.operations ?? []) {
      const versions = answer.versions?.[id] ?? {};
      const names = Object.keys(values).filter((name) => name in versions);
      for (const name of names) followField(later, planOf(edit), id, name, versions[name]);
    }
  }
}

function followField(later, plan, id, name, version) {
  if (later.act) {
    let changed = false;
    for (const operation of later.act.operations ?? []) {
      if (operation.id !== id || operation.do !== "set" || !(name in operation.values)) continue;
      operation.versions[name] = version;
      changed = true;
    }
    if (changed) queue.update(later);
  } else if (later.url.startsWith(`${plan}items/`) && later.url.endsWith(`/${id}/${name}`)) {
    queue.update(later, { version });
  }
}

/** A field was saved: acts that set it are based on that. */
export function followSave(edit, version) {
  const [id, name] = edit.url.split("/").slice(-2);
  for (const later of queue.all()) {
    if (later.act && !later.sent && edit.url.startsWith(planOf(later))) followField(later, planOf(later), id, name, version);
  }
}

export function settleAct(edit, answer) {
  queue.drop(edit);
  followAct(edit, answer);
  tell("act:saved", edit, answer);
}

/** What was typed in it stays on the device, to be copied; an act without words is simply not done. */
export function refuseAct(edit, answer, otherwise) {
  const reason = answer.message || otherwise;
  if (edit.value) queue.update(edit, { status: "refused", errors: [reason], lost: true });
  else queue.drop(edit);
  tell("act:refused", edit, reason);
  tell("refused", edit, [reason]);
}

/**
 * Somebody else wrote a field of the act first. That field becomes a conflict like any other, at its form; what else
 * was in the act goes on under a key of its own.
 */
export function splitAct(edit, answer) {
  const { operations = [] } = edit.act;
  const at = operations.findIndex((one) => one.do === "set" && one.id === answer.id && answer.field in one.values);
  if (at < 0) return refuseAct(edit, answer, words("refused"));
  const { kind, id, values, versions = {} } = operations[at];
  const { [answer.field]: value, ...others } = values;
  const rest = operations.map((one, place) => (place === at ? { ...one, values: others } : one));
  const left = rest.filter((one) => one.do !== "set" || Object.keys(one.values).length);
  queue.drop(edit);
  const conflict = {
    key: newKey(),
    owner: edit.owner,
    url: `${planOf(edit)}items/${kind}/${id}/${answer.field}`,
    value,
    language: edit.act.typed_language,
    label: edit.label,
    version: versions[answer.field] ?? 0,
    href: `${edit.href.split("?")[0]}?row=${id}`,
    at: edit.at,
    status: "conflict",
    sent: false,
  };
  queue.update(conflict);
  if (left.length) queue.update({ ...edit, key: newKey(), act: { ...edit.act, operations: left }, status: "waiting", sent: false, flying: false, due: 0 });
  tell("act:split", edit, conflict);
  tell("conflict", conflict, answer);
  return null;
}
