/*
 * The service worker of the pages that work without network: a forum's reception, and a group's notes. It shows their
 * empty pages with styles and scripts, and keeps nothing personal itself; lists and notes lie in IndexedDB and go here too,
 * when their day is over and when somebody signs out. Every other page passes it untouched.
 */
const KINDS = [
  { page: /^\/desk\/forums\/[^/]+\/reception$/, cache: "forumapp-reception", database: "forumapp-reception", kept: "rosters", key: "slug", place: (path) => path.split("/")[3] },
  { page: /^\/((groups|recorders)\/[^/]+|desk\/forums\/[^/]+\/groups\/\d+)\/$/, cache: "forumapp-notes", database: "forumapp-notes", kept: "sheets", key: "page", place: (path) => path },
];
const PATIENCE = 6000;
const REFUSED = [403, 404, 410];
const kindOf = (path) => KINDS.find((kind) => kind.page.test(path));
const known = (kind) => ({ cacheName: kind?.cache, ignoreVary: true }); // asks without making the cache

/* What is sent as a page of notes closes outlives the page only if it does not come through here. */
const straight = () => ({ condition: { requestMethod: "POST", urlPattern: new URLPattern({ pathname: "/*/changes" }) }, source: "network" });

self.addEventListener("install", (event) => {
  if (event.addRoutes) event.waitUntil(event.addRoutes(straight()));
  self.skipWaiting();
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keep(event.data).then(() => event.ports[0]?.postMessage("kept"))));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== location.origin) return;
  const isVisit = event.request.mode === "navigate", isGet = event.request.method === "GET";
  if (isVisit) event.waitUntil(forget((state) => new Date(state.until) <= new Date()));
  if (event.request.method === "POST" && address.pathname === "/sign-out") event.respondWith(signOut(event.request));
  else if (isVisit && isGet && kindOf(address.pathname)) event.respondWith(page(event.request, address.pathname));
  else if (isGet && address.pathname.startsWith("/assets/")) event.respondWith(asset(event.request));
});

/** Keep the empty page of one place and what it needs; what an older edition needed goes. */
async function keep({ page: path, shell, assets }) {
  const cache = await caches.open(kindOf(path).cache);
  const answer = await fetch(shell, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  await cache.put(path, answer);
  for (const address of assets) if (!(await cache.match(address))) await cache.add(address);
  for (const request of await cache.keys()) {
    const { pathname, href } = new URL(request.url);
    if (pathname.startsWith("/assets/") && !assets.includes(href)) await cache.delete(request);
  }
}

/**
 * The page as it is now; without network, or while something of a refused page waits to be sent, as it was kept. What is
 * kept of a refused page for which nothing waits goes.
 */
async function page(request, path) {
  const kind = kindOf(path);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (!REFUSED.includes(answer.status)) return answer;
    if (await waits(kind, path)) return (await caches.match(path, known(kind))) || answer;
    await forget((state, store) => store === kind && state[kind.key] === kind.place(path));
    return answer;
  } catch (error) {
    const kept = await caches.match(path, known(kind));
    if (kept) return kept;
    throw error;
  }
}

async function asset(request) {
  for (const kind of KINDS) {
    const kept = await caches.match(request, known(kind));
    if (kept) return kept;
  }
  return fetch(request);
}

/** Whoever signs out leaves no list of people and no notes; what was not sent stays: it cannot be had again. */
async function signOut(request) {
  const answer = await fetch(request);
  await Promise.all([forget(() => true), ...KINDS.map((kind) => caches.delete(kind.cache))]);
  return answer;
}

/** Open what a page keeps; null where that page has never been. */
async function database(kind) {
  const names = (await indexedDB.databases?.()) ?? [];
  if (!names.some((one) => one.name === kind.database)) return null;
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(kind.database);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Walk through one store: `work` gets each cursor in turn. */
async function walk(kind, name, mode, work) {
  const base = await database(kind);
  if (!base) return;
  await new Promise((resolve) => {
    const transaction = base.transaction(name, mode);
    transaction.oncomplete = transaction.onabort = resolve;
    const asked = transaction.objectStore(name).openCursor();
    asked.onsuccess = () => {
      if (!asked.result) return;
      work(asked.result);
      asked.result.continue();
    };
  });
  base.close();
}

/** Say whether entries of a page wait to be sent. */
async function waits(kind, path) {
  let found = false;
  await walk(kind, "queue", "readonly", (cursor) => { found ||= cursor.value[kind.key] === kind.place(path); });
  return found;
}

/** Delete the states that `isOver` says. */
async function forget(isOver) {
  for (const kind of KINDS) await walk(kind, kind.kept, "readwrite", (cursor) => { if (isOver(cursor.value, kind)) cursor.delete(); });
}
