// Once a minute, while the page is looked at: did somebody else change the plan? Said quietly, nothing is overwritten.
import { on } from "./bus.js";
import { ask } from "./http.js";
import { flush } from "./sender.js";
import { words } from "./words.js";

const MINUTE = 60_000;
const main = document.querySelector("[data-plan][data-seq]");

async function look() {
  if (document.hidden) return;
  const response = await ask(`${main.dataset.plan}activity?since=${main.dataset.seq}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!response?.ok) return;
  const news = await response.json();
  if (news.seq > Number(main.dataset.seq) && !news.mine) say(news);
}

function say({ who, ago }) {
  const notices = document.getElementById("notices");
  notices.querySelector(".others")?.remove();
  const line = document.getElementById("part-others").content.firstElementChild.cloneNode(true);
  line.querySelector("[data-text]").textContent = words("changedBy", { name: who, ago });
  const link = line.querySelector("[data-reload]");
  link.href = location.pathname + location.search;
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    await flush();
    location.reload();
  });
  notices.append(line);
}

export function watchActivity() {
  if (!main || !document.getElementById("part-others")) return;
  on("saved", (edit, answer) => {
    main.dataset.seq = Math.max(Number(main.dataset.seq), answer.seq);
  });
  setInterval(look, MINUTE);
  document.addEventListener("visibilitychange", look);
}
