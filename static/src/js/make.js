// Make an earlier item on the spot: the page that does it, in a dialog beside the choice.
import { renewEmptyForms } from "./emptyforms.js";
import { focusField, newParts } from "./fields.js";
import { goTo } from "./rows.js";
import { complain, visit } from "./page.js";
import { ask, csrf } from "./http.js";
import { blockedBy, flush } from "./sender.js";
import { words } from "./words.js";

const dialog = document.getElementById("make-dialog");
let asking = "";

async function open(link, title = "") {
  const [, ref, name] = new URL(link.href).searchParams.get("for").split(":");
  asking = `${ref}-${name}`;
  await flush();
  const response = await ask(link.href);
  if (blockedBy() === "otherUser") return complain(words("otherUser"));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const content = page.querySelector("[data-make-content]");
  if (!content) return location.assign(link.href);
  dialog.replaceChildren(...content.childNodes);
  dialog.showModal();
  const first = dialog.querySelector("[data-field]");
  const box = first.querySelector("textarea, [type=text]:not([role])");
  if (title && box) box.value = title;
  return focusField(first);
}

/** Where it is made for a row in which nobody typed yet, that is made along with it. */
function newPartsOf(id) {
  const form = document.getElementById(id)?.closest("form[data-new]");
  return form ? newParts(form) : [];
}

async function submit(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector('[type="submit"]');
  button.disabled = true;
  try {
    const body = new FormData(form);
    body.set("csrf_token", csrf());
    for (const { name, value } of newPartsOf(asking)) body.append(name, value);
    const options = { method: "POST", body, headers: { Accept: "text/html" } };
    const response = await fetch(new URL(form.getAttribute("action"), location.href), options);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const again = page.querySelector("[data-make-content]");
    if (response.status === 422 && again) {
      dialog.replaceChildren(...again.childNodes);
      dialog.querySelector("[aria-invalid]")?.focus();
    } else if (response.ok) {
      renewEmptyForms();
      await visit(location.pathname + location.search); // before it closes: nobody types in a page about to be replaced
      dialog.close();
      goTo(asking);
    } else {
      throw new Error(String(response.status));
    }
  } catch {
    const place = form.querySelector("[data-make-problem]");
    if (place) place.textContent = words("failed");
  } finally {
    button.disabled = false;
  }
}

export function startMaking() {
  if (!dialog) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-make]");
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      open(link).catch(() => complain(words("needsLine")));
    }
    if (event.target.closest("#make-dialog [data-dismiss]")) {
      event.preventDefault();
      dialog.close(); // which goes back to where one was
    }
  });
  document.addEventListener("make", ({ target, detail }) => {
    open(target, detail.title).catch(() => complain(words("needsLine")));
  });
  dialog.addEventListener("submit", submit);
}
