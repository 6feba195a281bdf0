// Six digits typed or filled in by the phone are sent at once; the text message is read where it can be.

const field = document.querySelector("#digits");
const form = field.form;
let sent = false;

function send() {
  const digits = field.value.normalize("NFKC").replace(/[^0-9]/g, "");
  if (digits.length !== 6 || sent) return;
  sent = true;
  form.requestSubmit();
}

field.addEventListener("input", (event) => {
  if (!event.isComposing) send();
});
field.addEventListener("compositionend", send);
window.addEventListener("pageshow", () => {
  sent = false;
});

if ("OTPCredential" in window) {
  const waiting = new AbortController();
  form.addEventListener("submit", () => waiting.abort());
  navigator.credentials
    .get({ otp: { transport: ["sms"] }, signal: waiting.signal })
    .then((found) => {
      field.value = found.code;
      send();
    })
    .catch(() => {
      // Nothing came, or the person said no: they type.
    });
}

// The button to send again rests until a minute has passed.
const again = document.querySelector("[data-again]");
if (again) {
  const button = again.querySelector("button");
  const rest = Number(again.dataset.again) * 1000;
  if (rest > 0) {
    button.setAttribute("aria-disabled", "true");
    again.addEventListener("submit", hold);
    setTimeout(() => {
      button.removeAttribute("aria-disabled");
      again.removeEventListener("submit", hold);
    }, rest);
  }
}

function hold(event) {
  event.preventDefault();
}
