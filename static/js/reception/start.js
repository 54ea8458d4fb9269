/* What happens when: typing, scanning, buttons, and the time. */
function show() {
  showLists(undo);
  showLink();
}

/** Write an entry down (without a slot only the page itself has it), show it, and send it when that is possible. */
async function note(entry) {
  entry.slot = await enqueue(entry).catch(() => undefined);
  book.queue.push(entry);
  applyEntry(entry);
  show();
  exchange(show);
}

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function checkIn(person, proxy = "", remark = "", among = "") {
  const first = standing(person);
  ready();
  if (person.state !== "confirmed") {
    tell("error", words[`refused_${person.state}`], person);
    $("found").replaceChildren(againLink(person));
  } else if (first) tell("warning", fill(words.already, { when: whenAndWhere(first) }), person);
  else if (!book.open) tell("error", words.early);
  else {
    const entry = { do: "in", id: newId(), person: person.id, at: new Date().toISOString(), desk: deskName(), proxy, note: remark };
    book.mine.set(entry.id, false);
    await note(entry);
    tell("success", words.done, person, proxy && fill(words.proxyFor, { name: proxy }));
    const others = peopleLike(among).filter((one) => one.state === "confirmed" && !standing(one));
    if (others.length) find(among);
  }
}

/** Show who is meant by words; colleagues of whoever was checked in stay on the page. */
function find(text) {
  const people = peopleLike(text);
  if (people.length && document.querySelector("#result .reception__told--error")) $("result").replaceChildren();
  showFound(people, (person, proxy, remark) => checkIn(person, proxy, remark, text));
  return people;
}

async function undo(row, person) {
  await note({ do: "out", id: row.id });
  tell("warning", words.undone, person);
  $("q").focus();
}

/** Take a whole input: a number checks in at once, words are searched for. */
function take(text) {
  const person = personOf(text);
  if (person) {
    checkIn(person);
    return;
  }
  const people = find(text);
  if (!people.length) tell("error", words.none);
  else if (people.length === 1) document.querySelector("#found [data-main]")?.focus();
}

/** Be ready for the next person. */
function ready() {
  $("q").value = "";
  $("found").replaceChildren();
  $("q").focus();
}

function listen() {
  let timer;
  $("search").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if ($("q").value.trim()) take($("q").value);
  });
  for (const name of ["input", "compositionend"]) $("q").addEventListener(name, (event) => {
    clearTimeout(timer);
    const text = $("q").value.trim();
    if (event.isComposing || !text) return;
    timer = setTimeout(() => !personOf(text) && find(text), 200);
  });
  // A scanner types wherever the focus is, also on a button, which its Enter would press for somebody else. Only space is a button's own.
  document.addEventListener("keydown", (event) => {
    const own = event.key === " " ? "input, textarea, select, button, summary, a" : "input, textarea, select";
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest(own)) {
      $("q").focus();
      $("q").select();
    }
  });
  document.addEventListener("click", (event) => {
    if (!link.failed || !event.target.closest("#walk-in, [data-online]")) return;
    event.preventDefault();
    tell("warning", words.onlineOnly);
  });
  $("walk-in").addEventListener("click", () => { $("walk-in").href = walkInAddress(null); });
  addEventListener("online", () => exchange(show));
}

/** Read what the device has; a list of a day that is over goes. */
async function recall() {
  book.queue = await queued();
  const kept = await keptState();
  if (!kept) return;
  if (new Date(kept.until) <= new Date()) {
    await forgetState();
    return;
  }
  book.mine = new Map(kept.mine);
  book.skew = kept.skew;
  merge({ ...kept, whole: true, token: "" });
}

async function start() {
  await recall();
  if (!facts.keeps && !book.queue.length) return;
  await exchange(show);
  if (!book.people.size && !book.queue.length && !link.failed) return;
  startDesk();
  startSound();
  startCamera(take);
  listen();
  if (!book.open && book.people.size) tell("warning", words.early);
  setInterval(() => {
    if (book.until && new Date(book.until) <= new Date()) wipe(words.ended).then(show);
    else exchange(show);
  }, EVERY);
  $("reception").dataset.ready = "";
  keepPage().catch(() => { /* without it the page needs the network to be opened; what is typed is kept all the same */ });
}

start().catch(() => { /* no storage on this device: the plain page works */ });
