// Signatures of the half-day: a finger on the glass, or the access card, by the camera or typed.
import { button, field, h, icon, notice, w } from "./dom.js";
import { isAsleep, lineOf, opensWords } from "./home.js";
import { isAway, note } from "./room.js";
import { pad } from "./pad.js";
import * as sync from "./sync.js";

export function list(tools, room) {
  const expected = room.people.filter((one) => !isAway(one));
  const signed = expected.filter((one) => one.has_signed).length;
  return {
    title: room.title,
    line: lineOf(room),
    back: [`w/${room.id}/room`, w("who_is_here")],
    tabs: true,
    content: [
      h("div", { class: "row row--ends" }, h("h1", {}, w("who_signs")), h("p", {}, h("strong", {}, w("there_of", { n: signed, all: expected.length })))),
      h("p", { class: "soft" }, w(room.half_day === "morning" ? "sign_morning" : "sign_afternoon")),
      isAsleep(room) && opensWords(room),
      h("ul", { class: "roster" }, expected.map((person) => row(room, person))),
    ],
  };
}

function row(room, person) {
  const inside = [
    h("span", { class: "roster__mark" }, person.has_signed && icon("check")),
    h("span", { class: "roster__name" }, person.name, h("small", {}, w(person.has_signed ? "signed" : "not_signed"))),
    !person.has_signed && icon("pen"),
  ];
  const classes = `roster__row ${person.has_signed ? "roster__row--present" : ""}`;
  if (isAsleep(room)) return h("li", { class: classes }, h("div", { class: "roster__read" }, inside));
  return h("li", { class: classes }, h("a", { class: "roster__tap", href: `#w/${room.id}/sign/${person.enrolment}` }, inside));
}

export function one(tools, room, enrolment) {
  const person = room.people.find((found) => found.enrolment === enrolment);
  const back = [`w/${room.id}/sign`, w("who_signs")];
  const shown = { title: room.title, line: lineOf(room), back, isForm: true };
  if (!person) return { ...shown, content: [h("h1", {}, w("gone"))] };
  const send = async (more) => {
    await note(room.id, { kind: "signature", enrolment, half_day: room.half_day, ...more });
    sync.tellOtherTabs();
    sync.soon();
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

function byCard(send) {
  const input = h("input", { class: "input input--code", name: "card_code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "12" });
  const video = h("video", { class: "card-camera", muted: true, playsinline: true, hidden: true });
  const typed = (event) => {
    event.preventDefault();
    const code = input.value.trim().toUpperCase();
    if (code) send({ card_code: code });
    else input.focus();
  };
  const look = button(w("card_camera"), () => read(video, look, (code) => send({ card_code: code })), { kind: "second block", sign: "camera" });
  return h("details", { class: "fold" }, h("summary", {}, w("card_instead")),
    h("div", { class: "stack" }, "BarcodeDetector" in window ? [look, video] : null,
      h("form", { class: "form", onsubmit: typed }, field(w("card_code"), input, w("card_hint")),
        h("button", { class: "button button--second button--block", type: "submit" }, icon("key"), w("card_sign"))),
      h("p", { class: "soft" }, w("sign_keyboard"))));
}

// Look for the QR code of an access card until it is found or the screen changes.
async function read(video, look, found) {
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    look.replaceWith(h("p", { role: "alert" }, w("no_camera")));
    return;
  }
  video.hidden = false;
  await video.play().catch(() => {});
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let code = null;
  while (video.isConnected && !code) {
    const [seen] = await detector.detect(video).catch(() => []);
    code = seen && cardCode(seen.rawValue);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  for (const track of video.srcObject.getTracks()) track.stop();
  if (code && video.isConnected) found(code);
}

// The card's QR code opens the sign-in page with the code in the address.
function cardCode(text) {
  const named = /[?&]card=([A-Za-z0-9-]{4,12})(?:&|$)/.exec(text);
  return named && named[1].toUpperCase();
}
