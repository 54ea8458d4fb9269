/*
 * What the device keeps (IndexedDB): a state of one page, and entries that are not sent yet. The page says in `device`
 * what it is called: {database, kept, key, place, durability}. sw.js wipes it too.
 */
let opened;
const lost = () => { opened = null; };

/** A base that was cleared, or lost while the page slept (Safari), is opened anew with the next thing to do. */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(device.database, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(device.kept, { keyPath: device.key });
      asked.result.createObjectStore("queue", { autoIncrement: true });
    };
    asked.onsuccess = () => {
      asked.result.onclose = lost;
      asked.result.onversionchange = () => { asked.result.close(); lost(); };
      resolve(asked.result);
    };
    asked.onerror = () => { lost(); reject(asked.error); };
  });
  return opened;
}

/** Do one thing in a store, and wait until it is written down. */
async function inStore(name, mode, work) {
  try {
    return await once(name, mode, work);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    lost(); // the base went without a word
    return once(name, mode, work);
  }
}

async function once(name, mode, work) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(name, mode, { durability: device.durability });
    const asked = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

const mine = () => ({ [device.key]: device.place });
const keptState = () => inStore(device.kept, "readonly", (store) => store.get(device.place));
const keepState = (state) => inStore(device.kept, "readwrite", (store) => store.put({ ...state, ...mine() }));
const forgetState = () => inStore(device.kept, "readwrite", (store) => store.delete(device.place));
/** Write an entry down in its own slot, or in the next one. */
const enqueue = (entry, slot) => inStore("queue", "readwrite", (store) => store.put({ ...entry, ...mine() }, slot));
const dequeue = (entries) => inStore("queue", "readwrite", (store) => { for (const one of entries) if (one.slot !== undefined) store.delete(one.slot); });

/** The entries of this page that were not sent, in their order. */
async function queued() {
  const [slots, entries] = await Promise.all([
    inStore("queue", "readonly", (store) => store.getAllKeys()),
    inStore("queue", "readonly", (store) => store.getAll()),
  ]);
  return entries.map((entry, place) => ({ ...entry, slot: slots[place] })).filter((entry) => entry[device.key] === device.place);
}
