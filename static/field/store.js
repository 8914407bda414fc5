// What this phone keeps, in IndexedDB: `pocket` (the workshops, one row an account), `outbox` (marks not yet
// acknowledged), `told` (what the server answered that somebody should read), `meta` (plain facts about the phone).
// Rows of these three are {id, account, order, value}; with a PIN, `box` stands in the place of `value`, and what waits
// to be sent is `sealed` beside it. The store `sealed` holds what nobody can read here: {id, sealed}, marks locked away
// for the server before their account left, in their order.
import { seal } from "./seal.js";
import { close, open, use } from "./vault.js";

const NAME = "peerlearn-field";
const VERSION = 2;
const KEPT = ["pocket", "outbox", "told"];
let opened = null;
let lid = null;

// To what marks are sealed: the server's key, and the token of the account.
export const sealTo = (how) => (lid = how);

// Whom a conversation is about, and its questions, are for this phone alone. One that is not over says so.
export const asSent = ({ draft, value: { about, ...mark } }) => (draft ? { ...mark, is_over: false } : mark);

function database() {
  if (!opened) {
    opened = new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, VERSION);
      asked.onupgradeneeded = () => {
        const { result } = asked;
        const missing = [...KEPT, "meta"].filter((name) => !result.objectStoreNames.contains(name));
        for (const name of missing) result.createObjectStore(name, { keyPath: "id" });
        result.createObjectStore("sealed", { keyPath: "place", autoIncrement: true });
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => forgetConnection(asked.result);
        asked.result.onclose = () => (opened = null);
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    });
    opened.catch(() => (opened = null));
  }
  return opened;
}

function forgetConnection(connection) {
  connection.close();
  opened = null;
}

async function transact(names, mode, work) {
  const connection = await database();
  return new Promise((resolve, reject) => {
    // Strict: the browser says it is done when it is on the disk, not when it is on its way there.
    const transaction = connection.transaction(names, mode, { durability: "strict" });
    const result = work(transaction);
    transaction.oncomplete = () => resolve(result && "result" in result ? result.result : result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export async function rowsOf(name, account) {
  const rows = await transact([name], "readonly", (transaction) => transaction.objectStore(name).getAll());
  const own = rows.filter((row) => row.account === account).sort((one, other) => one.order - other.order);
  return Promise.all(own.map(async ({ box, sealed, ...row }) => (box ? { ...row, value: await open(box) } : row)));
}

// How many marks wait, account by account; what they say is not needed for that.
export async function waitingByAccount() {
  const rows = await transact(["outbox"], "readonly", (transaction) => transaction.objectStore("outbox").getAll());
  const counted = {};
  for (const row of rows) counted[row.account] = (counted[row.account] || 0) + 1;
  return counted;
}

// All in one transaction: `put` is {store: rows}, `remove` is {store: ids}. Resolves when it is on the disk.
export async function write({ put = {}, remove = {} }) {
  const ready = {};
  for (const [name, rows] of Object.entries(put)) {
    ready[name] = KEPT.includes(name) ? await Promise.all(rows.map((row) => closed(row, name === "outbox"))) : rows;
  }
  const names = [...new Set([...Object.keys(put), ...Object.keys(remove)])];
  await transact(names, "readwrite", (transaction) => {
    for (const [name, ids] of Object.entries(remove)) for (const id of ids) transaction.objectStore(name).delete(id);
    for (const [name, rows] of Object.entries(ready)) for (const row of rows) transaction.objectStore(name).put(row);
  });
  if (names.includes("outbox") || names.includes("sealed")) await flagWaiting();
}

// Behind a PIN, a mark is sealed as it is written: it can leave later though nobody opens it.
async function closed({ value, ...row }, isMark) {
  const box = await close(value);
  if (!box) return { ...row, value };
  return isMark && lid ? { ...row, box, sealed: await seal(asSent({ ...row, value }), lid) } : { ...row, box };
}

// Of an account whose PIN nobody gave: what is sealed beside goes to where seals wait. True when nothing else is left.
export async function putSealedAside(account) {
  const rows = await transact(["outbox"], "readonly", (transaction) => transaction.objectStore("outbox").getAll());
  const own = rows.filter((row) => row.account === account).sort((one, other) => one.order - other.order);
  const aside = own.filter((row) => row.sealed);
  const sealed = aside.map((row) => ({ id: row.id, sealed: row.sealed }));
  await write({ put: { sealed }, remove: { outbox: aside.map((row) => row.id) } });
  return aside.length === own.length;
}

// In the order in which they were sealed.
export const sealedRows = () => transact(["sealed"], "readonly", (transaction) => transaction.objectStore("sealed").getAll());

// Other pages of the site ask this before they sign out; it says that there are some, not what.
async function flagWaiting() {
  const found = { "field-unsent": Object.keys(await waitingByAccount()).length, "field-sealed": (await sealedRows()).length };
  for (const [name, count] of Object.entries(found)) {
    if (count) localStorage.setItem(name, "1");
    else localStorage.removeItem(name);
  }
}

// Everything of one account written again behind another key, with what opens that key: all of it or nothing.
export async function writeAgain(account, { made, vault }) {
  const put = { meta: [{ id: `vault ${account}`, value: vault }] };
  for (const name of KEPT) put[name] = await rowsOf(name, account);
  use(made);
  await write({ put });
}

export async function fact(id) {
  const row = await transact(["meta"], "readonly", (transaction) => transaction.objectStore("meta").get(id));
  return row && row.value;
}

export function setFact(id, value) {
  return transact(["meta"], "readwrite", (transaction) => void transaction.objectStore("meta").put({ id, value }));
}

// Which of the server's news were read here, and are not forgotten there yet.
export const readNews = async (account) => (await fact(`read ${account}`)) || [];

export function takeLease(holder, now, lasts) {
  return transact(["meta"], "readwrite", (transaction) => {
    const meta = transaction.objectStore("meta");
    const answer = { result: false };
    const asked = meta.get("lease");
    asked.onsuccess = () => {
      const lease = asked.result && asked.result.value;
      if (lease && lease.holder !== holder && lease.until > now) return;
      meta.put({ id: "lease", value: { holder, until: now + lasts } });
      answer.result = true;
    };
    return answer;
  });
}

// Everything of an account leaves the phone: its workshops, its marks, its PIN, and that it was here.
export async function forget(account) {
  const ids = {};
  for (const name of KEPT) {
    const rows = await transact([name], "readonly", (transaction) => transaction.objectStore(name).getAll());
    ids[name] = rows.filter((row) => row.account === account).map((row) => row.id);
  }
  const facts = ["vault", "name", "sent", "tries", "again", "read"].map((name) => `${name} ${account}`);
  if ((await fact("here")) === account) facts.push("here");
  await write({ remove: { ...ids, meta: facts } });
  localStorage.removeItem("field-account");
}

// Nothing stays but what is sealed, and that only when there is some.
export async function destroy() {
  if ((await sealedRows()).length) {
    const names = [...KEPT, "meta"];
    await transact(names, "readwrite", (transaction) => names.forEach((name) => transaction.objectStore(name).clear()));
  } else await erase();
  localStorage.removeItem("field-unsent");
  localStorage.removeItem("field-account");
}

async function erase() {
  if (opened) forgetConnection(await opened);
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(NAME);
    // Another tab that still holds it is told to let go; what it held is emptied already.
    asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
  });
}
