// Rapat: the clock of a skors, the live filter at the desk, how many are ticked in the picker.

const two = (n) => String(n).padStart(2, "0");

function tick(element) {
  const left = Math.round((new Date(element.dataset.until) - Date.now()) / 1000);
  const all = Math.abs(left);
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  element.textContent = `${left < 0 ? "+" : ""}${h ? `${h}.${two(m)}` : m}.${two(s)}`;
  element.classList.toggle("is-over", left < 0);
}

const clocks = [...document.querySelectorAll("[data-until]")];
if (clocks.length) {
  const all = () => clocks.forEach(tick);
  all();
  setInterval(all, 1000);
}

const search = document.querySelector("[data-live]");
if (search) {
  const rows = [...document.querySelectorAll("[data-text]")];
  const none = document.querySelector("[data-none]");
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.dataset.text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    for (const group of document.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-text]:not([hidden])");
    }
    none.hidden = shown > 0;
  });
}

const pick = document.querySelector("[data-pick]");
if (pick) {
  const button = pick.querySelector("button[type=submit]");
  const label = button.textContent;
  const count = () => {
    const n = pick.querySelectorAll("input[type=checkbox]:checked").length;
    button.textContent = n ? `${label} (${n})` : label;
  };
  pick.addEventListener("change", count);
  count();
}
