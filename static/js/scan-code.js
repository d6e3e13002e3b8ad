// What a label or another telephone says, and what this one shows to it.

import { encodeQR } from "../vendor/qr/index.js";

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // A page without TLS has no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The hand-over that an address names, or null: `?serah=…&dari=…&ke=…&pihak=…`. */
export function handoverIn(text) {
  const query = new URLSearchParams(text.includes("?") ? text.slice(text.indexOf("?")) : "");
  const found = Object.fromEntries(["serah", "dari", "ke", "pihak"].map((name) => [name, query.get(name) ?? ""]));
  return UUID.test(found.serah) ? { ...found, serah: found.serah.toLowerCase() } : null;
}

/** The code of a box: the text itself, or what a text or an address ends in; null for what can be no code. */
export function codeIn(text) {
  const found = /(?:^|[/=#\s:])([0-9A-Z-]{4,40})\/?$/i.exec(text.trim());
  return found ? found[1].toUpperCase() : null;
}

/** Draws `text` as a QR code. */
export function drawCode(canvas, text) {
  const rows = encodeQR(text, "raw", { ecc: "low", border: 3 });
  const scale = Math.max(3, Math.floor(560 / rows.length));
  canvas.width = canvas.height = rows.length * scale;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  rows.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect(x * scale, y * scale, scale, scale)));
}
