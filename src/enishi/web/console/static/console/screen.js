// Fetches the code of the moment, shows it, and asks again when the server says it turns. Only
// lengths of time are used, so a wrong clock does no harm. Without a network the code is taken
// away before it stops counting: nobody scans in vain.

const screenPart = document.querySelector("[data-screen]");
const place = screenPart.querySelector("[data-code]");
const trouble = screenPart.querySelector("[data-trouble]");
const SOON_MS = 300;
const AGAIN_MS = 3_000;
const WAIT_MS = 8_000;
let timer = 0;
let dies = 0; // when the code on the screen stops counting
let darkens = 0;

function tell(word) {
  const said = word ? screenPart.querySelector(`[data-word="${word}"]`).textContent : "";
  if (trouble.textContent !== said) trouble.textContent = said;
  trouble.hidden = !word;
}

function darken(word) {
  place.replaceChildren();
  place.removeAttribute("data-address");
  tell(word);
}

async function turn() {
  clearTimeout(timer);
  if (Date.now() > dies) darken("away");
  const asked = Date.now();
  try {
    const answer = await fetch(screenPart.dataset.screen, {
      headers: { Accept: "application/json" },
      cache: "no-store",
      signal: AbortSignal.timeout(WAIT_MS),
    });
    if (answer.redirected || answer.status === 403 || answer.status === 404) {
      darken("signed-out");
      return;
    }
    const told = await answer.json();
    if (answer.status === 409) {
      darken("over");
      return;
    }
    if (!answer.ok) throw new Error(answer.status);
    place.innerHTML = told.svg;
    place.dataset.address = told.address;
    dies = asked + told.counts_milliseconds - WAIT_MS;
    clearTimeout(darkens);
    darkens = setTimeout(() => darken("away"), dies - Date.now());
    tell("");
    timer = setTimeout(turn, told.milliseconds + SOON_MS);
  } catch {
    if (Date.now() > dies) darken("away");
    timer = setTimeout(turn, AGAIN_MS);
  }
}

// A tablet that slept shows nothing old when it wakes, and stays awake where it may.
async function stayAwake() {
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // Some tablets do not offer it; their owners set the time until sleep.
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  stayAwake();
  turn();
});
addEventListener("online", turn);
stayAwake();
turn();
