// Requests to our own server, with the token that it wants, and the session behind them.
import { tell } from "./bus.js";

const token = document.querySelector('meta[name="csrf-token"]');
const person = document.querySelector('meta[name="user"]');

/** The id of whom this page was made for; "" when signed out. */
export const user = person?.content ?? "";
export const email = person?.dataset.email ?? "";

export function csrf() {
  return token.content;
}

function renew(value) {
  if (!value) return;
  token.content = value;
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = value;
}

/**
 * Ask the server for something in the name of whom this page was made for. Where somebody else signed in since, the answer
 * holds nothing of theirs, and the page says so.
 */
export async function ask(url, options = {}) {
  const owner = user ? { "X-Page-Of": user } : {};
  const response = await fetch(url, { cache: "no-store", ...options, headers: { Accept: "text/html", ...options.headers, ...owner } });
  if (response.headers.has("X-Other-User")) tell("otherUser");
  return response;
}

/** Ask who is signed in now, and take the token of that session. Throws when the server cannot be reached. */
export async function askSession() {
  const response = await fetch("/session", { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!response.ok) throw new Error(`session: ${response.status}`);
  const session = await response.json();
  const same = session.signed_in && String(session.user) === user;
  if (same) renew(session.csrf_token);
  return { ...session, same };
}

/** Send JSON; the session's token goes along. */
export function sendJson(url, method, payload, headers = {}, options = {}) {
  return fetch(url, {
    method,
    body: JSON.stringify(payload),
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrf(), ...headers },
    ...options,
  });
}

/** Sign in again as the same person; returns "" or what went wrong ("password" or "other"). */
export async function signIn(password) {
  const { csrf_token } = await (await fetch("/session", { cache: "no-store" })).json();
  const response = await sendJson("/login", "POST", { email, password }, { "X-CSRFToken": csrf_token });
  const session = await askSession();
  if (session.same) return "";
  return response.status === 400 || response.status === 401 ? "password" : "other";
}

/** Return a key that no other request has. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";

/** Return an id as the server makes them: twelve letters that nobody guesses. */
export function newId() {
  let id = "";
  while (id.length < 12) {
    for (const byte of crypto.getRandomValues(new Uint8Array(16))) {
      if (byte < 248 && id.length < 12) id += LETTERS[byte % 31]; // 248 is 8 × 31: every letter as likely
    }
  }
  return id;
}
