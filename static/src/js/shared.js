// What the bundle of a single page shares with this one: modules that keep something would know nothing in a second
// copy. static/build.mjs reads this list.
import * as autosave from "./autosave.js";
import * as bus from "./bus.js";
import * as conflict from "./conflict.js";
import * as fields from "./fields.js";
import * as fold from "./fold.js";
import * as http from "./http.js";
import * as owners from "./owners.js";
import * as page from "./page.js";
import * as pasted from "./pasted.js";
import * as pointer from "./pointer.js";
import * as queue from "./queue.js";
import * as sender from "./sender.js";
import * as words from "./words.js";

globalThis.impactplan = {
  autosave,
  bus,
  conflict,
  fields,
  fold,
  http,
  owners,
  page,
  pasted,
  pointer,
  queue,
  sender,
  words,
};
