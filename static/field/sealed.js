// Marks that nobody can read here any more: sealed before their account left, sent by whoever opens the app next.
import { w } from "./dom.js";
import { here, load } from "./room.js";
import { seal } from "./seal.js";
import * as store from "./store.js";
import { forgetKey, isPossible, LockedError } from "./vault.js";

export const canSeal = () => isPossible() && Boolean(here.pocket && here.pocket.seal);

// The account for whom this phone was leaves it, and its unsent marks stay sealed; behind a PIN that nobody gave, they
// are sealed already. False when they cannot be.
export async function putAway() {
  if (!here.account) return true;
  try {
    // Another tab may note one more meanwhile.
    for (await load(); here.outbox.length; await load()) {
      if (!canSeal()) return false;
      await sealAll(here.outbox);
    }
  } catch (locked) {
    if (!(locked instanceof LockedError)) throw locked;
    if (!(await store.putSealedAside(here.account))) return false;
  }
  await store.forget(here.account);
  forgetKey();
  Object.assign(here, { account: null, name: "", pocket: null, outbox: [], told: [] });
  return true;
}

// On the disk before what they are made of is gone, in one transaction.
async function sealAll(rows) {
  const how = here.pocket.seal;
  const sealed = await Promise.all(rows.map(async (row) => ({ id: row.id, sealed: await seal(store.asSent(row), how) })));
  await store.write({ put: { sealed }, remove: { outbox: rows.map(({ id }) => id) } });
}

// A page of the site saw that somebody else is signed in: nothing of the former one is shown, not for a moment.
export async function makeRoomForWhoIsHere() {
  if (!localStorage.getItem("field-changed")) return;
  try {
    await load();
  } catch (locked) {
    if (!(locked instanceof LockedError)) throw locked;
  }
  await putAway();
  localStorage.removeItem("field-changed");
}

// True when there were some. A seal is forgotten once the server answered for it. What it refused, it tells whose it
// was; only what it could not open is told here, as nobody knows whose that is.
export async function sendSealed(send, firstOf) {
  let isSent = false;
  for (let batch = firstOf(await store.sealedRows()); batch.length; batch = firstOf(await store.sealedRows())) {
    const { answers } = await send(batch.map(({ id, sealed }) => ({ id, sealed })));
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    const answered = batch.filter(({ id }) => byId.has(id));
    if (!answered.length) break;
    const told = answered.map(({ id }) => byId.get(id)).filter(({ reason }) => reason === "seal_broken").map(telling);
    await store.write({ put: { told }, remove: { sealed: answered.map(({ place }) => place) } });
    here.told.push(...told);
    isSent = true;
  }
  return isSent;
}

const telling = ({ id, answer, words }) => {
  const value = { kind: "sealed", title: w("sealed_of_another"), name: "", answer, words };
  return { id, account: here.account, order: Date.now(), value };
};
