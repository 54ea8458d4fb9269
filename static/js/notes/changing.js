/* What is done on this device: each change gets the next number, is shown at once and written down before it is sent. */
const asides = new Map(); // key → {version, aside}: where a text goes if somebody else has edited the same line
let changed = () => {};

const slotOf = (change) => `${change.device}.${String(change.n).padStart(9, "0")}`;

/** Keep a change on the device; where that is not possible, the page itself still has it. */
function writeDown(change) {
  const { sent: _sent, slot, ...entry } = change;
  enqueue(entry, slot).catch(() => { link.unkept = true; });
}

function change(kind, key, values = {}) {
  const made = { device: book.device, n: (book.last += 1), kind, key, ...values };
  made.slot = slotOf(made);
  book.queue.push(made);
  writeDown(made);
  changed();
  return made;
}

/** The latest change of a line's text that has not left this device: typing on goes into it. */
function unsentText(key) {
  return book.queue.findLast((one) => one.key === key && one.device === book.device && !one.sent && ["add", "text", "remove", "restore"].includes(one.kind));
}

/** What a text rests on: that of the text which waits, for it hides whatever the server has by now; else `version`. */
function baseOf(key, version) {
  const waiting = book.queue.findLast((one) => one.key === key && ["add", "text"].includes(one.kind));
  return waiting ? (waiting.version ?? 0) : version;
}

/** The text of a line is `text`, typed over `version`. */
function setText(key, text, version) {
  const line = book.lines.get(key);
  if (!line) return;
  const waiting = unsentText(key);
  book.mine.add(key);
  book.refused.delete(key);
  if (waiting?.kind === "add" || waiting?.kind === "text") {
    waiting.text = text;
    writeDown(waiting);
    changed();
    return;
  }
  const { theme, place, depth, tag, mark } = line;
  const where = { theme, place, depth, tag, mark, after: above(line), text };
  if (book.blanks.has(key)) {
    if (!plain(text)) return;
    book.blanks.delete(key);
    change("add", key, where);
    return;
  }
  const base = baseOf(key, version);
  if (asides.get(key)?.version !== base) asides.set(key, { version: base, aside: newKey() });
  change("text", key, { ...where, version: base, aside: asides.get(key).aside });
}

/** Make an empty line behind another, or as the last of a theme. */
function addLine(theme, after, depth = 0) {
  const key = newKey();
  const last = after ?? linesOf(theme).at(-1)?.key;
  book.blanks.set(key, { key, theme, place: placeAfter(theme, last), depth, tag: "", mark: false, text: "", version: 0, beside: "", gone: false });
  changed();
  return key;
}

/** Set indentation, kind or mark. */
function set(kind, key, value) {
  const line = book.blanks.get(key);
  if (line) {
    line[kind] = value;
    changed();
  } else change(kind, key, { [kind]: value });
}

function removeLine(key, version) {
  if (book.blanks.delete(key) || book.refused.delete(key)) changed();
  else change("remove", key, { version: baseOf(key, version) });
}

/** Move a line one step; returns whether there was somewhere to go. */
function moveLine(key, step) {
  const line = book.lines.get(key), order = linesOf(line.theme);
  const at = order.findIndex((one) => one.key === key), other = order[at + step];
  if (!other) return false;
  const after = step > 0 ? other.key : (order[at - 2]?.key ?? "");
  const place = placeAfter(line.theme, after, key);
  if (book.blanks.has(key)) {
    book.blanks.get(key).place = place;
    changed();
  } else change("move", key, { place, after: above({ ...line, place }) });
  return true;
}

/** The server has taken the changes of a device up to `seen`; what it put beside another's text goes on there. */
async function arrived(author, seen, refused) {
  const done = book.queue.filter((one) => one.device === author && one.n <= seen);
  book.queue = book.queue.filter((one) => !done.includes(one));
  for (const one of done) {
    if (refused[one.n] && one.text) book.refused.set(one.key, { ...one, version: 0, beside: "", gone: false, why: refused[one.n] });
    const beside = one.aside && book.notes.get(one.aside);
    if (!beside) continue;
    book.mine.add(one.aside);
    for (const next of book.queue.filter((waiting) => waiting.key === one.key && waiting.kind === "text" && !waiting.sent && waiting.device === author)) {
      Object.assign(next, { key: one.aside, version: 1, aside: newKey() }); // 1: the own text, whatever came after it
      writeDown(next);
    }
    rename(one.key, one.aside);
  }
  await dequeue(done).catch(() => { link.unkept = true; });
}
