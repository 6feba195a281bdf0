// Reads a member's card with the camera into the field beside it; typing does the same.

const field = document.querySelector("[data-card]");
const input = field.querySelector("#number");
const video = field.querySelector("video");
const button = field.querySelector("[data-open]");
const say = field.querySelector("[data-say]");
const EVERY_MS = 200;

const tell = (word) => {
  say.textContent = field.querySelector(`[data-word="${word}"]`).textContent;
};

// A phone's card is a number alone; a paper card is an address that ends with it.
function cardIn(text) {
  const found = /(?:^|#)([0-9A-Za-z]{16})$/.exec(text.trim());
  return found ? found[1].toUpperCase() : null;
}

async function reader() {
  if ("BarcodeDetector" in window) {
    const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const native = new window.BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await native.detect(video)).map((one) => one.rawValue);
    }
  }
  await window.ZXingWASM.prepareZXingModule({
    overrides: { locateFile: () => field.dataset.engine },
    fireImmediately: true,
  });
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  return async () => {
    pen.canvas.width = video.videoWidth;
    pen.canvas.height = video.videoHeight;
    pen.drawImage(video, 0, 0);
    const picture = pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
    const found = await window.ZXingWASM.readBarcodes(picture, { formats: ["QRCode"] });
    return found.map((one) => one.text);
  };
}

async function look(read) {
  const card = video.videoWidth ? (await read()).map(cardIn).find(Boolean) : null;
  if (!card) {
    setTimeout(look, EVERY_MS, read);
    return;
  }
  input.value = card;
  video.srcObject.getTracks().forEach((track) => track.stop());
  video.hidden = true;
  button.hidden = false;
  button.disabled = false;
  tell("found");
}

async function open() {
  button.disabled = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    button.disabled = false;
    tell("denied");
    input.focus();
    return;
  }
  button.hidden = true;
  video.hidden = false;
  await video.play();
  look(await reader());
}

if (navigator.mediaDevices) button.hidden = false;
button.addEventListener("click", open);
