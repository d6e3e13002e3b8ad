// Kalender: arrow keys turn the page, h is today.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable], .gantt-box")) return;
  const link = [...document.querySelectorAll("a[data-key]")].find((one) => one.dataset.key === event.key);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
