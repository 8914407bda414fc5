// My workshops; one of them; what waits to be sent and what was refused.
import { addresses, button, day, duration, h, hour, icon, later, listen, needWords, notice, w, worded } from "./dom.js";
import { waitingSealed } from "./leave.js";
import { conversations, forgetPractice, here, isAway, now, ready, runs, wasThere, workshop, workshops } from "./room.js";
import * as store from "./store.js";
import { status } from "./sync.js";

const OPENS_BEFORE = 30 * 60_000;
const CLOCK_OFF = 26 * 3_600_000;
export const opensAt = (room) => Date.parse(room.starts) - OPENS_BEFORE;
export const isAsleep = (room) => now() < opensAt(room);
export function opensWords(room) {
  const from = { day: day(room.starts), time: hour(later(room.starts, -30)) };
  return h("p", { class: "soft" }, w(isToday(room) ? "opens_at" : "opens_on", from));
}

const whenOf = (room) => w("span", { start: hour(room.starts), end: hour(room.ends) });
export const lineOf = (room) => `${day(room.starts)}, ${hour(room.starts)} · ${room.place.name}`;

const theDay = () => new Date(now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
const isToday = (room) => room.starts.slice(0, 10) === theDay();

export function list() {
  const rooms = workshops();
  const today = theDay();
  const groups = [
    [w("today"), rooms.filter(isToday)],
    [w("to_finish"), rooms.filter((one) => one.starts.slice(0, 10) < today && !one.is_closed)],
    [w("coming"), rooms.filter((one) => one.starts.slice(0, 10) > today)],
  ];
  const sections = groups.filter(([, found]) => found.length).map(([title, found], place) => [
    h("section", { class: "stack stack--tight" }, h("h2", {}, title), found.map((room) => card(room, place === 0 && found[0] === room))),
  ]);
  return { content: [h("h1", {}, w(runs() ? "my_workshops" : "ask_title")), others(), waitingSealed(), wrongClock(), sections.length ? sections : empty(), foot()] };
}

function others() {
  return status.others.map(([name, n]) =>
    notice("warning", "person", name ? w("others", { n, name }) : w("others_unnamed", { n }), h("p", {}, w("others_turn"))));
}

// The server counts with the right time, and flags what came from a clock that is so far off.
function wrongClock() {
  const isWrong = here.pocket && Math.abs(here.pocket.offset) > CLOCK_OFF;
  return isWrong ? notice("warning", "clock", w("clock_wrong"), h("p", {}, w("clock_wrong_why"))) : null;
}

function card(room, isFirst) {
  const isOpen = !isAsleep(room);
  const open = isOpen
    ? button(w("who_is_here"), `#w/${room.id}/room`, { kind: isFirst && !room.is_closed ? "large block" : "second block", sign: "people" })
    : null;
  const about = button(w("see_workshop"), `#w/${room.id}`, { kind: isOpen ? "quiet" : "second block", end: "next" });
  return h("section", { class: "panel stack stack--tight" }, h("h3", { class: "panel__title" }, worded(room.title, room.lang)), facts(room), open, about);
}

function facts(room) {
  const there = room.people.filter(wasThere).length;
  const count = there ? w("were_there", { n: there, all: room.people.length }) : w("people", { n: room.people.length });
  const place = [room.host, room.place.name].filter(Boolean).join(", ");
  const lines = [["calendar", `${day(room.starts)}, ${whenOf(room)}`], ["place", place], ["people", count]];
  if (room.is_closed) lines.push(["check", w("closed")]);
  return h("ul", { class: "meta" }, lines.map(([sign, text]) => h("li", {}, icon(sign), text)));
}

function empty() {
  if (!runs()) return [h("p", {}, w("only_ask")), toAsk("large block")];
  const text = here.account ? w("no_workshop_why") : w(status.state === "signed_out" ? "sign_in_first" : "first_time");
  return h("section", { class: "panel stack stack--tight" }, h("h2", {}, w("no_workshop")), h("p", {}, text));
}

function toAsk(kind) {
  const asks = conversations().length || (here.pocket && here.pocket.ask);
  return asks ? button(w("ask_title"), "#ask", { kind, sign: "chat" }) : null;
}

function foot() {
  forgetPractice();
  const room = () => [toAsk("second block"), button(w("help"), "#help/1", { kind: "second block", sign: "question" }),
    button(w("practice"), "#w/practice", { kind: "second block", sign: "people" })];
  return h("div", { class: "stack stack--tight field-foot" }, runs() && room(),
    button(w("lock_title"), "#lock", { kind: "second block", sign: "lock" }),
    button(w("all_pages"), addresses.home, { kind: "quiet", sign: "home" }),
    button(w("sign_out"), "#leave", { kind: "quiet", sign: "exit" }));
}

export function one(tools, room) {
  const heading = h("h1", { id: "title" }, worded(room.title, room.lang));
  const place = h("p", {}, h("strong", {}, room.place.name), room.place.address && [h("br"), h("bdi", {}, room.place.address)]);
  const way = room.place.directions && h("p", { id: "way", dir: "auto" }, room.place.directions);
  const start = isAsleep(room) ? null : button(w("who_is_here"), `#w/${room.id}/room`, { kind: "large", sign: "people" });
  return {
    title: worded(room.title, room.lang),
    line: lineOf(room),
    back: ["", w("my_workshops")],
    ticks: true,
    content: [
      heading,
      h("p", { class: "lead" }, `${day(room.starts)}, ${whenOf(room)}`),
      timer(room),
      isAsleep(room) && opensWords(room),
      section("place", w("where"), [place, way, way && listen(way)]),
      section("people", w("who_comes"), [guests(room)]),
      section("check", w("bring"), [bring(room)]),
      course(room),
      room.note && section("document", w("note"), [h("p", { dir: "auto" }, room.note)]),
    ],
    bar: start && h("div", { class: "thumb-bar__inner" }, start),
  };
}

function section(sign, title, content) {
  return h("section", { class: "panel stack stack--tight" }, h("h2", { class: "tap-title" }, icon(sign), title), content);
}

// How long it still goes on, of the minutes that the module has.
function timer(room) {
  const whole = Math.round((Date.parse(room.ends) - Date.parse(room.starts)) / 60_000);
  const gone = Math.floor((now() - Date.parse(room.starts)) / 60_000);
  if (gone < 0 || gone >= whole) return null;
  const bar = h("progress", { class: "timer__bar", max: whole, value: gone, "aria-label": w("time_gone") });
  const left = h("strong", {}, w("time_left", { time: duration(whole - gone) }));
  return h("div", { class: "timer" }, icon("clock"), h("div", {}, h("p", {}, left), bar, h("p", { class: "small soft" }, w("time_of", { time: duration(whole) }))));
}

function guests(room) {
  if (!room.people.length) return h("p", {}, w("nobody_yet"));
  return h("ul", { class: "guests" }, room.people.map((person) =>
    h("li", {}, h("strong", {}, person.name), person.needs.map((need) => needWords[need] &&
      h("span", { class: "need" }, icon(needWords[need].icon), needWords[need].word)))));
}

function bring(room) {
  const needing = (...needs) => room.people.filter((one) => !isAway(one) && one.needs.some((need) => needs.includes(need))).length;
  const loans = needing("equipment_needed");
  const lines = [
    loans && ["loan", w("bring_phones", { n: loans })],
    (room.needs_internet || needing("data_low", "data_none")) && ["sync", w("bring_wifi")],
    needing("large_text", "plain_text") && ["book", w("bring_large")],
    ["phone", w("bring_charger")],
    ["document", w("bring_sheet")],
  ];
  return h("ul", { class: "meta" }, lines.filter(Boolean).map(([sign, text]) => h("li", {}, icon(sign), text)));
}

// The plan of the module; a pocket that was filled before there was one has none.
function course(room) {
  if (!room.course || !room.course.length) return null;
  const steps = room.course.map(({ minutes, what }) => h("li", {}, worded(what, room.lang), " ", minutes ? h("span", { class: "soft nowrap" }, duration(minutes)) : null));
  return section("clock", w("how_it_goes"), [h("ol", { class: "course" }, steps)]);
}

export const gone = () => ({
  back: ["", w("my_workshops")],
  title: w("my_workshops"),
  content: [h("h1", {}, w("gone")), h("p", {}, w("gone_why"))],
});

export function waiting(tools) {
  const lines = ready().map(({ value }) => {
    const room = workshop(value.workshop);
    const person = room && room.people.find((found) => found.enrolment === value.enrolment);
    const name = (person || value.about || { name: value.first_name }).name;
    return [value.kind, [name, room && worded(room.title, room.lang)].filter(Boolean)];
  });
  return {
    title: w("waits_title"),
    back: ["", w("my_workshops")],
    content: [
      h("h1", {}, w("waits_title")),
      here.told.map((row) => told(tools, row)),
      lines.length ? h("h2", {}, w("to_send", { n: lines.length })) : h("p", {}, w("nothing_waits")),
      h("ul", { class: "plain-list" }, lines.map(([kind, about]) => h("li", {}, h("strong", {}, w(`kind_${kind}`)), about.map((one, place) => [place ? ", " : " · ", one])))),
      lines.length ? h("p", { class: "soft" }, w("sends_itself")) : null,
    ],
  };
}

// What the server answered about a workshop that somebody should read, where they tapped it.
export const toldAbout = (tools, workshop, kind) =>
  here.told.filter(({ value }) => value.workshop === workshop && value.kind === kind).map((row) => told(tools, row));

function told(tools, { id, value }) {
  const about = [value.name, value.title].filter(Boolean).join(", ");
  const understood = async () => {
    if (value.isNews) await store.setFact(`read ${here.account}`, [...(await store.readNews(here.account)), id]);
    await store.write({ remove: { told: [id] } });
    here.told = here.told.filter((row) => row.id !== id);
    tools.draw();
  };
  const isRefused = value.answer === "refused";
  const isKept = !isRefused && value.kind === "diagnosis";
  return notice(isRefused ? "danger" : "warning", isRefused ? "cross" : "wait", w(isRefused ? "refused" : isKept ? "ask_kept" : "held"),
    h("p", {}, h("strong", {}, w(`kind_${value.kind}`)), about && ` · ${about}`), h("p", {}, value.words),
    h("p", { class: "soft" }, w("show_office")),
    button(w("understood"), understood, { kind: "second", sign: "check" }));
}
