/* What was typed or scanned: a receipt number (as forumapp/attendance/receipts.py reads it), or words to search for. */
const LOOK_ALIKES = { 0: "DQ", O: "DQ", 1: "7JT", I: "7JT", L: "7JT", 2: "7", Z: "7", 5: "6", S: "6", 8: "36R", B: "36R", U: "YW", V: "YW" };
const MOST = 64;

/** The numbers that a text may mean; none if it is no number. */
function codesIn(text) {
  const wide = text.normalize("NFKC").toUpperCase();
  const plain = wide.replace(/[^0-9A-Z]/g, "");
  if (plain.length !== 8 || wide.length - plain.length > 4) return [];
  let codes = [""];
  for (const one of plain) codes = codes.flatMap((code) => [...(LOOK_ALIKES[one] ?? one)].map((end) => code + end)).slice(0, MOST);
  return codes;
}

/** A text as it is compared: hiragana and half-width kana are katakana, width and case do not matter. */
const folded = (text) => text.normalize("NFKC").toUpperCase().replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
const squeezed = (text) => folded(text).replace(/\s+/g, "");
