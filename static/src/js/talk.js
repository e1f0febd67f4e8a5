// Feedback beside the work: threads are taken over one by one, so that an open remark is never redrawn under its
// writer; what is in sight is noted as read; the sentence of who sees a remark follows the choice.
import { on, tell } from "./bus.js";
import { focusField, urlOf } from "./fields.js";
import { csrf } from "./http.js";
import { complain, loadPart, visit } from "./page.js";
import * as queue from "./queue.js";
import { blockedBy, flush } from "./sender.js";
import { askToSignIn } from "./session.js";
import { words } from "./words.js";

/** The part of the panel whose form was sent last: what stands in it is the server's now. */
let sentFrom = "";

/** Whether somebody is writing in this thread, or has something in it that is not sent. */
function isWritten(thread) {
  if (thread.id === sentFrom) return false;
  const typed = [...thread.querySelectorAll("textarea")].some((box) => box.value !== box.defaultValue);
  const { activeElement } = document; // whoever presses a link or a button writes nothing there
  return typed || (thread.contains(activeElement) && activeElement.matches("textarea, input, select"));
}

/** Take over the threads of a fresh page: new ones come, settled ones go, the one that is written in stays. */
function takeThreads(page) {
  const [list, fresh] = [document.querySelector("[data-threads]"), page.querySelector("[data-threads]")];
  if (!list || !fresh) return;
  const here = new Set([...fresh.children].map((thread) => thread.id));
  for (const thread of [...list.children]) if (!here.has(thread.id) && !isWritten(thread)) thread.remove();
  let before = null;
  for (const thread of [...fresh.children]) {
    const old = document.getElementById(thread.id);
    if (!old) (before ? before.after(thread) : list.prepend(thread));
    else if (!isWritten(old) && old.innerHTML !== thread.innerHTML) old.replaceWith(thread);
    before = document.getElementById(thread.id);
  }
  for (const id of ["talk-new", "talk-settled"]) takePart(page, id);
  if (sentFrom === "talk-new") document.querySelector("#talk-new[open] textarea")?.focus({ preventScroll: true });
  sentFrom = "";
}

/** Take over a part as a whole, unless somebody is writing in it; it may also come or go. */
function takePart(page, id) {
  const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (old && fresh && !isWritten(old)) {
    if (old.open && (id === "talk-settled" || (sentFrom === id && "again" in fresh.dataset))) fresh.open = true;
    old.replaceWith(fresh);
  } else if (fresh && !old) document.querySelector(".talk__all")?.before(fresh);
  else if (old && !fresh) old.remove();
}

/** Return the first field of the items that a form sends of which the server refused what stands in it. */
function findRefused({ dataset }) {
  const item = dataset.sends ? `[data-item="draft/${dataset.sends}"]` : '[data-item^="draft/"]';
  const fields = [...document.querySelectorAll(`${item} [data-field]`)];
  return fields.find((field) => queue.of(urlOf(field)).some((edit) => edit.status === "refused"));
}

/** A form that sends what stands in other forms waits until that is saved; what was refused is shown instead. */
async function holdBack(event) {
  const { target: form, submitter } = event;
  if (form.dataset.sends === undefined || (!queue.waiting().length && !findRefused(form))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await flush()) && blockedBy() === "signedOut" && (await askToSignIn())) await flush();
  if (queue.waiting().length) complain(words("needsLine"));
  else if (findRefused(form)) focusField(findRefused(form));
  else setTimeout(() => form.requestSubmit(submitter)); // a form that is being submitted passes over a second time
}

function noteSent(event) {
  if (event.target.dataset.structural === "talk") sentFrom = event.target.closest("[data-thread], .talk__new")?.id ?? "";
}

let reading = null;
const seen = new Set();

/** Note remarks that have come in sight as read, together and after a moment: what counts is how a remark begins, as a
    long one never fits. */
function noteRead(entries) {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    const remark = target.closest("[data-number]");
    seen.add(`${remark.closest("[data-thread]").dataset.thread}:${remark.dataset.number}`);
  }
  if (!seen.size) return;
  clearTimeout(reading);
  reading = setTimeout(sendRead, 1500);
}

async function sendRead() {
  if (document.hidden) return;
  const form = new FormData();
  for (const pair of seen) form.append("thread", pair);
  form.set("csrf_token", csrf());
  try {
    const plan = document.getElementById("main").dataset.plan;
    const response = await fetch(`${plan}feedback/read`, { method: "POST", body: form });
    if (response.ok) seen.clear();
  } catch {
    // Not connected: it stays unread until it is seen again.
  }
}

let watcher = null;

function watch() {
  watcher?.disconnect();
  watcher = new IntersectionObserver(noteRead, { threshold: 0.5 });
  for (const who of document.querySelectorAll("[data-thread] .remark--unread > .remark__who")) watcher.observe(who);
}

function showCircle(event) {
  if (event.target.name !== "circle") return;
  for (const line of event.target.closest("form").querySelectorAll("[data-circle]")) {
    line.hidden = line.dataset.circle !== event.target.value;
  }
}

let begins = false;

/** The form of a new remark comes when it is asked for; the page around it stays as it is. */
async function beginRemark(event) {
  const link = event.target.closest("a[data-begin]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  if (begins) return;
  begins = true;
  const form = await loadPart(link.href, "#talk-new");
  begins = false;
  if (!form) return;
  document.getElementById("talk-new").replaceWith(form);
  tell("arrived");
  form.scrollIntoView({ block: "start" });
  form.querySelector("textarea").focus({ preventScroll: true });
}

/** Another place for a new remark: the page is asked for its form, and what was typed goes along. */
async function chooseAbout(event) {
  const select = event.target.closest("[data-about]");
  if (!select) return;
  const [address, form] = [new URL(select.form.action), document.querySelector("#talk-new [data-item]")];
  const typed = form.querySelector("textarea").value;
  const naming = select.value === "rows"; // then the rows are to be chosen from next
  for (const [name, value] of new FormData(select.form)) address.searchParams.set(name, value);
  sentFrom = "talk-new";
  if (!(await visit(address))) return;
  const box = document.querySelector("#talk-new textarea");
  if (typed && !box.value) {
    box.value = typed;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    const [gone, plan] = [form.dataset.item.slice("draft/".length), document.getElementById("main").dataset.plan];
    const body = new FormData();
    body.set("csrf_token", csrf());
    fetch(`${plan}feedback/drafts/${gone}/delete`, { method: "POST", body, redirect: "manual" }).catch(() => {});
  }
  (naming ? document.querySelector("#talk-new [data-about]") : box).focus();
}

/** A link to a thread opens the panel at it, also where the panel is a sheet. */
function openThread() {
  const id = location.hash.slice(1);
  if (!/^(thread|remark|draft|feedback|talk)/.test(id)) return;
  const link = document.querySelector('[data-panel="feedback"]');
  if (!link || !document.getElementById(id)) return;
  link.click();
  const target = document.getElementById(id);
  target?.closest("details")?.setAttribute("open", "");
  if (target?.matches("details")) target.open = true;
  if (id !== "feedback") target?.scrollIntoView({ block: "nearest" });
  target?.querySelector("textarea")?.focus({ preventScroll: true });
}

export function startTalk() {
  document.addEventListener("submit", holdBack, true);
  document.addEventListener("submit", noteSent, true);
  document.addEventListener("click", beginRemark);
  document.addEventListener("change", showCircle);
  document.addEventListener("change", chooseAbout);
  addEventListener("hashchange", openThread);
  on("around", (page) => {
    takeThreads(page);
    watch();
  });
  on("arrived", watch);
  watch();
  openThread();
}
