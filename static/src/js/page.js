// Getting a page from the server and taking its parts over in place: rows open, close, come and go like this. The
// forms and links are those that work without a script.
import { tell } from "./bus.js";
import { openRow } from "./fields.js";
import { ask, askSession, csrf } from "./http.js";
import { released } from "./pointer.js";
import { flush } from "./sender.js";
import { askToSignIn } from "./session.js";
import { words } from "./words.js";

let turn = Promise.resolve();

/** Its message is the name of the words that say why. */
class Refused extends Error {}

/** Get a page, or what `holds` names, signing in on the way if need be. The form's token is put in anew at each try. */
async function load(url, form, holds = "#work") {
  for (let tries = 0; tries < 3; tries++) {
    const options = {};
    if (form) {
      form.set("csrf_token", csrf());
      Object.assign(options, { method: "POST", body: form });
    }
    const response = await ask(url, options);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.querySelector(holds) && response.status < 500) return { page, address: response.url };
    const session = await askSession(); // renews the token too
    if (session.signed_in && !session.same) throw new Refused("otherUser");
    if (!session.signed_in && !(await askToSignIn())) break;
    if (!session.signed_in || response.status === 400) continue;
    if (!response.ok || holds !== "#work") break;
    location.assign(response.url); // the way leads to another kind of page
    return new Promise(() => {});
  }
  throw new Refused("failed");
}

function take(page, id) {
  const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (!old || !fresh || old.innerHTML === fresh.innerHTML || document.querySelector("dialog[open] .picture__frame")) return;
  old.replaceChildren(...fresh.childNodes);
  for (const { name, value } of fresh.attributes) if (name.startsWith("data-")) old.setAttribute(name, value);
}

/** Take over what has no id of its own. */
function takeInto(where, fresh) {
  document.querySelector(where)?.replaceChildren(...fresh.childNodes);
}

/** Take over what stands around the fields: the path, what is missing, the pictures. */
export function takeAround(page) {
  for (const step of page.querySelectorAll("#path [data-step]")) {
    document.querySelector(`#path [data-step="${step.dataset.step}"] > .shape`)?.replaceWith(step.querySelector(".shape"));
  }
  for (const module of page.querySelectorAll("#path [data-module]")) {
    takeInto(`[data-module="${module.dataset.module}"] .path__count`, module.querySelector(".path__count"));
  }
  take(page, "missing");
  for (const { id, dataset } of page.querySelectorAll(".panel__part[data-count]")) {
    document.getElementById(id)?.setAttribute("data-count", dataset.count); // what else changes in it is data-live
  }
  for (const picture of page.querySelectorAll(".picture")) take(page, picture.id);
  for (const title of page.querySelectorAll(".row__heading[id]")) take(page, title.id);
  for (const live of page.querySelectorAll("[data-live][id]")) if (!live.matches("[data-thread]")) take(page, live.id);
  tell("around", page);
}

/** Show a failure where the notices stand. */
export function complain(text) {
  const notices = document.getElementById("notices");
  notices.querySelector(".complaint")?.remove();
  const line = document.createElement("p");
  line.className = "elsewhere complaint";
  line.setAttribute("role", "alert");
  line.textContent = `△ ${text}`;
  notices.append(line);
  line.scrollIntoView({ block: "nearest" });
}

/**
 * Go to an address, or send a form, and take the page over in place. What was typed goes out first. Returns the
 * address that it led to, or null when it did not work. `otherwise` does on the page itself what it was for, where there
 * is no line, and returns whether it could.
 */
export function visit(url, form, otherwise) {
  turn = turn.then(() => go(url, form, otherwise)); // one after the other, so that no click is lost
  return turn;
}

// An open row is a place in the history of the browser, so that Back closes it and the step stays.
const COMES_BACK = 1000; // milliseconds

let shown = location.pathname + location.search;
let cameBack = null;

const opens = (address) => openRow(address) !== "";

/** The place before this one is the step with its rows closed. */
function goBack() {
  const back = new Promise((resolve) => (cameBack = resolve));
  history.back();
  return Promise.race([back, new Promise((resolve) => setTimeout(resolve, COMES_BACK))]);
}

async function remember(address) {
  shown = address.pathname + address.search;
  const isOpened = Boolean(history.state?.opened);
  if (opens(address) && !isOpened && !opens(location)) {
    history.replaceState(null, "", location.pathname + location.search); // coming back, the place in it would take the focus
    return history.pushState({ opened: true }, "", shown);
  }
  if (!opens(address) && isOpened) await goBack();
  cameBack = null;
  return history.replaceState(opens(address) ? history.state : null, "", shown);
}

/** Get a part of a page, or null with a word of why not. What was typed goes out first. */
export async function loadPart(url, holds) {
  try {
    await flush();
    const { page } = await load(url, undefined, holds);
    return page.querySelector(holds);
  } catch (error) {
    complain(words(error instanceof Refused ? error.message : "needsLine"));
    return null;
  }
}

/** Send a form, and take some elements over from the answer. Returns "", or the name of the words that say why not. */
export async function takeAnswer(url, form, ids) {
  try {
    const { page } = await load(url, form, `#${ids[0]}`);
    await released();
    for (const id of ids) take(page, id);
    return "";
  } catch (error) {
    return error instanceof Refused ? error.message : "needsLine";
  }
}

/** Take one element of this page over as it is now, and what stands around the fields; the rest stays. */
export async function refreshPart(id) {
  const fresh = await loadPart(location.href, `#${CSS.escape(id)}`);
  if (!fresh) return;
  await released();
  const around = fresh.ownerDocument;
  document.getElementById(id)?.replaceWith(fresh);
  takeAround(around);
}

/** `go` takes one to an address that Back or Forward has led to. */
export function startHistory(go) {
  addEventListener("popstate", () => {
    if (cameBack) cameBack();
    else if (location.pathname + location.search !== shown) go(location.href);
  });
}

/** Make this page that of an address, once it shows what stands there. */
export async function stay(address) {
  const here = new URL(address, location.href);
  await remember(here);
  tell("arrived");
  return here;
}

/** Take the work of this page over as it is now, unless somebody is busy in it by then. */
export function refreshWork(isBusy) {
  turn = turn.then(async () => {
    const page = isBusy() ? null : await load(location.href).then((answer) => answer.page, () => null);
    await released();
    if (!page || isBusy()) return;
    const active = document.activeElement?.closest("#work *");
    const focused = active?.closest(".row")?.id ?? active?.id;
    take(page, "work");
    takeAround(page);
    const again = focused ? document.getElementById(focused) : null;
    (again?.querySelector("a") ?? again)?.focus();
    tell("arrived");
  });
  return turn;
}

async function go(url, form, otherwise) {
  try {
    await flush();
    const { page, address } = await load(url, form);
    await released();
    const here = new URL(address);
    const top = scrollY;
    take(page, "work");
    takeAround(page);
    document.title = page.title;
    await remember(here);
    scrollTo({ top, behavior: "instant" });
    tell("arrived");
    return here;
  } catch (error) {
    if (!(error instanceof Refused) && otherwise?.()) return stay(url);
    complain(words(error instanceof Refused ? error.message : "needsLine"));
    return null;
  }
}

/** Ask for the page anew and take over what stands around the fields, where a save did not bring it along. */
export async function refreshAround() {
  try {
    const response = await ask(location.pathname + location.search);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    await released();
    takeAround(page);
  } catch {
    // Not connected: it comes with the next save.
  }
}
