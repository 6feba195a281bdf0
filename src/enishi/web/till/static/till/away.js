// Card and price are kept in this browser, signed, and sent by themselves later.

import { done, wrong } from "./sound.js";
import { canKeep, forget, record, refused, send, waiting } from "./offline.js";

const box = document.querySelector("[data-away]");
const form = box.querySelector("[data-form]");
const keep = box.querySelector("[data-keep]");
const eye = box.querySelector("[data-scan]");
const open = eye.querySelector("[data-open]");
const told = box.querySelector("[data-kept]");
const words = box.dataset;
const most = Number(words.most);
const AGAIN_MS = 15_000;
const ALLOWED = "enishi-till-camera"; // as customer.js keeps it

const plain = (text) => text.normalize("NFKC").replace(/\D/g, "").replace(/^0+(?=\d)/, "");
const yen = () => Number(form.elements.amount.value || 0);
const card = () => {
  const typed = form.elements.number.value.normalize("NFKC").replace(/[\s-]/g, "");
  return /[0-9A-Za-z]{16}$/.test(typed) ? typed.slice(-16).toUpperCase() : "";
};

function show() {
  const isFine = canKeep() && card() && yen() > 0 && yen() <= most;
  let label = words.wordsKeep.replace("{yen}", yen().toLocaleString("en-US"));
  if (yen() > most) label = words.wordsMost;
  else if (!yen()) label = words.wordsAmount;
  else if (!card()) label = words.wordsCard;
  keep.textContent = canKeep() ? label : words.wordsCannot;
  keep.setAttribute("aria-disabled", String(!isFine));
  return isFine;
}

async function showKept(sent = 0) {
  const [left, no] = [await waiting(), await refused()];
  const line = box.querySelector("[data-waits]");
  const lines = [];
  if (sent) lines.push(words.wordsSent.replace("{n}", sent));
  if (left.length) lines.push(words.wordsWaits.replace("{n}", left.length));
  line.querySelector("span").textContent = lines.join(" ");
  line.hidden = !lines.length;
  const list = box.querySelector("[data-list]");
  list.replaceChildren(...no.map((one) => {
    const item = document.createElement("li");
    const when = new Date(one.at).toLocaleString("ja-JP", { timeZone: "Asia/Tokyo", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
    item.textContent = `${when} …${one.tail} ${words.wordsYen.replace("{yen}", one.yen.toLocaleString("en-US"))} ${one.why}`;
    return item;
  }));
  box.querySelector("[data-refused]").hidden = !no.length;
}

// What waits is told at once, what was sent when the answer is there: that may take a while.
async function again() {
  await showKept();
  await showKept(await send());
}

async function submitted(event) {
  event.preventDefault();
  if (!show()) {
    wrong();
    return;
  }
  const asset = new FormData(form).get("asset");
  const one = await record({ shop: words.shop, card: card(), asset, yen: yen() });
  done();
  told.querySelector("[data-sum]").textContent = words.wordsYen.replace("{yen}", one.yen.toLocaleString("en-US"));
  told.hidden = false;
  form.hidden = true;
  told.focus();
  sessionStorage.removeItem("enishi-till-card");
  form.elements.number.value = "";
  form.elements.amount.value = "";
  await again();
}

async function look() {
  open.disabled = true;
  const video = eye.querySelector("video");
  try {
    video.hidden = false;
    const close = await window.enishiEye.openEye(video, eye.dataset.engine, (found) => {
      form.elements.number.value = found;
      done();
      close();
      video.hidden = true;
      open.disabled = false;
      show();
    });
  } catch {
    video.hidden = true;
    open.disabled = false;
    form.elements.number.focus();
  }
}

for (const key of box.querySelectorAll("[data-key]")) {
  key.addEventListener("click", () => {
    const before = form.elements.amount.value;
    const after = key.dataset.key === "back" ? before.slice(0, -1) : plain(before + key.dataset.key);
    if (after.length <= 8) form.elements.amount.value = after === "0" ? "" : after;
    show();
  });
}
form.elements.amount.addEventListener("input", () => {
  form.elements.amount.value = plain(form.elements.amount.value);
  show();
});
form.elements.number.addEventListener("input", show);
form.addEventListener("submit", submitted);
open.addEventListener("click", look);
told.querySelector("[data-next]").addEventListener("click", () => {
  told.hidden = true;
  form.hidden = false;
  show();
  window.scrollTo(0, 0);
  if (localStorage.getItem(ALLOWED)) look();
});
box.querySelector("[data-clear]").addEventListener("click", async () => {
  for (const one of await refused()) await forget(one.n);
  await showKept();
});
form.elements.number.value = sessionStorage.getItem("enishi-till-card") || "";
form.elements.amount.value = plain(new URLSearchParams(location.search).get("amount") || "");
box.hidden = false;
show();
window.addEventListener("online", again);
setInterval(again, AGAIN_MS);
again();
