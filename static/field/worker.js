// Keeps the shell of the app and its files, so that it opens with no network; never an answer about somebody.
// The server writes VERSION and FILES above these lines: another content is another version.
const SHELL = "/field";
const NAME = `peerlearn-field-${VERSION}`;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(leaveFormer().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const path = address.pathname + address.search;
  if (request.mode === "navigate" && address.pathname === SHELL) event.respondWith(kept(SHELL, request));
  else if (FILES.includes(path)) event.respondWith(kept(path, request));
});

// All or nothing: a version that is not complete never takes the place of one that is.
async function keep() {
  const cache = await caches.open(NAME);
  await Promise.all([SHELL, ...FILES].map(async (path) => {
    // The page has just fetched the files; their addresses change with their content.
    const answer = await fetch(path, { cache: path === SHELL ? "no-store" : "default", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(`${path} cannot be kept`);
    await cache.put(path, answer);
  }));
}

async function leaveFormer() {
  const names = await caches.keys();
  const former = names.filter((name) => name.startsWith("peerlearn-field-") && name !== NAME);
  await Promise.all(former.map((name) => caches.delete(name)));
}

async function kept(path, request) {
  return (await caches.match(path, { ignoreVary: true })) || fetch(request);
}
