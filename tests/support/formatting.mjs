// Answers for tests what the formatting of a browser does: a call a line of JSON in, its result a line out.
import { createInterface } from "node:readline";
import * as address from "../../static/src/js/formatting/address.js";
import * as edits from "../../static/src/js/formatting/edits.js";
import * as render from "../../static/src/js/formatting/render.js";

const all = { ...address, ...edits, ...render };
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...given] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(all[name](...given) ?? null)}\n`);
}
