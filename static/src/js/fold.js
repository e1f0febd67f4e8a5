// When two texts are the same to a reader: as in lib/names.py.
const SAME = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ĳ: "ij", ß: "ss" };
const SIGNS = { "’": "'", "‘": "'", ʼ: "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"' };

/** Return a text without capitals, accents and what cannot be seen, with spaces, quotes and dashes of one kind. */
export function fold(text) {
  return text
    .toLowerCase()
    .replace(/[øłđðþæœıĳß’‘ʼ`´“”„«»]/g, (sign) => SAME[sign] ?? SIGNS[sign])
    .replace(/[‐‑‒–—−]/g, "-")
    .normalize("NFKD")
    .replace(/\p{M}|\p{Cf}/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}
