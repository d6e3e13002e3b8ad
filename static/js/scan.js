// A hand-over with one thumb: who to whom, scan, check, tell. Everything is stored on the telephone before it is sent.

import { Camera, codeInPhoto, smaller, thumbnail } from "./scan-camera.js";
import { codeIn, drawCode, handoverIn, uuid } from "./scan-code.js";
import { keepPage } from "./scan-offline.js";
import { Queue, request } from "./scan-queue.js";
import { signal, wake } from "./scan-signal.js";
import * as store from "./scan-store.js";
import { Supplies } from "./scan-supplies.js";
import { boxes, chip, choices, facts, one, outcome, pressed, queue as showQueue, root, showNotice, showStep, steps, told, trouble } from "./scan-view.js";

const { akun: ACCOUNT, nama: NAME, pemilu: ELECTION } = root.dataset;
const DRAFT = `${ACCOUNT} ${ELECTION}`;
const MOST_BOXES = 1000;
const STILL_THERE = 2500;
const OTHER = { pemberi: "penerima", penerima: "pemberi" };
const WORDS = {
  segel: Object.fromEntries([...root.querySelectorAll(".scan-seals button")].map((button) => [button.value, button.textContent.trim()])),
  sebab: Object.fromEntries([...root.querySelectorAll("#sebab option")].map((option) => [option.value, option.textContent])),
};

const chosen = { dari: "", ke: "", pihak: "" };
const supplies = new Supplies(root.dataset.bekal, ACCOUNT, ELECTION);
const queue = new Queue({ session: root.dataset.sesi }, show);
const camera = new Camera(one("video"), (text) => heard(text, false));
const seenAt = new Map();
let draft = null; // the hand-over under way: serah, pihak, dari, ke, titip, kotak, ganti
let current = null; // the line on the card
let photos = [];
let place = null;
let result = null; // the statement on the last screen
let problem = "";

const field = one("#kode-ketik");
const numbers = one("#nomor-segel");
const reason = one("#sebab");
const photoUrl = (serah) => root.dataset.foto.replace("00000000-0000-0000-0000-000000000000", serah);

// --- who to whom ---

function showEnds() {
  for (const part of root.querySelectorAll("[data-end]")) {
    const key = chosen[part.dataset.end];
    const input = one("input", part);
    input.hidden = Boolean(key);
    one(".scan-chosen", part).hidden = !key;
    one(".scan-chosen b", part).textContent = key ? supplies.name(key) : "";
    const found = key ? [] : supplies.matching(input.value, 6);
    choices(one(".scan-choices", part), found.map((row) => ({ text: row.nama, small: row.sendiri ? gettext("pihak Anda") : row.jenis, value: row.kunci })), (value) => {
      chosen[part.dataset.end] = value;
      showEnds();
    });
  }
  one("[data-waiting]").hidden = !supplies.waiting.length;
  choices(one("[data-waiting] ul"), supplies.waiting.map((row) => ({ text: row.nama, small: row.pihak === "pemberi" ? gettext("nyatakan sebagai pemberi") : gettext("nyatakan sebagai penerima"), value: row })), (row) => begin({ serah: row.serah_terima, pihak: row.pihak, dari: row.dari, ke: row.ke }));
  showSide();
}

/** The own side follows from what the account acts for; it is asked where that are both. */
function showSide() {
  const { dari, ke } = chosen;
  const own = ["pemberi", "penerima"].filter((side) => supplies.isOwn(side === "pemberi" ? dari : ke));
  const both = dari && ke && dari !== ke;
  if (!both || !own.includes(chosen.pihak)) chosen.pihak = both && (own.length === 1 || dari.startsWith("gudang:")) ? (own[0] ?? "") : "";
  one("[data-sides]").hidden = !both || own.length < 2;
  pressed(one("[data-sides]"), chosen.pihak);
  one("[data-hint]").textContent = !supplies.holders.size ? gettext("Daftar pemegang belum ada di telepon ini; buka halaman ini sekali dengan jaringan.")
    : dari && dari === ke ? gettext("Pemberi dan penerima tidak boleh sama.")
    : both && !own.length ? gettext("Akun ini tidak bertindak untuk salah satu pihak.")
    : chosen.pihak ? told(gettext("Anda menyatakan sebagai %(side)s."), { side: chosen.pihak }) : "";
  one("[data-do=mulai]").disabled = !chosen.pihak;
}

