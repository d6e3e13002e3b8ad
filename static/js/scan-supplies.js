// What the telephone takes along: holders, hand-overs that wait, the boxes of a giver with their seals. Shown from the
// telephone at once, asked anew when there is a network.

import { request } from "./scan-queue.js";
import * as store from "./scan-store.js";

// An account with more holders than this is an office's; it takes the warehouses along.
const FEW = 40;
// From the many boxes to the few.
const ORDER = ["gudang", "ppk", "pps", "kpps", "perjalanan", "percetakan"];

export class Supplies {
  constructor(url, account, election) {
    this.url = url;
    this.base = `${account} ${election}`;
    this.holders = new Map();
    this.waiting = [];
    this.boxes = new Map();
    this.giver = null;
  }

  name(key) {
    return this.holders.get(key)?.nama ?? key;
  }

  isOwn(key) {
    return this.holders.get(key)?.sendiri ?? false;
  }

  /** Up to `most` holders whose name or key holds every word of the text; those that begin with it first. */
  matching(text, most) {
    const wanted = text.trim().toLowerCase();
    const words = wanted.split(/\s+/);
    const [first, rest] = [[], []];
    for (const row of this.holders.values()) {
      const said = [row.nama.toLowerCase(), row.kunci];
      if (said.some((one) => one.startsWith(wanted))) first.push(row);
      else if (words.every((word) => said.some((one) => one.includes(word)))) rest.push(row);
      if (first.length === most) break;
    }
    return [...first, ...rest].slice(0, most);
  }

  async kept(part) {
    return (await store.get("bekal", `${this.base} ${part}`).catch(() => null)) ?? null;
  }

  /** Every page of a list, or null where the network ends before the list does. */
  async asked(query, name) {
    const rows = [];
    let first = null;
    for (let after = ""; after !== null; ) {
      const { status, body } = await request(`${this.url}?${new URLSearchParams({ ...query, sesudah: after })}`);
      if (status !== 200 || !body) return null;
      first ??= body;
      rows.push(...body[name]);
      after = body.lanjut;
    }
    return { rows, first };
  }

  async loadHolders(changed) {
    const kept = await this.kept("pemegang");
    if (kept) this.takeHolders(kept, changed);
    const found = await this.asked({}, "pemegang");
    if (!found) return;
    const fresh = { rows: found.rows, menunggu: found.first.menunggu };
    await store.put("bekal", fresh, `${this.base} pemegang`).catch(() => null);
    this.takeHolders(fresh, changed);
  }

  takeHolders({ rows, menunggu }, changed) {
    const rank = (row) => ORDER.indexOf(row.kunci.split(":")[0]);
    this.holders = new Map([...rows].sort((one, other) => rank(one) - rank(other)).map((row) => [row.kunci, row]));
    this.waiting = menunggu ?? [];
    changed();
  }

  /** Boxes of every giver that this account is likely to meet, before it is known who gives what. */
  async loadAhead() {
    const all = [...this.holders.keys()];
    const likely = all.length <= FEW ? all : all.filter((key) => key.startsWith("gudang:")).slice(0, FEW);
    for (const giver of likely) {
      const found = await this.asked({ dari: giver }, "kotak");
      if (!found) return false;
      await store.put("bekal", found.rows, `${this.base} kotak ${giver}`).catch(() => null);
    }
    return likely.length > 0;
  }

  async loadBoxes(giver, changed) {
    this.giver = giver;
    this.boxes = new Map();
    const kept = await this.kept(`kotak ${giver}`);
    if (kept && this.giver === giver) this.takeBoxes(kept, changed);
    const found = await this.asked({ dari: giver }, "kotak");
    if (!found || this.giver !== giver) return;
    await store.put("bekal", found.rows, `${this.base} kotak ${giver}`).catch(() => null);
    this.takeBoxes(found.rows, changed);
  }

  takeBoxes(rows, changed) {
    this.boxes = new Map(rows.map((row) => [row.kode, row]));
    changed();
  }

  /** What a receiver has now, as far as this telephone knows: at the next leg it is on the list before the network is. */
  async learn(receiver, codes) {
    const kept = (await this.kept(`kotak ${receiver}`)) ?? [];
    const there = new Set(kept.map((row) => row.kode));
    // Which step the box will have is the server's to say.
    const more = codes.filter((code) => !there.has(code)).map((code) => ({ apa: "", segel: [], ...this.boxes.get(code), kode: code, langkah: null }));
    await store.put("bekal", [...kept, ...more], `${this.base} kotak ${receiver}`).catch(() => null);
  }
}
