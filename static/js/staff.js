// The admin's lists: filters fold away on a phone until they are wanted, and ticked rows are counted. Without this
// script filters stay open and rows are ticked one by one.
const filters = document.querySelector(".staff-filters");
if (filters && !("active" in filters.dataset) && matchMedia("(max-width: 35.99rem)").matches) filters.open = false;

const bar = document.querySelector(".staff-actions");
if (bar) {
  const boxes = [...document.querySelectorAll(".action-select")];
  const whole = document.getElementById("action-toggle");
  const counter = bar.querySelector(".counter");
  const across = bar.querySelector(".select-across");
  const more = bar.querySelector(".more");

  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    const every = ticked === boxes.length;
    if (!every) across.value = "0";
    whole.checked = every;
    for (const box of boxes) box.closest("tr").classList.toggle("selected", box.checked);
    counter.textContent = across.value === "1" ? more?.dataset.done
      : interpolate(gettext("%(n)s dari %(all)s dipilih"), { n: ticked, all: boxes.length }, true);
    if (more) more.hidden = !every || across.value === "1";
  };

  for (const box of boxes) box.addEventListener("change", show);
  whole.addEventListener("change", () => {
    for (const box of boxes) box.checked = whole.checked;
    show();
  });
  more?.addEventListener("click", () => {
    across.value = "1";
    show();
  });
  show();
}

// The search widget of accounts and regions names its box only by what is chosen; its label is the field's. Django's
// jQuery makes the widgets once the page is ready, and asks its callers in their order.
window.django?.jQuery?.(() => {
  for (const box of document.querySelectorAll(".select2-selection")) {
    const field = box.closest(".select2")?.previousElementSibling;
    const label = field?.labels?.[0];
    const chosen = box.querySelector(".select2-selection__rendered");
    if (!label) continue;
    label.id ||= `${field.id}-label`;
    box.setAttribute("aria-labelledby", chosen ? `${label.id} ${chosen.id}` : label.id);
    chosen?.setAttribute("aria-labelledby", label.id);
  }
});