function begin(given) {
  draft = { serah: uuid(), titip: false, kotak: [], ...given };
  photos = [];
  place = null;
  current = null;
  seenAt.clear();
  keep();
  toScan();
}

/** Another telephone's hand-over: from its QR, from a list, or from the address of this page. */
async function join(found) {
  let { serah, dari, ke, pihak } = found;
  const { status, body } = await request(root.dataset.hasil.replace("00000000-0000-0000-0000-000000000000", serah));
  if (status === 200) {
    ({ dari, ke } = body);
    if (body.dinyatakan.length === 2) return showResult({ isi: { serah_terima: serah, dari, ke, pihak: pihak || "penerima" }, label: body.nama, hasil: body });
    pihak = ["pemberi", "penerima"].find((side) => !body.dinyatakan.includes(side) && body.pihak_sendiri.includes(side)) ?? "";
  }
  const own = pihak === "pemberi" ? dari : ke;
  if (!dari || !ke || !OTHER[pihak] || (supplies.holders.size && !supplies.isOwn(own))) {
    signal("bad");
    showNotice(gettext("QR serah terima ini bukan untuk akun Anda, atau daftar pemegang belum ada di telepon ini."));
    return undefined;
  }
  if (draft?.serah === serah && draft.kotak.length) return toScan();
  showNotice("");
  return begin({ serah, dari, ke, pihak });
}

// --- scanning ---

function toScan() {
  Object.assign(chosen, { dari: draft.dari, ke: draft.ke, pihak: draft.pihak });
  supplies.loadBoxes(draft.dari, showScan);
  showStep("pindai");
  showScan();
  if (matchMedia("(pointer: fine)").matches) field.focus({ preventScroll: true });
}

function way() {
  return `${supplies.name(draft.dari)} → ${supplies.name(draft.ke)}`;
}

function showScan() {
  if (!draft) return;
  for (const part of root.querySelectorAll("[data-step]:not([data-step=hasil]) [data-way]")) part.textContent = way();
  one("[data-role]").textContent = told(draft.titip ? gettext("Pihak lain di telepon ini, sebagai %(side)s") : gettext("Anda menyatakan sebagai %(side)s."), { side: draft.pihak });
  one("[data-count]").textContent = String(draft.kotak.length);
  one("[data-of]").textContent = supplies.boxes.size ? told(gettext("dari %(n)s kotak pada pemberi"), { n: supplies.boxes.size.toLocaleString("id") }) : gettext("kotak dipindai");
  for (const line of draft.kotak) line.asing = supplies.boxes.size > 0 && !supplies.boxes.has(line.kode);
  boxes(draft.kotak, WORDS, (line) => card(line, "", ""));
  one("[data-do=periksa]").disabled = !draft.kotak.length;
  showCard();
}

/** One text from the camera, a hand scanner, the keyboard or a photo. */
function heard(text, isTyped) {
  const handover = handoverIn(text);
  if (handover) {
    if (!draft?.kotak.length && !(seenAt.get(text) > Date.now() - 5000)) join(handover);
    seenAt.set(text, Date.now());
    return;
  }
  if (!draft || root.dataset.now !== "pindai") return;
  const code = codeIn(text);
  const before = seenAt.get(code ?? text) ?? 0;
  seenAt.set(code ?? text, Date.now());
  // The camera goes on seeing the label that was just read.
  if (!isTyped && Date.now() - before < STILL_THERE) return;
  if (!code) {
    signal("bad");
    trouble("pindai", told(gettext("Bukan kode kotak: %(text)s"), { text: text.slice(0, 40) }));
    return;
  }
  trouble("pindai", "");
  add(code);
}

