// A page that moves between the press and the release of a button loses the click: what moves it waits for the release.

const LONGEST = 1000; // a press that lasts longer is a drag, or its release got lost

let pressed = null;
const afterClick = new MessageChannel(); // a task of its own: the click comes in the same task as the release
const waiting = [];
afterClick.port1.onmessage = () => waiting.shift()();

function release() {
  if (!pressed) return;
  waiting.push(pressed.resolve);
  pressed = null;
  afterClick.port2.postMessage("");
}

function press() {
  release();
  const now = {};
  now.released = new Promise((resolve) => {
    now.resolve = resolve;
    setTimeout(resolve, LONGEST);
  });
  pressed = now;
}

/** Resolves at once, or when the button that is being pressed is released. */
export function released() {
  return pressed?.released ?? Promise.resolve();
}

export function startPointer() {
  addEventListener("pointerdown", press, true);
  for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, release, true);
}
