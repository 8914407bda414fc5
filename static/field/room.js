// The room as this phone sees it: what the server last said, with the marks that are not acknowledged laid over it.
import * as store from "./store.js";
import { PRACTICE, practiceRoom } from "./practice.js";

const WAS_THERE = ["present", "late", "left_early"];
// Of these, a newer one that was not sent either takes the place of the older.
const REPLACED = ["presence", "observation", "closing", "signature"];

export const here = { account: null, name: "", pocket: null, outbox: [], told: [] };
const rehearsed = [];
let turn = 0;
let queue = Promise.resolve();

// A random UUID (RFC 4122, version 4).
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// One after the other: what is read while something is written would forget it.
function inTurn(work) {
  queue = queue.then(work, work);
  return queue;
}

// Raises LockedError when a PIN stands before it.
export const load = () => inTurn(read);

async function read() {
  here.account = (await store.fact("here")) || null;
  if (!here.account) return Object.assign(here, { name: "", pocket: null, outbox: [], told: [] });
  const [pocket] = await store.rowsOf("pocket", here.account);
  here.outbox = await store.rowsOf("outbox", here.account);
  here.told = await store.rowsOf("told", here.account);
  here.pocket = pocket ? pocket.value : null;
  store.sealTo(here.pocket && here.pocket.seal);
  here.name = here.pocket ? here.pocket.name : "";
  document.documentElement.classList.toggle("reads-large", Boolean(here.pocket && here.pocket.large));
  return here;
}

export const wasThere = (person) => Boolean(person.presence) && WAS_THERE.includes(person.presence.state);
export const isAway = (person) => Boolean(person.presence) && !wasThere(person);

// Where workshops are switched off, the app is there for conversations alone.
export const runs = () => !here.pocket || here.pocket.runs;

// The time it is for the server, as far as this phone can tell.
export function now() {
  return Date.now() + (here.pocket ? here.pocket.offset : 0);
}

export function workshops() {
  const kept = here.pocket ? here.pocket.workshops : [];
  return laidOver(kept, here.outbox.map((row) => row.value));
}

export function workshop(id) {
  if (id === PRACTICE) return laidOver([practiceRoom()], rehearsed)[0];
  return workshops().find((one) => one.id === id);
}

export function laidOver(kept, marks) {
  const rooms = JSON.parse(JSON.stringify(kept));
  for (const mark of marks) {
    const room = rooms.find((one) => one.id === mark.workshop);
    if (room) lay(room, mark);
  }
  return rooms;
}

function lay(room, mark) {
  const person = room.people.find((one) => one.enrolment === mark.enrolment);
  if (mark.kind === "closing") Object.assign(room, { is_closed: true, closing: mark });
  if (mark.kind === "sheet") room.sheets = (room.sheets || 0) + 1;
  if (mark.kind === "note") room.notes = [...(room.notes || []), mark.text];
  if (mark.kind === "walk_in" && !person) room.people.push(arrived(mark));
  if (!person) return;
  if (mark.kind === "presence") person.presence = mark.state && { state: mark.state, minutes: mark.minutes };
  if (mark.kind === "observation") person.levels[mark.skill] = mark.level;
  // What was noted here takes the place of what somebody else noted.
  if (person.others) delete person.others[mark.kind === "observation" ? mark.skill : mark.kind];
  // A photograph of a card has to be read first; in practice, nobody does.
  const waits = Boolean(mark.card_photo) && room.id !== PRACTICE;
  if (mark.kind === "signature") Object.assign(person, { card_waits: waits, has_signed: person.has_signed || !waits });
}

function arrived(mark) {
  const unmarked = { needs: [], presence: null, levels: {}, has_signed: false };
  return { enrolment: mark.enrolment, name: mark.first_name, ...unmarked };
}

// Write marks down, each {kind, …}; they are on the disk before any screen shows them. Practice stays in memory.
export async function note(room, ...said) {
  const moment = new Date().toISOString();
  const marks = said.map((one) => ({ id: uuid(), workshop: room, recorded_at: moment, ...one }));
  if (room === PRACTICE) {
    rehearsed.push(...marks);
    return marks;
  }
  await inTurn(() => keep(marks));
  return marks;
}

async function keep(marks) {
  const rows = marks.map((value) => ({ id: value.id, account: here.account, order: Date.now() + ++turn / 1000, value }));
  const former = here.outbox.filter((row) => marks.some((mark) => replaces(mark, row.value))).map((row) => row.id);
  await store.write({ put: { outbox: rows }, remove: { outbox: former } });
  here.outbox = [...here.outbox.filter((row) => !former.includes(row.id)), ...rows];
}

// A conversation lies among what waits from its first answer on, unsent until it is over, or until who holds it leaves.
export function keepConversation(value, { isOver = false } = {}) {
  return inTurn(async () => {
    const former = here.outbox.find((row) => row.id === value.id);
    const order = former ? former.order : Date.now() + ++turn / 1000;
    const row = { id: value.id, account: here.account, order, draft: !isOver, value };
    await store.write({ put: { outbox: [row] } });
    here.outbox = [...here.outbox.filter((one) => one.id !== row.id), row];
  });
}

export function dropConversation(id) {
  return inTurn(async () => {
    await store.write({ remove: { outbox: [id] } });
    here.outbox = here.outbox.filter((row) => row.id !== id);
  });
}

export const conversations = () => here.outbox.filter(({ value }) => value.kind === "diagnosis");

// What is ready to be sent.
export const ready = () => here.outbox.filter((row) => !row.draft);

function replaces(mark, former) {
  const same = ["kind", "workshop", "enrolment", "skill"].every((name) => mark[name] === former[name]);
  return same && REPLACED.includes(mark.kind);
}

export function forgetPractice() {
  rehearsed.length = 0;
}