function add(code) {
  const known = supplies.boxes.get(code);
  const line = draft.kotak.find((one) => one.kode === code);
  if (line) {
    signal("again");
    card(line, "periksa", gettext("Sudah dipindai"));
    return;
  }
  if (draft.kotak.length >= MOST_BOXES) {
    signal("bad");
    trouble("pindai", told(gettext("Paling banyak %(most)s kotak dalam satu serah terima."), { most: MOST_BOXES }));
    return;
  }
  const fresh = { kode: code, langkah: known?.langkah ?? null, segel: "cocok", nomor: "", sebab: "" };
  draft.kotak.push(fresh);
  const isStrange = supplies.boxes.size > 0 && !known;
  signal(isStrange ? "bad" : "good");
  card(fresh, isStrange ? "galat" : "selesai", isStrange ? gettext("Tidak ada dalam daftar pemberi di telepon ini") : gettext("Tercatat"));
  keep();
  showScan();
}

function card(line, tone, text) {
  current = { line, tone, text };
  showCard();
}

function showCard() {
  const part = one("[data-last]");
  part.hidden = !current;
  if (!current) return;
  const { line, tone, text } = current;
  const known = supplies.boxes.get(line.kode);
  part.dataset.tone = tone;
  one("[data-said]").textContent = text;
  one("[data-code]").textContent = line.kode;
  one("[data-what]").textContent = known?.apa ?? "";
  one("[data-seals]").textContent = !known ? "" : known.segel.length ? told(gettext("Segel menurut data: %(numbers)s"), { numbers: known.segel.join(", ") }) : gettext("Menurut data tidak bersegel");
  pressed(one(".scan-seals"), line.segel);
  one("[data-detail]").hidden = line.segel === "cocok" || line.segel === "tidak_dicek";
  numbers.value = line.nomor;
  reason.value = line.sebab;
}

function keep() {
  if (draft) store.put("draf", JSON.parse(JSON.stringify(draft)), DRAFT).catch(unstored);
}

function unstored() {
  showNotice(gettext("Telepon ini menolak menyimpan (penuh, atau mode pribadi). Catat di kertas, lalu pakai halaman serah terima biasa."));
}

// --- telling ---

function toTell() {
  showStep("nyatakan");
  const lines = draft.kotak;
  const codes = (rows) => rows.map((line) => line.kode).join(", ");
  const bad = lines.filter((line) => line.segel !== "cocok");
  const left = lines.filter((line) => line.sebab);
  const strange = lines.filter((line) => line.asing);
  const missed = [...supplies.boxes.keys()].filter((code) => !lines.some((line) => line.kode === code)).length;
  facts(one("[data-sum]"), [
    [gettext("Kotak"), String(lines.length)],
    [gettext("Segel utuh dan cocok"), String(lines.length - bad.length)],
    ...(bad.length ? [[gettext("Segel bermasalah"), bad.map((line) => `${line.kode} (${WORDS.segel[line.segel]})`).join(", ")]] : []),
    ...(left.length ? [[gettext("Akhirnya tidak ikut"), codes(left)]] : []),
    ...(strange.length ? [[gettext("Di luar daftar"), codes(strange)]] : []),
    ...(missed ? [[gettext("Pada pemberi, tidak dipindai"), missed.toLocaleString("id")]] : []),
  ]);
  one("[data-lent]").hidden = !draft.titip;
  one("[data-do=nyatakan]").textContent = told(gettext("Nyatakan %(n)s kotak"), { n: lines.length });
  showPhotos();
}

async function showPhotos() {
  const list = one("[data-photos]");
  list.replaceChildren();
  for (const blob of photos) {
    const item = document.createElement("li");
    const canvas = document.createElement("canvas");
    item.append(canvas);
    list.append(item);
    await thumbnail(canvas, blob);
  }
  one("[data-place]").textContent = place ? told(gettext("Lokasi: %(lat)s, %(lon)s"), { lat: (place.lintang / 1e6).toFixed(6), lon: (place.bujur / 1e6).toFixed(6) }) : "";
}

