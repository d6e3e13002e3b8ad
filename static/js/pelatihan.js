// Bimtek: a digit on the row of a TPS chooses that many and goes on to the next.

const form = document.querySelector("[data-steppers]");
form?.addEventListener("keydown", (event) => {
  if (!/^\d$/.test(event.key) || event.target.type !== "radio") return;
  const rows = [...form.querySelectorAll("fieldset")];
  const row = event.target.closest("fieldset");
  const chosen = row.querySelector(`input[value="${event.key}"]`);
  if (!chosen || chosen.disabled) return;
  event.preventDefault();
  chosen.checked = true;
  const next = rows[rows.indexOf(row) + 1];
  (next?.querySelector("input:checked") ?? chosen).focus();
});
