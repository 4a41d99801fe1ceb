// Keeps the shell, so that the page opens without the gateway and says so. Values are never kept.
const cacheName = 'shell-{{version}}';
const folder = '{{folder}}';
const files = ['files'];

// Programs get something else there.
const page = new Request('./', { headers: { Accept: 'text/html' } });

self.addEventListener('install', event => event.waitUntil(
  caches.open(cacheName).then(cache => cache.addAll([page, ...files.map(file => folder + file)])).then(() => self.skipWaiting())));

self.addEventListener('activate', event => event.waitUntil(
  caches.keys().then(names => Promise.all(names.filter(name => name !== cacheName).map(name => caches.delete(name)))).then(() => self.clients.claim())));

self.addEventListener('fetch', event => {
  const { request } = event;
  if (request.method !== 'GET') {
    return;
  }

  if (request.mode === 'navigate' && new URL(request.url).pathname === new URL('./', self.registration.scope).pathname) {
    event.respondWith(fetch(request).catch(() => caches.match(page, { ignoreVary: true })));
  } else if (request.url.startsWith(new URL(folder, self.registration.scope).href)) {
    event.respondWith(caches.match(request).then(kept => kept ?? fetch(request)));
  }
});
