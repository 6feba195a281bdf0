// The desk: sends what was read, says the answer in large words, keeps what could not be sent.

const desk = document.querySelector("[data-desk]");
const form = desk.querySelector("[data-form]");
const input = form.querySelector("#number");
const say = desk.querySelector("[data-say]");
const hint = desk.querySelector("[data-hint]");
const waitBox = desk.querySelector("[data-wait]");
const list = document.querySelector("[data-list]");
const words = desk.querySelector("[data-words]").content;
const STORE = `enishi-desk:${location.pathname}`;
const RETRY_MS = 15000;
const LIST_MS = 30000;
const MARKS = { done: "✓ ", again: "● ", withdrawn: "! ", refused: "! ", offline: "! " };
const TONES = { done: [880, 1320], again: [520], withdrawn: [300, 300], refused: [300, 300], offline: [300] };
let sound = null;

const word = (name) => words.querySelector(`[data-word="${name}"]`).textContent;
const ending = (number) => `${word("card")} …${number.slice(-4)}`;

function line(kind, text, className) {
  const made = document.createElement(kind);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}

function signal(state) {
  if (navigator.vibrate) {
    navigator.vibrate(state === "done" ? 80 : [120, 80, 120]);
  }
  if (!sound) {
    return;
  }
  (TONES[state] || []).forEach((tone, index) => {
    const voice = sound.createOscillator();
    const loud = sound.createGain();
    const from = sound.currentTime + index * 0.15;
    voice.frequency.value = tone;
    loud.gain.setValueAtTime(0.2, from);
    loud.gain.exponentialRampToValueAtTime(0.001, from + 0.14);
    voice.connect(loud).connect(sound.destination);
    voice.start(from);
    voice.stop(from + 0.15);
  });
}

function wakeSound() {
  const Sound = window.AudioContext || window.webkitAudioContext;
  sound = sound || (Sound ? new Sound() : null);
}

function tell(answer) {
  const box = line("div", "", `box big ${answer.state}`);
  box.append(line("h2", `${MARKS[answer.state] || ""}${answer.title}`));
  for (const [part, name] of [["who", "desk-who"], ["gift", "desk-gift"], ["note", ""]]) {
    if (answer[part]) {
      box.append(line("p", answer[part], name));
    }
  }
  if (answer.state === "withdrawn") {
    const button = line("button", word("anew"), "btn");
    button.type = "button";
    button.addEventListener("click", () => receive(answer.number, true));
    box.append(button);
  }
  say.replaceChildren(box);
  signal(answer.state);
}

function kept() {
  return JSON.parse(localStorage.getItem(STORE) || "[]");
}

function keep(numbers) {
  localStorage.setItem(STORE, JSON.stringify([...new Set(numbers)]));
  waitBox.hidden = !numbers.length;
  waitBox.querySelector("[data-count]").textContent = numbers.length;
  waitBox.querySelector("[data-waiting]").replaceChildren(...numbers.map((one) => line("li", ending(one))));
}

// Answers null when there was no answer at all: no network, a server that fell, a lost sign-in.
async function send(number, anew) {
  const told = new FormData(form);
  told.set("number", number);
  if (anew) {
    told.set("anew", "1");
  }
  let answer;
  try {
    answer = await fetch(location.pathname, {
      method: "POST",
      body: told,
      headers: { Accept: "application/json" },
    });
  } catch {
    return null;
  }
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  if (!isJson || answer.status >= 500) {
    return { lost: answer.redirected || answer.status === 403 ? "signed-out" : "failed" };
  }
  const body = await answer.json();
  if (answer.ok) {
    return body;
  }
  return { state: "refused", title: body.message, who: ending(number), note: body.next };
}

async function receive(number, anew) {
  hint.textContent = word("sending");
  const answer = await send(number, anew);
  hint.textContent = "";
  if (!answer || answer.lost) {
    keep([...kept(), number]);
    const title = answer ? word(answer.lost) : word("offline");
    tell({ state: "offline", title, who: ending(number), note: word("kept") });
    return;
  }
  tell(answer);
  refresh();
}

async function sendKept() {
  for (const number of kept()) {
    const answer = await send(number, false);
    if (!answer || answer.lost) {
      return;
    }
    keep(kept().filter((one) => one !== number));
    tell(answer);
  }
  refresh();
}

// Whoever is about to undo something does not have the list changed under their thumb.
const isBusy = () => list.querySelector("details[open]") !== null;

async function refresh() {
  if (isBusy()) {
    return;
  }
  try {
    const answer = await fetch(`${location.pathname}?part=list`, { headers: { Accept: "text/html" } });
    const told = answer.ok && !answer.redirected ? await answer.text() : "";
    if (told && !isBusy()) {
      list.innerHTML = told;
    }
  } catch {
    // The list stays as it was; what could not be sent is told in its own box.
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  wakeSound();
  const number = input.value.trim();
  input.value = "";
  input.focus();
  receive(window.enishiEye.cardIn(number) || number, false);
});

list.addEventListener("submit", async (event) => {
  const undo = event.target.closest("[data-undo]");
  if (!undo) {
    return;
  }
  event.preventDefault();
  try {
    const answer = await fetch(undo.action, {
      method: "POST",
      body: new FormData(undo),
      headers: { Accept: "application/json" },
    });
    const body = await answer.json();
    tell(answer.ok ? { state: "again", title: word("undone") } : { state: "refused", title: body.message, note: body.next });
  } catch {
    tell({ state: "offline", title: word("offline") });
    return;
  }
  undo.closest("details").open = false;
  refresh();
});

desk.querySelector("[data-open]").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  button.disabled = true;
  wakeSound();
  const eye = desk.querySelector("[data-eye]");
  eye.hidden = false;
  try {
    await window.enishiEye.openEye(eye.querySelector("video"), desk.dataset.engine, (card) => receive(card, false));
  } catch {
    eye.hidden = true;
    button.disabled = false;
    hint.textContent = word("denied");
    input.focus();
    return;
  }
  button.hidden = true;
  hint.textContent = word("looking");
});

desk.querySelector("[data-again]").addEventListener("click", sendKept);
window.addEventListener("online", sendKept);
window.addEventListener("beforeunload", (event) => {
  if (kept().length) {
    event.preventDefault();
  }
});
keep(kept());
setInterval(() => kept().length && sendKept(), RETRY_MS);
setInterval(refresh, LIST_MS);
