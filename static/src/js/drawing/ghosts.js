// An empty column asks the question that fills it: its plus is a box that is not there yet. A press, or the first
// letter, begins typing there.
import { on } from "../bus.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const HEIGHT = 30; // of a plain plus
const LINE = 16;
const LETTER = 6.3; // how wide a letter is, about
let shown = null;

/** Break a question into lines for a width. */
function lines(question, width) {
  const most = Math.floor((width - 20) / LETTER);
  const rows = [""];
  for (const word of question.split(" ")) {
    const longer = `${rows.at(-1)} ${word}`.trim();
    if (longer.length > most && rows.at(-1)) rows.push(word);
    else rows[rows.length - 1] = longer;
  }
  return rows;
}

function ask(plus, question) {
  if (plus.querySelector(".ghost__question")) return;
  const frame = plus.querySelector(".plus__frame");
  const asked = lines(question, Number(frame.getAttribute("width")));
  for (const [at, line] of asked.entries()) {
    const text = document.createElementNS(NAMESPACE, "text");
    text.setAttribute("class", "ghost__question");
    text.setAttribute("x", 10);
    text.setAttribute("y", 20 + at * LINE);
    text.textContent = line;
    plus.append(text);
  }
  const lower = asked.length * LINE + 4;
  frame.setAttribute("height", HEIGHT + lower);
  plus.querySelector(".handle__plus")?.setAttribute("transform", `translate(0 ${lower})`);
  const reach = plus.querySelector(".plus__reach");
  reach?.setAttribute("height", Math.max(Number(reach.getAttribute("height")), HEIGHT + lower));
  plus.dataset.label = plus.getAttribute("aria-label") ?? "";
  plus.setAttribute("aria-label", `${plus.dataset.label}. ${question}`);
}

/** Make it a plain plus again. */
function unask(plus) {
  const asked = plus.querySelectorAll(".ghost__question");
  if (!asked.length) return;
  for (const line of asked) line.remove();
  plus.querySelector(".plus__frame").setAttribute("height", HEIGHT);
  plus.querySelector(".handle__plus")?.removeAttribute("transform");
  plus.setAttribute("aria-label", plus.dataset.label);
}

function show() {
  const { svg, root } = shown;
  const place = root.querySelector("[data-questions]");
  const questions = place ? JSON.parse(place.textContent) : {};
  for (const plus of svg.querySelectorAll("[data-add]")) {
    const empty = plus.classList.contains("plus--first");
    if (empty) ask(plus, questions[plus.dataset.add] ?? "");
    else unask(plus);
  }
}

export function startGhosts(drawing) {
  const again = shown !== null;
  shown = drawing;
  if (!again) on("drawing:taken", show);
}
