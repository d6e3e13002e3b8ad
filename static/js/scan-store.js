// What the telephone keeps: statements and photos that wait to be sent, what was taken along, the hand-over under way.
// It outlives the page, a sign-out and an empty battery.

const NAME = "electcoord-pindai";
const STORES = { antrean: { keyPath: "nomor", autoIncrement: true }, foto: { keyPath: "nomor", autoIncrement: true }, bekal: {}, draf: {} };
let opened;

function open() {
  opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) asked.result.createObjectStore(name, options);
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
    asked.onblocked = () => fail(new Error("blocked"));
  });
  return opened;
}

/** Runs `deed(stores)` in one transaction over these stores; resolves with its request's result once that is kept. */
async function within(names, mode, deed, durability = "relaxed") {
  const base = await open();
  return new Promise((done, fail) => {
    const work = base.transaction(names, mode, { durability });
    const stores = Object.fromEntries(names.map((name) => [name, work.objectStore(name)]));
    const request = deed(stores);
    if (mode === "readwrite") work.commit?.();
    work.oncomplete = () => done(request?.result);
    work.onabort = work.onerror = () => fail(work.error ?? new Error("abort"));
  });
}

export const get = (name, key) => within([name], "readonly", (stores) => stores[name].get(key));
export const all = (name) => within([name], "readonly", (stores) => stores[name].getAll());
export const put = (name, value, key) => within([name], "readwrite", (stores) => stores[name].put(value, key));
export const remove = (name, key) => within([name], "readwrite", (stores) => stores[name].delete(key));

/** A statement goes into the queue with its photos, and its draft is over: all of it or nothing. */
export function enqueue(row, photos, draft) {
  return within(["antrean", "foto", "draf"], "readwrite", (stores) => {
    for (const photo of photos) stores.foto.put(photo);
    stores.draf.delete(draft);
    if (row.ganti) stores.antrean.delete(row.ganti);
    delete row.ganti;
    return stores.antrean.put(row);
  }, "strict");
}

/** Photos of one side's statement get `changes`, or go where that is null. */
export async function moveAlong(serah, pihak, changes) {
  for (const photo of await all("foto")) {
    if (photo.serah !== serah || photo.pihak !== pihak) continue;
    await (changes ? put("foto", { ...photo, ...changes, keadaan: "menunggu" }) : remove("foto", photo.nomor));
  }
}

/** Lists of other accounts leave the telephone; their queues stay. */
export async function forgetOthers(account) {
  const base = await open();
  await new Promise((done, fail) => {
    const work = base.transaction(["bekal"], "readwrite");
    const store = work.objectStore("bekal");
    store.getAllKeys().onsuccess = ({ target }) => {
      for (const key of target.result) if (!key.startsWith(`${account} `)) store.delete(key);
    };
    work.oncomplete = () => done();
    work.onabort = () => fail(work.error);
  });
}
