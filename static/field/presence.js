// "Who is here?": one tap a person; the rarer states behind "Other"; whoever came without a seat.
import { button, field, h, hour, icon, later, w, worded } from "./dom.js";
import { isAsleep, lineOf, opensWords } from "./home.js";
import { note, now, uuid, wasThere } from "./room.js";
import * as sync from "./sync.js";

const SIGNS = { present: "check", late: "clock", left_early: "leave", excused: "chat", absent: "cross" };
const USUAL = [10, 20, 30, 45];
const UNDO_FOR = 7_000;
const TREMBLE = 500;
let undone = null;
let lastTap = { key: "", at: 0 };

const wholeOf = (room) => Math.round((Date.parse(room.ends) - Date.parse(room.starts)) / 60_000);
const frame = (room, ...more) => Object.assign({ title: worded(room.title, room.lang), line: lineOf(room), back: [`w/${room.id}`, worded(room.title, room.lang)] }, ...more);

// The way back is to the last thing that was noted: what comes next closes it.
async function keep(room, ...marks) {
  undone = null;
  await note(room.id, ...marks);
  sync.tellOtherTabs();
  sync.soon();
}

export async function say(tools, room, ...marks) {
  await keep(room, ...marks);
  tools.draw();
}

const mark = (room, person, state, minutes = null) => {
  const said = { kind: "presence", enrolment: person.enrolment, state, half_day: room.half_day };
  return minutes === null ? said : { ...said, minutes };
};

// A hand that trembles taps twice: the second tap, at once after the first, is none.
export function isTremble(key) {
  const former = lastTap;
  lastTap = { key, at: Date.now() };
  return former.key === key && lastTap.at - former.at < TREMBLE;
}

export function roster(tools, room) {
  const there = room.people.filter(wasThere).length;
  const isDone = room.people.length && room.people.every((one) => one.presence);
  return frame(room, {
    tabs: true,
    bar: undo(tools, room),
    content: [
      h("div", { class: "row row--ends" }, h("h1", {}, w("who_is_here")), h("p", {}, h("strong", {}, w("there_of", { n: there, all: room.people.length })))),
      isAsleep(room) && opensWords(room),
      h("ul", { class: "roster" }, room.people.map((person) => row(tools, room, person))),
      several(room),
      isAsleep(room) ? null : button(w("walk_in"), `#w/${room.id}/walk-in`, { kind: "second block", sign: "plus" }),
      isDone && room.skills.length ? button(w("on_to_skills"), `#w/${room.id}/skills/1`, { kind: "large block", sign: "level-3" }) : null,
    ],
  });
}

function row(tools, room, person) {
  const state = person.presence ? person.presence.state : "";
  const words = [detail(room, person) || w(`state_${state || "none"}`), notedBy(person, "presence"), person.waits && w("office_looks")];
  const inside = [
    h("span", { class: "roster__mark" }, state && icon(SIGNS[state])),
    h("span", { class: "roster__name" }, person.name, h("small", {}, words.filter(Boolean).join(" · "))),
  ];
  const classes = `roster__row ${state && `roster__row--${state}`}`;
  if (isAsleep(room)) return h("li", { class: `${classes} is-asleep` }, h("div", { class: "roster__read" }, inside));
  const tap = async () => {
    if (isTremble(person.enrolment)) return;
    const next = state === "present" ? null : "present";
    await keep(room, mark(room, person, next));
    undone = { room: room.id, person, former: person.presence, until: Date.now() + UNDO_FOR };
    setTimeout(() => undone && undone.until <= Date.now() && ((undone = null), tools.redraw()), UNDO_FOR + 50);
    tools.draw();
  };
  const other = h("a", { class: "roster__other", href: `#w/${room.id}/room/${person.enrolment}` },
    icon("more"), w("other"), h("span", { class: "visually-hidden" }, ` ${person.name}`));
  const key = `p-${person.enrolment}`;
  const tapped = h("button", { class: "roster__tap", type: "button", "data-key": key, "aria-pressed": String(state === "present"), onclick: tap }, inside);
  return h("li", { class: classes }, tapped, other);
}

// Who else noted it, and when by the clock of the place; nothing for what was noted here.
export function notedBy(person, what) {
  const noted = person.others && person.others[what];
  return noted ? w("noted_by", { name: noted.name, time: hour(noted.at) }) : "";
}

