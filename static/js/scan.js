// A hand-over with one thumb: who to whom, scan, check, tell. Everything is stored on the telephone before it is sent.

import { Camera } from "./scan-camera.js";
import { numbers, onPhotos, reason, showOnCard, showPhotos, summary, whereAmI, WORDS } from "./scan-card.js";
import { codeIn, handoverIn, uuid } from "./scan-code.js";
import { Ends } from "./scan-ends.js";
import { keepPage } from "./scan-offline.js";
import { Queue, request } from "./scan-queue.js";
import { deeds, showNet } from "./scan-panel.js";
import { OTHER, photoUrl, resultUrl, showOutcome } from "./scan-result.js";
import { signal, wake } from "./scan-signal.js";
import * as store from "./scan-store.js";
import { Supplies } from "./scan-supplies.js";
import { boxes, one, queue as showQueue, root, showNotice, showStep, sideWord, told, trouble } from "./scan-view.js";

const { akun: ACCOUNT, nama: NAME, pemilu: ELECTION } = root.dataset;
const DRAFT = `${ACCOUNT} ${ELECTION}`;
const MOST_BOXES = 1000;
const STILL_THERE = 2500;

const supplies = new Supplies(root.dataset.bekal, ACCOUNT, ELECTION);
const ends = new Ends(supplies, begin);
const queue = new Queue({ session: root.dataset.sesi, result: resultUrl }, show);
const camera = new Camera(one("video"), (text) => heard(text, false));
const seenAt = new Map();
let draft = null; // the hand-over under way: serah, pihak, dari, ke, titip, kotak, ganti
let current = null; // the line on the card
let photos = [];
let place = null;
let result = null; // the statement on the last screen
let problem = "";

const field = one("#kode-ketik");

// --- a hand-over begins ---

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
  const { status, body } = await request(resultUrl(serah));
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
  ends.chosen = { dari: draft.dari, ke: draft.ke, pihak: draft.pihak };
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
  one("[data-role]").textContent = told(draft.titip ? gettext("Pihak lain di telepon ini, sebagai %(side)s") : gettext("Anda menyatakan sebagai %(side)s."), { side: sideWord(draft.pihak) });
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
    // The other telephone stays in view while its hand-over is already open here.
    if (!draft?.kotak.length && draft?.serah !== handover.serah && !(seenAt.get(text) > Date.now() - 5000)) join(handover);
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
  showOnCard(current, current && supplies.boxes.get(current.line.kode));
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
  summary(draft.kotak, supplies.boxes);
  one("[data-lent]").hidden = !draft.titip;
  one("[data-do=nyatakan]").textContent = told(gettext("Nyatakan %(n)s kotak"), { n: draft.kotak.length });
  showPhotos(photos, place);
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

function lend() {
  const { serah_terima: serah, dari, ke, pihak } = result.isi;
  begin({ serah, dari, ke, pihak: OTHER[pihak], titip: true });
}

function startOver() {
  draft = result = current = null;
  ends.clear();
  showStep("siapkan");
  ends.show();
  supplies.loadHolders(() => ends.show());
}

// --- the queue ---

async function show() {
  showNet(queue.net);
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
  showQueue(rows, waiting, queue, (row) => deeds(row, waiting, { queue, account: ACCOUNT, repair, show }));
  if (root.dataset.now === "hasil" && result) result = showOutcome(result, rows);
}

function say(text, link, action) {
  problem = text;
  showNotice(text, link, action);
}

function repair(row) {
  if (draft?.kotak.length) return say(gettext("Selesaikan atau batalkan dulu yang sedang dipindai."));
  const { serah_terima: before, pihak, dari, ke, kotak, nama } = row.isi;
  // Where this side has told something else before, only a new hand-over can say it.
  const serah = row.tempat === "serah_terima" ? uuid() : before;
  store.moveAlong(before, pihak, { serah, alamat: photoUrl(serah) }).catch(unstored);
  begin({ serah, pihak, dari, ke, kotak, titip: Boolean(nama), ganti: row.nomor });
  return trouble("pindai", row.alasan);
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

async function locate() {
  place = (await whereAmI()) ?? place;
  trouble("nyatakan", place ? "" : gettext("Lokasi tidak didapat; serah terima tetap dapat dinyatakan."));
  showPhotos(photos, place);
}

const DEEDS = {
  mulai: () => begin(ends.chosen),
  ikut: () => {
    draft = current = null;
    showStep("pindai");
    showCard();
    boxes([], WORDS, card);
    one("[data-count]").textContent = "0";
    one("[data-of]").textContent = "";
    one("[data-step=pindai] [data-way]").textContent = gettext("Arahkan ke QR di telepon pihak lain");
    one("[data-role]").textContent = "";
    if (navigator.mediaDevices && !camera.isOpen) toggleCamera();
  },
  kamera: toggleCamera,
  senter: (button) => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    camera.torch(button.getAttribute("aria-pressed") === "true");
  },
  tambah: typed,
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
  kembali: toScan,
  nyatakan: tell,
  lokasi: locate,
  pinjam: lend,
  perbaiki: () => repair(result),
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
  else if (button.matches(".scan-chosen")) ends.change(button.closest("[data-end]"));
  else if (button.closest("[data-sides]")) ends.choose(button.value);
  else if (button.closest(".scan-seals") && current) {
    current.line.segel = button.value;
    if (button.value === "cocok" || button.value === "tidak_dicek") current.line.nomor = "";
    keep();
    showScan();
  }
});
numbers.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  // A hand scanner that typed its code behind the number of a seal.
  const code = [...supplies.boxes.keys()].find((one) => numbers.value.toUpperCase().endsWith(one));
  if (code) numbers.value = numbers.value.slice(0, -code.length);
  numbers.blur();
  if (code) heard(code, true);
});
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
onPhotos({
  code: (text) => (text ? heard(text, true) : (signal("bad"), trouble("pindai", gettext("Tidak ada kode yang terbaca di foto ini; potret lebih dekat dan tegak lurus, atau ketik kodenya.")))),
  photo: (blob) => (blob ? photos.push(blob) : trouble("nyatakan", gettext("Foto ini tidak dapat dibaca."))),
  done: () => showPhotos(photos, place),
});

async function start() {
  root.hidden = false;
  showStep("siapkan");
  const query = new URLSearchParams(location.search);
  for (const name of ["dari", "ke"]) ends.chosen[name] = query.get(name) ?? "";
  ends.show();
  draft = (await store.get("draf", DRAFT).catch(unstored)) ?? null;
  if (draft) toScan();
  keepPage(root.dataset);
  queue.flush();
  await store.forgetOthers(ACCOUNT).catch(() => null);
  await supplies.loadHolders(() => (draft ? showScan() : ends.show()));
  if (!draft && handoverIn(location.search)) join(handoverIn(location.search));
  if (await supplies.loadAhead()) root.toggleAttribute("data-taken", true);
}
start();
