// Forms marked data-offline arrive, also without a network: each is written down on this phone
// under its key before it is sent, and sent again, in order, until the server has answered.

const box = document.querySelector("[data-queue]");
const live = new Set();
const said = new WeakMap(); // what a button says when its form is not being sent
const AGAIN_MS = 15_000;
const WAIT_MS = 20_000;
const TOLD = "enishi-told";
const SEEN_MS = 5_000;
let running = false;
let timer = 0;

function kept(mode, act) {
  return new Promise((done, fail) => {
    const opened = indexedDB.open("enishi", 1);
    opened.onupgradeneeded = () =>
      opened.result.createObjectStore("queue", { keyPath: "number", autoIncrement: true });
    opened.onerror = () => fail(opened.error);
    opened.onsuccess = () => {
      const work = opened.result.transaction("queue", mode);
      const asked = act(work.objectStore("queue"));
      work.oncomplete = () => {
        opened.result.close();
        done(asked.result);
      };
      work.onabort = () => fail(work.error);
    };
  });
}

const waiting = () => kept("readonly", (queue) => queue.getAll()).catch(() => []);
const forget = (number) => kept("readwrite", (queue) => queue.delete(number)).catch(() => null);

// What came of things sent later is told again by the next page when this one was left before
// anybody could read it: by number, words for what was refused and none for what was done.
function told() {
  try {
    const { phone, of } = JSON.parse(sessionStorage.getItem(TOLD)) || {};
    return new Map(phone === box.dataset.phone ? of : []);
  } catch {
    return new Map();
  }
}

function remember(of) {
  try {
    sessionStorage.setItem(TOLD, JSON.stringify({ phone: box.dataset.phone, of: [...of] }));
  } catch {
    // A window that keeps nothing tells it on this page alone.
  }
}

function say(lines, look = "warn") {
  box.className = `note note-${look} queue`;
  box.replaceChildren(...lines.map((line) => {
    const part = document.createElement("p");
    part.textContent = line;
    return part;
  }));
  box.hidden = !lines.length;
}

const isHere = (address) => new URL(address, location.href).pathname === location.pathname;
const words = (name, count) => box.dataset[name].replace("{n}", count);

// What came of it: "away" (no network, or a server that is not there), "refused" or "done".
async function send(one, token, isLate) {
  const body = new FormData();
  for (const [name, value] of one.fields) body.append(name, value);
  body.set("csrfmiddlewaretoken", token);
  if (isLate) body.set("done_at", one.done_at);
  const headers = { Accept: "application/json", "Idempotency-Key": one.key };
  const signal = AbortSignal.timeout ? AbortSignal.timeout(WAIT_MS) : undefined;
  try {
    const answer = await fetch(one.address, { method: "POST", body, headers, signal });
    if ([429, 502, 503, 504].includes(answer.status)) return { came: "away" };
    const isTold = (answer.headers.get("Content-Type") || "").includes("json");
    const told = isTold ? await answer.json() : {};
    return { came: answer.ok ? "done" : "refused", status: answer.status, ...told };
  } catch {
    return { came: "away" };
  }
}

