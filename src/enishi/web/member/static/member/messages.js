// Push on and off: asks the browser, tells the server its push service and its keys.

const box = document.querySelector("[data-push]");
const on = box.querySelector("[data-on]");
const off = box.querySelector("[data-off]");
const say = box.querySelector("[data-say]");

function tell(word) {
  say.textContent = word ? box.querySelector(`[data-word="${word}"]`).textContent : "";
}

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

async function send(address, told) {
  const body = new URLSearchParams(told);
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token, Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`push: ${answer.status}`);
}

function show(subscription) {
  on.hidden = Boolean(subscription);
  off.hidden = !subscription;
}

async function worker() {
  return navigator.serviceWorker.register("/sw.js");
}

async function turnOn() {
  on.disabled = true;
  tell("asking");
  try {
    if ((await Notification.requestPermission()) !== "granted") {
      tell("denied");
      return;
    }
    await worker();
    const ready = await navigator.serviceWorker.ready;
    const subscription = await ready.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(box.dataset.key),
    });
    const { endpoint, keys } = subscription.toJSON();
    try {
      await send(box.dataset.onAddress, { endpoint, ...keys });
    } catch (fault) {
      await subscription.unsubscribe();
      throw fault;
    }
    show(subscription);
    tell("done");
  } catch {
    tell("failed");
  } finally {
    on.disabled = false;
  }
}

async function turnOff() {
  const ready = await navigator.serviceWorker.ready;
  const subscription = await ready.pushManager.getSubscription();
  if (subscription) {
    const { endpoint } = subscription;
    await subscription.unsubscribe();
    await send(box.dataset.offAddress, { endpoint }).catch(() => null);
  }
  show(null);
  tell("ended");
}

async function begin() {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    on.hidden = true;
    tell("unable");
    return;
  }
  const known = await navigator.serviceWorker.getRegistration();
  show(known ? await known.pushManager.getSubscription() : null);
}

on.addEventListener("click", turnOn);
off.addEventListener("click", turnOff);
begin();
