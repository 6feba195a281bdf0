// Two rising notes and a short shake say that a sale is done; one low note that it is not.
// A browser lets a page sound only after a touch, so `wake` is called by the first one.

const QUIET = "enishi-till-quiet"; // a shop's phone keeps for itself that it makes no sound

let air = null;

export const isQuiet = () => localStorage.getItem(QUIET) === "1";

export function setQuiet(quiet) {
  if (quiet) localStorage.setItem(QUIET, "1");
  else localStorage.removeItem(QUIET);
}

export function wake() {
  const Air = window.AudioContext || window.webkitAudioContext;
  if (!Air) return;
  air = air || new Air();
  if (air.state === "suspended") air.resume();
}

function note(tone, from, seconds) {
  const voice = air.createOscillator();
  const loud = air.createGain();
  voice.frequency.value = tone;
  loud.gain.setValueAtTime(0.25, air.currentTime + from);
  loud.gain.exponentialRampToValueAtTime(0.001, air.currentTime + from + seconds);
  voice.connect(loud).connect(air.destination);
  voice.start(air.currentTime + from);
  voice.stop(air.currentTime + from + seconds);
}

function shake(pattern) {
  if (navigator.vibrate) navigator.vibrate(pattern);
}

export function done() {
  if (isQuiet()) return;
  shake([60, 60, 60]);
  if (!air) return;
  note(880, 0, 0.18);
  note(1318, 0.12, 0.3);
}

export function wrong() {
  if (isQuiet()) return;
  shake(300);
  if (air) note(220, 0, 0.35);
}

document.addEventListener("pointerdown", wake, { once: true });
document.addEventListener("keydown", wake, { once: true });
