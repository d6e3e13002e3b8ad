// The box under the thumb, what was seen of all of them, and what goes along: photos and the place.

import { codeInPhoto, smaller, thumbnail } from "./scan-camera.js";
import { facts, one, pressed, root, told } from "./scan-view.js";

const NAMED = 8;
export const numbers = one("#nomor-segel");
export const reason = one("#sebab");
export const WORDS = {
  segel: Object.fromEntries([...root.querySelectorAll(".scan-seals button")].map((button) => [button.value, button.textContent.trim()])),
  sebab: Object.fromEntries([...root.querySelectorAll("#sebab option")].map((option) => [option.value, option.textContent])),
};

/** `current`: {line, tone, text} or null; `known`: the box as the telephone's list has it. */
export function showOnCard(current, known) {
  const part = one("[data-last]");
  part.hidden = !current;
  if (!current) return;
  const { line, tone, text } = current;
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

/** What the officer is about to tell; `known`: the giver's boxes as far as the telephone knows. */
export function summary(lines, known) {
  const codes = (rows, say = (line) => line.kode) => rows.slice(0, NAMED).map(say).join(", ") + (rows.length > NAMED ? told(gettext(", dan %(n)s lagi"), { n: rows.length - NAMED }) : "");
  const bad = lines.filter((line) => line.segel !== "cocok");
  const left = lines.filter((line) => line.sebab);
  const strange = lines.filter((line) => line.asing);
  const seen = new Set(lines.map((line) => line.kode));
  const missed = [...known.keys()].filter((code) => !seen.has(code)).length;
  facts(one("[data-sum]"), [
    [gettext("Kotak"), String(lines.length)],
    [gettext("Segel utuh dan cocok"), String(lines.length - bad.length)],
    ...(bad.length ? [[gettext("Segel bermasalah"), codes(bad, (line) => `${line.kode} (${WORDS.segel[line.segel]})`)]] : []),
    ...(left.length ? [[gettext("Akhirnya tidak ikut"), codes(left)]] : []),
    ...(strange.length ? [[gettext("Di luar daftar"), codes(strange)]] : []),
    ...(missed ? [[gettext("Pada pemberi, tidak dipindai"), missed.toLocaleString("id")]] : []),
  ]);
}

export async function showPhotos(photos, place) {
  one("[data-place]").textContent = place ? told(gettext("Lokasi: %(lat)s, %(lon)s"), { lat: (place.lintang / 1e6).toFixed(6), lon: (place.bujur / 1e6).toFixed(6) }) : "";
  const list = one("[data-photos]");
  list.replaceChildren();
  for (const blob of photos) {
    const item = document.createElement("li");
    const canvas = document.createElement("canvas");
    item.append(canvas);
    list.append(item);
    await thumbnail(canvas, blob);
  }
}

/** The place in millionths of a degree, or null where the browser does not tell it. */
export function whereAmI() {
  return new Promise((done) => {
    if (!isSecureContext || !navigator.geolocation) done(null);
    else {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => done({ lintang: Math.round(coords.latitude * 1e6), bujur: Math.round(coords.longitude * 1e6) }),
        () => done(null),
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
      );
    }
  });
}

/** The two file inputs: `code(text or null)` of a photo of a label, `photo(blob or null)` of the hand-over, then `done()`. */
export function onPhotos({ code, photo, done }) {
  one("[data-shot]").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (file) code(await codeInPhoto(file).catch(() => null));
    target.value = "";
  });
  one("[data-photo]").addEventListener("change", async ({ target }) => {
    for (const file of target.files) photo(await smaller(file).catch(() => null));
    target.value = "";
    done();
  });
}
