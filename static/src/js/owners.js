// Which pages of this person are open: each has a name, and answers when it is asked whether it lives.
import { newKey, user } from "./http.js";

const PATIENCE = 150; // milliseconds in which a living page answers

/** The name of this page, new with every load. */
export const page = newKey();

const channel = user && "BroadcastChannel" in window ? new BroadcastChannel(`impactplan.${user}`) : null;
const handlers = [];
let living = new Set();

channel?.addEventListener("message", ({ data }) => {
  if (data.who === "?") channel.postMessage({ alive: page });
  else if (data.alive) living.add(data.alive);
  else for (const handler of handlers) handler(data);
});

/** Return the names of the other pages that are open. */
export async function askLiving() {
  living = new Set();
  channel?.postMessage({ who: "?" });
  await new Promise((resolve) => setTimeout(resolve, channel ? PATIENCE : 0));
  return living;
}

/** Tell the other pages something, and hear what they tell. */
export function tellPages(message) {
  channel?.postMessage(message);
}

export function onPages(handler) {
  handlers.push(handler);
}
