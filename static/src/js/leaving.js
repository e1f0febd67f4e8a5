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

/** Other forms of the page (the language, say) wait for the queue too. */
async function send(event) {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[data-logout]") || form.method === "dialog" || !queue.waiting().length) return;
  event.preventDefault();
  const { submitter } = event;
  await flush(2000);
  if (submitter?.name) {
    const value = document.createElement("input");
    Object.assign(value, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(value);
  }
  form.submit();
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
