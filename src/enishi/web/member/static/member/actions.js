// After a tap the middle of the page is shown as the server sees it now, without loading it anew.
// The tap itself is sent by queue.js, which also keeps it while there is no network.

const main = document.getElementById("main");

document.addEventListener("enishi:done", (event) => {
  const told = event.detail;
  if (typeof told.main !== "string") return;
  event.preventDefault();
  main.innerHTML = told.main;
  history.replaceState(null, "", told.address);
  // What a screen reader says next, and where the keyboard goes on.
  const said = main.querySelector("[data-told]");
  said.focus({ preventScroll: true });
  said.scrollIntoView({ block: "nearest" });
});
