// The camera reads the code of a voucher, and the page goes on to what it stands for.

const eye = document.querySelector("[data-scan]");
const form = document.querySelector("[data-code]");
const open = eye.querySelector("[data-open]");
const video = eye.querySelector("video");
const say = eye.querySelector("[data-say]");

function tell(word) {
  say.textContent = eye.querySelector(`[data-word="${word}"]`).textContent;
}

open.addEventListener("click", async () => {
  open.disabled = true;
  try {
    video.hidden = false;
    const close = await window.enishiEye.openEye(video, eye.dataset.engine, (code) => {
      close();
      form.elements.number.value = code;
      form.submit();
    });
  } catch {
    video.hidden = true;
    open.disabled = false;
    tell("denied");
    return;
  }
  open.hidden = true;
  tell("looking");
});
