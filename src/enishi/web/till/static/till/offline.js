// What a till sells without a network: kept in this browser, signed with a key that never leaves
// it (ES256 over P-256), and sent until the server has answered for each.

const AWAY = "/till/away";
const CACHE = "enishi-till";
const AT_ONCE = 100;
const WAIT_MS = 20_000;
const SIGN = { name: "ECDSA", hash: "SHA-256" };
const CURVE = { name: "ECDSA", namedCurve: "P-256" };

export const canKeep = () => "indexedDB" in window && Boolean(window.crypto && crypto.subtle);

function kept(store, mode, act) {
  return new Promise((fine, fail) => {
    const opened = indexedDB.open("enishi-till", 1);
    opened.onupgradeneeded = () => {
      opened.result.createObjectStore("keys");
      opened.result.createObjectStore("records", { keyPath: "n" });
    };
    opened.onerror = () => fail(opened.error);
    opened.onsuccess = () => {
      const work = opened.result.transaction(store, mode);
      const asked = act(work.objectStore(store));
      work.oncomplete = () => {
        opened.result.close();
        fine(asked.result);
      };
      work.onabort = () => fail(work.error);
    };
  });
}

export async function all() {
  return canKeep() ? kept("records", "readonly", (records) => records.getAll()).catch(() => []) : [];
}
export const waiting = async () => (await all()).filter((one) => !one.why);
export const refused = async () => (await all()).filter((one) => one.why);
export const forget = (n) => kept("records", "readwrite", (records) => records.delete(n));

async function own() {
  const found = await kept("keys", "readonly", (keys) => keys.get("own"));
  if (found) return found;
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const made = { pair, device: "" };
  await kept("keys", "readwrite", (keys) => keys.put(made, "own"));
  return made;
}

function text64(bytes) {
  let told = "";
  for (const one of new Uint8Array(bytes)) told += String.fromCharCode(one);
  return btoa(told).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
const packed = (value) => text64(new TextEncoder().encode(JSON.stringify(value)));

// Keeps one sale: first what it says, so that nothing is lost, with its signature beside it.
export async function record(sale) {
  const before = await all();
  const last = before.reduce((most, one) => Math.max(most, one.n), 0);
  const n = Math.max(last + 1, Date.now());
  const told = { n, shop: sale.shop, card: sale.card, asset: sale.asset, yen: sale.yen, at: new Date().toISOString() };
  const { pair } = await own();
  const body = `${packed({ alg: "ES256" })}.${packed(told)}`;
  const mark = await crypto.subtle.sign(SIGN, pair.privateKey, new TextEncoder().encode(body));
  const one = { n, yen: sale.yen, at: told.at, tail: sale.card.slice(-4), record: `${body}.${text64(mark)}`, why: "" };
  await kept("records", "readwrite", (records) => records.add(one));
  return one;
}

const limit = () => (AbortSignal.timeout ? AbortSignal.timeout(WAIT_MS) : undefined);

async function post(path, fields) {
  const headers = { Accept: "application/json" };
  const token = await fetch("/offline/token", { headers, signal: limit() });
  const body = new FormData();
  body.append("csrfmiddlewaretoken", (await token.json()).csrf);
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const answer = await fetch(path, { method: "POST", body, headers, signal: limit() });
  return answer.ok ? answer.json() : null;
}

async function publicKey({ pair }) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return JSON.stringify({ kty, crv, x, y });
}

// The office of the shop's points knows the public half, told anew where the phone was enrolled anew.
async function tellKey(device) {
  const key = await own();
  if (key.device === device) return;
  const told = await post(`${AWAY}/key`, { jwk: await publicKey(key) });
  if (told) await kept("keys", "readwrite", (keys) => keys.put({ ...key, device: told.device }, "own"));
}

// A file to its last byte: one that breaks off must not take the place of the one kept before.
async function whole(path) {
  const answer = await fetch(path);
  if (!answer.ok || answer.redirected) throw new Error(path);
  return [path, new Response(await answer.arrayBuffer(), { headers: answer.headers })];
}

// Keeps the page that works without a network, and what it is made of: first all is fetched, then
// put, the page last. Where the page stands, nothing of it is missing.
export async function keepWhatIsNeeded() {
  const { device, files } = document.querySelector("[data-till]").dataset;
  if (!canKeep() || !("caches" in window) || !navigator.onLine) return;
  try {
    await tellKey(device);
    const cache = await caches.open(CACHE);
    const wanted = [];
    for (const file of files.split(" ")) {
      if (!file.includes("/vendor/") || !(await cache.match(file))) wanted.push(file);
    }
    const fetched = await Promise.all([...wanted, AWAY].map(whole));
    for (const [path, answer] of fetched) await cache.put(path, answer);
  } catch {
    // There is no network just now, or no answer: what was kept before stays.
  }
}

async function sendAll() {
  const found = (await waiting()).slice(0, AT_ONCE);
  if (!found.length) return 0;
  const records = JSON.stringify(found.map((one) => one.record));
  // With the key: a phone that was enrolled anew may send before it said whose records these are.
  const told = await post(`${AWAY}/send`, { records, jwk: await publicKey(await own()) });
  if (!told || !told.answers) return 0;
  for (const [index, one] of found.entries()) {
    const { why } = told.answers[index];
    if (why) await kept("records", "readwrite", (records) => records.put({ ...one, why }));
    else await forget(one.n);
  }
  return found.length;
}

// Two windows do not send at once; a record counts once all the same.
export async function send() {
  if (!canKeep() || !navigator.onLine) return 0;
  try {
    return await (navigator.locks ? navigator.locks.request("enishi-till", sendAll) : sendAll());
  } catch {
    return 0;
  }
}

if ("serviceWorker" in navigator) {
  window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }));
}
