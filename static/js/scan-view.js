// What the scan page shows: pure putting of words into places; scan.js decides.

export const root = document.querySelector("[data-scan]");
export const one = (selector, from = root) => from.querySelector(selector);
export const told = (text, values) => interpolate(text, values, true);
export const steps = Object.fromEntries([...root.querySelectorAll("[data-step]")].map((part) => [part.dataset.step, part]));

/** `pemberi` or `penerima` in the reader's language. */
export const sideWord = (side) => (side === "pemberi" ? gettext("pemberi") : gettext("penerima"));

const TONES = { belum: "jam", periksa: "periksa", selesai: "selesai", galat: "galat", cocok: "cocok" };

/** A chip's tone, icon and word. */
export function chip(part, tone, word) {
  part.className = `state state-${tone}`;
  part.querySelector("b").textContent = word;
  const use = part.querySelector("use");
  use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${TONES[tone]}`);
}

export function showStep(name) {
  for (const [key, part] of Object.entries(steps)) part.hidden = key !== name;
  root.dataset.now = name;
}

export function showNotice(text, link, action) {
  const part = one("[data-notice]");
  part.hidden = !text;
  one("[data-text]", part).textContent = text;
  const button = one("a", part);
  button.hidden = !link;
  button.href = link || "#";
  button.textContent = action ?? "";
}

/** A sentence at the place where the thumb is; an empty one goes away. */
export function trouble(step, text) {
  const part = one("[data-trouble]", steps[step]);
  part.hidden = !text;
  part.textContent = text;
}

/** Buttons to choose from: [{text, small, value}]; the same ones stay as they are, a thumb may be on one. */
export function choices(list, rows, chosen) {
  const shown = JSON.stringify(rows);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  list.replaceChildren(...rows.map((row) => {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.append(Object.assign(document.createElement("b"), { textContent: row.text }));
    if (row.small) button.append(Object.assign(document.createElement("span"), { textContent: row.small }));
    button.addEventListener("click", () => chosen(row.value));
    item.append(button);
    return item;
  }));
}

export function pressed(group, value) {
  for (const button of group.querySelectorAll("button[value]")) button.setAttribute("aria-pressed", String(button.value === value));
}

/** Rows of what stands beside what: [[label, value]]. */
export function facts(list, rows) {
  list.replaceChildren(...rows.map(([label, value]) => {
    const row = document.createElement("div");
    row.append(
      Object.assign(document.createElement("dt"), { textContent: label }),
      Object.assign(document.createElement("dd"), { textContent: value }),
    );
    return row;
  }));
}

/** The scanned boxes, the latest on top. */
export function boxes(lines, words, open) {
  const template = one("template[data-row]");
  one("[data-none]").hidden = lines.length > 0;
  one("[data-list]").replaceChildren(...lines.toReversed().map((line) => {
    const item = template.content.firstElementChild.cloneNode(true);
    one("b", item).textContent = line.kode;
    const state = one("span", item);
    const isBad = line.segel !== "cocok" || line.sebab;
    state.className = `state state-${line.asing ? "galat" : isBad ? "periksa" : "selesai"}`;
    state.textContent = line.asing ? gettext("di luar daftar") : line.sebab ? words.sebab[line.sebab] : words.segel[line.segel];
    one("button", item).addEventListener("click", () => open(line));
    return item;
  }));
}

const KINDS = { menunggu: "belum", terkirim: "selesai", ditolak: "galat" };

/** What was stored to be sent, and what became of it. `deeds(row)`: [[label, deed]]. */
export function queue(rows, photos, state, deeds) {
  const part = one("[data-queue]");
  part.hidden = !rows.length && !photos.length;
  const template = one("template[data-sent]");
  const items = [...rows].reverse().map((row) => {
    const item = template.content.firstElementChild.cloneNode(true);
    one("b", item).textContent = told(gettext("%(label)s · %(n)s kotak"), { label: row.label, n: row.jumlah });
    const { tone, word, text } = words(row, state);
    chip(one("span.state", item), tone, word);
    one("p", item).textContent = text;
    one(".actions", item).append(...deeds(row).map(([label, deed]) => {
      const isLink = typeof deed === "string";
      const button = Object.assign(document.createElement(isLink ? "a" : "button"), { className: "btn btn-secondary btn-sm", textContent: label });
      if (isLink) button.href = deed;
      else Object.assign(button, { type: "button" }).addEventListener("click", () => deed(button));
      return button;
    }));
    return item;
  });
  part.querySelector("ul").replaceChildren(...items);
  const waiting = rows.filter((row) => row.keadaan === "menunggu").length;
  const left = photos.filter((photo) => photo.keadaan === "menunggu").length;
  const refused = photos.find((photo) => photo.keadaan === "ditolak");
  one("[data-queued]", part).textContent = [
    told(gettext("%(n)s menunggu dikirim, %(photos)s foto menunggu."), { n: waiting, photos: left }),
    refused ? told(gettext("Foto ditolak: %(why)s"), { why: refused.alasan }) : "",
  ].join(" ").trim();
}

function words(row, state) {
  const tone = KINDS[row.keadaan];
  if (row.keadaan === "ditolak") return { tone, word: gettext("ditolak"), text: told(gettext("%(why)s Pernyataan ini tetap tersimpan: perbaiki, atau kirim lagi."), { why: row.alasan }) };
  if (row.keadaan === "terkirim") return { tone, word: gettext("terkirim"), text: outcome(row.hasil).text };
  if (state.session && state.session.akun !== row.akun) return { tone: "periksa", word: gettext("menunggu akunnya"), text: told(gettext("Dikirim begitu %(name)s masuk lagi di telepon ini."), { name: row.nama }) };
  if (state.net === "keluar") return { tone: "periksa", word: gettext("menunggu masuk lagi"), text: gettext("Sesi sudah berakhir; masuk lagi, lalu kiriman ini berjalan sendiri.") };
  return { tone, word: gettext("menunggu jaringan"), text: gettext("Tersimpan di telepon ini; dikirim sendiri begitu ada jaringan.") };
}

/** What became of a hand-over, in words: tone, word, text. */
export function outcome(result) {
  if (!result) return { tone: "belum", word: gettext("tersimpan di telepon"), text: gettext("Belum sampai di server; dikirim sendiri begitu ada jaringan.") };
  const n = { passed: result.berpindah, wrong: result.selisih, wait: result.menunggu };
  if (result.keadaan === "menunggu_pihak") return { tone: "belum", word: gettext("menunggu pihak lain"), text: gettext("Pernyataan ini sudah di server. Kotak berpindah setelah pihak lain menyatakannya.") };
  if (result.keadaan === "selisih") return { tone: "galat", word: gettext("ada selisih"), text: told(gettext("%(passed)s kotak berpindah, %(wrong)s berselisih. Bicarakan di tempat, lalu buka serah terima ini."), n) };
  if (result.keadaan === "menunggu") return { tone: "periksa", word: gettext("menunggu serah terima sebelumnya"), text: told(gettext("%(passed)s kotak berpindah, %(wait)s menunggu serah terima sebelumnya sampai di server."), n) };
  return { tone: "selesai", word: gettext("selesai"), text: told(gettext("%(passed)s kotak berpindah, tanpa selisih."), n) };
}
