// Beside a form: the viewer shows the strip of the paper on which a box stands.

const strips = JSON.parse(document.getElementById("strips")?.textContent || "{}");

export function showStrip(code) {
  const strip = strips[code];
  if (!strip) return;
  const [page, top, bottom, part] = strip;
  const detail = { part, page, top: top / 1000, bottom: bottom / 1000 };
  document.dispatchEvent(new CustomEvent("sheet:part", { detail }));
}