// Two who lead note on two phones: what happens when they do not note the same.
function several(room) {
  const isMarkedByOthers = room.people.some((one) => Object.keys(one.others || {}).length);
  if (room.leaders.length < 2 && !isMarkedByOthers) return null;
  return h("details", { class: "fold" }, h("summary", {}, w("several_title")),
    h("ul", {}, ["several_see", "several_later", "several_clock"].map((key) => h("li", {}, w(key)))));
}

function detail(room, { presence }) {
  if (!presence || presence.minutes === null || presence.minutes === undefined) return "";
  if (presence.state === "late") return w("late_at", { time: hour(later(room.ends, -presence.minutes)) });
  if (presence.state === "left_early") return w("left_at", { time: hour(later(room.starts, presence.minutes)) });
  return "";
}

// For some seconds after a tap, the way back.
function undo(tools, room) {
  if (!undone || undone.room !== room.id || undone.until <= Date.now()) return null;
  const { person, former } = undone;
  const back = () => say(tools, room, mark(room, person, former ? former.state : null, former ? former.minutes ?? null : null));
  return h("div", { class: "thumb-bar__inner undo" }, h("p", { role: "status" }, w("noted_for", { name: person.name })),
    button(w("undo"), back, { kind: "second", sign: "undo" }));
}

export function other(tools, room, enrolment) {
  const person = room.people.find((one) => one.enrolment === enrolment);
  const back = [`w/${room.id}/room`, w("who_is_here")];
  if (!person) return frame(room, { back, content: [h("h1", {}, w("gone"))] });
  const choose = (state, minutes = null) => async () => {
    await keep(room, mark(room, person, state, minutes));
    tools.go(back[0]);
  };
  const is = (state) => String((person.presence ? person.presence.state : null) === state);
  const one = (label, sign, state) => h("button", { class: "tap", type: "button", onclick: choose(state), "aria-pressed": is(state) }, icon(sign), label);
  return frame(room, {
    back,
    content: [
      h("h1", {}, person.name),
      h("p", { class: "soft" }, w("one_tap")),
      times(w("late_title"), "clock", arrivals(room).map(([at, minutes]) => [at, choose("late", minutes)])),
      times(w("left_title"), "leave", departures(room).map(([at, minutes]) => [at, choose("left_early", minutes)])),
      h("h2", { class: "tap-title" }, icon("cross"), w("away_title")),
      h("div", { class: "taps taps--two" }, one(w("excused"), "chat", "excused"), one(w("absent"), "cross", "absent")),
      person.presence && [
        h("h2", { class: "tap-title" }, icon("undo"), w("mistake")),
        h("div", { class: "taps taps--two" }, one(w("state_present"), "check", "present"), one(w("clear"), "undo", null)),
      ],
    ],
  });
}

function times(title, sign, choices) {
  if (!choices.length) return null;
  const taps = choices.map(([at, choose]) => h("button", { class: "tap", type: "button", onclick: choose }, hour(at)));
  return [h("h2", { class: "tap-title" }, icon(sign), title), h("div", { class: "taps" }, taps)];
}

// The usual times that have come, and now; each with the minutes that then count.
function arrivals(room) {
  const whole = wholeOf(room);
  return moments(room, USUAL).map((after) => [later(room.starts, after), whole - after]);
}

function departures(room) {
  const whole = wholeOf(room);
  return moments(room, USUAL.map((before) => whole - before).reverse()).map((after) => [later(room.starts, after), after]);
}

function moments(room, usual) {
  const whole = wholeOf(room);
  const gone = Math.floor((now() - Date.parse(room.starts)) / 60_000);
  const possible = [...usual, gone].filter((after) => after > 0 && after < whole && after <= gone);
  return [...new Set(possible)].sort((one, two) => one - two);
}

export function walkIn(tools, room) {
  const input = h("input", { class: "input", name: "first_name", autocomplete: "off", maxlength: "60", required: true });
  const send = async (event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (!name) return input.focus();
    const enrolment = uuid();
    const arrival = { kind: "walk_in", enrolment, first_name: name };
    await keep(room, arrival, mark(room, { enrolment }, "present"));
    tools.go(`w/${room.id}/room`);
  };
  return frame(room, {
    back: [`w/${room.id}/room`, w("who_is_here")],
    isForm: true,
    content: [
      h("h1", {}, w("walk_in")),
      h("form", { class: "form", onsubmit: send }, field(w("first_name"), input, w("first_name_hint")),
        h("button", { class: "button button--large button--block", type: "submit" }, icon("plus"), w("add_person"))),
    ],
  });
}

