// Whether this phone sounds and shakes when a sale is done; it sounds once where it is switched on.

import { done, isQuiet, setQuiet } from "./sound.js";

const box = document.querySelector("[data-sound]");
const field = box.querySelector("input");

field.checked = !isQuiet();
field.addEventListener("change", () => {
  setQuiet(!field.checked);
  done();
});
box.hidden = false;
