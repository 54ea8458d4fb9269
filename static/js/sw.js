/*
 * The service worker of the reception: without network it shows the empty page of a forum's reception, with its styles
 * and scripts. It keeps nothing personal; the list of people lies in IndexedDB and goes here too, when its day is over
 * and when somebody signs out. Every other page passes it untouched.
 */
const KEPT = "forumapp-reception";
const DATABASE = "forumapp-reception";
const PAGE = /^\/desk\/forums\/[^/]+\/reception$/;
const PATIENCE = 6000;
const KNOWN = { cacheName: KEPT, ignoreVary: true }; // asks without making the cache

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keep(event.data).then(() => event.ports[0]?.postMessage("kept"))));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.waitUntil(forget((roster) => new Date(roster.until) <= new Date()));
  if (event.request.method === "POST" && address.pathname === "/sign-out") event.respondWith(signOut(event.request));
  else if (event.request.mode === "navigate" && event.request.method === "GET" && PAGE.test(address.pathname)) event.respondWith(page(event.request, address.pathname));
  else if (event.request.method === "GET" && address.pathname.startsWith("/assets/")) event.respondWith(asset(event.request));
});

/** Keep the empty page of one forum and what it needs; what an older edition needed goes. */
async function keep({ page: path, shell, assets }) {
  const cache = await caches.open(KEPT);
  const answer = await fetch(shell, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  await cache.put(path, answer);
  for (const address of assets) if (!(await cache.match(address))) await cache.add(address);
  for (const request of await cache.keys()) {
    const { pathname, href } = new URL(request.url);
    if (pathname.startsWith("/assets/") && !assets.includes(href)) await cache.delete(request);
  }
}

/** The page as it is now, or without network as it was kept. */
async function page(request, path) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    const kept = await caches.match(path, KNOWN);
    if (kept) return kept;
    throw error;
  }
}

async function asset(request) {
  return (await caches.match(request, KNOWN)) ?? fetch(request);
}

/** Whoever signs out leaves no list of people; check-ins that were not sent stay (numbers and times). */
async function signOut(request) {
  const answer = await fetch(request);
  await Promise.all([forget(() => true), caches.delete(KEPT)]);
  return answer;
}

/** Delete the lists that `isOver` says; does nothing where the page of the reception has never been. */
async function forget(isOver) {
  const names = (await indexedDB.databases?.()) ?? [];
  if (!names.some((one) => one.name === DATABASE)) return;
  const base = await new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  await new Promise((resolve) => {
    const transaction = base.transaction("rosters", "readwrite");
    transaction.oncomplete = transaction.onabort = resolve;
    const asked = transaction.objectStore("rosters").openCursor();
    asked.onsuccess = () => {
      const cursor = asked.result;
      if (!cursor) return;
      if (isOver(cursor.value)) cursor.delete();
      cursor.continue();
    };
  });
  base.close();
}