function ready(form) {
  for (const [button, parts] of said.get(form) || []) button.replaceChildren(...parts);
  said.delete(form);
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

function busy(form, button) {
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
  if (form.dataset.busy && button) {
    said.set(form, [[button, [...button.childNodes]]]);
    button.textContent = form.dataset.busy;
  }
}

async function submitted(event) {
  const form = event.target;
  if (!form.matches("form[data-offline]")) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  const data = new FormData(form);
  const button = event.submitter || form.querySelector("[type=submit]");
  if (event.submitter && event.submitter.name) {
    data.append(event.submitter.name, event.submitter.value);
  }
  busy(form, button);
  const one = {
    key: data.get("key") || crypto.randomUUID(),
    address: form.action,
    fields: [...data],
    done_at: new Date().toISOString(),
    title: form.dataset.offline,
    phone: box.dataset.phone,
  };
  // The same page, opened once more without a network: it is written down already.
  if ((await waiting()).some((other) => other.key === one.key)) {
    ready(form);
    await show();
    return;
  }
  // Some browsers keep nothing in a private window: then it is sent once, as any form is.
  const number = await kept("readwrite", (queue) => queue.add(one)).catch(() => null);
  live.add(number);
  const answer = await send(one, data.get("csrfmiddlewaretoken"), false);
  live.delete(number);
  if (answer.came === "away" && number !== null) {
    ready(form);
    form.dispatchEvent(new CustomEvent("enishi:kept", { bubbles: true }));
    await show();
    return;
  }
  if (number !== null) await forget(number);
  const told = new CustomEvent("enishi:done", { bubbles: true, cancelable: true, detail: answer });
  if (answer.came !== "done") {
    form.submit(); // the page of the refusal says more than a line can
  } else if (form.dispatchEvent(told)) {
    location.assign(answer.address || location.href);
  } else {
    ready(form);
  }
}

// The button of what waits says so, also when the page is opened once more.
function mark(found) {
  for (const form of document.querySelectorAll("form[data-waits]")) {
    const key = form.elements.key && form.elements.key.value;
    const button = form.querySelector("[type=submit]");
    if (!form.dataset.sent && found.some((one) => one.key === key)) {
      // What only a screen reader says stays: which of them it is.
      button.firstChild.textContent = form.dataset.waits;
    }
  }
}

async function show(lines = []) {
  const found = await waiting();
  const count = found.length;
  mark(found);
  const left = count ? [words("kept", count)] : [];
  if (count || lines.length) say([...lines, ...left], count ? "warn" : "ok");
  else if (!navigator.onLine && box.dataset.seen) say([box.dataset.seen]);
  else if (!box.dataset.told) say([]);
  clearTimeout(timer);
  if (count) timer = setTimeout(replay, AGAIN_MS);
}

async function fresh() {
  try {
    const answer = await fetch("/offline/token", { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function each(found) {
  const came = told();
  const token = found.length ? await fresh() : null;
  for (const one of token ? found : []) {
    // Another person's phone now: what the one before did is not theirs.
    const isStrange = one.phone && one.phone !== token.phone;
    const answer = isStrange ? { came: "refused" } : await send(one, token.csrf, true);
    if (answer.came === "away") break;
    const why = isStrange ? box.dataset.strange
      : `${answer.message || box.dataset.refused} ${answer.next || ""}`;
    came.set(one.number, answer.came === "done" ? "" : `${one.title}: ${why}`);
    remember(came);
    await forget(one.number);
    const here = document.querySelector("form[data-leave]");
    if (answer.address && here && here.action === one.address) location.assign(answer.address);
    else if (answer.address && isHere(answer.address)) {
      document.dispatchEvent(new CustomEvent("enishi:done", { cancelable: true, detail: answer }));
    }
  }
  const lines = [...came.values()].filter(Boolean);
  const sent = came.size - lines.length;
  if (sent) lines.unshift(words("done", sent));
  if (lines.length) {
    box.dataset.told = "1";
    setTimeout(() => remember([...told()].filter(([number]) => !came.has(number))), SEEN_MS);
  }
  return lines;
}

async function replay() {
  if (running) return;
  running = true;
  try {
    await show(await each((await waiting()).filter((one) => !live.has(one.number))));
  } finally {
    running = false;
  }
}

// Two windows do not send the same thing at once; the key makes it happen once all the same.
const begin = () =>
  navigator.locks ? navigator.locks.request("enishi-queue", replay) : replay();

if (box && "indexedDB" in window) {
  document.addEventListener("submit", submitted);
  window.addEventListener("online", begin);
  window.addEventListener("offline", () => show());
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-offline]")) ready(form);
  });
  begin();
}
if (box && box.dataset.worker && "serviceWorker" in navigator) {
  const { worker, phone } = box.dataset;
  window.addEventListener("load", () =>
    navigator.serviceWorker.register(worker, { updateViaCache: "none" }));
  // Pages that the phone kept for somebody else go at once.
  caches.keys().then((names) => names
    .filter((name) => name.startsWith("enishi-mine-") && name !== `enishi-mine-${phone}`)
    .forEach((name) => caches.delete(name)));
}
