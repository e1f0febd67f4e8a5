// The remarks that a trainer keeps: found by typing, put into a remark where its writer was. The list is fetched once a
// page, when it is first wanted. The parts come from a template that only a trainer's page has.
import { on } from "./bus.js";
import { fold } from "./fold.js";
import { ask, csrf } from "./http.js";
import { announce } from "./words.js";

const template = () => document.getElementById("own-remarks");

let fetched = null;
let made = 0;

/** Return the remarks, those used most first; what went wrong is tried anew. */
function load() {
  fetched ??= ask(template().dataset.source, { headers: { Accept: "application/json" } })
    .then((response) => {
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    })
    .then(({ remarks }) => remarks.map((one) => ({ ...one, plain: fold(one.body) })))
    .catch((error) => {
      fetched = null;
      throw error;
    });
  return fetched;
}

const partsOf = (element) => {
  const all = element.closest(".snippets");
  const find = (selector) => all.querySelector(selector);
  const [input, list, status] = [find("[role=combobox]"), find("[role=listbox]"), find("[data-snippets-status]")];
  const [opener, box] = [find("[data-snippets-open]"), find("[data-snippets-box]")];
  const [keeper, kept] = [find("[data-snippets-keep]"), find("[data-snippets-kept]")];
  const area = all.closest("form").querySelector('textarea[name="body"]');
  return { input, list, status, opener, box, keeper, kept, area };
};

/** Put the button under each box of a remark that has none. */
function attach() {
  if (!template()) return;
  for (const form of document.querySelectorAll('[data-item^="draft/new."], [data-item^="draft/reply."], [data-item^="draft/edit."]')) {
    const field = form.querySelector('[data-field="body"]');
    if (!field || form.querySelector(".snippets")) continue;
    field.after(template().content.cloneNode(true));
    const { input, list } = partsOf(form.querySelector("[data-snippets-open]"));
    input.id = `snippets-${++made}`;
    list.id = `${input.id}-list`;
    input.setAttribute("aria-controls", list.id);
    form.querySelector("[data-snippets-label]").htmlFor = input.id;
    offer(form.querySelector("[data-snippets-keep]"));
  }
}

/** Offer to keep what stands in the box, once something does. */
function offer(element) {
  const { keeper, kept, area } = partsOf(element);
  keeper.hidden = !area.value.trim();
  kept.textContent = "";
}

/** Keep what stands in the box as it is now, sent or not. */
async function keep(element) {
  const { kept, area } = partsOf(element);
  const body = new FormData();
  body.set("csrf_token", csrf());
  body.set("body", area.value);
  const { keep: address, notKept } = template().dataset;
  try {
    const response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    kept.textContent = (await response.json()).message;
    fetched = null; // the list has one more
  } catch {
    kept.textContent = notKept;
  }
}

async function open(opener) {
  const { input, box, status } = partsOf(opener);
  opener.setAttribute("aria-expanded", "true");
  box.hidden = false;
  input.value = "";
  input.focus();
  try {
    await load();
    if (!box.hidden) await show(input);
  } catch {
    status.textContent = template().dataset.failed;
  }
}

function close(element, refocus = true) {
  const { input, box, opener, area } = partsOf(element);
  if (box.hidden) return;
  box.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-expanded", "false");
  if (refocus) area.focus();
}

/** Show what has the letters that were typed, the first of them chosen. */
async function show(input) {
  const { list, status } = partsOf(input);
  const all = await load();
  const matching = all.filter((one) => one.plain.includes(fold(input.value)));
  list.replaceChildren(
    ...matching.map((one, place) => {
      const option = document.createElement("li");
      option.className = "snippets__option";
      option.id = `${list.id}-${place}`;
      option.dataset.snippet = one.id;
      option.dir = "auto";
      option.setAttribute("role", "option");
      const text = document.createElement("span");
      text.className = "snippets__text";
      text.textContent = one.body;
      option.append(text);
      return option;
    }),
  );
  list.hidden = !matching.length;
  input.setAttribute("aria-expanded", String(matching.length > 0));
  const { none, empty } = template().dataset;
  status.textContent = matching.length ? "" : all.length ? none : empty;
  choose(input, 0);
}

function choose(input, place) {
  const options = [...partsOf(input).list.children];
  const chosen = options.at(options.length ? place % options.length : 0);
  for (const option of options) option.setAttribute("aria-selected", String(option === chosen));
  if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
  else input.removeAttribute("aria-activedescendant");
  chosen?.scrollIntoView({ block: "nearest" });
}

/** Put a remark where the caret was, apart from the words around it. */
async function insert(option) {
  const all = await load();
  const one = all.find(({ id }) => id === option.dataset.snippet);
  const { area } = partsOf(option);
  close(option);
  const { selectionStart: start, selectionEnd: end, value } = area;
  const [before, after] = [/\S$/.test(value.slice(0, start)) ? " " : "", /^\S/.test(value.slice(end)) ? " " : ""];
  area.setRangeText(`${before}${one.body}${after}`, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  announce(template().dataset.inserted);
  const body = new FormData();
  body.set("csrf_token", csrf());
  const address = template().dataset.source.replace(/list$/, `${one.id}/used`);
  fetch(address, { method: "POST", body, keepalive: true }).catch(() => {}); // only the order hangs on it
}

function press(event) {
  const { target: input, key } = event;
  if (!input.matches?.(".snippets *") || event.isComposing) return;
  if (key === "Escape") {
    event.preventDefault();
    event.stopPropagation(); // the panel that it stands in stays open
    close(input);
    return;
  }
  if (!input.matches("[role=combobox]")) return;
  const { list } = partsOf(input);
  const place = [...list.children].findIndex((option) => option.getAttribute("aria-selected") === "true");
  const acts = {
    ArrowDown: () => choose(input, place + 1),
    ArrowUp: () => choose(input, place - 1),
    Enter: () => place >= 0 && insert(list.children[place]),
  };
  if (!acts[key]) return;
  event.preventDefault(); // Enter does not send the form
  acts[key]();
}

function click({ target }) {
  const [opener, option] = [target.closest("[data-snippets-open]"), target.closest("[data-snippet]")];
  const keeper = target.closest("[data-snippets-keep]");
  if (opener) opener.getAttribute("aria-expanded") === "true" ? close(opener) : open(opener);
  else if (option) insert(option);
  else if (keeper) keep(keeper);
}

export function startSnippets() {
  attach();
  document.addEventListener("click", click);
  document.addEventListener("keydown", press, true);
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".snippets__list")) event.preventDefault(); // the caret stays in the field of the letters
  });
  document.addEventListener("input", ({ target }) => {
    if (target.matches(".snippets [role=combobox]")) show(target).catch(() => {});
    const beside = target.matches('textarea[name="body"]') && target.closest("form")?.querySelector("[data-snippets-keep]");
    if (beside) offer(beside);
  });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const here = target.closest?.(".snippets");
    if (here && relatedTarget && !here.contains(relatedTarget)) close(target, false);
  });
  for (const name of ["around", "arrived"]) on(name, attach);
}
