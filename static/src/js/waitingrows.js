// Rows while there is no line: they open and close on the page itself. One that was closed keeps its form, with what waits
// in it; once all of it was sent, the page is taken over as the server has it.
import { on } from "./bus.js";
import { addLinks, makeRow, titleField } from "./emptyforms.js";
import { controls, findField, openRow, urlOf } from "./fields.js";
import { refreshWork } from "./page.js";
import * as queue from "./queue.js";
import { blockedBy } from "./sender.js";
import { offerRows } from "./waitingchoices.js";
import { count, words } from "./words.js";

/** A row was made that this page does not show: it was typed on a page that is gone. */
let isMissed = false;

const waitingRows = () => [...document.querySelectorAll("#work .row--waits")];
const formIn = (row) => row.querySelector("form[data-item]");

function editsOf(form) {
  const urls = [...form.querySelectorAll("[data-field]")].map(urlOf);
  return queue.all().filter(({ url }) => urls.includes(url));
}

/** Tell whether a form can be closed here: all that keeps it is the line. */
export function canWait(form) {
  const edits = editsOf(form);
  const isRow = form.dataset.close && form.closest(".row--open");
  return Boolean(isRow) && blockedBy() === "offline" && edits.every(({ status }) => status === "waiting");
}

/** Return a value in words. */
function wordsOf(field) {
  const control = controls(field).find((one) => one.value && (one.checked || !one.matches("[type=radio], [type=checkbox]")));
  return (control?.selectedOptions?.[0].text ?? (control?.checked ? control.closest("label")?.textContent : control?.value) ?? "").trim();
}

/** Return what a row is called: by the text that it is about, or one that is new by what was typed in it first. */
function titleOf(row) {
  const form = formIn(row);
  const fields = [...form.querySelectorAll("[data-field]")];
  const typed = form.matches("[data-new]") ? fields.filter((field) => queue.of(urlOf(field)).length) : [];
  const titles = fields.filter((field) => field.dataset.field === titleField(row.dataset.kind));
  return [...titles, ...typed].map(wordsOf).find(Boolean) ?? row.querySelector(".row__heading").textContent.trim();
}

function addressOf(form) {
  const [, id] = form.dataset.item.split("/");
  const address = new URL(form.matches("[data-new]") ? form.dataset.again : form.dataset.close, location.href);
  address.searchParams.set(form.matches("[data-new]") ? "id" : "row", id);
  address.hash = `row-${id}`;
  return address.href;
}

function line(className, text = "") {
  return Object.assign(document.createElement("span"), { className, textContent: text });
}

function close(row) {
  const form = formIn(row);
  if (form?.matches("[data-new]") && !editsOf(form).length) return remove(row);
  const link = Object.assign(document.createElement("a"), { className: "row__link", href: addressOf(form) });
  link.dataset.open = "";
  const title = line("row__title", titleOf(row));
  title.dir = "auto";
  link.append(title, line("row__detail"));
  form.hidden = true;
  form.inert = false;
  form.removeAttribute("id"); // that of the new row that is open
  row.prepend(link);
  row.classList.replace("row--open", "row--waits");
  return say(row);
}

function open(row) {
  row.querySelector(".row__link").remove();
  formIn(row).hidden = false;
  row.classList.replace("row--waits", "row--open");
}

/** Let other rows choose those that wait. One that says nothing any more, as what it chose is gone, is gone as well. */
function offerAll() {
  offerRows(waitingRows().map((row) => ({ id: row.dataset.row, kind: row.dataset.kind, title: titleOf(row) })));
  const saysNothing = (row) => formIn(row).matches("[data-new]") && !editsOf(formIn(row)).length;
  const idle = waitingRows().filter(saysNothing);
  idle.forEach(remove);
  if (idle.length) offerAll();
  waitingRows().forEach(say);
}

/** Say in a closed row how it is with what was typed there. */
function say(row) {
  const edits = editsOf(formIn(row));
  const stuck = edits.filter(({ status }) => status !== "waiting").length;
  const waits = edits.some((edit) => queue.isHeld(edit)) && !blockedBy() ? "waitsForRow" : "offline";
  const text = stuck ? `△ ${count("refusedOne", "refusedMany", stuck)}` : edits.length ? words(waits) : "";
  row.querySelector(".row__detail").textContent = text;
}

