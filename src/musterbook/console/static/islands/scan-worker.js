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
  for (const page of await self.clients.matchAll()) await freshly(page.url, "text/html").catch(() => {});
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(keptOr(request));
  else if (PAGES.test(address.pathname)) event.respondWith(freshly(request.url, request.headers.get("accept"), request.mode === "navigate").catch(() => keptPage(request)));
});

// By its accept header the door knows whether to send to signing in or to say 401; either way what is kept goes.
async function freshly(address, accept, goes = false) {
  const answer = await fetch(address, { headers: { accept: accept ?? "*/*" }, credentials: "same-origin", redirect: goes ? "manual" : "follow", signal: AbortSignal.timeout(WAIT_MS) });
  if (answer.status === 401 || answer.redirected || answer.type === "opaqueredirect") await forgetPages();
  else if (answer.ok) await (await caches.open(cacheName)).put(address, answer.clone());
  return answer;
}

async function forgetPages() {
  const cache = await caches.open(cacheName);
  for (const one of await cache.keys()) if (PAGES.test(new URL(one.url).pathname)) await cache.delete(one);
}

// What is kept says so: the page then asks who reads, for nobody was let in for it.
async function keptPage(request) {
  const found = await caches.match(request.url);
  if (!found) return fetch(request);
  const heads = new Headers(found.headers);
  heads.set("musterbook-kept", "yes");
  return new Response(found.body, { status: found.status, headers: heads });
}

async function keptOr(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}
