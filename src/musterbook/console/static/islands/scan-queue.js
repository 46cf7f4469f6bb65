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

/** Whether a line must not be lost yet: the console lacks it, or nobody has seen that its answer was changed. */
export const waits = (line) => !line.sent || Boolean(line.was && !line.seen);

const forget = (line) => within("readwrite", (store) => store.delete(line.key));

/** Forget lines that the console has and that are older than half a day. */
export async function forgetOld(now = Date.now()) {
  for (const line of await lines()) if (!waits(line) && now - Date.parse(line.at) > HOURS_KEPT * 3_600_000) await forget(line);
}

/** Forget what an officer read and the console has; what waits stays, whoever read it. */
export async function forgetSent(officer) {
  for (const line of await lines()) if (!waits(line) && line.officer === officer) await forget(line);
}

/** Forget what an officer read at one side of a door whose count he begins again. */
export async function forgetCount(officer, handover, side) {
  for (const line of await lines()) if (line.officer === officer && line.handover === handover && line.side === side) await forget(line);
}

/** Forget kept pages and lists, and keep what they are drawn with. */
export async function forgetPages() {
  for (const name of await globalThis.caches?.keys() ?? []) {
    const cache = await caches.open(name);
    for (const kept of await cache.keys()) if (new URL(kept.url).pathname.startsWith("/scan/")) await cache.delete(kept);
  }
}
