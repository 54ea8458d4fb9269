/* Between device and server: one sending at a time, changes in their order, and what is new comes back with the answer. */
const PAUSE = 800; // after the last letter
const LONGEST = 4000; // while somebody types on and on
const EVERY = 10000; // asking for news
const PATIENCE = 10000;
const BATCH = 100;
const SLOWEST = 60000;
const JUMP = 5000; // a clock of the device that went so far was put right
const link = { running: false, failed: false, failures: 0, offline: false, gone: false, goneWords: "", unkept: false, message: "", saved: "", tag: "", ahead: NaN };
const others = globalThis.BroadcastChannel ? new BroadcastChannel(`forumapp-notes ${facts.page}`) : null;
let due = null, asked = 0;

class Gone extends Error {}

async function ask(address, options = {}) {
  const answer = await fetch(address, { ...options, credentials: "same-origin", cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new Gone(words.signedOut);
  if ([403, 404, 410].includes(answer.status)) throw new Gone(words.gone);
  if (answer.status === 304) return [answer, null];
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(`answered ${answer.status}`);
  return [answer, await answer.json()];
}

/** Ask for what is new. */
async function fetchNews() {
  const known = link.tag && book.token ? { "If-None-Match": link.tag } : {};
  const [answer, news] = await ask(`${facts.changes}?${new URLSearchParams({ since: book.cursor })}`, { headers: known });
  link.tag = answer.headers.get("ETag") ?? "";
  if (news) merge(news);
  watchClock(answer);
}

/** Where the device's clock jumped, time left is asked for anew, also if nothing else changed. */
function watchClock(answer) {
  const ahead = Date.parse(answer.headers.get("Date")) - Date.now();
  if (Math.abs(ahead - link.ahead) > JUMP) link.tag = "";
  link.ahead = ahead;
}

/** Send what waits: the changes of one author at a time, a hundred in a sending. */
async function sendQueue() {
  while (book.queue.length) {
    const author = book.queue[0].device;
    const batch = book.queue.filter((one) => one.device === author).slice(0, BATCH);
    for (const one of batch) one.sent = true;
    const said = await post(author, batch);
    merge(said);
    await arrived(author, said.seen, said.refused);
    Object.assign(link, { saved: said.saved, message: "" });
    others?.postMessage("saved");
  }
}

/** What a sending says. */
function bodyOf(author, batch) {
  const changes = batch.map(({ device: _device, slot: _slot, sent: _sent, page: _page, place: _place, ...one }) => one);
  return new URLSearchParams({ csrf_token: book.token, device: author, since: book.cursor, changes: JSON.stringify(changes) });
}

/** The page is being closed: what has not left it goes without waiting for an answer; the numbers make a second time harmless. */
function sendLast() {
  const batch = book.queue.filter((one) => one.device === book.device).slice(0, BATCH);
  if (batch.length && book.token && !link.gone) navigator.sendBeacon(facts.changes, bodyOf(book.device, batch));
}

async function post(author, batch, isRetry = false) {
  if (!book.token) await fetchNews();
  const [answer, said] = await ask(facts.changes, { method: "POST", body: bodyOf(author, batch) });
  if (answer.ok) return said;
  if (!said.stale || isRetry) {
    link.message = said.message ?? "";
    throw new Error(`answered ${answer.status}`);
  }
  book.token = "";
  return post(author, batch, true);
}

async function exchange() {
  if (link.running || link.gone) return;
  link.running = true;
  asked = Date.now();
  try {
    await adopt();
    if (book.queue.length) await sendQueue();
    else await fetchNews();
    Object.assign(link, { failed: false, failures: 0, offline: false });
    await keepOrForget();
  } catch (error) {
    if (error instanceof Gone) await lose(error.message);
    else Object.assign(link, { failed: true, failures: link.failures + 1, offline: error instanceof TypeError || !navigator.onLine });
  } finally {
    link.running = false;
    draw();
  }
  plan();
}

/** The state lies on the device until the day is over. */
async function keepOrForget() {
  const isOver = new Date(book.until) <= new Date();
  await (isOver ? forgetState() : keepState(toKeep())).catch(() => { link.unkept = true; });
}

/** The page may not be read any more: what others wrote goes, what was typed here stays. */
async function lose(text) {
  Object.assign(link, { gone: true, failed: false, goneWords: text });
  const own = new Set([...book.queue.map((one) => one.key), ...book.mine]);
  for (const key of book.notes.keys()) if (!own.has(key)) book.notes.delete(key);
  $("sheet").dataset.gone = "";
  await forgetState().catch(() => { /* there was none */ });
}

/** When to speak next: soon after typing, later and later after failures, never all devices at once. */
function plan(pause = null) {
  if (link.gone) return;
  clearTimeout(due);
  const some = 0.5 + Math.random();
  let wait = EVERY * some;
  if (link.failures) wait = Math.min(SLOWEST, 1000 * 2 ** link.failures) * some;
  else if (book.queue.length) wait = pause ?? Math.max(0, Math.min(PAUSE, asked + LONGEST - Date.now()));
  due = setTimeout(() => (document.hidden && !book.queue.length ? plan() : exchange()), wait);
}

/** Take over what a closed page of this device could not send; an open one holds a lock on its key. */
async function adopt() {
  const known = new Set(book.queue.map((one) => one.slot));
  const found = (await queued().catch(() => [])).filter((one) => one.device !== book.device && !known.has(one.slot));
  for (const author of new Set(found.map((one) => one.device))) {
    if (!(await claim(author))) continue;
    const taken = found.filter((one) => one.device === author).map((one) => ({ ...one, sent: true }));
    if (!book.queue.length && !book.last) Object.assign(book, { device: author, last: taken.at(-1).n });
    book.queue.unshift(...taken);
    for (const one of taken) book.mine.add(one.key);
  }
}

/** Hold the key of a device as long as this page is open. Returns false if another page does. */
function claim(author) {
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    navigator.locks.request(`forumapp-notes ${author}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock && new Promise(() => { /* until the page closes */ });
    });
  });
}
