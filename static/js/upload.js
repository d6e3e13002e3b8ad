// Photos from the phone: made smaller there, sent one by one, tried again with the same key when the line is lost.
// Without this file the form sends the files as they are.

const LONG_SIDE = 2400;
const QUALITY = 0.82;
const PATIENCE = [2, 4, 8, 15, 30];
const STILL = gettext("Foto belum tersimpan.");
const told = (text, values) => interpolate(text, values, true);

const panel = document.querySelector("[data-upload]");
const form = panel.querySelector("form");
const pageField = form.elements.halaman;
const fileField = form.elements.foto;
const camera = panel.querySelector("[data-camera]");
const shots = camera.querySelector("input");
const number = panel.querySelector("[data-number]");
const list = panel.querySelector("[data-list]");
const template = panel.querySelector("[data-row]");
const queue = [];
let busy = false;

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // A page without TLS has no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

/** A picture of at most LONG_SIDE as JPEG; what this browser cannot read, or what would not get smaller, as it is. */
async function compressed(file) {
  if (!/^image\//.test(file.type)) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file;
  }
}

/** One request; answers {status, body}, status 0 where the line was lost. */
function send(job) {
  return new Promise((done) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("halaman", job.page);
    data.append("kunci", job.key);
    data.append("foto", job.blob, job.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action.split("#")[0]);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.timeout = 180000;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) tell(job, "", told(gettext("mengirim %(percent)s %"), { percent: Math.round((event.loaded / event.total) * 100) }), event.loaded / event.total);
    });
    request.addEventListener("load", () => done({ status: request.status, body: request.response }));
    for (const lost of ["error", "timeout", "abort"]) request.addEventListener(lost, () => done({ status: 0 }));
    request.send(data);
  });
}

function tell(job, state, text, part) {
  job.row.className = state;
  job.row.querySelector("[data-name]").textContent = told(gettext("Halaman %(page)s: %(name)s"), { page: job.page ?? "…", name: job.name });
  job.row.querySelector("[data-word]").textContent = text;
  const bar = job.row.querySelector("[data-bar]");
  bar.hidden = state === "done" || state === "refused";
  if (part !== undefined) bar.value = Math.round(part * 100);
  job.row.querySelector("[data-again]").hidden = state !== "refused" || !job.again;
}

function wait(seconds) {
  return new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });
}

async function finish(job) {
  // A file follows the one before it in the same choice: a PDF may have had several pages.
  job.page ??= job.before.page + job.before.count;
  job.again = false;
  tell(job, "", gettext("mengecilkan foto …"), 0);
  job.blob ??= await compressed(job.file);
  for (let tries = 0; ; tries += 1) {
    const { status, body } = await send(job);
    if (status === 200 && body) {
      job.count = body.jumlah;
      tell(job, "done", body.pesan);
      return job.count > 1 ? moveOn(job.page + job.count) : undefined;
    }
    if (status === 0 || status === 502 || status === 503 || status === 504) {
      const pause = PATIENCE[Math.min(tries, PATIENCE.length - 1)];
      tell(job, "waiting", `${STILL} ${told(gettext("Sambungan terputus; dicoba lagi dalam %(pause)s detik."), { pause })}`);
      await wait(pause);
      continue;
    }
    job.again = status >= 500;
    tell(job, "refused", refusal(status, body));
    // The page is still to be photographed, unless somebody went on already.
    if (Number(pageField.value) === job.page + 1) moveOn(job.page);
    return undefined;
  }
}

function refusal(status, body) {
  if (body?.galat) return body.galat.join(" ");
  if (status === 200) return `${STILL} ${gettext("Sesi Anda sudah berakhir; masuk lagi, lalu kirim ulang.")}`;
  if (status === 403) return `${STILL} ${gettext("Akun ini tidak berhak menambah foto di sini, atau halaman ini sudah terlalu lama terbuka; muat ulang.")}`;
  if (status === 413) return `${STILL} ${gettext("Berkas ini terlalu besar untuk server.")}`;
  return `${STILL} ${told(gettext("Server sedang bermasalah (%(status)s); coba lagi."), { status })}`;
}

async function work() {
  if (busy) return;
  busy = true;
  let done = 0;
  while (queue.length) {
    const job = queue.shift();
    await finish(job);
    if (job.row.className === "done") done += 1;
    if (!queue.length && done) await refresh();
  }
  busy = false;
}

function enqueue(files) {
  let before = null;
  for (const file of files) {
    const row = template.content.firstElementChild.cloneNode(true);
    const job = { file, name: file.name || "foto.jpg", key: uuid(), row, before, count: 1 };
    if (!before) job.page = Number(pageField.value) || 1;
    row.querySelector("[data-again]").addEventListener("click", () => {
      queue.push(job);
      work();
    });
    list.prepend(row);
    tell(job, "", gettext("menunggu giliran"), 0);
    queue.push(job);
    before = job;
  }
  list.hidden = false;
  moveOn((Number(pageField.value) || 1) + files.length);
  work();
}

function moveOn(page) {
  pageField.value = Math.min(99, page);
  showNumber();
}

function showNumber() {
  number.textContent = pageField.value || "1";
}

/** The viewer and the list as the server shows them now. */
async function refresh() {
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-photos]");
    if (!fresh) return;
    document.querySelector("[data-photos]").replaceWith(document.adoptNode(fresh));
    document.dispatchEvent(new CustomEvent("papers:changed"));
  } catch {
    // The photos are safe; the list shows them when the page is loaded again.
  }
}

camera.hidden = false;
pageField.addEventListener("input", showNumber);
shots.addEventListener("change", () => {
  enqueue([...shots.files]);
  shots.value = "";
});
form.addEventListener("submit", (event) => {
  if (!fileField.files.length) return;
  event.preventDefault();
  enqueue([...fileField.files]);
  fileField.value = "";
  // After the frame has marked the button as busy.
  setTimeout(() => event.submitter?.removeAttribute("aria-busy"));
});
addEventListener("beforeunload", (event) => {
  if (busy) event.preventDefault();
});
