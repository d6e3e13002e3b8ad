// Keeps the scan page and its files for when there is no network. Everything is asked of the network first, so nobody
// sees an old page while there is a newer one; nothing outside this folder and the static files is touched.

const CACHE = "pindai-1";
const PAGE = new URL(self.registration.scope).pathname;
const PATIENCE = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === PAGE) event.respondWith(fromNetwork(event.request, PAGE));
  else if (isPart(url.pathname)) event.respondWith(fromNetwork(event.request, event.request.url));
});
self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.simpan)) event.waitUntil(keep(event.data.simpan, event.source));
});

function isPart(path) {
  return path.startsWith("/static/") || /^\/bahasa\/[a-z-]+\.js$/.test(path);
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("pindai-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The network's answer, else what is kept; a server that fails or is slow counts as no network. */
async function fromNetwork(request, key) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(key, { ignoreVary: true });
  const asked = fetch(request).then(async (answer) => {
    if (answer.status === 200 && answer.type === "basic") await cache.put(key, answer.clone());
    return answer;
  });
  if (!kept) return asked;
  const slow = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([asked.catch(() => undefined), slow]);
  return answer && answer.status < 500 ? answer : kept;
}

/** The files that the page has loaded, all or nothing new; what it no longer needs is let go. */
async function keep(urls, client) {
  const cache = await caches.open(CACHE);
  const wanted = urls.map((url) => new URL(url, location.origin)).filter((url) => url.origin === location.origin);
  const parts = wanted.filter((url) => url.pathname === PAGE || isPart(url.pathname));
  try {
    const answers = await Promise.all(parts.map((url) => fetch(url.pathname === PAGE ? PAGE : url, { redirect: "error" })));
    if (answers.some((answer) => answer.status !== 200)) return;
    await Promise.all(answers.map((answer, at) => cache.put(parts[at].pathname === PAGE ? PAGE : parts[at].href, answer)));
  } catch {
    return; // no network: what was kept before stays
  }
  const names = new Set(parts.map((url) => (url.pathname === PAGE ? new URL(PAGE, location.origin).href : url.href)));
  for (const request of await cache.keys()) if (!names.has(request.url)) await cache.delete(request);
  client?.postMessage({ tersimpan: parts.length });
}
