// The session ended while the page was open: sign in again on the spot, as the same person, and go on.
import { on } from "./bus.js";
import { askSession, email, signIn } from "./http.js";
import { blockedBy, unblock } from "./sender.js";
import { words } from "./words.js";

const dialog = document.getElementById("sign-in-dialog");
let asked = false;
let waiting = [];

/** Ask for the password; resolves to true once signed in, to false when that was put off. */
export function askToSignIn() {
  if (!dialog) return Promise.resolve(false);
  asked = true;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('input[type="password"]').focus();
  return new Promise((resolve) => waiting.push(resolve));
}

function finish(signedIn) {
  dialog.querySelector('input[type="password"]').value = "";
  if (dialog.open) dialog.close();
  for (const resolve of waiting.splice(0)) resolve(signedIn);
  if (signedIn) {
    asked = false;
    unblock();
  }
}

async function submit(event) {
  event.preventDefault();
  const problem = dialog.querySelector("[data-sign-in-error]");
  const button = dialog.querySelector('[type="submit"]');
  problem.textContent = "";
  button.disabled = true;
  try {
    const failed = await signIn(dialog.querySelector('input[type="password"]').value);
    if (failed) problem.textContent = words(failed === "password" ? "wrongPassword" : "signInFailed");
    else finish(true);
  } catch {
    problem.textContent = words("signInFailed");
  } finally {
    button.disabled = false;
  }
}

/** Perhaps somebody signed in in another tab. */
async function look() {
  if (document.hidden || !["signedOut", "otherUser"].includes(blockedBy())) return;
  const session = await askSession().catch(() => null);
  if (session?.same) finish(true);
}

export function watchSession() {
  if (!dialog) return;
  dialog.querySelector('input[type="email"]').value = email;
  dialog.querySelector("form").addEventListener("submit", submit);
  dialog.querySelector("[data-dismiss]").addEventListener("click", () => finish(false));
  dialog.addEventListener("cancel", () => finish(false));
  on("change", () => {
    if (blockedBy() === "signedOut" && !asked) askToSignIn();
  });
  document.getElementById("saved")?.addEventListener("click", () => {
    if (blockedBy() === "signedOut") askToSignIn();
  });
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
}
