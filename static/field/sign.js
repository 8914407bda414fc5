// Signatures of the half-day: a finger on the glass, or the access card, by the camera or typed.
import { byCard } from "./card.js";
import { button, h, icon, notice, w, worded } from "./dom.js";
import { isAsleep, lineOf, opensWords, toldAbout } from "./home.js";
import { isAway, note } from "./room.js";
import { pad } from "./pad.js";
import { paper } from "./paper.js";
import * as sync from "./sync.js";

export function list(tools, room) {
  const expected = room.people.filter((one) => !isAway(one));
  const signed = expected.filter((one) => one.has_signed).length;
  return {
    title: worded(room.title, room.lang),
    line: lineOf(room),
    back: [`w/${room.id}/room`, w("who_is_here")],
    tabs: true,
    content: [
      h("div", { class: "row row--ends" }, h("h1", {}, w("who_signs")), h("p", {}, h("strong", {}, w("there_of", { n: signed, all: expected.length })))),
      h("p", { class: "soft" }, w(room.half_day === "morning" ? "sign_morning" : "sign_afternoon")),
      toldAbout(tools, room.id, "signature"),
      isAsleep(room) && opensWords(room),
      h("ul", { class: "roster" }, expected.map((person) => row(room, person))),
      toldAbout(tools, room.id, "sheet"),
      isAsleep(room) ? null : paper(tools, room),
    ],
  };
}

function row(room, person) {
  const said = person.card_waits ? "card_waits" : person.has_signed ? "signed" : "not_signed";
  const inside = [
    h("span", { class: "roster__mark" }, person.card_waits ? icon("wait") : person.has_signed && icon("check")),
    h("span", { class: "roster__name" }, person.name, h("small", {}, w(said))),
    said === "not_signed" && icon("pen"),
  ];
  const classes = `roster__row ${person.has_signed ? "roster__row--present" : ""}`;
  if (isAsleep(room)) return h("li", { class: classes }, h("div", { class: "roster__read" }, inside));
  return h("li", { class: classes }, h("a", { class: "roster__tap", href: `#w/${room.id}/sign/${person.enrolment}` }, inside));
}

export function one(tools, room, enrolment) {
  const person = room.people.find((found) => found.enrolment === enrolment);
  const back = [`w/${room.id}/sign`, w("who_signs")];
  const shown = { title: worded(room.title, room.lang), line: lineOf(room), back, isForm: true };
  if (!person) return { ...shown, content: [h("h1", {}, w("gone"))] };
  const send = async (more) => {
    await note(room.id, { kind: "signature", enrolment, half_day: room.half_day, ...more });
    sync.tellOtherTabs();
    sync.soon(more.strokes ? undefined : 0);
    tools.go(back[0]);
  };
  const hint = h("p", { class: "field__error", role: "alert", hidden: true }, w("sign_first"));
  const drawn = pad(w("sign_here", { name: person.name }), () => (hint.hidden = true));
  const done = () => {
    const strokes = drawn.strokes();
    if (strokes.length) send({ strokes });
    else hint.hidden = false;
  };
  return {
    ...shown,
    content: [
      h("h1", {}, w("sign_here", { name: person.name })),
      person.has_signed && notice("success", "check", w("signed_already")),
      h("p", {}, w("sign_how")),
      drawn.canvas,
      hint,
      button(w("clear_drawing"), drawn.clear, { kind: "second block", sign: "undo" }),
      byCard(send),
    ],
    bar: h("div", { class: "thumb-bar__inner" }, button(w("has_signed"), done, { kind: "large", sign: "check" })),
  };
}
