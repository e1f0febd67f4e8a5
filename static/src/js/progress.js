// Follow a file that is being made: ask for the page again and take over its part, until it is done.
const PAUSE = 1000;
const GIVE_UP = 30;

async function follow(place) {
  let failures = 0;
  while (["queued", "running"].includes(place.dataset.progress) && failures < GIVE_UP) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (document.hidden) continue;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-progress]");
      place.dataset.progress = fresh.dataset.progress;
      take(place, fresh);
      failures = 0;
    } catch {
      failures += 1;
    }
  }
}

// The bar stays the same element, so that it moves and is not announced anew.
function take(place, fresh) {
  const [bar, newBar] = [place, fresh].map((part) => part.querySelector("progress"));
  const [words, newWords] = [place, fresh].map((part) => part.querySelector("#export-stage"));
  if (bar && newBar) {
    bar.value = newBar.value;
    if (words.textContent !== newWords.textContent) words.textContent = newWords.textContent;
  } else {
    place.replaceChildren(...fresh.childNodes);
  }
}

for (const place of document.querySelectorAll("[data-progress]")) follow(place);
