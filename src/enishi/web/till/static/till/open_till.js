// Reads the shop's card with the camera; its number is typed on big keys.

const pin = document.querySelector("[data-pin]");
const eye = document.querySelector("[data-scan]");

// A shop's card is an address that carries its secret; only the secret goes on, to this very site.
function secretIn(text) {
  const found = /[?&]card=([0-9A-Za-z]{16})(?:&|$)/.exec(text.trim());
  return found ? found[1].toUpperCase() : null;
}

if (pin) {
  const field = pin.elements.pin;
  field.inputMode = "none";
  pin.querySelector("[data-keys]").hidden = false;
  for (const key of pin.querySelectorAll("[data-key]")) {
    key.addEventListener("click", () => {
      if (key.dataset.key === "back") field.value = field.value.slice(0, -1);
      else if (field.value.length < field.maxLength) field.value += key.dataset.key;
    });
  }
}

if (eye) {
  const button = eye.querySelector("[data-open]");
  const video = eye.querySelector("video");
  const form = document.querySelector("#card").form;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      video.hidden = false;
      await window.enishiEye.openEye(video, eye.dataset.engine, (secret) => {
        form.elements.card.value = secret;
        form.submit();
      }, secretIn);
      button.hidden = true;
    } catch {
      video.hidden = true;
      button.disabled = false;
      eye.querySelector("[data-say]").textContent = eye.querySelector('[data-word="denied"]').textContent;
    }
  });
}
