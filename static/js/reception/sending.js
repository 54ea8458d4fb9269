/* Between device and server: what waits is sent in its order, then what is new is asked for; every five seconds. */
const EVERY = 5000;
const PATIENCE = 8000;
const BATCH = 100;
const link = { failed: false, gone: false, message: "", running: false, again: false };

class Gone extends Error {}

async function ask(address, options = {}) {
  const answer = await fetch(address, { ...options, credentials: "same-origin", cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) throw new Gone();
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(`answered ${answer.status}`);
  return [answer, await answer.json()];
}

/** Ask for what is new, or for the whole list. Returns false where none may be kept. */
async function fetchNews(whole = false) {
  const since = whole || !book.since ? "" : `?${new URLSearchParams({ since: book.since })}`;
  const [, news] = await ask(facts.roster + since);
  if (!news.keeps) return false;
  merge(news);
  return true;
}

async function sendQueue(isRetry = false) {
  while (book.queue.length) {
    const batch = book.queue.slice(0, BATCH);
    if (!book.token) await fetchNews();
    const entries = batch.map(({ slot: _slot, slug: _slug, ...entry }) => entry);
    const body = new URLSearchParams({ csrf_token: book.token, sent_at: new Date().toISOString(), entries: JSON.stringify(entries) });
    const [answer, said] = await ask(facts.sync, { method: "POST", body });
    link.message = said.message ?? "";
    if (said.stale && !isRetry) {
      await fetchNews();
      return sendQueue(true);
    }
    if (!answer.ok) return;
    await dequeue(batch).catch(() => { /* sent a second time it changes nothing */ });
    book.queue = book.queue.slice(batch.length);
    said.answers.forEach(takeAnswer);
  }
}

/** What became of a check-in: counted, after another desk's, or refused. */
function takeAnswer(said) {
  const row = book.checkIns.get(said.id);
  if (!row || !said.verdict) return;
  if (said.first) addCheckIn(said.first);
  if (!["done", "already"].includes(said.verdict)) row.refused = said.state ?? "unknown";
}

/** Say once to this desk what it could not know: somebody was checked in earlier elsewhere, or has no seat. */
function tellSurprises() {
  for (const [id, isTold] of book.mine) {
    const row = book.checkIns.get(id), person = row && book.people.get(row.person);
    if (isTold || !person || row.undone) continue;
    const first = standing(person);
    if (row.refused) tell("error", words[`refused_${row.refused}`] ?? words.none, person, words.refused);
    else if (first && first.id !== id) tell("warning", fill(words.earlier, { when: whenAndWhere(first) }), person);
    else continue;
    book.mine.set(id, true);
  }
}

async function exchange(changed) {
  if (link.running) {
    link.again = true;
    return;
  }
  link.running = true;
  try {
    await sendQueue();
    const keeps = await fetchNews();
    Object.assign(link, { failed: false, gone: false });
    if (!keeps) await wipe(words.ended);
    else {
      if (link.message === words.ended) link.message = "";
      tellSurprises();
      await keepState(toKeep()).catch(() => { /* the next time */ });
    }
  } catch (error) {
    link.failed = true;
    link.gone = error instanceof Gone;
    if (link.gone) await wipe("");
  } finally {
    link.running = false;
    changed();
  }
  if (link.again) {
    link.again = false;
    exchange(changed);
  }
}

/** The list goes, on this device and in memory; what waits to be sent stays. */
async function wipe(text) {
  for (const map of [book.people, book.codes, book.checkIns, book.of, book.mine]) map.clear();
  book.since = book.token = book.until = ""; // until: where only the device's clock jumped, the server is asked again
  $("found").replaceChildren();
  $("result").replaceChildren();
  await forgetState().catch(() => { /* it goes when the page is opened again */ });
  if (text) link.message = text;
}

/** The strip on top: what is not sent, and why. */
function showLink() {
  const n = book.queue.length;
  let text = link.message;
  if (link.gone) text = fill(words.signedOut, { n });
  else if (link.failed) text = fill(book.queue.some((one) => one.slot === undefined) ? words.unkept : words.offline, { n });
  else if (!text && n && !link.running) text = fill(words.waiting, { n });
  if ($("offline").textContent !== text) $("offline").textContent = text;
  $("offline").hidden = !text;
}
