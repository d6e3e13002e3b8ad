// The style page: its buttons send the news that pages send.

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-say]");
  if (!button) return;
  const detail = { text: button.dataset.say, kind: button.dataset.kind };
  document.dispatchEvent(new CustomEvent("say", { detail }));
});
