// Sends the queue, one edit at a time, until it is empty or something stands in the way.
import { followSave, refuseAct, requestAct, settleAct, splitAct } from "./acts.js";
import { on, tell } from "./bus.js";
import { findField, languageOf, openRow } from "./fields.js";
import { askSession, sendJson } from "./http.js";
import { released } from "./pointer.js";
import * as queue from "./queue.js";
import { words } from "./words.js";

const WAITS = [2, 5, 10, 30, 60];
const KEEPALIVE_ROOM = 60_000; // bytes that may still travel when the page is gone

/** What stands in the way: "", "offline", "trouble", "busy", "signedOut" or "otherUser". */
let block = "";
let failures = 0;
let timer = 0;
let running = null;
let renewals = 0;

export function blockedBy() {
  return block;
}

export function isSending() {
  return running !== null;
}

function stop(reason, seconds) {
  block = reason;
  clearTimeout(timer);
  if (seconds) timer = setTimeout(goOn, seconds * 1000);
  tell("change");
  return false;
}

function backOff() {
  return WAITS[Math.min(failures++, WAITS.length - 1)];
}

/** Try again now, whatever stood in the way. */
export function goOn() {
  if (block !== "otherUser") block = "";
  return run();
}

/** Sign in again went well. */
export function unblock() {
  block = "";
  failures = 0;
  return run();
}

/** Send what is due; resolves when nothing is, or nothing can be sent. */
export function run() {
  running ??= work().finally(() => {
    running = null;
    tell("change");
  });
  return running;
}

async function work() {
  if (block) return; // its own timer goes on
  clearTimeout(timer);
  while (!block) {
    const edit = queue.next(Date.now());
    if (!edit) break;
    if (!(await send(edit))) return;
  }
  const wait = queue.nextDue(Date.now());
  if (!block && wait < Infinity) timer = setTimeout(run, wait);
}

/** Return what there is to send, had it not waited for more. */
function nextNow() {
  for (const edit of queue.waiting()) edit.due = 0;
  return queue.next(Date.now());
}

/** Send everything now; true when nothing waits any more. Gives up after some time. */
export async function flush(milliseconds = 4000) {
  const late = new Promise((resolve) => setTimeout(resolve, milliseconds));
  const done = (async () => {
    while (nextNow() && !block) await run();
  })();
  await Promise.race([done, late]);
  return queue.waiting().length === 0;
}

/** What this page is, if it shows the plan that an edit is of: the answer brings what the save changes on it. */
function openPage(edit) {
  const { plan, step } = document.getElementById("main").dataset;
  if (!step || !edit.url.startsWith(plan)) return null;
  const table = document.querySelector("[data-table]")?.dataset.table ?? "";
  return { step, table, row: openRow() };
}

function request(edit, page = openPage(edit)) {
  if (edit.act) return requestAct(edit);
  queue.update(edit, { sent: true, flying: true });
  // An edit of which the language is not known names none: then the server asks where it makes a difference.
  const languages = { typed_language: edit.language ?? "", page_language: languageOf(findField(edit.url)) };
  const payload = { value: edit.value, page, new: edit.begins, along: edit.along, ...languages };
  const small = new Blob([JSON.stringify(payload)]).size < KEEPALIVE_ROOM;
  const headers = { "If-Match": String(edit.version), "Idempotency-Key": edit.key };
  return sendJson(edit.url, "PATCH", payload, headers, { keepalive: small });
}

async function send(edit) {
  tell("change");
  let response;
  let answer = {};
  try {
    response = await request(edit);
    answer = await response.json().catch(() => ({}));
    await released();
  } catch {
    return stop("offline", backOff());
  } finally {
    edit.flying = false;
  }
  if (response.ok && (edit.act ? "seq" : "version") in answer) {
    failures = 0;
    settle(edit, answer);
    return true;
  }
  return handle(edit, response, answer);
}

/** The server has it: what was typed since is based on the version that came of it. */
function settle(edit, answer) {
  renewals = 0;
  if (edit.act) return settleAct(edit, answer);
  queue.drop(edit);
  for (const later of queue.of(edit.url)) {
    if (later.version === edit.version && !later.sent) queue.update(later, { version: answer.version });
  }
  followSave(edit, answer.version);
  if (edit.begins && answer.version) queue.settleRow(edit);
  lead(edit, answer);
  tell("saved", edit, answer);
  return null;
}

/** A new row was there already, under an id of its own: what else was typed in it belongs there. True where it was. */
function lead({ url, begins }, { ref }) {
  const [own, name] = url.split("/").slice(-2);
  if (!begins || !ref || ref === own) return false;
  queue.lead(own, ref);
  tell("led", own, ref, name);
  return true;
}

async function handle(edit, response, answer) {
  switch (response.status) {
    case 412:
      return meet(edit, answer);
    case 400:
      return answer.csrf ? freshToken() : refuse(edit, answer.errors, false, answer);
    case 401:
      return stop("signedOut");
    case 403:
      return refuse(edit, [words("mayNot")], true, answer);
    case 404:
    case 409:
      return refuse(edit, [words("gone")], true, answer);
    case 413:
      return refuse(edit, [words("tooBig")], false, answer);
    case 429:
      return stop("busy", Number(response.headers.get("Retry-After")) || backOff());
    default:
      return response.status >= 500 ? stop("trouble", backOff()) : refuse(edit, answer.errors, false, answer);
  }
}

/** A refused value stays, with why, unless something newer was typed already. `lost`: it has no place any more. */
function refuse(edit, errors = [], lost = false, answer = {}) {
  if (edit.act) {
    refuseAct(edit, answer, errors[0] ?? words("refused"));
    return true;
  }
  if (queue.of(edit.url).at(-1) !== edit) {
    queue.drop(edit);
    return true;
  }
  const reasons = errors.length ? errors : [words("refused")];
  queue.update(edit, { status: "refused", errors: reasons, lost });
  tell("refused", edit, reasons);
  return true;
}

/** Somebody else wrote first: nothing is sent until its writer has chosen. */
function meet(edit, answer) {
  if (edit.act) {
    splitAct(edit, answer);
    return true;
  }
  const newest = queue.of(edit.url).at(-1);
  if (newest !== edit) queue.drop(edit);
  if (newest !== edit && newest.version === answer.version) return true; // chosen since, with both texts in sight
  queue.update(newest, { status: "conflict", sent: false });
  if (!lead(newest, answer)) tell("conflict", newest, answer);
  return true;
}

async function freshToken() {
  try {
    const session = await askSession();
    if (!session.signed_in) return stop("signedOut");
    if (!session.same) return stop("otherUser");
    return ++renewals > 3 ? stop("trouble", backOff()) : true;
  } catch {
    return stop("offline", backOff());
  }
}

/** The page goes: send what can travel on its own. The rest waits on the device. */
export function sendLast() {
  if (block === "signedOut" || block === "otherUser") return;
  const urls = new Set();
  for (const edit of queue.waiting()) {
    if (!urls.has(edit.url) && !edit.flying && !queue.isHeld(edit)) request(edit, null).catch(() => {});
    urls.add(edit.url);
  }
}

on("otherUser", () => stop("otherUser"));
addEventListener("online", () => {
  failures = 0;
  if (block === "offline" || block === "trouble") goOn();
});
