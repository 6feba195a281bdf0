// Fills a field of the page with the card that the camera sees: to look it up, or to hand it out.

for (const button of document.querySelectorAll("[data-open]")) {
  const form = button.closest("[data-form]");
  button.addEventListener("click", async () => {
    const eye = form.querySelector("[data-eye]");
    const hint = form.querySelector("[data-hint]");
    eye.hidden = false;
    button.disabled = true;
    try {
      const close = await window.enishiEye.openEye(eye.querySelector("video"), button.dataset.engine, (card) => {
        close();
        form.querySelector("input:not([type=hidden])").value = card;
        form.requestSubmit();
      });
      hint.textContent = button.dataset.looking;
    } catch {
      eye.hidden = true;
      button.disabled = false;
      hint.textContent = button.dataset.denied;
    }
  });
}
