// What happened, for whoever shows it. To an edit: "saved", "refused", "conflict", "settled", "led" (its row is another
// one), "change"; to an act in the drawing: "act:…". To the page: "arrived" (taken over), "around" (what stands around its
// fields), "adopting", "otherUser" (somebody else signed in). In the drawing: "drawing:…".
const listeners = new Map();

export function on(name, listener) {
  listeners.set(name, [...(listeners.get(name) ?? []), listener]);
}

export function tell(name, ...details) {
  for (const listener of listeners.get(name) ?? []) listener(...details);
}
