// Staff who stand at the venue need not look up its coordinates.

const here = document.querySelector("[data-here]");
const said = document.querySelector("[data-said]");
const DIGITS = 5; // about a metre

function say(word) {
  said.textContent = document.querySelector(`[data-word="${word}"]`).textContent;
}

if (navigator.geolocation) {
  here.hidden = false;
  here.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        document.querySelector("#id_latitude").value = coords.latitude.toFixed(DIGITS);
        document.querySelector("#id_longitude").value = coords.longitude.toFixed(DIGITS);
        say("found");
      },
      () => say("lost"),
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  });
}
