// Typing one sheet: keys, paste, running sums and rules, the draft, and sending it once however often it is sent.
// The page works without this file; the server alone decides what is stored.

import { evaluate, runningSums } from "./rules.js";
import { Draft } from "./draft.js";
import { showStrip } from "./strips.js";

const form = document.getElementById("lembar");
const boxes = [...form.querySelectorAll("input.box")];
const order = new Map(boxes.map((box, index) => [box, index]));
const byCode = new Map(boxes.map((box) => [box.name, box]));
const rows = [...form.querySelectorAll("[data-row]")];
const rowOf = new Map();
for (const row of rows) for (const code of row.dataset.codes.split(" ")) rowOf.set(code, row);
const rules = JSON.parse(document.getElementById("rules").textContent);
const part = (name) => form.querySelector(name);
const told = (text, values) => interpolate(text, values, true);

/** The figure of a box: a number, or null where it is empty or not typed. */
function figure(code) {
  const text = byCode.get(code)?.value ?? "";
  return text === "" || text === "X" ? null : Number.parseInt(text, 10);
}

// --- moving ---

function go(box) {
  if (!box) return;
  box.focus();
  box.select();
  // Under the bar at the bottom nothing is read.
  box.scrollIntoView({ block: "nearest" });
}

function next(box, step = 1) {
  const target = boxes[order.get(box) + step];
  if (target) go(target);
  else if (step > 0) part(".entry-bar .btn-primary").focus();
}

function inRow(row) {
  return [...row.querySelectorAll("input.box")];
}

let column = 0;
function vertical(box, step) {
  const target = rows[rows.indexOf(box.closest("[data-row]")) + step];
  if (!target) return;
  const cells = inRow(target);
  go(cells[Math.min(column, cells.length - 1)]);
}

/** Inside a row; from a party to the same line of its neighbour. */
function sideways(box, step) {
  const cells = inRow(box.closest("[data-row]"));
  const at = cells.indexOf(box);
  if (cells[at + step]) return go(cells[at + step]);
  const party = box.closest("[data-party]");
  if (!party) return next(box, step);
  const parties = [...form.querySelectorAll("[data-party]")];
  const neighbour = parties[parties.indexOf(party) + step];
  if (!neighbour) return next(box, step);
  const lines = [...neighbour.querySelectorAll("input.box")];
  const line = [...party.querySelectorAll("input.box")].indexOf(box);
  return go(lines[Math.min(line, lines.length - 1)]);
}

/** One key writes the whole box and goes on: `X` for an empty box, `.` for nought. */
function press(box, text) {
  box.value = text;
  changed(box);
  next(box);
}

function whole(box) {
  return box.selectionStart === 0 && box.selectionEnd === box.value.length;
}

form.addEventListener("keydown", (event) => {
  const box = event.target;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!order.has(box) || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key;
  const act = {
    Enter: () => next(box, event.shiftKey ? -1 : 1),
    ArrowDown: () => vertical(box, 1),
    ArrowUp: () => vertical(box, -1),
    ArrowLeft: () => (whole(box) || box.selectionStart === 0) && sideways(box, -1),
    ArrowRight: () => (whole(box) || box.selectionEnd === box.value.length) && sideways(box, 1),
    x: () => press(box, "X"),
    X: () => press(box, "X"),
    "*": () => press(box, "X"),
    // Only for a box as a whole: a point among digits is a slip, not a nought.
    ".": () => whole(box) && press(box, "0"),
    ",": () => whole(box) && press(box, "0"),
  }[key];
  if (act) {
    if (key.startsWith("Arrow")) {
      if (act() !== false) event.preventDefault();
    } else {
      event.preventDefault();
      act();
    }
    return;
  }
  if (key.length === 1 && !/[0-9]/.test(key)) event.preventDefault();
});

form.addEventListener("focusin", (event) => {
  const box = event.target;
  if (!order.has(box)) return;
  box.select();
  const cells = inRow(box.closest("[data-row]"));
  if (cells.length > 1) column = cells.indexOf(box);
  else if (column === 0) column = 0;
  showStrip(box.name);
});

/** Phones send letters without keys: what is not a digit goes, an X stands alone. */
form.addEventListener("input", (event) => {
  const box = event.target;
  if (!order.has(box)) return;
  const text = box.value;
  const kept = /x/i.test(text) ? "X" : text.replace(/[^0-9]/g, "").slice(0, 4);
  if (kept !== text) box.value = kept;
  changed(box);
});

for (const button of form.querySelectorAll("[data-press]")) {
  // The box keeps the focus, and the phone its keyboard.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const box = order.has(document.activeElement) ? document.activeElement : boxes[0];
    press(box, button.dataset.press);
  });
}

