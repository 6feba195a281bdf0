// The camera reads a member's card and the page goes on by itself; it opens at once where the
// shop allowed it before.

import { done, wrong } from "./sound.js";
import { keepWhatIsNeeded, send, waiting } from "./offline.js";

const eye = document.querySelector("[data-scan]");
const form = document.querySelector("[data-card]");
const open = eye.querySelector("[data-open]");
const video = eye.querySelector("video");
const say = eye.querySelector("[data-say]");
const ALLOWED = "enishi-till-camera";
let isSent = false;
let close = null;
let isAsleep = false;

function tell(word) {
  say.textContent = eye.querySelector(`[data-word="${word}"]`).textContent;
}

function found(card) {
  if (isSent) return;
  isSent = true;
  done();
  tell("found");
  form.elements.number.value = card;
  submit();
}

// Without a network the card goes with the price to the page that needs none.
function submit() {
  sessionStorage.setItem("enishi-till-card", form.elements.number.value);
  if (navigator.onLine) {
    form.submit();
    return;
  }
  wrong();
  tell("away");
  location.assign(`${form.dataset.away}?amount=${form.elements.amount.value}`);
}

async function look() {
  open.disabled = true;
  try {
    video.hidden = false;
    close = await window.enishiEye.openEye(video, eye.dataset.engine, found);
  } catch {
    video.hidden = true;
    open.disabled = false;
    localStorage.removeItem(ALLOWED);
    tell("denied");
    return;
  }
  localStorage.setItem(ALLOWED, "1");
  open.hidden = true;
  tell("looking");
}

async function showWaiting() {
  const box = document.querySelector("[data-waiting]");
  const count = (await waiting()).length;
  const words = box.querySelector("[data-waits]");
  words.textContent = words.dataset.waits.replace("{n}", count);
  box.hidden = !count;
}

// A locked phone takes the camera away and gives back a black picture: it is opened anew.
function woke() {
  if (document.visibilityState === "hidden" && close) {
    close();
    close = null;
    isAsleep = true;
  } else if (document.visibilityState === "visible" && isAsleep) {
    isAsleep = false;
    look();
  }
}

// Four by four, as on the card: a number told aloud is easier to follow and to check.
function group(event) {
  const { value, selectionEnd } = event.target;
  if (event.isComposing || selectionEnd < value.length || !/^[0-9A-Za-z\s-]{0,20}$/.test(value)) return;
  const plain = value.replace(/[\s-]/g, "").toUpperCase();
  event.target.value = (plain.match(/.{1,4}/g) || []).join(" ");
}

open.addEventListener("click", look);
document.addEventListener("visibilitychange", woke);
form.elements.number.addEventListener("input", group);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
window.addEventListener("pageshow", () => {
  isSent = false;
});
window.addEventListener("load", () => {
  if (localStorage.getItem(ALLOWED)) look();
});
showWaiting();
keepWhatIsNeeded();
send().then(showWaiting);
