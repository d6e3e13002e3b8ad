// Who hands over to whom, and which of the two the account speaks for.

import { choices, one, pressed, root, sideWord, told } from "./scan-view.js";

const SHOWN = 4;
const NOBODY = { dari: "", ke: "", pihak: "" };

export class Ends {
  /** `begin({serah?, pihak, dari, ke})` starts a hand-over that was chosen from the list of those that wait. */
  constructor(supplies, begin) {
    this.supplies = supplies;
    this.begin = begin;
    this.chosen = { ...NOBODY };
    for (const input of root.querySelectorAll("[data-end] input")) input.addEventListener("input", () => this.show());
  }

  clear() {
    this.chosen = { ...NOBODY };
    for (const input of root.querySelectorAll("[data-end] input")) input.value = "";
  }

  show() {
    for (const part of root.querySelectorAll("[data-end]")) this.showEnd(part, part.dataset.end);
    const { waiting } = this.supplies;
    one("[data-waiting]").hidden = !waiting.length;
    choices(one("[data-waiting] ul"), waiting.map((row) => ({ text: row.nama, small: row.pihak === "pemberi" ? gettext("nyatakan sebagai pemberi") : gettext("nyatakan sebagai penerima"), value: row })), (row) => this.begin({ serah: row.serah_terima, pihak: row.pihak, dari: row.dari, ke: row.ke }));
    this.showSide();
  }

  showEnd(part, name) {
    const key = this.chosen[name];
    const input = one("input", part);
    input.hidden = Boolean(key);
    one(".scan-chosen", part).hidden = !key;
    one(".scan-chosen b", part).textContent = key ? this.supplies.name(key) : "";
    const found = key ? [] : this.supplies.matching(input.value, SHOWN);
    choices(one(".scan-choices", part), found.map((row) => ({ text: row.nama, small: row.sendiri ? gettext("pihak Anda") : row.jenis, value: row.kunci })), (value) => {
      this.chosen[name] = value;
      this.show();
    });
  }

  change(part) {
    this.chosen[part.dataset.end] = "";
    this.show();
    one("input", part).focus();
  }

  choose(side) {
    this.chosen.pihak = side;
    this.showSide();
  }

  /** The own side follows from what the account acts for; it is asked where that are both. */
  showSide() {
    const { dari, ke } = this.chosen;
    const isWhole = dari && ke && dari !== ke;
    const own = ["pemberi", "penerima"].filter((side) => this.supplies.isOwn(side === "pemberi" ? dari : ke));
    if (!isWhole || !own.includes(this.chosen.pihak)) this.chosen.pihak = isWhole && (own.length === 1 || dari.startsWith("gudang:")) ? (own[0] ?? "") : "";
    one("[data-sides]").hidden = !isWhole || own.length < 2;
    pressed(one("[data-sides]"), this.chosen.pihak);
    one("[data-hint]").textContent = this.hint(isWhole && !own.length);
    one("[data-do=mulai]").disabled = !this.chosen.pihak;
  }

  hint(isStrange) {
    const { dari, ke, pihak } = this.chosen;
    if (!this.supplies.holders.size) return gettext("Daftar pemegang belum ada di telepon ini; buka halaman ini sekali dengan jaringan.");
    if (dari && dari === ke) return gettext("Pemberi dan penerima tidak boleh sama.");
    if (isStrange) return gettext("Akun ini tidak bertindak untuk salah satu pihak.");
    return pihak ? told(gettext("Anda menyatakan sebagai %(side)s."), { side: sideWord(pihak) }) : "";
  }
}
