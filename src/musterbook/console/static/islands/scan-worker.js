// Keeps the page for reading bands on this tablet, so that it opens and works while the network is away. The console
// puts before these lines which files that takes.
const cacheName = `musterbook-scan-${kept.version}`;
const PAGES = /^\/scan\/[0-9a-f]+(\/list)?$/, WAIT_MS = 4000;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(cacheName);
  await cache.addAll(kept.files);
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name);
  await self.clients.claim();
  for (const page of await self.clients.matchAll()) await freshly(new Request(page.url)).catch(() => {});
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(keptOr(request));
  else if (PAGES.test(address.pathname)) event.respondWith(freshly(request).catch(() => keptOr(request)));
});

async function freshly(request) {
  const answer = await fetch(request.url, { credentials: "same-origin", redirect: request.mode === "navigate" ? "manual" : "follow", signal: AbortSignal.timeout(WAIT_MS) });
  if (answer.ok && !answer.redirected) await (await caches.open(cacheName)).put(request.url, answer.clone());
  return answer;
}

async function keptOr(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}
