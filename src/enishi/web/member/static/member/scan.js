// Reads a QR code with the camera and opens the page it names, on our own site only.
// BarcodeDetector where the browser has it, zxing-wasm (vendored) elsewhere.

const eye = document.querySelector("[data-scan]");
const video = eye.querySelector("video");
const button = eye.querySelector("[data-open]");
const say = eye.querySelector("[data-say]");
const EVERY_MS = 200;
let sawStrange = false;

function tell(word) {
  say.textContent = eye.querySelector(`[data-word="${word}"]`).textContent;
}

// Only a poster's or a counter's address of this very site is followed: never a link to elsewhere.
function ours(text) {
  try {
    const address = new URL(text, location.origin);
    const isOurs = /^\/[es]\/[0-9A-Za-z]+$/.test(address.pathname);
    return address.origin === location.origin && isOurs ? address.href : null;
  } catch {
    return null;
  }
}

async function detector() {
  if ("BarcodeDetector" in window) {
    const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const native = new window.BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await native.detect(video)).map((found) => found.rawValue);
    }
  }
  const engine = eye.dataset.engine;
  await window.ZXingWASM.prepareZXingModule({
    overrides: { locateFile: () => engine },
    fireImmediately: true,
  });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    pen.drawImage(video, 0, 0);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    const found = await window.ZXingWASM.readBarcodes(picture, { formats: ["QRCode"] });
    return found.map((one) => one.text);
  };
}

async function look(read) {
  if (!video.videoWidth) {
    setTimeout(look, EVERY_MS, read);
    return;
  }
  const texts = await read();
  const address = texts.map(ours).find(Boolean);
  if (address) {
    tell("found");
    video.srcObject.getTracks().forEach((track) => track.stop());
    location.assign(address);
    return;
  }
  if (texts.length && !sawStrange) {
    sawStrange = true;
    tell("strange");
  }
  setTimeout(look, EVERY_MS, read);
}

async function open() {
  button.disabled = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 } },
    });
  } catch {
    button.disabled = false;
    tell("denied");
    document.querySelector("#code").focus();
    return;
  }
  video.hidden = false;
  button.hidden = true;
  tell("looking");
  await video.play();
  look(await detector());
}

button.addEventListener("click", open);
