/* What the device keeps (IndexedDB): the list of the day, and check-ins that are not sent yet. sw.js wipes it too. */
const DATABASE = "forumapp-reception";
let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("rosters", { keyPath: "slug" });
      asked.result.createObjectStore("queue", { autoIncrement: true });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/** Do one thing in a store, and wait until it is written down. */
async function inStore(name, mode, work) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(name, mode, { durability: "strict" });
    const asked = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

const keptRoster = () => inStore("rosters", "readonly", (store) => store.get(facts.slug));
const keepRoster = (roster) => inStore("rosters", "readwrite", (store) => store.put({ ...roster, slug: facts.slug }));
const forgetRoster = () => inStore("rosters", "readwrite", (store) => store.delete(facts.slug));
const enqueue = (entry) => inStore("queue", "readwrite", (store) => store.add({ ...entry, slug: facts.slug }));
const dequeue = (entries) => inStore("queue", "readwrite", (store) => { for (const one of entries) store.delete(one.key); });

/** The entries of this forum that were not sent, in their order. */
async function queued() {
  const [keys, entries] = await Promise.all([
    inStore("queue", "readonly", (store) => store.getAllKeys()),
    inStore("queue", "readonly", (store) => store.getAll()),
  ]);
  return entries.map((entry, place) => ({ ...entry, key: keys[place] })).filter((entry) => entry.slug === facts.slug);
}
