// Works without a network: keeps our own files, the offline page, and this phone's own pages.
// web/member/worker.py writes VERSION (of all FILES) and FILES in front of this.

const OURS = `enishi-files-${VERSION}`;
const MINE = "enishi-mine-";
const OFFLINE = "/offline";
const AWAY = "/till/away";
const PATIENCE_MS = 5_000;
const READ_MS = 15_000;

self.addEventListener("install", (event) => {
  const fetched = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(OURS).then((cache) => cache.addAll(fetched)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("enishi-files-") && name !== OURS;
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

// Pages of a till that opened without a network: what they are made of waits for none either.
const away = new Set();

async function file(request, client) {
  if (away.has(client)) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
  }
  const cache = await caches.open(OURS);
  const found = await cache.match(request, { ignoreVary: true });
  if (found && FILES.includes(new URL(request.url).pathname)) return found;
  try {
    const answer = await fetch(request);
    if (answer.ok) cache.put(request, answer.clone());
    return answer;
  } catch {
    return found || (await caches.match(request, { ignoreVary: true })) || Response.error();
  }
}

// A shop's pages are never kept; without a network the till that needs none opens (offline.js).
// Reading a card changes nothing, so that nobody waits long for its answer; who asks for the till
// that needs no network waits still less.
async function till(event, path) {
  const patience = { "/till/": READ_MS, [AWAY]: PATIENCE_MS }[path];
  const tired = new Promise((_, fail) => patience && setTimeout(fail, patience));
  try {
    return await Promise.race([fetch(event.request), tired]);
  } catch {
    away.add(event.resultingClientId);
    return (await caches.match(AWAY)) || (await caches.match(OFFLINE)) || Response.error();
  }
}

// A page says by its header whose it is: "none" ends what was kept, without one nothing is kept.
async function keep(path, answer) {
  const mark = answer.headers.get("Enishi-Keep");
  if (!mark || !answer.ok) return;
  for (const name of await caches.keys()) {
    if (name.startsWith(MINE) && name !== MINE + mark) await caches.delete(name);
  }
  if (mark !== "none") await (await caches.open(MINE + mark)).put(path, answer);
}

async function mine(path) {
  const name = (await caches.keys()).find((one) => one.startsWith(MINE));
  return name && (await caches.open(name)).match(path);
}

async function page(event, path) {
  const asked = fetch(event.request);
  event.waitUntil(asked.then((answer) => keep(path, answer.clone())).catch(() => null));
  const found = await mine(path);
  const tired = new Promise((done) => setTimeout(() => done(found), PATIENCE_MS));
  try {
    return await (found ? Promise.race([asked, tired]) : asked);
  } catch {
    return found || (await caches.match(OFFLINE)) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const isReading = request.mode === "navigate" && pathname === "/till/";
  if ((request.method !== "GET" && !isReading) || origin !== self.location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(request, event.clientId));
  else if (request.mode === "navigate" && pathname.startsWith("/till/")) event.respondWith(till(event, pathname));
  else if (request.mode === "navigate" && !/^\/(console|accounts|api)\//.test(pathname)) event.respondWith(page(event, pathname));
});