// --- paste ---

/** `1.234`, ` 45 `, `X`, `-` as they stand in a box; undefined for what is no figure, "" for an empty cell. */
function pasted(text) {
  const cell = text.trim().replace(/ /g, "");
  if (cell === "") return "";
  if (/^(x+|-|–)$/i.test(cell)) return "X";
  const plain = /^[0-9]{1,3}([.,][0-9]{3})+$/.test(cell) ? cell.replace(/[.,]/g, "") : cell;
  return /^[0-9]{1,4}$/.test(plain) ? String(Number.parseInt(plain, 10)) : undefined;
}

function say(text) {
  const status = part("[data-saved]");
  status.textContent = text;
  status.classList.toggle("warn", Boolean(text));
}

form.addEventListener("paste", (event) => {
  const box = event.target;
  if (!order.has(box)) return;
  event.preventDefault();
  const lines = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  const table = lines.map((line) => line.split("\t"));
  const start = rows.indexOf(box.closest("[data-row]"));
  const left = inRow(rows[start]).indexOf(box);
  const plan = [];
  for (const [down, cells] of table.entries()) {
    const row = rows[start + down];
    if (!row) return say(told(gettext("Tempelan %(lines)s baris, formulir tinggal %(room)s; tidak ada yang ditempel."), { lines: table.length, room: rows.length - start }));
    const targets = inRow(row);
    for (const [right, cell] of cells.entries()) {
      const target = targets[targets.length === 1 && cells.length === 1 ? 0 : left + right];
      const text = pasted(cell);
      if (text === undefined) return say(told(gettext("Baris %(line)s tempelan: '%(text)s' bukan angka; tidak ada yang ditempel."), { line: down + 1, text: cell.slice(0, 12) }));
      if (!target && text !== "") return say(told(gettext("Baris %(line)s tempelan lebih lebar dari formulir; tidak ada yang ditempel."), { line: down + 1 }));
      if (target && text !== "") plan.push([target, text]);
    }
  }
  for (const [target, text] of plan) target.value = text;
  changed(...plan.map(([target]) => target));
  say(told(ngettext("%(count)s isian ditempel; periksa dengan kertasnya.", "%(count)s isian ditempel; periksa dengan kertasnya.", plan.length), { count: plan.length }));
  go(plan.at(-1)?.[0]);
});

// --- sums and rules ---

const ICONS = { cocok: "✓", melanggar: "≠", tidak_lengkap: "·" };
const WORDS = { cocok: gettext("cocok"), melanggar: gettext("tidak cocok"), tidak_lengkap: gettext("belum lengkap") };
const RANK = { cocok: 1, tidak_lengkap: 2, melanggar: 3 };

let broken = [];

function brokenText() {
  const count = broken.length;
  return told(ngettext("%(count)s pemeriksaan tidak cocok", "%(count)s pemeriksaan tidak cocok", count), { count });
}

function judge() {
  const found = new Map();
  broken = [];
  for (const result of evaluate(rules, figure)) {
    const row = rowOf.get(result.part.split(" ")[0]);
    if (result.status === "melanggar") broken.push({ ...result, row });
    if (!row) continue;
    const known = found.get(row) ?? { status: "cocok", texts: [] };
    if (RANK[result.status] > RANK[known.status]) known.status = result.status;
    if (result.status === "melanggar") known.texts.push(`${result.numbers} (${result.names})`);
    found.set(row, known);
  }
  for (const row of rows) {
    const { status, texts } = found.get(row) ?? { status: "", texts: [] };
    const touched = inRow(row).some((box) => box.value !== "");
    const shown = touched || status === "melanggar" ? status : "";
    row.dataset.status = shown;
    const lamp = row.querySelector("[data-lamp]");
    lamp.textContent = ICONS[shown] ?? "";
    lamp.title = WORDS[shown] ?? "";
    row.querySelector("[data-says]").textContent = texts.slice(0, 3).join("\n");
  }
  showSums();
  const link = part("[data-broken]");
  link.hidden = broken.length === 0;
  link.textContent = brokenText();
  const typed = boxes.filter((box) => box.value !== "").length;
  part("[data-count]").textContent = told(gettext("%(typed)s dari %(all)s isian"), { typed, all: boxes.length });
}

/** Beside a sum that the paper states: what the boxes above it make so far. */
function showSums() {
  for (const sums of runningSums(rules, figure)) {
    const place = form.querySelector(`[data-sum="${CSS.escape(sums.part)}"]`);
    if (place) place.textContent = sums.right.sum ? `= ${sums.right.sum.toLocaleString("id")}` : "";
  }
}

