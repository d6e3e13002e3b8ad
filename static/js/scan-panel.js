// What can be done with what was stored to be sent, and how the network is.

import * as store from "./scan-store.js";
import { chip, one } from "./scan-view.js";

/** `net`: as Queue says it. */
export function showNet(net) {
  const words = { ada: ["selesai", gettext("Tersambung")], tiada: ["periksa", gettext("Tanpa jaringan")], keluar: ["galat", gettext("Perlu masuk lagi")] };
  chip(one("[data-net]"), ...(words[net] ?? ["belum", gettext("Memeriksa jaringan")]));
}

/** Buttons of one row: [[label, deed or address]]; nothing is removed at the first tap. */
export function deeds(row, photos, { queue, account, repair, show }) {
  if (row.keadaan === "terkirim") {
    const refused = photos.filter((photo) => photo.serah === row.isi.serah_terima && photo.keadaan === "ditolak");
    const again = async () => {
      for (const photo of refused) await store.put("foto", { ...photo, keadaan: "menunggu" });
      queue.flush();
    };
    return [[gettext("Buka"), row.hasil.url], ...(refused.length ? [[gettext("Kirim ulang foto"), again]] : [])];
  }
  if (row.keadaan !== "ditolak" || row.akun !== account) return [];
  const drop = async (button) => {
    if (!button.dataset.sure) {
      button.dataset.sure = "1";
      button.textContent = gettext("Ketuk lagi untuk menghapus");
      return;
    }
    await store.moveAlong(row.isi.serah_terima, row.isi.pihak, null);
    await store.remove("antrean", row.nomor);
    await show();
  };
  return [[gettext("Perbaiki"), () => repair(row)], [gettext("Kirim lagi"), () => queue.retry(row)], [gettext("Hapus"), drop]];
}
