// An application can name the place where the phone is now; who says no is not asked again.

const WAIT_MS = 8_000;
const box = document.querySelector("[data-here]");

if (box && navigator.geolocation) {
  box.hidden = false;
  const told = box.querySelector("[data-here-told]");
  const form = box.closest("form");
  told.setAttribute("role", "status");
  box.querySelector("[data-here-ask]").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.latitude.value = coords.latitude;
        form.elements.longitude.value = coords.longitude;
        told.textContent = told.dataset.kept;
      },
      () => {
        told.textContent = told.dataset.denied;
      },
      { enableHighAccuracy: true, timeout: WAIT_MS },
    );
  });
}
