// The address of a link, as somebody types it: completed where it is clear what is meant.
import { isAddress, SPACES } from "./inline.js";

const MAIL = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/;
const SITE = /^[\p{L}\p{N}][\p{L}\p{N}-]*(?:\.[\p{L}\p{N}-]+)+(?::\d+)?(?:[/?#]\S*)?$/u;

/** Return an address as it can stand in a text, or null where it is none. */
export function completeAddress(typed) {
  const spaces = new RegExp(`[${SPACES}]`, "g");
  const encoded = typed.trim().replace(spaces, "%20").replace(/[()<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  let address = encoded;
  if (MAIL.test(encoded)) address = `mailto:${encoded}`;
  else if (SITE.test(encoded) && !encoded.startsWith("www.")) address = `https://${encoded}`;
  if (!isAddress(address)) return null;
  try {
    return new URL(address.startsWith("www.") ? `https://${address}` : address) && address;
  } catch {
    return null;
  }
}

/** Tell whether words can be the words of a link: their brackets come in pairs, one within the other at most. */
export const mayBeWords = (words) => words.replace(/\[[^[\]]*\]/g, "").search(/[[\]]/) < 0;

/** Return a link as it stands in a text. */
export function writeLink(words, address) {
  const shown = words.trim().replace(/\s+/g, " ");
  return shown && shown !== address ? `[${shown}](${address})` : address.replace(/^mailto:/, "");
}
