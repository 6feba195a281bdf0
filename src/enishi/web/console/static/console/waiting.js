// After two seconds of waiting for numbers, a sentence says so; the old figures stay in sight.

const WAIT_MS = 2000;
const told = document.getElementById("waiting");
let timer = 0;

function wait() {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    told.textContent = told.dataset.words;
  }, WAIT_MS);
}

for (const form of document.querySelectorAll("form.pick")) {
  form.addEventListener("submit", wait);
}
for (const link of document.querySelectorAll(".asks a, .fields a")) {
  link.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) wait();
  });
}
// Coming back with the browser's back button finds the page as it was.
window.addEventListener("pageshow", () => {
  window.clearTimeout(timer);
  told.textContent = "";
});
