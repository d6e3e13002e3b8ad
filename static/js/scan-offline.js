// The page and its files for a time without a network; the chip says only what is true.

import { chip, one, showNotice } from "./scan-view.js";

const ready = () => chip(one("[data-ready]"), "selesai", gettext("Siap tanpa jaringan"));

/** What this page has loaded, as the worker keeps it. */
function parts(page) {
  const linked = [...document.querySelectorAll("link[href], script[src], img[src], use")].map(
    (part) => (part.getAttribute("href") ?? part.getAttribute("src")).split("#")[0],
  );
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const all = [...linked, ...loaded].map((name) => new URL(name, location.href).href);
  return [page, ...new Set(all.filter((name) => name.includes("/static/") || name.includes("/bahasa/")))];
}

export async function keepPage({ halaman, pekerja }) {
  if (!isSecureContext || !navigator.serviceWorker) {
    chip(one("[data-ready]"), "periksa", gettext("Jangan tutup halaman ini"));
    showNotice(gettext("Sambungan ini tidak aman (tanpa https): kamera tidak tersedia, pakai Foto kode. Yang dinyatakan tersimpan di telepon, tetapi jangan tutup halaman ini sebelum terkirim."));
    return;
  }
  chip(one("[data-ready]"), "belum", gettext("Menyiapkan untuk tanpa jaringan"));
  navigator.storage?.persist?.().catch(() => false);
  navigator.serviceWorker.addEventListener("message", (event) => event.data?.tersimpan && ready());
  try {
    if (await caches.match(halaman, { ignoreVary: true })) ready();
    const registered = await navigator.serviceWorker.register(pekerja, { scope: halaman });
    await navigator.serviceWorker.ready;
    registered.active?.postMessage({ simpan: parts(halaman) });
  } catch {
    if (!navigator.serviceWorker.controller) chip(one("[data-ready]"), "periksa", gettext("Jangan tutup halaman ini"));
  }
}
