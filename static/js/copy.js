// A button with data-copy puts the text of that field on the clipboard. Without it the field's text is selected by hand.

for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // No clipboard without TLS, or refused: the old way.
      field.select();
      document.execCommand("copy");
    }
    document.dispatchEvent(new CustomEvent("say", { detail: { text: gettext("Disalin.") } }));
  });
}
