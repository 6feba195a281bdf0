// The print button of the poster.

document.querySelector("[data-print]").addEventListener("click", () => window.print());
