// What was seen: a skill at a time, everybody under it. A ring fills with each tap, then it speaks.
import { bare, button, h, icon, levelWords, listen, w, worded } from "./dom.js";
import { isAsleep, lineOf, opensWords } from "./home.js";
import { isTremble, notedBy, say } from "./presence.js";
import { isAway } from "./room.js";

export function sheet(tools, room, number) {
  const place = Math.min(Math.max(Number(number), 1), room.skills.length);
  const skill = room.skills[place - 1];
  const seen = room.people.filter((one) => !isAway(one));
  const away = room.people.filter(isAway).map((one) => one.name);
  const [before, after] = w("quoted", { text: "\n" }).split("\n");
  const heading = h("h1", {}, before, worded(skill.label, room.lang), after);
  return {
    title: worded(room.title, room.lang),
    line: lineOf(room),
    back: [`w/${room.id}/room`, w("who_is_here")],
    tabs: true,
    bar: turning(tools, room, place),
    content: [
      h("div", { class: "stack stack--tight" }, h("p", { class: "soft" }, w("skill_of", { n: place, all: room.skills.length })),
        heading, h("p", { class: "soft" }, worded(skill.observable, room.lang)), listen(heading)),
      isAsleep(room) ? opensWords(room) : everyone(tools, room, skill, seen),
      h("ul", { class: "roster" }, seen.map((person) => row(tools, room, skill, person))),
      away.length > 0 && h("p", { class: "soft small" }, w("not_here", { names: away.join(", ") })),
    ],
  };
}

const observation = (person, skill, level) => ({ kind: "observation", enrolment: person.enrolment, skill: skill.code, level });

function row(tools, room, skill, person) {
  const level = person.levels[skill.code] || 0;
  const inside = [
    h("span", { class: "ring" }, icon(`level-${level}`)),
    h("span", { class: "roster__name" }, person.name, h("small", {}, [levelWords[level], notedBy(person, skill.code)].filter(Boolean).join(" · "))),
  ];
  const classes = `roster__row observed--${level}`;
  if (isAsleep(room)) return h("li", { class: classes }, h("div", { class: "roster__read" }, inside));
  const tap = () => say(tools, room, observation(person, skill, (level + 1) % levelWords.length));
  const key = `s-${person.enrolment}`;
  return h("li", { class: classes }, h("button", { class: "roster__tap", type: "button", "data-key": key, onclick: tap }, inside));
}

// "Tried" is "with help" for whoever has nothing higher; never more than that. The way back then stands in the same
// place: the rows stay where they were, so that a second tap of a trembling hand meets nobody's name.
let tried = { room: "", skill: "", enrolments: [] };

function everyone(tools, room, skill, seen) {
  const untried = seen.filter((one) => !one.levels[skill.code]);
  if (!untried.length) return backFromTried(tools, room, skill, seen);
  const tap = () => {
    if (isTremble("everyone")) return;
    tried = { room: room.id, skill: skill.code, enrolments: untried.map((one) => one.enrolment) };
    return say(tools, room, ...untried.map((person) => observation(person, skill, 1)));
  };
  return button(w("everyone_tried"), tap, { kind: "second block", sign: "level-1", "data-key": "everyone" });
}

// Whoever was tapped higher since keeps that.
function backFromTried(tools, room, skill, seen) {
  if (tried.room !== room.id || tried.skill !== skill.code) return null;
  const taken = seen.filter((one) => tried.enrolments.includes(one.enrolment) && one.levels[skill.code] === 1);
  if (!taken.length) return null;
  const tap = () => !isTremble("everyone") && say(tools, room, ...taken.map((person) => observation(person, skill, 0)));
  return button(w("everyone_back"), tap, { kind: "second block", sign: "undo", "data-key": "everyone" });
}

function turning(tools, room, place) {
  const turn = (to) => `#w/${room.id}/skills/${to}`;
  const isLast = place === room.skills.length;
  const next = isLast
    ? button(w("finished"), `#w/${room.id}/sign`, { kind: "large", sign: "check" })
    : button(w("next_skill"), turn(place + 1), { kind: "large", end: "next" });
  return h("div", { class: "thumb-bar__inner" }, place > 1 && bare(w("previous_skill"), turn(place - 1), "back"), next);
}
