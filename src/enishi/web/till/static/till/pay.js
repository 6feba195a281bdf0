// The price and the points by big keys; what it comes to is said at once, and one press sells.
// Without this script the same page asks in two steps. What is typed stays in the address.

import { done, wrong } from "./sound.js";

const page = document.querySelector("main");
const typing = page.querySelector("[data-typing]");
const selling = page.querySelector("[data-selling]");
const sums = page.querySelector("[data-sums]");
const button = page.querySelector("[data-sell]");
const trouble = page.querySelector("[data-trouble]");
let has = Number(typing.dataset.has);
const most = Number(typing.dataset.most);
const fields = { amount: typing.elements.amount, points: typing.elements.points };
const ASK_MS = 250;
const WAIT_MS = 20_000;
const SOUND_MS = 250;
let active = "amount";
let choice = fields.points && fields.points.value ? "typed" : "none";
let timer = 0;
let asked = 0;
let isBusy = false;
let isRefused = false; // what the server said stays until something else is typed

const plain = (text) => text.normalize("NFKC").replace(/\D/g, "").replace(/^0+(?=\d)/, "");
const number = (name) => Number(plain((fields[name] && fields[name].value) || "0"));
const odd = (amount) => (amount % 100 <= has ? amount % 100 : 0);
const thousands = (amount) => amount.toLocaleString("en-US");

function chosen(amount) {
  if (choice === "odd") return odd(amount);
  if (choice === "all") return Math.min(has, amount);
  return choice === "none" ? 0 : number("points");
}

function mark() {
  for (const part of typing.querySelectorAll("[data-field]")) {
    part.classList.toggle("pay-on", part.dataset.field === active);
  }
  for (const one of typing.querySelectorAll("[name=use]")) {
    one.setAttribute("aria-pressed", String(one.value === choice));
  }
}

function label(amount, spend) {
  const words = selling.dataset;
  if (isBusy) return words.wordsBusy;
  if (!amount || amount > most) return words.wordsEmpty;
  if (spend > Math.min(has, amount)) return words.wordsMore.replace("{n}", thousands(Math.min(has, amount)));
  return spend === amount ? words.wordsPoints : words.wordsSell.replace("{yen}", thousands(amount - spend));
}

function show() {
  const amount = number("amount");
  const spend = chosen(amount);
  if (amount) fields.amount.value = thousands(amount);
  if (fields.points && (choice !== "typed" || spend)) fields.points.value = spend ? thousands(spend) : "";
  const isFine = amount > 0 && amount <= most && spend <= Math.min(has, amount);
  mark();
  const oddly = typing.querySelector("[data-odd]");
  if (oddly) oddly.textContent = `${oddly.dataset.odd} ${thousands(odd(amount))}`;
  page.querySelector("[data-pays]").textContent = thousands(Math.max(0, amount - spend));
  button.textContent = label(amount, spend);
  button.setAttribute("aria-disabled", String(!isFine || isBusy));
  selling.elements.amount.value = amount;
  selling.elements.points.value = spend;
  const told = new URLSearchParams({ asset: typing.elements.asset.value });
  if (amount) told.set("amount", amount);
  if (spend) told.set("points", spend);
  history.replaceState(null, "", `?${told}`);
  clearTimeout(timer);
  page.querySelector("[data-earned]").textContent = isFine ? "…" : "0";
  if (isFine && !isBusy) timer = setTimeout(ask, ASK_MS, told);
  return isFine;
}

// The rules live on the server alone: it says what the sale would earn.
async function ask(told) {
  asked += 1;
  const turn = asked;
  try {
    const answer = await fetch(`${typing.dataset.quote}?${told}`, { headers: { Accept: "application/json" } });
    const found = answer.ok ? await answer.json() : { earns: null };
    if (turn !== asked) return;
    page.querySelector("[data-earned]").textContent = found.earns === null ? "–" : thousands(found.earns);
    if (found.has !== undefined && found.has !== has) left(found.has);
    if (found.fault) say(found.fault);
    else if (!isRefused) hush();
  } catch {
    page.querySelector("[data-earned]").textContent = "–";
  }
}

// What the customer has changes while they stand here: another till, another person of the family.
function left(points) {
  has = points;
  page.querySelector("[data-left] .amount").textContent = thousands(points);
  const all = typing.querySelector("[data-all]");
  if (all) all.textContent = `${all.dataset.all} ${thousands(points)}`;
  if (show()) clearTimeout(timer);
}

function say(words, { again = false, away = false } = {}) {
  trouble.querySelector("[data-say]").textContent = words;
  trouble.querySelector("[data-retry]").hidden = !again;
  const link = trouble.querySelector("[data-away]");
  link.hidden = !away;
  link.href = `${link.pathname}?amount=${number("amount")}`;
  trouble.hidden = false;
}

function hush() {
  trouble.hidden = true;
}

function press(key) {
  isRefused = false;
  const field = fields[active];
  const before = plain(field.value);
  const after = key === "back" ? before.slice(0, -1) : plain(before + key);
  if (after.length > 8) return;
  field.value = after === "0" && active === "amount" ? "" : after;
  if (active === "points") choice = "typed";
  show();
}

async function sell(event) {
  event.preventDefault();
  if (isBusy || !show()) return;
  isBusy = true;
  isRefused = false;
  hush();
  show();
  const signal = AbortSignal.timeout ? AbortSignal.timeout(WAIT_MS) : undefined;
  let answer = null;
  let told = {};
  try {
    answer = await fetch(location.pathname, { method: "POST", body: new FormData(selling), headers: { Accept: "application/json" }, signal });
    told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
  } catch {
    answer = null;
  }
  if (answer && answer.ok && told.address) {
    done();
    setTimeout(() => location.assign(told.address), SOUND_MS);
    return;
  }
  isBusy = false;
  isRefused = true;
  show();
  clearTimeout(timer);
  wrong();
  if (!answer || answer.status >= 500) {
    const mayKeep = "indexedDB" in window && window.crypto && Boolean(crypto.subtle);
    say(selling.dataset.wordsOffline, { again: true, away: mayKeep && !number("points") });
  } else if (told.code === "till_is_closed" || told.code === "card_was_read_long_ago") {
    location.reload();
  } else {
    say(`${told.message || ""} ${told.next || ""}`, { again: answer.status === 429 });
    ask(new URLSearchParams(location.search));
  }
}

for (const [name, field] of Object.entries(fields)) {
  if (!field) continue;
  field.inputMode = "none"; // the big keys are on the page
  field.addEventListener("focus", () => {
    active = name;
    mark();
  });
  field.addEventListener("input", () => {
    field.value = plain(field.value);
    if (name === "points") choice = "typed";
    show();
  });
  field.closest("[data-field]").addEventListener("click", () => field.focus());
}
typing.addEventListener("submit", (event) => {
  event.preventDefault();
  const pressed = event.submitter;
  if (pressed && pressed.name === "use") {
    choice = pressed.value;
    isRefused = false;
    active = "amount";
    show();
  } else {
    selling.querySelector("[data-sell]").focus();
  }
});
for (const key of page.querySelectorAll("[data-key]")) {
  key.addEventListener("click", () => press(key.dataset.key));
}
selling.addEventListener("submit", sell);
trouble.querySelector("[data-retry]").addEventListener("click", () => selling.requestSubmit());
page.classList.add("pay-scripted");
page.querySelector("[data-keys]").hidden = false;
sums.hidden = false;
selling.hidden = false;
show();
