// What happened to an edit, for whoever shows it: "saved", "refused", "conflict", "change".
const listeners = new Map();

export function on(name, listener) {
  listeners.set(name, [...(listeners.get(name) ?? []), listener]);
}

export function tell(name, ...details) {
  for (const listener of listeners.get(name) ?? []) listener(...details);
}
