// A camera that reads one QR after another: the browser's own reader, else the one that lies here.

const EVERY_MS = 200;
const SAME_MS = 4000;

// A phone's card is a number alone; a paper card is an address that ends with it.
function cardIn(text) {
  const found = /(?:^|#)([0-9A-Za-z]{16})$/.exec(text.trim());
  return found ? found[1].toUpperCase() : null;
}

async function reader(video, engine) {
  if ("BarcodeDetector" in window) {
    const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const native = new window.BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await native.detect(video)).map((one) => one.rawValue);
    }
  }
  await window.ZXingWASM.prepareZXingModule({
    overrides: { locateFile: () => engine },
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

// Calls `found` with each card, or with what `pick` finds in a text; the same one again only after
// it was out of sight for a while.
async function openEye(video, engine, found, pick = cardIn) {
  video.srcObject = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1280 } },
  });
  await video.play();
  const read = await reader(video, engine);
  let last = "";
  let seenAt = 0;
  let isOpen = true;
  const look = async () => {
    if (!isOpen) {
      return;
    }
    if (video.videoWidth) {
      const card = (await read()).map(pick).find(Boolean);
      const now = Date.now();
      if (card && (card !== last || now - seenAt > SAME_MS)) {
        found(card);
      }
      if (card) {
        last = card;
        seenAt = now;
      }
    }
    setTimeout(look, EVERY_MS);
  };
  look();
  return () => {
    isOpen = false;
    video.srcObject.getTracks().forEach((track) => track.stop());
  };
}

window.enishiEye = { openEye, cardIn };