function remove(row) {
  const list = row.parentElement;
  const gap = list.querySelector(`:scope > [data-gives-way="${row.id}"]`);
  row.remove();
  if (gap) gap.hidden = false;
  if (!list.matches("[data-here]") || list.childElementCount) return;
  list.closest(".empty")?.classList.remove("empty--begun");
  list.remove();
}

/** Put a new row behind the row before it, or where its button stands: in the place of the gap that it fills, or in a list. */
function place(row, link, before) {
  if (before?.matches(".rows > *")) return before.after(row);
  const gap = link?.closest(`[data-rows="${row.dataset.kind}"] > li`);
  if (gap && !gap.querySelector("[data-row]")) {
    Object.assign(gap, { hidden: true }).dataset.givesWay = row.id;
    return gap.after(row);
  }
  const beside = link?.closest("table, [data-live]:not(tr)");
  const anchor = beside ?? link?.closest(".add") ?? link ?? document.querySelector("#work .work__foot");
  const list = (beside ? anchor.nextElementSibling : anchor.previousElementSibling) ?? null;
  if (list?.matches(`ol.rows[data-rows="${row.dataset.kind}"]`)) return list.append(row);
  const fresh = Object.assign(document.createElement("ol"), { className: "rows" });
  fresh.dataset.rows = row.dataset.kind;
  fresh.dataset.here = "";
  fresh.append(row);
  anchor.closest(".empty")?.classList.add("empty--begun");
  return beside ? anchor.after(fresh) : anchor.before(fresh);
}

/** Return the button that opens a new row such as an address asks for, or one of its kind. */
function buttonOf(url) {
  const asked = new URL(url);
  asked.searchParams.delete("id");
  const links = addLinks(asked.searchParams.get("new"));
  return links.find((link) => new URL(link.href).search === asked.search) ?? links[0];
}

/**
 * Open the row of an address on the page itself: one that waits here, or a new one. False where it is not to be had. The
 * row that was open closes.
 */
export function openHere(address, pressed) {
  const url = new URL(address, location.href);
  const there = document.getElementById(`row-${openRow(url)}`);
  const row = there?.matches(".row--waits") ? there : makeRow(url);
  if (!row || (there && there !== row)) return false;
  const before = document.querySelector(".row--open");
  if (before && !formIn(before)) return false;
  if (before) close(before);
  if (row === there) open(row);
  else place(row, pressed ?? buttonOf(url), !pressed && before?.isConnected ? before : null);
  offerAll();
  return true;
}

/** Close the row that is open on the page itself. */
export function closeHere() {
  const row = document.querySelector(".row--open form[data-item]")?.closest(".row");
  if (row) close(row);
  offerAll();
  return Boolean(row);
}

/** Its first value made a row: the way to it is that of any row from now on. */
export function settleWaiting(row) {
  row.querySelector(".row__link").href = addressOf(formIn(row));
}

/** A row that was closed turns out to be another one, that is there already. */
export function dropWaiting(row) {
  row.remove();
  isMissed = true;
}

const isBusy = () => Boolean(document.querySelector(".row--open") || document.activeElement?.closest("#work form"));

/** Once all was sent and nobody writes, show the rows as the server has them, at their place. */
function settle() {
  const rows = waitingRows();
  rows.forEach(say);
  if ((rows.length || isMissed) && !queue.waiting().length && !isBusy()) refreshWork(isBusy);
}

function look({ url, begins }) {
  const [kind, id] = url.split("/").slice(-3);
  const { plan, step } = document.getElementById("main").dataset;
  const isShown = findField(url) || document.getElementById(`row-${id}`);
  isMissed ||= Boolean(begins && step && url.startsWith(plan) && !isShown && addLinks(kind).length);
}

export function watchWaitingRows() {
  on("saved", look);
  for (const name of ["saved", "refused", "conflict"]) on(name, settle);
  on("arrived", () => (isMissed = false));
  document.addEventListener("focusout", () => setTimeout(settle));
}
