// A part of a page that has a bundle of its own names it; the page may get that part later than its other scripts.
const loaded = new Set();

export function loadScripts() {
  for (const { dataset } of document.querySelectorAll("[data-script]")) {
    if (loaded.has(dataset.script)) continue;
    loaded.add(dataset.script);
    const script = document.createElement("script");
    script.src = dataset.script;
    document.head.append(script);
  }
}
