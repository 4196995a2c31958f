// What every page does: GOV.UK components start, the period switcher goes where it is pointed.
import { initAll } from "../govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// A switcher goes as soon as something is chosen by mouse; by keyboard the button does it.
const chosen = document.querySelector(".pb-bar__switch select");
if (chosen) {
  let byMouse = false;
  chosen.addEventListener("pointerdown", () => (byMouse = true));
  chosen.addEventListener("keydown", () => (byMouse = false));
  chosen.addEventListener("change", () => byMouse && chosen.form.requestSubmit());
}
