// Sends what waits, by itself, whenever it can: one run at a time, a mark forgotten only once the server has it.
import { addresses, day } from "./dom.js";
import { here, laidOver, load, ready } from "./room.js";
import { putAway, sendSealed } from "./sealed.js";
import * as store from "./store.js";
import { LockedError } from "./vault.js";

const MOST_MARKS = 200;
const MOST_BYTES = 400_000;
const AFTER_A_TAP = 1_200;
const LONGEST_WAIT = 300_000;
const LEASE = 60_000;
const me = Math.random().toString(36).slice(2);
const channel = "BroadcastChannel" in window ? new BroadcastChannel("peerlearn-field") : null;

// `state`: idle, sending, offline, trouble, signed_out, someone_else. `others`: marks of other accounts, [name, count];
// `sealed`: how many marks wait that nobody can read here.
export const status = { state: "idle", sentAt: null, others: [], sealed: 0 };
let listener = () => {};
let entrance = () => {};
let timer = null;
let failures = 0;
let isPaused = false;
let running = null;

// `onChange` draws again; `onLocked` asks for the PIN of whoever is signed in now.
export function start(onChange, onLocked) {
  listener = onChange;
  entrance = onLocked;
  if (channel) channel.onmessage = () => isPaused || load().then(listener, entrance);
  window.addEventListener("online", () => soon(0));
  window.addEventListener("offline", () => say("offline"));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon(0));
}

// While somebody leaves, nothing starts by itself.
export function pause(paused) {
  isPaused = paused;
  clearTimeout(timer);
}

export function soon(wait = AFTER_A_TAP) {
  clearTimeout(timer);
  if (!isPaused) timer = setTimeout(run, wait);
}

export function tellOtherTabs() {
  if (channel) channel.postMessage("changed");
}

function say(state) {
  status.state = state;
  listener();
}

function again() {
  failures += 1;
  const longest = Math.min(LONGEST_WAIT, 2_000 * 2 ** failures);
  soon(longest / 2 + (Math.random() * longest) / 2);
}

// One run; resolves when it ended, whatever came of it. A patient one waits for another tab to finish first.
export function run(isPatient = false) {
  if (!running) running = alone(isPatient).finally(() => (running = null));
  return running;
}

// What runs already may have left before the last tap.
export async function runToTheEnd() {
  await running;
  await run(true);
}

async function alone(isPatient) {
  if (navigator.onLine === false) return say("offline");
  const work = () => exchange().catch(trouble);
  if (navigator.locks) {
    return navigator.locks.request("peerlearn-field-sync", { ifAvailable: !isPatient }, (lock) => lock && work());
  }
  if (await store.takeLease(me, Date.now(), LEASE)) await work().finally(() => store.takeLease(me, Date.now(), 0));
}

function trouble(problem) {
  if (problem instanceof LockedError) return entrance();
  if (problem instanceof Answered) {
    // Signed in is somebody for whom there is no app, or no longer.
    if (problem.status === 403) return void putAway().then(() => location.replace(addresses.home));
    const states = { 401: "signed_out", 409: "someone_else" };
    say(states[problem.status] || "trouble");
    if (!states[problem.status]) again();
    return;
  }
  // `fetch` says TypeError when there is no way to the server; anything else is a mistake of ours, and shown as one.
  if (!(problem instanceof TypeError || problem.name === "AbortError")) {
    say("trouble");
    throw problem;
  }
  say("offline");
  again();
}

export class Answered extends Error {
  constructor(status) {
    super(`answered ${status}`);
    this.status = status;
  }
}

async function exchange() {
  if (ready().length) say("sending");
  const said = await ask(addresses.workshops);
  await welcome(said);
  // Asked again after each batch: what was tapped meanwhile goes along.
  let sent = false;
  for (let batch = firstOf(ready()); batch.length; batch = firstOf(ready())) {
    await settle(batch, await send(batch.map(store.asSent), said.csrf));
    sent = true;
  }
  await sayRead(said.csrf);
  const brought = await sendSealed((marks) => send(marks, said.csrf), firstOf);
  if (sent || brought) await keep(await ask(addresses.workshops));
  failures = 0;
  status.sentAt = new Date();
  await countOthers();
  await store.setFact(`sent ${here.account}`, status.sentAt.getTime());
  say("idle");
  tellOtherTabs();
}

const send = (marks, csrf, more = {}) =>
  ask(addresses.sync, { body: { sent_at: new Date().toISOString(), account: here.account, marks, ...more }, csrf });

// What was read here of what the server had to tell: it need not say it again.
async function sayRead(csrf) {
  const read = await store.readNews(here.account);
  if (!read.length) return;
  await send([], csrf, { read });
  await store.setFact(`read ${here.account}`, []);
}