async function tell() {
  const [name, office] = ["#nama-pihak", "#jabatan-pihak"].map((id) => one(id).value.trim().replace(/\s+/g, " "));
  if (draft.titip && !(name && office)) {
    trouble("nyatakan", gettext("Isi nama dan jabatan yang menyatakan."));
    one(name ? "#jabatan-pihak" : "#nama-pihak").focus();
    return;
  }
  const { serah, pihak, dari, ke } = draft;
  const isi = {
    kunci: uuid(), serah_terima: serah, pihak, dari, ke, waktu: new Date().toISOString(), lintang: place?.lintang ?? null,
    bujur: place?.bujur ?? null, nama: draft.titip ? name : "", jabatan: draft.titip ? office : "",
    kotak: draft.kotak.map(({ kode, langkah, segel, nomor, sebab }) => ({ kode, langkah, segel, nomor, sebab })),
  };
  const row = { akun: ACCOUNT, nama: NAME, alamat: root.dataset.kirim, label: way(), jumlah: isi.kotak.length, keadaan: "menunggu", isi, dibuat: Date.now() };
  if (draft.ganti) row.ganti = draft.ganti;
  const shots = photos.map((blob) => ({ akun: ACCOUNT, serah, pihak, alamat: photoUrl(serah), blob, keadaan: "menunggu" }));
  try {
    row.nomor = await store.enqueue(row, shots, DRAFT);
  } catch {
    unstored();
    return;
  }
  await supplies.learn(ke, isi.kotak.filter((line) => !line.sebab).map((line) => line.kode));
  camera.close();
  draft = null;
  for (const id of ["#nama-pihak", "#jabatan-pihak"]) one(id).value = "";
  history.replaceState(null, "", root.dataset.halaman);
  showNotice("");
  await showResult(row);
  queue.flush();
}

// --- what became of it ---

async function showResult(row) {
  result = row;
  showStep("hasil");
  await show();
}

async function showOutcome(rows) {
  if (root.dataset.now !== "hasil" || !result) return;
  result = rows.find((row) => row.nomor && row.nomor === result.nomor) ?? result;
  const part = steps.hasil;
  const { serah_terima: serah, pihak, dari, ke } = result.isi;
  if (queue.net === "ada" && result.hasil?.keadaan?.startsWith("menunggu")) {
    const { status, body } = await request(root.dataset.hasil.replace("00000000-0000-0000-0000-000000000000", serah));
    if (status === 200) result = { ...result, hasil: body };
  }
  const here = rows.some((row) => row.isi.serah_terima === serah && row.isi.pihak !== pihak);
  const isOpen = result.keadaan !== "ditolak" && !here && (result.hasil?.dinyatakan?.length ?? 1) < 2;
  const shown = result.keadaan === "ditolak" ? { tone: "galat", word: gettext("ditolak"), text: told(gettext("%(why)s Pernyataan ini tetap tersimpan: perbaiki, atau kirim lagi."), { why: result.alasan }) } : outcome(result.hasil);
  one("[data-title]").textContent = isOpen ? gettext("Sekarang pihak lain menyatakan") : gettext("Hasil serah terima");
  one("[data-way]", part).textContent = result.label;
  chip(one("[data-outcome]"), shown.tone, shown.word);
  one("[data-text]", part).textContent = shown.text;
  one("[data-wrong]").replaceChildren(...(result.hasil?.kotak_selisih ?? []).map((box) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("b"), { className: "code", textContent: box.kode }), ` ${box.hasil}, ${box.sebab}`);
    return item;
  }));
  one("[data-share]").hidden = !isOpen;
  one("[data-do=pinjam]").hidden = !isOpen;
  const link = one("[data-open]");
  link.hidden = isOpen || !result.hasil?.selisih;
  if (result.hasil) link.href = result.hasil.url;
  if (isOpen) drawCode(one("[data-share] canvas"), `${location.origin}${root.dataset.halaman}?${new URLSearchParams({ serah, dari, ke, pihak: OTHER[pihak] })}`);
}

function lend() {
  const { serah_terima: serah, dari, ke, pihak } = result.isi;
  begin({ serah, dari, ke, pihak: OTHER[pihak], titip: true });
}

