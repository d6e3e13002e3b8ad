// Tables of figures: lists of places go at once, columns can be hidden. Every page works without this file.

for (const form of document.querySelectorAll("form[data-go]")) {
  form.classList.add("goes");
  form.addEventListener("change", () => form.requestSubmit());
}

const table = document.querySelector("table[data-table]");
const menu = document.querySelector("[data-columns]");
if (table && menu) columns(table, menu);

/** Which columns show is kept per kind of table on this device; files are asked for with the same columns. */
function columns(table, menu) {
  const key = `kolom:${table.dataset.table}`;
  const heads = [...table.querySelectorAll("thead th[data-code]")];
  const hidden = new Set(read(key));
  const list = menu.querySelector("fieldset");
  const boxes = heads.map((head) => {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", className: "form-check-input" });
    const label = document.createElement("label");
    label.append(box, ` ${[head.querySelector(".no"), head.querySelector(".name")].map((e) => e?.textContent).join(" ")}`);
    list.append(label);
    box.addEventListener("change", () => {
      hidden[box.checked ? "delete" : "add"](head.dataset.code);
      keep();
    });
    return box;
  });
  menu.querySelector("[data-all]").addEventListener("click", () => {
    hidden.clear();
    keep();
  });
  menu.hidden = heads.length < 3;
  show();

  function keep() {
    // The last column stays: a table of names alone tells nothing.
    if (heads.every((head) => hidden.has(head.dataset.code))) hidden.delete(heads[0].dataset.code);
    try {
      localStorage.setItem(key, JSON.stringify([...hidden]));
    } catch {
      // Private windows keep nothing; the choice holds until the page is left.
    }
    show();
  }

  function show() {
    const off = heads.map((head) => hidden.has(head.dataset.code));
    const left = off.filter((is) => !is).length;
    boxes.forEach((box, at) => (box.checked = !off[at]));
    for (const row of table.rows) {
      const [first, ...cells] = row.cells;
      const wait = row.querySelector(".wait");
      if (wait) wait.colSpan = left + (wait === first ? 1 : 0);
      else cells.forEach((cell, at) => (cell.hidden = off[at]));
    }
    menu.classList.toggle("some", left < heads.length);
    for (const link of document.querySelectorAll("a[data-file]")) {
      const url = new URL(link.href);
      if (left < heads.length) {
        const shown = heads.filter((_, at) => !off[at]).map((head) => head.dataset.code);
        url.searchParams.set("kolom", shown.join(","));
      } else url.searchParams.delete("kolom");
      link.href = url;
    }
  }
}

function read(key) {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}