part("[data-broken]").addEventListener("click", (event) => {
  event.preventDefault();
  go(inRow(broken.find((result) => result.row)?.row ?? rows[0])[0]);
});

let waiting = 0;
function changed(...touched) {
  for (const box of touched) box.classList.remove("bad");
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(judge);
  draft?.touch();
}

// --- the draft ---

const values = () => Object.fromEntries(boxes.map((box) => [box.name, box.value]));
const draft = form.dataset.draft
  ? new Draft(form, values, (stored) => {
      for (const [code, text] of Object.entries(stored)) if (byCode.has(code)) byCode.get(code).value = text;
      judge();
    }, say)
  : null;

// --- sending ---

const ask = document.querySelector("dialog.entry-ask");

/** Shows what is left open or does not add up; true when the person sends it as it stands. */
function confirmed(untouched) {
  if (!untouched.length && !broken.length) return Promise.resolve(true);
  const body = ask.querySelector("[data-body]");
  const held = broken.filter((result) => result.severity === "QUARANTINE");
  ask.querySelector("h2").textContent = untouched.length
    ? told(ngettext("%(count)s isian belum diketik", "%(count)s isian belum diketik", untouched.length), { count: untouched.length })
    : brokenText();
  const answer = untouched.length ? gettext("Kosong di kertas, kirim") : gettext("Sesuai kertas, kirim");
  ask.querySelector("[value=kirim]").textContent = `${answer} (Ctrl+Enter)`;
  const lines = [];
  if (untouched.length) lines.push(["p", told(gettext("Mulai dari: %(box)s."), { box: untouched[0].getAttribute("aria-label") })]);
  if (broken.length) lines.push(["p", gettext("Angka dikirim seperti tertulis di kertas; yang tidak cocok menjadi temuan.")]);
  for (const result of broken.slice(0, 6)) lines.push(["li", `${result.names}: ${result.numbers}`]);
  if (broken.length > 6) lines.push(["p", told(gettext("dan %(count)s lagi"), { count: broken.length - 6 })]);
  if (held.length) lines.push(["p", gettext("Angka melebihi surat suara yang ada: lembar ini masuk karantina sampai dilepas.")]);
  body.replaceChildren(...lines.map(([tag, text]) => Object.assign(document.createElement(tag), { textContent: text })));
  ask.returnValue = "kembali";
  ask.showModal();
  return new Promise((resolve) => {
    ask.addEventListener("close", () => resolve(ask.returnValue === "kirim"), { once: true });
  });
}

// A hand that runs on with Enter goes back to the form; sending as it stands takes another key.
ask.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    ask.close("kirim");
  }
});

function showErrors(errors) {
  for (const [code, text] of Object.entries(errors ?? {})) {
    const box = byCode.get(code);
    if (!box) continue;
    box.classList.add("bad");
    box.setAttribute("aria-invalid", "true");
    box.closest("[data-row]").querySelector("[data-says]").textContent = text;
  }
  go(byCode.get(Object.keys(errors ?? {})[0]));
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Sends until the server has answered; the key makes any number of tries one entry. */
async function deliver(body) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status < 500 || answer.status === 501) return answer;
    } catch {
      // No connection; the draft is kept, the next try follows.
    }
    say(gettext("Belum terkirim, mencoba lagi; jangan tutup halaman ini."));
    await pause(wait);
  }
}

let sending = false;
async function send() {
  if (sending) return;
  const untouched = boxes.filter((box) => box.value === "");
  if (!(await confirmed(untouched))) {
    if (untouched.length) go(untouched[0]);
    return;
  }
  sending = true;
  const button = part(".entry-bar .btn-primary");
  button.disabled = true;
  say(gettext("Mengirim …"));
  draft.stop();
  const body = new FormData(form);
  if (untouched.length) body.set("kosong", "1");
  const answer = await deliver(body);
  const type = answer.headers.get("Content-Type") ?? "";
  if (answer.ok && type.includes("json")) {
    const { url } = await answer.json();
    draft.forget();
    location.assign(url);
    return;
  }
  sending = false;
  button.disabled = false;
  button.removeAttribute("aria-busy");
  draft.start();
  if (type.includes("json")) {
    const { problem, errors } = await answer.json();
    say(problem);
    showErrors(errors);
  } else {
    say(gettext("Sesi berakhir atau hak berubah: masuk lagi di tab lain, lalu kirim ulang. Draf tetap ada."));
  }
}

form.addEventListener("submit", (event) => {
  if (!draft) return;
  event.preventDefault();
  send();
});

judge();
if (!boxes.some((box) => box === document.activeElement)) {
  go(boxes.find((box) => box.classList.contains("bad")) ?? boxes.find((box) => box.value === "") ?? boxes[0]);
}
