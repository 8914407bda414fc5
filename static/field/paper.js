// The sheet that people signed on paper: a photograph of it is the proof, kept here until it can be sent.
import { h, icon, w } from "./dom.js";
import { note } from "./room.js";
import { picker, shrunk } from "./picture.js";
import * as sync from "./sync.js";

// Names are to be read on it; about 500 kB, a third more as text.
const SIDE = 1600;
const LARGEST = 650_000;

// The same element on every drawing: one that comes while a picture is being opened must not take the answer away.
const problem = h("p", { class: "field__error", role: "alert", hidden: true });
let told = null;

export function paper(tools, room) {
  if (told !== room.id) problem.hidden = true;
  told = room.id;
  problem.textContent = w("picture_unreadable");
  const taken = async (picture) => {
    problem.hidden = Boolean(picture);
    if (!picture) return;
    await note(room.id, { kind: "sheet", half_day: room.half_day, photo: shrunk(picture, SIDE, LARGEST) });
    sync.tellOtherTabs();
    sync.soon(0);
    tools.draw();
  };
  return h("section", { class: "panel stack stack--tight" }, h("h2", { class: "tap-title" }, icon("document"), w("sheet_title")),
    h("p", { class: "soft" }, w("sheet_why")),
    room.sheets ? h("ul", { class: "meta" }, h("li", {}, icon("check"), w("sheets_taken", { n: room.sheets }))) : null,
    problem, picker("sheet_photo", w("sheet_photo"), taken));
}
