// Proposing a correction: what is changed is marked, with the figure that stands there now.

import { showStrip } from "./strips.js";

const form = document.getElementById("lembar");
const old = JSON.parse(document.getElementById("old")?.textContent || "{}");
const boxes = [...(form?.querySelectorAll("input.box") ?? [])];

function plain(text) {
  return /^x*$/i.test(text.trim()) ? "X" : text.trim().replace(/^0+(?=[0-9])/, "");
}

function mark() {
  let count = 0;
  for (const row of form.querySelectorAll("[data-row]")) {
    const changed = [...row.querySelectorAll("input.box")].filter((box) => plain(box.value) !== old[box.name]);
    count += changed.length;
    row.classList.toggle("changed", changed.length > 0);
    row.querySelector("[data-says]").textContent = changed
      .map((box) => interpolate(gettext("sekarang %(figure)s"), { figure: old[box.name] === "X" ? gettext("kosong") : old[box.name] }, true))
      .join(", ");
  }
  form.querySelector("[data-count]").textContent = count
    ? interpolate(ngettext("%(count)s isian diubah", "%(count)s isian diubah", count), { count }, true)
    : gettext("Belum ada isian yang diubah");
}

form?.addEventListener("input", mark);
form?.addEventListener("keydown", (event) => {
  const at = boxes.indexOf(event.target);
  if (event.key !== "Enter" || at < 0) return;
  event.preventDefault();
  (boxes[at + (event.shiftKey ? -1 : 1)] ?? boxes[at]).focus();
});
form?.addEventListener("focusin", (event) => {
  if (event.target.matches("input.box")) event.target.select();
  showStrip(event.target.name);
});
if (form) mark();
