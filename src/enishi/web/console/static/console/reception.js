// Reads a member's card with the camera and sends its number to the desk's form.

const desk = document.querySelector("[data-scan]");
const form = desk.querySelector("[data-desk]");
const video = desk.querySelector("video");
const say = desk.querySelector("[data-say]");
const EVERY_MS = 200;

function tell(word) {
  say.textContent = desk.querySelector(`[data-word="${word}"]`).textContent;
}

async function look(pen) {
  if (video.videoWidth) {
    pen.canvas.width = video.videoWidth;
    pen.canvas.height = video.videoHeight;
    pen.drawImage(video, 0, 0);
    const picture = pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
    const found = await window.ZXingWASM.readBarcodes(picture, { formats: ["QRCode"] });
    const card = found.map((one) => one.text).find((text) => /^[0-9A-Z]{8,16}$/.test(text));
    if (card) {
      video.srcObject.getTracks().forEach((track) => track.stop());
      form.querySelector("#number").value = card;
      form.requestSubmit();
      return;
    }
  }
  setTimeout(look, EVERY_MS, pen);
}

desk.querySelector("[data-open]").addEventListener("click", async () => {
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment" },
    });
  } catch {
    tell("denied");
    return;
  }
  video.hidden = false;
  tell("looking");
  await video.play();
  await window.ZXingWASM.prepareZXingModule({
    overrides: { locateFile: () => desk.dataset.engine },
    fireImmediately: true,
  });
  look(document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
});
