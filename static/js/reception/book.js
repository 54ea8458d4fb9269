/* The list in memory: people, check-ins of all desks, and those of this device that wait to be sent. */
const book = { people: new Map(), codes: new Map(), checkIns: new Map(), of: new Map(), queue: [], mine: new Map(), skew: 0, since: "", until: "", open: false, token: "" };

function addPerson([id, code, name, kana, organisation, unit, track, mode, state]) {
  const person = { id, code, name, kana, organisation, unit, track, mode, state };
  person.text = [name, kana, organisation, unit].map(squeezed);
  book.people.set(id, person);
  book.codes.set(code, person);
}

function addCheckIn(row) {
  book.checkIns.set(row.id, row);
  if (!book.of.has(row.person)) book.of.set(row.person, new Set());
  book.of.get(row.person).add(row.id);
}

/** Apply an entry that waits to be sent, as the server will. */
function applyEntry(entry) {
  if (entry.do === "out") {
    const row = book.checkIns.get(entry.id);
    if (row) row.undone = true;
  } else if (!book.checkIns.has(entry.id)) {
    const at = new Date(Date.parse(entry.at) + book.skew).toISOString();
    addCheckIn({ id: entry.id, person: entry.person, at, desk: entry.desk, proxy: entry.proxy, kind: entry.proxy ? "proxy" : "registered", undone: false });
  }
}

/** Take over what the server knows; what is still to be sent stands above it. Ends and times are by this device's clock. */
function merge(news) {
  if (news.now) {
    book.skew = Date.parse(news.now) - Date.now();
    news.until = new Date(Date.parse(news.until) - book.skew).toISOString();
  }
  if (news.whole) {
    for (const map of [book.people, book.codes, book.checkIns, book.of]) map.clear();
  }
  news.people.forEach(addPerson);
  news.checkIns.forEach(addCheckIn);
  for (const entry of book.queue) {
    applyEntry(entry);
    if (entry.do === "in" && !book.mine.has(entry.id)) book.mine.set(entry.id, false);
  }
  Object.assign(book, { since: news.since, until: news.until, open: news.open, token: news.token });
}

/** The check-in of a person that counts: the earliest that is not undone. */
function standing(person) {
  let first = null;
  for (const id of book.of.get(person.id) ?? []) {
    const row = book.checkIns.get(id);
    if (!row.undone && !row.refused && (!first || new Date(row.at) < new Date(first.at))) first = row;
  }
  return first;
}

/** People whose name, reading, organisation or unit holds every word. */
function peopleLike(text) {
  const wanted = folded(text).split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  return [...book.people.values()].filter((person) => wanted.every((word) => person.text.some((part) => part.includes(word))));
}

/** The one person whom a receipt number means; null if none or more than one. */
function personOf(text) {
  const found = codesIn(text).map((code) => book.codes.get(code)).filter(Boolean);
  return found.length === 1 ? found[0] : null;
}

/** 出席, 予定, and the organisations of which somebody is missing; as forumapp/attendance/queries/roster.py counts. */
function tally() {
  const groups = new Map();
  for (const person of book.people.values()) {
    const isHere = Boolean(standing(person));
    if (person.state !== "confirmed" || (person.mode !== "on_site" && !isHere)) continue;
    const group = groups.get(person.organisation) ?? { name: person.organisation, came: 0, expected: 0 };
    group.came += isHere;
    group.expected += 1;
    groups.set(person.organisation, group);
  }
  const all = [...groups.values()];
  return {
    came: all.reduce((sum, one) => sum + one.came, 0),
    expected: all.reduce((sum, one) => sum + one.expected, 0),
    missing: all.filter((one) => one.came < one.expected).sort((a, b) => Boolean(a.came) - Boolean(b.came) || a.name.localeCompare(b.name, "ja")),
    absent: all.filter((one) => !one.came).length,
  };
}

/** What to write down on the device besides the queue. */
const toKeep = () => ({
  since: book.since,
  until: book.until,
  skew: book.skew,
  open: book.open,
  people: [...book.people.values()].map((one) => [one.id, one.code, one.name, one.kana, one.organisation, one.unit, one.track, one.mode, one.state]),
  checkIns: [...book.checkIns.values()],
  mine: [...book.mine],
});