export async function ask(address, { body = null, csrf = "" } = {}) {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), 30_000);
  try {
    const more = body && { method: "POST", body: JSON.stringify(body) };
    const headers = body ? { "Content-Type": "application/json", "X-CSRFToken": csrf } : {};
    const how = { cache: "no-store", credentials: "same-origin", signal: stop.signal, headers, ...more };
    const answer = await fetch(address, how);
    if (!answer.ok) throw new Answered(answer.status);
    return await answer.json();
  } finally {
    clearTimeout(patience);
  }
}

// Whoever is signed in is who this phone is for now. Somebody else's unsent marks go along, sealed; behind a PIN, they
// stay until that one comes back.
async function welcome(said) {
  if (said.account !== here.account) {
    await takeOver(said);
    await load();
  }
  await keep(said);
}

async function takeOver({ account, name }) {
  await putAway();
  await store.setFact("here", account);
  await store.setFact(`name ${account}`, name);
}

// Behind a PIN, nothing can be sent; but if somebody else is signed in, it is their turn. True when it is.
export async function isSomeoneElse() {
  const said = await ask(addresses.workshops).catch(() => null);
  if (!said || said.account === here.account) return false;
  await takeOver(said);
  return true;
}

// What the server says replaces what was kept, whole: a workshop that it no longer names is gone from the phone.
async function keep({ account, name, now, workshops, runs, ask, seal, told }) {
  const pocket = { name, workshops, runs, ask, seal, offset: Date.parse(now) - Date.now() };
  const known = [...(await store.readNews(account)), ...here.told.map((row) => row.id)];
  const news = told.filter(({ id }) => !known.includes(id)).map((one) => newsOf(one, account, workshops));
  await store.write({ put: { pocket: [{ id: account, account, order: 0, value: pocket }], told: news } });
  store.sealTo(seal);
  here.told = [...here.told, ...news];
  // The other pages of the site see by it when somebody else has signed in.
  localStorage.setItem("field-account", account);
  Object.assign(here, { pocket, name });
}

// What became of a mark that somebody else brought, sealed: the server tells whose it was.
function newsOf({ id, kind, workshop, recorded_at, answer, words }, account, workshops) {
  const room = workshops.find((one) => one.id === workshop);
  const value = { kind, workshop, title: room ? room.title : day(recorded_at), name: "", answer, words, isNews: true };
  return { id, account, order: Date.now(), value };
}

// As many of these rows as travel at once.
function firstOf(rows) {
  const batch = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += JSON.stringify(row.value || row.sealed).length;
    if (batch.length === MOST_MARKS || (batch.length && bytes > MOST_BYTES)) break;
    batch.push(row);
  }
  return batch;
}

// Forget what the server has; keep what it refused where it can be read. Both in the same breath.
async function settle(batch, { answers }) {
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  const answered = batch.filter((row) => byId.has(row.id));
  if (!answered.length) throw new Answered(500);
  const stored = answered.filter((row) => byId.get(row.id).answer !== "refused");
  const rooms = laidOver(here.pocket.workshops, here.outbox.map((row) => row.value));
  const told = worthTelling(answered, byId).map((row) => telling(row, byId.get(row.id), rooms));
  // Of a card that was photographed, the server has read the code.
  const workshops = laidOver(here.pocket.workshops, stored.map((row) => ({ ...row.value, card_photo: null })));
  const pocket = { ...here.pocket, workshops };
  const ids = answered.map((row) => row.id);
  const kept = [{ id: here.account, account: here.account, order: 0, value: pocket }];
  await store.write({ put: { pocket: kept, told }, remove: { outbox: ids } });
  here.pocket = pocket;
  here.outbox = here.outbox.filter((row) => !ids.includes(row.id));
  here.told = [...here.told, ...told];
  listener();
}

// Who could not come in, or waits for the office, is said once: the same of the marks about them follows from it.
function worthTelling(rows, byId) {
  const outside = rows.filter(({ id, value }) => value.kind === "walk_in" && byId.get(id).words).map(({ value }) => value.enrolment);
  const isSaid = ({ value }) => value.kind !== "walk_in" && outside.includes(value.enrolment);
  return rows.filter((row) => byId.get(row.id).words && byId.get(row.id).reason !== "walk_in_waits" && !isSaid(row));
}

function telling(row, { answer, words }, rooms) {
  const { kind, workshop, enrolment, about } = row.value;
  const room = rooms.find((one) => one.id === workshop);
  const person = room && room.people.find((one) => one.enrolment === enrolment);
  const value = { kind, workshop, title: room ? room.title : "", name: (person || about || { name: row.value.first_name || "" }).name, answer, words };
  return { id: row.id, account: row.account, order: row.order, value };
}

export async function countOthers() {
  Object.assign(status, { others: await othersWaiting(), sealed: (await store.sealedRows()).length });
}

export async function othersWaiting() {
  const waiting = Object.entries(await store.waitingByAccount()).filter(([account]) => account !== here.account);
  return Promise.all(waiting.map(async ([account, count]) => [(await store.fact(`name ${account}`)) || "", count]));
}