function startOver() {
  draft = result = current = null;
  Object.assign(chosen, { dari: "", ke: "", pihak: "" });
  for (const part of root.querySelectorAll("[data-end] input")) part.value = "";
  showStep("siapkan");
  showEnds();
  supplies.loadHolders(showEnds);
}

// --- the queue ---

async function show() {
  const nets = { ada: ["selesai", gettext("Tersambung")], tiada: ["periksa", gettext("Tanpa jaringan")], keluar: ["galat", gettext("Perlu masuk lagi")] };
  if (nets[queue.net]) chip(one("[data-net]"), ...nets[queue.net]);
  let rows = [];
  let waiting = [];
  try {
    [rows, waiting] = [await queue.rows(), await store.all("foto")];
  } catch {
    unstored();
  }
  if (queue.net === "keluar") say(gettext("Sesi sudah berakhir. Yang tersimpan di telepon ini aman; masuk lagi untuk mengirimnya."), root.dataset.masuk, gettext("Masuk lagi"));
  else if (queue.session && queue.session.akun !== ACCOUNT) say(told(gettext("Telepon ini sekarang dipakai %(name)s; muat ulang halaman sebelum memindai."), { name: queue.session.nama }), root.dataset.halaman, gettext("Muat ulang"));
  else if (problem) say("");
  showQueue(rows, waiting, queue, (row) => deeds(row, waiting));
  await showOutcome(rows);
}

function say(text, link, action) {
  problem = text;
  showNotice(text, link, action);
}

function deeds(row, waiting) {
  if (row.keadaan === "terkirim") {
    const refused = waiting.filter((photo) => photo.serah === row.isi.serah_terima && photo.keadaan === "ditolak");
    const again = async () => {
      for (const photo of refused) await store.put("foto", { ...photo, keadaan: "menunggu" });
      queue.flush();
    };
    return [[gettext("Buka"), row.hasil.url], ...(refused.length ? [[gettext("Kirim ulang foto"), again]] : [])];
  }
  if (row.keadaan !== "ditolak" || row.akun !== ACCOUNT) return [];
  return [[gettext("Perbaiki"), () => repair(row)], [gettext("Kirim lagi"), () => queue.retry(row)], [gettext("Hapus"), (button) => drop(row, button)]];
}

function repair(row) {
  const { serah_terima: serah, pihak, dari, ke, kotak, nama } = row.isi;
  begin({ serah, pihak, dari, ke, kotak, titip: Boolean(nama), ganti: row.nomor });
  trouble("pindai", row.alasan);
}

async function drop(row, button) {
  if (button.dataset.sure) {
    await store.remove("antrean", row.nomor);
    await show();
  } else {
    button.dataset.sure = "1";
    button.textContent = gettext("Ketuk lagi untuk menghapus");
  }
}

// --- hands ---

async function toggleCamera() {
  const part = one("[data-camera]");
  if (camera.isOpen) camera.close();
  else {
    part.hidden = false;
    try {
      await camera.open();
      trouble("pindai", "");
    } catch {
      camera.close();
      trouble("pindai", gettext("Kamera tidak dapat dibuka. Izinkan kamera untuk halaman ini, pakai Foto kode, atau ketik kodenya."));
    }
  }
  part.hidden = !camera.isOpen;
  one("[data-do=kamera] span").textContent = camera.isOpen ? gettext("Tutup kamera") : gettext("Buka kamera");
  one("[data-do=senter]").hidden = !camera.hasTorch;
}

