// A page that moves between the press and the release of a button loses the click: what moves it waits for the release.

const LONGEST = 10_000; // nobody presses that long: its release got lost

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

/** A release outside the window can get lost: then the pointer comes back without a button that is pressed. */
function moved(event) {
  if (!event.buttons) release();
}

/** Resolves at once, or when the button that is being pressed is released. */
export function released() {
  return pressed?.released ?? Promise.resolve();
}

export function startPointer() {
  addEventListener("pointerdown", press, true);
  for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, release, true);
  addEventListener("pointermove", moved, { capture: true, passive: true });
  addEventListener("blur", ({ target }) => target === window && release());
}
