// The palette and the keyboard shortcuts. Without this file the search is a page, and so is the list of shortcuts.

const WAIT = 150;
const palette = document.querySelector("dialog.palette");
const cheat = document.querySelector("dialog.cheat");
const opener = document.querySelector("[data-palette]");

async function fragment(url, signal) {
  const response = await fetch(url, { headers: { "X-Requested-With": "fetch" }, signal });
  // A redirect leads to the sign-in page: the session has ended.
  if (!response.ok || response.redirected) throw new Error(String(response.status));
  return response.text();
}

if (palette) {
  const input = palette.querySelector("input");
  const list = palette.querySelector("[data-hits]");
  const said = palette.querySelector("[data-said]");
  const form = palette.querySelector("form");
  let timer;
  let running;
  let chosen = -1;
  let shownFor = null;

  const options = () => [...list.querySelectorAll("a")].filter((link) => link.closest(".hits"));

  function choose(index) {
    const links = options();
    chosen = links.length ? (index + links.length) % links.length : -1;
    links.forEach((link, at) => link.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", links[chosen].id);
    links[chosen].scrollIntoView({ block: "nearest" });
  }

  function show(html, text) {
    list.innerHTML = html;
    for (const part of list.querySelectorAll(".hits")) {
      part.querySelector("h2").setAttribute("role", "presentation");
      const group = part.querySelector("ul");
      group.setAttribute("role", "group");
      for (const item of group.children) item.setAttribute("role", "presentation");
    }
    options().forEach((link, at) => {
      link.id = `hasil-${at}`;
      link.setAttribute("role", "option");
      link.tabIndex = -1;
    });
    const count = list.querySelector("[data-count]");
    said.textContent = count ? count.textContent.trim() : "";
    count?.remove();
    shownFor = text;
    choose(0);
  }

  async function ask() {
    clearTimeout(timer);
    running?.abort();
    const here = (running = new AbortController());
    const text = input.value.trim();
    list.setAttribute("aria-busy", "true");
    try {
      const html = await fragment(`${form.action}?potongan=1&q=${encodeURIComponent(text)}`, here.signal);
      if (here === running) show(html, text);
    } catch (error) {
      if (error.name !== "AbortError") list.replaceChildren(palette.querySelector("template").content.cloneNode(true));
    } finally {
      if (here === running) list.removeAttribute("aria-busy");
    }
  }

  function open() {
    if (palette.open || document.querySelector("dialog[open]")) return;
    palette.showModal();
    input.select();
    if (shownFor !== input.value.trim()) ask();
  }

  async function go() {
    // What was typed last counts, not what happens to be on the list.
    if (shownFor !== input.value.trim()) await ask();
    const link = options()[chosen];
    if (link && shownFor === input.value.trim()) link.click();
  }

  opener?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter") go();
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  list.addEventListener("pointermove", (event) => {
    const at = options().indexOf(event.target.closest("a"));
    if (at >= 0 && at !== chosen) choose(at);
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette || event.target.closest("a, [data-shut]")) palette.close();
  });
  document.addEventListener("keydown", (event) => {
    const isPressed = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
    if (!isPressed) return;
    event.preventDefault();
    if (palette.open) palette.close();
    else open();
  });
  onShortcut("/", open);
}

/** Shortcuts of single keys: never while somebody types, in a dialog, or with a modifier. */
function isTyping(target) {
  return target.isContentEditable || !!target.closest("input, textarea, select, [role='textbox'], [data-keys]");
}

function onShortcut(key, deed) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    deed();
  });
}

if (cheat) {
  cheat.querySelector("button").addEventListener("click", () => cheat.close());
  cheat.addEventListener("click", (event) => event.target === cheat && cheat.close());
  onShortcut("?", async () => {
    const body = cheat.querySelector("[data-list]");
    try {
      if (!body.childElementCount) body.innerHTML = await fragment(cheat.dataset.url);
      if (!cheat.open) cheat.showModal();
    } catch {
      location.assign(cheat.dataset.url.split("?")[0]);
    }
  });
}

/** `g` and a letter open a room of the menu. */
let gone = 0;
onShortcut("g", () => (gone = Date.now()));
document.addEventListener("keydown", (event) => {
  if (event.key === "g" || !gone || Date.now() - gone > 1500) return;
  gone = 0;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const room = document.querySelector(`[data-go="${CSS.escape(event.key.toLowerCase())}"]`);
  if (room) {
    event.preventDefault();
    room.click();
  }
});
