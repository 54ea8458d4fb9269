/*
 * The notes in memory. `notes` is what the server has, `queue` what it does not know yet, `blanks` lines without a word;
 * `lines` is what the page shows: the notes with the queue on top. Places are between those of the neighbours.
 */
const book = {
  device: newKey(), last: 0, cursor: 0, notes: new Map(), queue: [], blanks: new Map(), refused: new Map(), mine: new Set(),
  lines: new Map(), themes: [], phases: [], until: "", skew: 0, token: "",
};

const EFFECTS = {
  add: (line, change) => Object.assign(line, { text: change.text, gone: !change.text }),
  text: (line, change) => Object.assign(line, { text: change.text, gone: !change.text }),
  move: (line, change) => { line.place = change.place; },
  depth: (line, change) => { line.depth = change.depth; },
  tag: (line, change) => { line.tag = change.tag; },
  mark: (line, change) => { line.mark = change.mark; },
  remove: (line) => { line.gone = true; },
  restore: (line) => { line.gone = false; },
  settle: (line) => { line.beside = ""; },
};

/** Bring `lines` up to date: the server's notes, then each change that waits, in its order. */
function apply() {
  const lines = new Map([...book.notes].map(([key, note]) => [key, { ...note }]));
  for (const [key, line] of book.refused) if (!lines.has(key)) lines.set(key, { ...line });
  for (const change of book.queue) {
    let line = lines.get(change.key);
    if (!line && (change.kind === "add" || change.kind === "text")) {
      const { key, theme, place, depth, tag, mark } = change;
      lines.set(key, (line = { key, theme, place, depth, tag, mark, text: "", version: 0, beside: "", gone: false }));
    }
    if (line) EFFECTS[change.kind](line, change);
  }
  // A text that goes on beside another's is one line until the server has all of it: nobody edits what is still coming.
  for (const { device, aside } of book.queue) if (aside && device === book.device) lines.delete(aside);
  for (const [key, line] of book.blanks) if (!lines.has(key)) lines.set(key, line);
  book.lines = lines;
}

const inOrder = (one, other) => one.place - other.place || (one.key < other.key ? -1 : 1);

/** The lines of a theme in their order. */
const linesOf = (theme) => [...book.lines.values()].filter((line) => line.theme === theme && !line.gone).sort(inOrder);

/** The place behind a line, or as the first. */
function placeAfter(theme, after, self = "") {
  const order = [...book.lines.values()].filter((line) => line.theme === theme && line.key !== self).sort(inOrder);
  const at = after ? order.findIndex((line) => line.key === after) + 1 : 0;
  const [above, below] = [order[at - 1]?.place, order[at]?.place];
  if (above === undefined) return below === undefined ? 1 : below - 1;
  return below === undefined ? above + 1 : (above + below) / 2;
}

/** The key of the line above that the server knows or will know. */
function above(line) {
  const known = [...book.lines.values()].filter((one) => one.theme === line.theme && one.key !== line.key && !book.blanks.has(one.key) && inOrder(one, line) < 0);
  return known.sort(inOrder).at(-1)?.key ?? "";
}

/** Take over what the server has. */
function merge(news) {
  if (news.themes) Object.assign(book, { themes: news.themes, phases: news.phases });
  if (news.now) {
    book.skew = Date.parse(news.now) - Date.now();
    book.until = new Date(Date.parse(news.until) - book.skew).toISOString();
  }
  if (news.token) book.token = news.token;
  if (!news.whole && news.cursor < book.cursor) return;
  if (news.whole) {
    const told = new Set(news.notes.map((note) => note.key));
    for (const key of book.notes.keys()) if (!told.has(key)) book.notes.delete(key);
  }
  for (const note of news.notes) {
    if (note.gone) note.text = book.lines.get(note.key)?.text || book.notes.get(note.key)?.text || "";
    book.notes.set(note.key, note);
    book.refused.delete(note.key);
    book.blanks.delete(note.key);
  }
  book.cursor = news.cursor;
}

/** What is kept on the device until the end of the day. */
const toKeep = () => ({ notes: [...book.notes.values()], cursor: book.cursor, themes: book.themes, phases: book.phases, until: book.until, skew: book.skew, mine: [...book.mine] });
