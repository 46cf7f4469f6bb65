// What was read at a door, kept on this tablet until the console has it: each line once, under a key of its own.
const NAME = "musterbook-scan", HOURS_KEPT = 12;
let opening = null;

function base() {
  opening ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("lines", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opening;
}

async function within(mode, act) {
  const made = (await base()).transaction("lines", mode, { durability: "strict" });
  const asked = act(made.objectStore("lines"));
  return new Promise((done, failed) => {
    made.oncomplete = () => done(asked?.result);
    made.onabort = made.onerror = () => failed(made.error);
  });
}

/** Keep a line; it is on the disk of the tablet when the promise is kept. */
export const keep = (line) => within("readwrite", (store) => store.put(line));

/** Every line, in the order they were read. */
export async function lines() {
  const found = await within("readonly", (store) => store.getAll());
  return found.sort((one, other) => (one.at < other.at ? -1 : 1));
}

/** Forget lines that the console has and that are older than half a day. */
export async function forgetOld(now = Date.now()) {
  for (const line of await lines()) {
    if (line.sent && now - Date.parse(line.at) > HOURS_KEPT * 3_600_000) await within("readwrite", (store) => store.delete(line.key));
  }
}

/** Forget everything that was read on this tablet. */
export async function forgetAll() {
  (await base()).close();
  opening = null;
  indexedDB.deleteDatabase(NAME);
  for (const name of await caches.keys()) await caches.delete(name);
}
