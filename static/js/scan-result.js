// What became of a statement: on the telephone, at the server, between both sides; and the one next step.

import { drawCode } from "./scan-code.js";
import { chip, one, outcome, root, steps, told } from "./scan-view.js";

export const OTHER = { pemberi: "penerima", penerima: "pemberi" };
const about = (address) => (serah) => address.replace("00000000-0000-0000-0000-000000000000", serah);
export const resultUrl = about(root.dataset.hasil);
export const photoUrl = about(root.dataset.foto);

/** Shows the row as the queue `rows` has it now, and gives it back. */
export function showOutcome(row, rows) {
  const result = rows.find((one) => one.nomor && one.nomor === row.nomor) ?? row;
  const { serah_terima: serah, pihak, dari, ke } = result.isi;
  const isHere = rows.some((one) => one.isi.serah_terima === serah && one.isi.pihak !== pihak);
  const isOpen = result.keadaan !== "ditolak" && !isHere && (result.hasil?.dinyatakan?.length ?? 1) < 2;
  words(result, isOpen);
  one("[data-share]").hidden = !isOpen;
  one("[data-do=pinjam]").hidden = !isOpen;
  one("[data-do=perbaiki]").hidden = result.keadaan !== "ditolak";
  if (isOpen) drawCode(one("[data-share] canvas"), `${location.origin}${root.dataset.halaman}?${new URLSearchParams({ serah, dari, ke, pihak: OTHER[pihak] })}`);
  return result;
}

function words(result, isOpen) {
  const part = steps.hasil;
  const { tone, word, text } = result.keadaan === "ditolak"
    ? { tone: "galat", word: gettext("ditolak"), text: told(gettext("%(why)s Pernyataan ini tetap tersimpan: perbaiki, atau kirim lagi."), { why: result.alasan }) }
    : outcome(result.hasil);
  one("[data-title]").textContent = isOpen ? gettext("Sekarang pihak lain menyatakan") : gettext("Hasil serah terima");
  one("[data-way]", part).textContent = result.label;
  chip(one("[data-outcome]"), tone, word);
  one("[data-text]", part).textContent = text;
  one("[data-wrong]").replaceChildren(...(result.hasil?.kotak_selisih ?? []).map((box) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("b"), { className: "code", textContent: box.kode }), ` ${box.hasil}, ${box.sebab}`);
    return item;
  }));
  const link = one("[data-open]");
  link.hidden = isOpen || !result.hasil?.selisih;
  if (result.hasil) link.href = result.hasil.url;
}
