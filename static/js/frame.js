// The frame's comforts. Every page works without this file.

/** Menus and words of help close on Escape and on a click elsewhere. */
const MENUS = "details:is(.menu, .help)";
function closeMenus(except) {
  for (const menu of document.querySelectorAll(MENUS)) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest(MENUS)));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(`${MENUS}[open]`);
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/** A pressed button says that the server is working; the server alone decides about repeats. */
document.addEventListener("submit", (event) => event.submitter?.setAttribute("aria-busy", "true"));
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

/** The offline line shows while the browser has no network at all. */
const offline = document.querySelector("body > .offline");
function showNetwork() {
  if (offline) offline.hidden = navigator.onLine;
}
window.addEventListener("online", showNetwork);
window.addEventListener("offline", showNetwork);
showNetwork();

/** The tab where one is stands in view where the strip scrolls. */
for (const strip of document.querySelectorAll(".tabs, .areas")) {
  const current = strip.querySelector("[aria-current]");
  if (current) strip.scrollLeft = current.offsetLeft - strip.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
}

/** A button with data-dialog opens that dialog instead of what it would do; data-close closes it; focus comes back. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const closer = event.target.closest("dialog [data-close]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog).showModal();
  } else if (closer) {
    closer.closest("dialog").close();
  } else if (event.target.matches?.("dialog[data-light]")) {
    event.target.close();
  }
});

/**
 * News without a new page: document.dispatchEvent(new CustomEvent("say", { detail: { text, kind } })), kind: ok | error.
 * Good news leaves by itself after a while, unless somebody is at it; bad news waits to be closed.
 */
document.addEventListener("say", ({ detail: { text, kind = "ok" } }) => {
  const note = document.createElement("div");
  note.className = `notice notice-${kind}`;
  const line = Object.assign(document.createElement("div"), { textContent: text });
  const close = Object.assign(document.createElement("button"), {
    type: "button", className: "btn btn-quiet btn-sm", textContent: gettext("Tutup"),
  });
  close.addEventListener("click", () => note.remove());
  note.append(line, close);
  document.querySelector(".toasts > div").append(note);
  if (kind === "ok") {
    const leave = () => setTimeout(() => (note.matches(":hover, :focus-within") ? leave() : note.remove()), 8000);
    leave();
  }
});
