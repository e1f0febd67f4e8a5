// The tools of formatted text are fetched when somebody first comes to a text that can be formatted.
const source = document.querySelector('meta[name="formatting"]');

let asked = false;

function fetchTools({ target }) {
  if (asked || !source || !target.matches?.("textarea[data-formatted]")) return;
  asked = true;
  // The parts that they fill in, in the language of the page, come first.
  const scripts = [source.content, source.dataset.tools].map((address) => {
    return Object.assign(document.createElement("script"), { src: address, async: false });
  });
  for (const script of scripts) {
    script.addEventListener("error", () => {
      asked = false; // not connected: at the next text, once more
      for (const one of scripts) one.remove();
    });
  }
  document.head.append(...scripts);
}

export function startFormatted() {
  document.addEventListener("focusin", fetchTools);
  if (document.activeElement) fetchTools({ target: document.activeElement });
}
