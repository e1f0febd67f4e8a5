// Leaving the page: what is typed goes first.
import * as queue from "./queue.js";
import { blockedBy, flush } from "./sender.js";
import { words } from "./words.js";

/** A link within the site waits a moment for the queue, so that the next page shows what was typed. */
async function follow(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("a[href]");
  if (!link || link.target || link.origin !== location.origin || !queue.waiting().length) return;
  if (link.pathname === location.pathname && link.hash) return;
  event.preventDefault();
  await flush(2000);
  location.assign(link.href);
}

/** Signing out sends everything first; what cannot be sent is not left behind without a word. */
async function signOut(event) {
  const form = event.target;
  if (!form.matches("[data-logout]") || !queue.all().length) return;
  event.preventDefault();
  await flush(5000);
  if (!queue.all().length || confirm(words("leave"))) form.submit();
}

/** Forms that wait for the queue, and those that may pass. */
const [held, passing] = [new WeakSet(), new WeakSet()];

/** Other forms of the page (the language, say) wait for the queue too, and then go where the pressed button says. */
async function send(event) {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[data-logout]") || form.method === "dialog") return;
  if (passing.delete(form) || !queue.waiting().length) return;
  event.preventDefault();
  if (held.has(form)) return; // pressed twice
  held.add(form);
  await flush(2000);
  setTimeout(() => { // a form that is being submitted passes over a second time
    held.delete(form);
    passing.add(form);
    form.requestSubmit(event.submitter);
  });
}

export function watchLeaving() {
  document.addEventListener("click", follow);
  document.addEventListener("submit", signOut);
  document.addEventListener("submit", send);
  addEventListener("beforeunload", (event) => {
    const stuck = queue.isFull() || (blockedBy() !== "" && queue.waiting().length > 0);
    if (stuck) event.preventDefault();
  });
}
