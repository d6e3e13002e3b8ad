// What waits to be sent: stored first, then sent, one after the other and never lost. A statement belongs to the account
// that told it; it waits until that account is signed in again. The server takes the same statement twice as once.

import * as store from "./scan-store.js";

const EVERY = 15000;
const KEPT = 20;
const ASKED = 5;
const LATER = new Set([0, 408, 425, 429, 500, 502, 503, 504]);

export class Queue {
  /** `urls`: session, and result(uuid). `changed()` is called after every change of rows or of the network. */
  constructor(urls, changed) {
    this.urls = urls;
    this.changed = changed;
    this.session = null;
    this.net = "?"; // ada | tiada | keluar
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden || this.flush());
    setInterval(() => this.flush(), EVERY);
  }

  async rows() {
    return (await store.all("antrean")).sort((one, other) => one.nomor - other.nomor);
  }

  /** Sends what waits; a second call while one is under way makes it look once more at the end. */
  async flush() {
    this.again = true;
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.again) {
        this.again = false;
        await this.once();
      }
    } finally {
      this.busy = false;
    }
  }

  async once() {
    await this.ask();
    if (this.net === "ada") {
      await this.statements();
      await this.photos();
      await this.results();
    }
    await this.tidy();
    await this.changed();
  }

  /** Whose session this is; a redirect leads to the sign-in page. */
  async ask() {
    const { status, body } = await request(this.urls.session);
    this.session = status === 200 ? body : null;
    this.net = status === 200 ? "ada" : LATER.has(status) ? "tiada" : "keluar";
  }

  async statements() {
    for (const row of await this.rows()) {
      if (row.keadaan !== "menunggu" || row.akun !== this.session.akun) continue;
      const { status, body } = await this.post(row, JSON.stringify(row.isi), { "Content-Type": "application/json" });
      if (this.isLost(status)) return;
      await store.put("antrean", this.judged(row, status, body));
      await this.changed();
    }
  }

  /** Photos follow their statement. */
  async photos() {
    const rows = await this.rows();
    for (const photo of await store.all("foto")) {
      const isBehind = rows.some((row) => row.isi.serah_terima === photo.serah && row.isi.pihak === photo.pihak && row.keadaan !== "terkirim");
      if (photo.keadaan !== "menunggu" || photo.akun !== this.session.akun || isBehind) continue;
      const data = new FormData();
      data.append("pihak", photo.pihak);
      data.append("foto", photo.blob, "serah-terima.jpg");
      const { status, body } = await this.post(photo, data);
      if (this.isLost(status)) return;
      if (status === 200) await store.remove("foto", photo.nomor);
      else await store.put("foto", { ...photo, keadaan: "ditolak", alasan: why(status, body) });
      await this.changed();
    }
  }

  /** One request in the name of the row's account. Who signs in meanwhile changes the token, so a 403 is asked twice. */
  async post(row, body, headers = {}) {
    const send = () => request(row.alamat, { method: "POST", body, headers: { ...headers, "X-Akun": row.akun, "X-CSRFToken": this.session.token } });
    const answer = await send();
    if (answer.status !== 403 && answer.body?.tempat !== "akun") return answer;
    await this.ask();
    return this.session?.akun === row.akun ? send() : { status: 302, body: null };
  }

  /** What has become meanwhile of hand-overs whose other side had not told yet. */
  async results() {
    const open = (await this.rows()).filter((row) => row.keadaan === "terkirim" && row.akun === this.session?.akun && row.hasil.keadaan.startsWith("menunggu"));
    for (const row of open.slice(-ASKED)) {
      const { status, body } = await request(this.urls.result(row.isi.serah_terima));
      if (this.isLost(status)) return;
      if (status === 200) await store.put("antrean", { ...row, hasil: body });
    }
  }

  /** No network, or the session has ended between two requests: everything stays where it is. */
  isLost(status) {
    if (LATER.has(status)) this.net = "tiada";
    else if (status === 302) this.net = this.session ? "ada" : "keluar";
    else return false;
    return true;
  }

  judged(row, status, body) {
    if (status !== 200 || !body) return { ...row, keadaan: "ditolak", alasan: why(status, body), tempat: body?.tempat ?? "" };
    const { serah_terima, pihak, dari, ke } = row.isi;
    // What has arrived is the server's; names and boxes leave the telephone.
    return { ...row, isi: { serah_terima, pihak, dari, ke }, keadaan: "terkirim", hasil: body, dikirim: Date.now() };
  }

  async tidy() {
    const sent = (await this.rows()).filter((row) => row.keadaan === "terkirim");
    for (const row of sent.slice(0, Math.max(0, sent.length - KEPT))) await store.remove("antrean", row.nomor);
  }

  async retry(row) {
    await store.put("antrean", { ...row, keadaan: "menunggu", alasan: "" });
    await this.changed();
    await this.flush();
  }
}

/** {status, body}: status 0 without a network, 302 where the session has ended, body null where it is no JSON. */
export async function request(url, options = {}) {
  try {
    const headers = { Accept: "application/json", ...options.headers };
    const answer = await fetch(url, { ...options, headers, redirect: "manual", signal: AbortSignal.timeout?.(60000) });
    if (answer.type === "opaqueredirect") return { status: 302, body: null };
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.status, body: isJson ? await answer.json() : null };
  } catch {
    return { status: 0, body: null };
  }
}

function why(status, body) {
  if (body?.galat) return body.galat;
  if (status === 403) return gettext("Akun ini tidak berhak mengirim serah terima ini; hubungi pengelola akun.");
  if (status === 404) return gettext("Serah terima ini tidak ada di wilayah akun ini.");
  if (status === 413) return gettext("Kiriman ini terlalu besar untuk server.");
  return interpolate(gettext("Server menolak kiriman ini (%(status)s)."), { status }, true);
}
