// Shows a page of its own while the server cannot be reached. Nothing else is kept: code and answers always come
// from the server, so an update is there with the next load and a sign-out leaves nothing behind.

// Raised whenever one of the kept files changes.
const CACHE = 'hovorna-offline-1';
const PAGE = '/offline.html';
const KEPT = [PAGE, '/offline.css', '/offline.js', '/icon.svg'];
// Pages that are not the console's: they fail as any page fails.
const OTHERS = /^\/(api|demo|files|health|metrics|widget)(\/|$)/;

self.addEventListener('install', (event) => {
  const fill = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(KEPT.map((path) => new Request(path, { cache: 'reload' })));
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener('activate', (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  const kept = request.mode === 'navigate' && !OTHERS.test(pathname) ? PAGE : pathname;
  if (KEPT.includes(kept)) event.respondWith(fetch(request).catch(() => caches.match(kept)));
});
