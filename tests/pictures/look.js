// What is wrong with the page that stands open, and every text it shows; `width` is what the window was asked for.
(width) => {
  const found = [];
  const say = (kind, text, serious = true) => found.push({ kind, text, serious });
  const name = (element) => {
    const classes = typeof element.className === "string" ? element.className.trim().split(/\s+/).filter(Boolean) : [];
    const own = element.localName + (element.id ? `#${element.id}` : "") + classes.map((word) => `.${word}`).join("");
    return own.slice(0, 80);
  };
  const words = (element) => element.textContent.trim().replace(/\s+/g, " ").slice(0, 50);
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    // One pixel is how texts for screen readers are put away.
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  const all = [...document.body.querySelectorAll("*")].filter((element) => !element.closest("svg") || element.localName === "svg");
  const seen = all.filter(isSeen);

  // Width. A phone zooms out over what is too wide, so innerWidth tells nothing.
  const wide = document.documentElement.scrollWidth - width;
  if (wide > 0) say("lebar", `${wide} px lebih lebar daripada jendela`);
  const scrolls = (element) => {
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  for (const element of seen) {
    const style = getComputedStyle(element);
    if (/hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1
        && style.textOverflow !== "ellipsis" && element.textContent.trim()) {
      say("terpotong", `${name(element)} memotong isinya: ${words(element)}`);
    }
    if (!ownText(element) && !element.matches("img, input, button, select")) continue;
    const box = element.getBoundingClientRect();
    if ((box.right > width + 1 || box.left < -1) && style.position !== "fixed" && !scrolls(element)) {
      say("terpotong", `${name(element)} di luar jendela (${Math.round(box.left)}…${Math.round(box.right)} px): ${words(element)}`);
    }
  }

  // Structure.
  if (!document.title.trim()) say("susunan", "halaman tanpa <title>");
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) say("susunan", `${headings} judul h1`, false);
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (heading.checkVisibility() && !heading.textContent.trim() && !heading.querySelector("img[alt]:not([alt=''])")) say("susunan", `judul kosong: ${name(heading)}`);
  }
  const ids = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (ids.has(id)) say("susunan", `id ganda: ${id}`);
    ids.add(id);
  }
  for (const image of document.images) {
    if (!image.hasAttribute("alt")) say("susunan", `gambar tanpa alt: ${image.src}`);
    if (image.complete && !image.naturalWidth && image.loading !== "lazy") say("susunan", `gambar tidak tampil: ${image.src}`);
  }

  // Focus: what the keyboard reaches looks different there, itself or what belongs to it.
  const reach = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex^='-'])";
  const LOOK = ["outlineStyle", "outlineWidth", "boxShadow", "borderColor", "backgroundColor", "textDecorationLine", "clip"];
  const look = (element) => [element, element.parentElement, element.nextElementSibling].filter(Boolean)
    .map((part) => LOOK.map((key) => getComputedStyle(part)[key]).join()).join(";");
  const at = [scrollX, scrollY];
  const dim = new Set();
  for (const element of document.querySelectorAll(reach)) {
    if (element.disabled || !element.checkVisibility({ visibilityProperty: true })) continue;
    document.activeElement?.blur();
    const before = look(element);
    element.focus({ preventScroll: true, focusVisible: true });
    if (document.activeElement === element && look(element) === before) dim.add(name(element));
  }
  document.activeElement?.blur();
  scrollTo(...at);
  for (const element of dim) say("fokus", `fokus tidak terlihat: ${element}`);

  // Texts as people get them; what a part says in another language than the page is meant so.
  const texts = [document.title];
  const language = document.documentElement.lang;
  const isOurs = (element) => (element.closest("[lang]")?.lang ?? language) === language && !element.closest("[translate=no]");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() && !parent.closest("script, style, noscript, template, kbd, code, pre, samp") && isOurs(parent)) {
      texts.push(walker.currentNode.data);
    }
  }
  for (const element of all) {
    for (const key of ["aria-label", "title", "placeholder", "alt", "aria-description", "data-label"]) {
      if (element.getAttribute(key) && isOurs(element)) texts.push(element.getAttribute(key));
    }
    if (element.matches("input[type=submit], input[type=button], input[type=reset]")) texts.push(element.value);
  }
  return { found, texts: [...new Set(texts.map((text) => text.trim().replace(/\s+/g, " ")).filter(Boolean))] };
}
