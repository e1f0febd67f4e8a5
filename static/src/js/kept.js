// Small things that a page keeps in the browser: for as long as its tab stands open, or on the device. Where there is no
// storage to be had, or no room, they are not kept, and all else goes on.

function keeper(storage) {
  const tried = (act) => {
    try {
      return act(storage());
    } catch {
      return null;
    }
  };
  return {
    get: (name) => tried((kept) => kept.getItem(name)),
    set: (name, text) => tried((kept) => kept.setItem(name, text)),
    remove: (name) => tried((kept) => kept.removeItem(name)),
  };
}

export const inTab = keeper(() => sessionStorage);
export const onDevice = keeper(() => localStorage);
