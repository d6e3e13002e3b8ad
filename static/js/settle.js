// Settling and deciding: the paper shows the cell that has the focus; typing another figure chooses it.

import { showStrip } from "./strips.js";

document.addEventListener("input", (event) => {
  const box = event.target.closest(".choice input.box");
  if (box) box.closest(".choice").querySelector("input[type=radio]").checked = true;
});
document.addEventListener("focusin", (event) => showStrip(event.target.closest("[data-code]")?.dataset.code));

const first = document.querySelector("[data-code]");
const answer = first?.querySelector("input[type=radio]");
if (answer) answer.focus();
else if (first) showStrip(first.dataset.code);