function locate() {
  const failed = () => trouble("nyatakan", gettext("Lokasi tidak didapat; serah terima tetap dapat dinyatakan."));
  if (!isSecureContext || !navigator.geolocation) return failed();
  return navigator.geolocation.getCurrentPosition(({ coords }) => {
    place = { lintang: Math.round(coords.latitude * 1e6), bujur: Math.round(coords.longitude * 1e6) };
    trouble("nyatakan", "");
    showPhotos();
  }, failed, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
}

const DEEDS = {
  mulai: () => begin({ dari: chosen.dari, ke: chosen.ke, pihak: chosen.pihak }),
  ikut: () => {
    draft = null;
    showStep("pindai");
    one("[data-step=pindai] [data-way]").textContent = gettext("Arahkan ke QR di telepon pihak lain");
    one("[data-role]").textContent = "";
    if (navigator.mediaDevices && !camera.isOpen) toggleCamera();
  },
  kamera: toggleCamera,
  senter: (button) => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    camera.torch(on);
  },
  tambah: () => typed(),
  buang: () => {
    draft.kotak = draft.kotak.filter((line) => line !== current.line);
    seenAt.delete(current.line.kode);
    current = null;
    keep();
    showScan();
  },
  batal: (button) => {
    if (draft?.kotak.length && !button.dataset.sure) {
      button.dataset.sure = "1";
      button.textContent = gettext("Ketuk lagi untuk membuang");
      return;
    }
    delete button.dataset.sure;
    button.textContent = gettext("Batal");
    if (camera.isOpen) toggleCamera();
    store.remove("draf", DRAFT).catch(unstored);
    startOver();
  },
  periksa: () => {
    if (camera.isOpen) toggleCamera();
    toTell();
  },
  kembali: () => toScan(),
  nyatakan: tell,
  lokasi: locate,
  pinjam: lend,
  baru: startOver,
};

function typed() {
  const text = field.value.trim();
  field.value = "";
  if (text) heard(text, true);
}

root.addEventListener("click", (event) => {
  wake();
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.do) DEEDS[button.dataset.do](button);
  else if (button.matches(".scan-chosen")) {
    chosen[button.closest("[data-end]").dataset.end] = "";
    showEnds();
    one("input", button.closest("[data-end]")).focus();
  } else if (button.closest("[data-sides]")) {
    chosen.pihak = button.value;
    showSide();
  } else if (button.closest(".scan-seals") && current) {
    current.line.segel = button.value;
    if (button.value === "cocok" || button.value === "tidak_dicek") current.line.nomor = "";
    keep();
    showScan();
  }
});
for (const input of root.querySelectorAll("[data-end] input")) input.addEventListener("input", showEnds);
numbers.addEventListener("change", () => {
  current.line.nomor = numbers.value.toUpperCase().replace(/[^0-9A-Z./, -]/g, "");
  keep();
});
reason.addEventListener("change", () => {
  current.line.sebab = reason.value;
  keep();
  showScan();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && !(event.key === "Tab" && field.value)) return;
  event.preventDefault();
  typed();
});
// A hand scanner types wherever the thumb last was; its first sign already belongs to the field.
document.addEventListener("keydown", (event) => {
  const isEditing = event.target.closest?.("input, select, textarea, dialog");
  if (root.dataset.now !== "pindai" || isEditing || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
  event.stopPropagation();
  field.focus({ preventScroll: true });
}, { capture: true });
one("[data-shot]").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  const text = file && (await codeInPhoto(file).catch(() => null));
  if (text) heard(text, true);
  else if (file) {
    signal("bad");
    trouble("pindai", gettext("Tidak ada kode yang terbaca di foto ini; potret lebih dekat dan tegak lurus, atau ketik kodenya."));
  }
});
one("[data-photo]").addEventListener("change", async ({ target }) => {
  for (const file of target.files) {
    try {
      photos.push(await smaller(file));
    } catch {
      trouble("nyatakan", gettext("Foto ini tidak dapat dibaca."));
    }
  }
  target.value = "";
  showPhotos();
});

async function start() {
  root.hidden = false;
  showStep("siapkan");
  showEnds();
  const query = new URLSearchParams(location.search);
  for (const name of ["dari", "ke"]) chosen[name] = query.get(name) ?? "";
  draft = (await store.get("draf", DRAFT).catch(unstored)) ?? null;
  if (draft) toScan();
  keepPage(root.dataset);
  queue.flush();
  await store.forgetOthers(ACCOUNT).catch(() => null);
  await supplies.loadHolders(draft ? showScan : showEnds);
  if (!draft && handoverIn(location.search)) join(handoverIn(location.search));
  if (await supplies.loadAhead()) root.toggleAttribute("data-taken", true);
}
start();
