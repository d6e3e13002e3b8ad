// The draft of one form: saved on the server a moment after each change, and kept enciphered in the browser while the
// connection is away. Its secret comes with the page of its owner alone and goes when the sheet is entered.

const QUIET = 900;
const HEARTBEAT = 15000;

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
}

export class Draft {
  /** `values()` gives {code: text}; `restore(values)` puts a later copy back; `say(text)` tells the person. */
  constructor(form, values, restore, say) {
    this.form = form;
    this.values = values;
    this.say = say;
    this.revision = Number(form.dataset.revision);
    this.saved = this.revision;
    this.lease = "anda";
    this.begin(restore);
  }

  async begin(restore) {
    const copy = await this.read();
    if (copy && copy.revision > this.revision) {
      this.revision = copy.revision;
      restore(copy.values);
      this.say(gettext("Draf dari peramban ini dipulihkan."));
      this.later();
    }
    this.start();
    addEventListener("online", () => this.save());
    addEventListener("pagehide", () => this.stopped || this.save(true));
  }

  start() {
    this.stopped = false;
    this.beat = setInterval(() => this.save(), HEARTBEAT);
  }

  stop() {
    this.stopped = true;
    clearInterval(this.beat);
    clearTimeout(this.timer);
  }

  touch() {
    this.revision += 1;
    this.write();
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET);
  }

  /** What was typed since the last answer, or nothing but a sign of life; who leaves gives none. */
  async save(leaving = false) {
    const revision = this.revision;
    if (leaving && revision <= this.saved) return;
    const body = revision > this.saved ? { revision, values: this.values(), leaving } : {};
    let answer;
    try {
      answer = await fetch(this.form.dataset.draft, {
        method: "POST",
        body: JSON.stringify(body),
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value,
        },
        keepalive: leaving,
      });
    } catch {
      if (revision > this.saved) this.say(gettext("Tanpa sambungan; draf disimpan di peramban ini."));
      return;
    }
    if (this.stopped) return;
    if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) {
      this.say(gettext("Draf belum tersimpan di server; muat ulang halaman bila ini berulang."));
      return;
    }
    this.heard(await answer.json(), revision);
  }

  heard({ revision, lease }, sent) {
    if (revision) this.saved = Math.max(this.saved, revision);
    if (revision > sent) {
      this.say(gettext("Draf yang lebih baru ada di tab lain; lanjutkan di sana."));
    } else if (lease === "lain" && this.lease !== "lain") {
      this.say(gettext("Orang lain sekarang membuka lembar ini; kiriman Anda tetap dihitung."));
    } else if (lease === "selesai" && this.lease !== "selesai") {
      this.say(gettext("Lembar ini tidak lagi menunggu entri Anda."));
    } else if (revision) {
      const now = new Date().toLocaleTimeString("id", { hour: "2-digit", minute: "2-digit" });
      this.say(interpolate(gettext("Draf tersimpan %(now)s"), { now }, true));
    }
    this.lease = lease;
  }

  // --- the copy in the browser ---

  async cipher() {
    // Without TLS there is no cipher, and then no copy: another person may use this machine.
    if (!globalThis.crypto?.subtle) return null;
    const raw = bytes(this.form.dataset.secret);
    this.key ??= await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    return this.key;
  }

  async write() {
    const key = await this.cipher();
    if (!key || this.stopped) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify({ revision: this.revision, values: this.values() }));
    const data = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
    try {
      localStorage.setItem(this.form.dataset.store, JSON.stringify([[...iv], [...data]]));
    } catch {
      // A full or forbidden store costs the copy, not the typing.
    }
  }

  async read() {
    try {
      const key = await this.cipher();
      const kept = JSON.parse(localStorage.getItem(this.form.dataset.store));
      if (!key || !kept) return null;
      const [iv, data] = kept.map((list) => Uint8Array.from(list));
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data)));
    } catch {
      return null;
    }
  }

  forget() {
    localStorage.removeItem(this.form.dataset.store);
  }
}
