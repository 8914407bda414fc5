// After the last one left: how it went, what is needed, what came back, who might lead; then the workshop is closed.
import { button, field, h, icon, MOODS, notice, w, worded } from "./dom.js";
import { isAsleep, lineOf, opensWords } from "./home.js";
import { note, now, wasThere } from "./room.js";
import * as sync from "./sync.js";

// As for the office: what is noted half a day after the end is noted late.
const LATE_AFTER = 12 * 3_600_000;
const FACES = { good: "M8 14.5a4.5 4.5 0 0 0 8 0", mixed: "M8 15.5h8", hard: "M8 16.500a4.5 4.5 0 0 1 8 0" };

export function closing(tools, room) {
  const said = room.closing || {};
  const shown = { title: worded(room.title, room.lang), line: lineOf(room), back: [`w/${room.id}/room`, w("who_is_here")], tabs: true };
  if (isAsleep(room)) return { ...shown, content: [h("h1", {}, w("after_title")), opensWords(room)] };
  const error = h("p", { class: "field__error", role: "alert", hidden: true }, w("mood_first"));
  const sentence = h("textarea", { class: "input", name: "sentence", maxlength: "1000", rows: "2" }, said.sentence || "");
  const need = h("textarea", { class: "input", name: "need", maxlength: "1000", rows: "2" }, said.need || "");
  const isLate = !room.is_closed && now() > Date.parse(room.ends) + LATE_AFTER;
  const why = h("textarea", { class: "input", name: "late", maxlength: "1000", rows: "2", required: true });
  const people = room.people.filter(wasThere);
  const leads = people.map((one) => tick("may_lead", one.enrolment, one.name, (said.may_lead || []).includes(one.enrolment)));
  const form = h("form", { class: "form", novalidate: true, onsubmit: (event) => send(event) },
    choices(w("how_was_it"), MOODS.map((mood) => choice("mood", mood, face(mood), w(`mood_${mood}`), said.mood === mood)), "moods"),
    error,
    isLate ? field(w("late_why"), why, w("late_why_hint")) : null,
    field(w("one_sentence"), sentence, w("optional")),
    field(w("need_title"), need, w("need_hint")),
    choices(w("equipment"), [
      choice("equipment", "yes", icon("check"), w("equipment_yes"), said.is_equipment_back === true),
      choice("equipment", "no", icon("cross"), w("equipment_no"), said.is_equipment_back === false),
    ], "halves"),
    leads.length ? choices(w("may_lead"), leads, "ticks", w("may_lead_hint")) : null,
    h("button", { class: "button button--large button--block", type: "submit" }, icon("check"), w("close_workshop")));

  async function send(event) {
    event.preventDefault();
    const given = new FormData(form);
    error.hidden = given.has("mood");
    if (!given.has("mood")) return form.querySelector("input").focus();
    if (isLate && !why.value.trim()) return why.focus();
    const equipment = given.get("equipment");
    await note(room.id, {
      kind: "closing",
      mood: given.get("mood"),
      sentence: given.get("sentence").trim(),
      need: given.get("need").trim(),
      is_equipment_back: equipment ? equipment === "yes" : null,
      may_lead: given.getAll("may_lead"),
    }, ...(isLate ? [{ kind: "note", text: why.value.trim() }] : []));
    sync.tellOtherTabs();
    sync.soon();
    tools.go("");
  }

  const done = room.is_closed && notice("success", "check", w("closed"), h("p", {}, w("closed_again")));
  return { ...shown, isForm: true, content: [h("h1", {}, w("after_title")), done, form, noting(tools, room)] };
}

function choices(title, content, kind, hint = "") {
  return h("fieldset", { class: "choices" }, h("legend", {}, title), hint && h("p", { class: "field__hint" }, hint), h("div", { class: kind }, content));
}

function choice(name, value, sign, label, isChosen) {
  return h("label", { class: "pick" }, h("input", { type: "radio", name, value, checked: isChosen }), h("span", {}, sign, label));
}

function tick(name, value, label, isChosen) {
  return h("label", { class: "pick" }, h("input", { type: "checkbox", name, value, checked: isChosen }), h("span", {}, label));
}

function face(mood) {
  const drawn = icon("info");
  drawn.setAttribute("viewBox", "0 0 24 24");
  const parts = [["circle", { cx: 12, cy: 12, r: 9 }], ["path", { d: "M9 9.500v.5M15 9.500v.5" }], ["path", { d: FACES[mood] }]];
  drawn.replaceChildren(...parts.map(([name, attributes]) => {
    const part = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    return part;
  }));
  return drawn;
}

// A note for the office, any time: as many as there are things to say.
function noting(tools, room) {
  const input = h("textarea", { class: "input", name: "note", maxlength: "1000", rows: "2" });
  const kept = (room.notes || []).map((text) => h("li", {}, text));
  const status = h("p", { role: "status", class: "soft" });
  const list = h("ul", { class: "plain-list" }, kept);
  const add = async () => {
    const text = input.value.trim();
    if (!text) return input.focus();
    await note(room.id, { kind: "note", text });
    sync.tellOtherTabs();
    sync.soon();
    list.append(h("li", {}, text));
    input.value = "";
    status.textContent = w("note_kept");
    tools.redraw();
  };
  return h("details", { class: "fold" }, h("summary", {}, w("note_title")),
    h("div", { class: "stack stack--tight" }, list, field(w("note_label"), input), button(w("note_add"), add, { kind: "second block", sign: "plus" }), status));
}
