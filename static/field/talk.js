// A diagnosis without network: what is said first, one question a screen, the end. The site works out what it says.
import { button, field, h, icon, listen, needWords, notice, w, worded } from "./dom.js";
import { toldAbout } from "./home.js";
import { conversations, dropConversation, here, keepConversation, runs, uuid } from "./room.js";
import * as sync from "./sync.js";

// What staff may add because they saw it; everything else follows from an answer.
const SEEN = ["large_text", "quiet_place"];
const toAsk = () => (here.pocket && here.pocket.ask) || { people: [] };
// Who was looked for by name, and by whom: nobody's phone keeps them before a conversation is begun.
let found = { account: null, people: [] };
const known = () => [...toAsk().people, ...(found.account === here.account ? found.people : [])];
const rowOf = (person) => conversations().find(({ value }) => value.person === person);
const frame = (title, back, more) => ({ title, line: w("ask_line"), back, isForm: true, ...more });

export function list(tools) {
  const begun = conversations().map(({ value, draft }) => [value.person, value.about.name, draft ? "ask_begun" : "ask_waits"]);
  const others = toAsk().people.filter(({ id }) => !rowOf(id)).map(({ id, name }) => [id, name, "ask_not_yet"]);
  const lines = [...begun, ...others].map((one) => row(...one));
  return {
    title: w("ask_title"),
    back: ["", w(runs() ? "my_workshops" : "previous")],
    isForm: Boolean(toAsk().find),
    content: [
      h("h1", {}, w("ask_title")),
      h("p", { class: "soft" }, w(lines.length ? "ask_who" : "ask_nobody")),
      toldAbout(tools, undefined, "diagnosis"),
      toAsk().find && finder(),
      h("ul", { class: "roster" }, lines),
    ],
  };
}

const row = (person, name, said) =>
  h("li", { class: "roster__row" }, h("a", { class: "roster__tap", href: `#ask/${person}` },
    h("span", { class: "roster__mark" }, said !== "ask_not_yet" && icon(said === "ask_begun" ? "pen" : "wait")),
    h("span", { class: "roster__name" }, name, h("small", {}, w(said))), icon("next")));

// Where there are more than a phone should keep: by first name, from the site.
function finder() {
  const input = h("input", { class: "input", name: "first_name", autocomplete: "off", maxlength: "60" });
  const answer = h("div", { role: "status" });
  const find = async (event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (!name) return input.focus();
    const said = await sync.ask(`${toAsk().find}?name=${encodeURIComponent(name)}`).catch(() => null);
    found = { account: here.account, people: said ? said.people : [] };
    const lines = found.people.map((one) => row(one.id, one.name, rowOf(one.id) ? "ask_begun" : "ask_not_yet"));
    answer.replaceChildren(lines.length ? h("ul", { class: "roster" }, lines) : w(said ? "ask_not_found" : "needs_network"));
  };
  return h("section", { class: "panel stack stack--tight" }, h("p", {}, w("ask_more")),
    h("form", { class: "form", onsubmit: find }, field(w("first_name"), input),
      h("button", { class: "button button--second button--block", type: "submit" }, icon("search"), w("ask_find"))), answer);
}

// Who it is about and with which questions: as it was begun, else as the phone has them now.
function aboutOf(person) {
  const row = rowOf(person);
  if (row) return row.value.about;
  const one = known().find(({ id }) => id === person);
  return one && { name: one.name, house: one.house, questions: toAsk().questionnaire.questions };
}

const gone = () => frame(w("ask_title"), ["ask", w("ask_title")], { content: [h("h1", {}, w("gone")), h("p", {}, w("ask_gone"))] });

export function first(tools, person) {
  const about = aboutOf(person);
  if (!about) return gone();
  const row = rowOf(person);
  const title = w("ask_of", { name: about.name });
  const back = ["ask", w("ask_title")];
  if (row && !row.draft) return frame(title, back, { content: [h("h1", {}, title), notice("", "wait", w("ask_waits"), h("p", {}, w("ask_later")))] });
  const said = h("div", { class: "stack stack--tight", id: "said-first" }, h("h1", {}, w("say_first")),
    h("ul", { class: "stack stack--tight" }, [1, 2, 3, 4, 5, 6].map((number) => h("li", {}, w(`say_${number}`, about)))));
  const begin = async () => {
    if (!row) await keepConversation(begun(person, about));
    tools.go(`ask/${person}/${row ? numberLeft(row.value) : 1}`);
  };
  return frame(title, back, {
    content: [said, listen(said), row && notice("", "clock", w("ask_resumes")), row && forget(tools, row)],
    bar: h("div", { class: "thumb-bar__inner" }, button(w(row ? "ask_on" : "ask_begin"), begin, { kind: "large", end: "next" })),
  });
}

function begun(person, about) {
  const { code, version } = toAsk().questionnaire;
  const moment = new Date().toISOString();
  const empty = { answers: {}, seen: [], started_at: moment, recorded_at: moment };
  return { id: uuid(), kind: "diagnosis", person, questionnaire: { code, version }, ...empty, about };
}

// The first question that nobody answered, else the last.
function numberLeft({ answers, about: { questions } }) {
  const left = questions.findIndex(({ code }) => !(code in answers));
  return left < 0 ? questions.length : left + 1;
}

function forget(tools, row) {
  const drop = async () => {
    await dropConversation(row.id);
    tools.go("ask");
  };
  return h("details", { class: "fold" }, h("summary", {}, w("ask_forget")),
    h("div", { class: "stack stack--tight" }, h("p", {}, w("ask_forget_why")), button(w("ask_forget"), drop, { kind: "danger block", sign: "cross" })));
}

export function question(tools, person, place) {
  const row = rowOf(person);
  if (!row || !row.draft) return first(tools, person);
  const { value } = row;
  const { questions, name } = value.about;
  const number = Math.min(Math.max(Number(place), 1), questions.length);
  const asked = questions[number - 1];
  const next = number < questions.length ? `ask/${person}/${number + 1}` : `ask/${person}/end`;
  const choose = (code) => async () => {
    await keepConversation({ ...value, answers: { ...value.answers, [asked.code]: code }, recorded_at: new Date().toISOString() });
    tools.go(next);
  };
  const answers = asked.options.map(({ code, label, icon: sign }) => {
    const isChosen = value.answers[asked.code] === code;
    return h("button", { class: "answer", type: "button", "aria-pressed": String(isChosen), onclick: choose(code) }, sign && icon(sign), h("span", {}, worded(label, asked.lang)));
  });
  const aloud = h("div", { class: "stack stack--tight" }, asked.can_do && h("p", { class: "soft" }, w("ask_can")),
    h("h1", { id: "asked" }, worded(asked.label, asked.lang)), h("div", { class: "answers", role: "group", "aria-labelledby": "asked" }, answers));
  const former = number > 1 ? `#ask/${person}/${number - 1}` : `#ask/${person}`;
  return frame(w("ask_of", { name }), [`ask/${person}`, w("ask_stop")], {
    content: [progress(number, questions.length),
      h("div", { class: "question__head" }, h("span", { class: "question__picture" }, icon(asked.icon)), listen(aloud)), aloud],
    bar: h("div", { class: "thumb-bar__inner" }, back(former),
      button(w(number < questions.length ? "ask_skip" : "ask_end"), `#${next}`, { kind: "second large", end: "next" })),
  });
}

const back = (where) => h("a", { class: "button button--second button--bare", href: where }, icon("back"), h("span", { class: "visually-hidden" }, w("previous")));

function progress(number, all) {
  return h("div", { class: "progress" }, h("progress", { value: number, max: all, "aria-label": w("ask_far") }),
    h("p", { class: "soft small" }, w("ask_number", { n: number, all })));
}

export function end(tools, person) {
  const row = rowOf(person);
  if (!row || !row.draft) return first(tools, person);
  const { value } = row;
  const { questions, name } = value.about;
  const left = questions.filter(({ code }) => !(code in value.answers)).length;
  const ticks = SEEN.map((need) => h("label", { class: "pick" },
    h("input", { type: "checkbox", name: "seen", value: need, checked: value.seen.includes(need) }), h("span", {}, needWords[need].word)));
  const form = h("form", { class: "form" }, h("fieldset", { class: "choices" }, h("legend", {}, w("ask_seen")),
    h("p", { class: "field__hint" }, w("ask_seen_why")), h("div", { class: "ticks" }, ticks)));
  const done = async () => {
    const seen = new FormData(form).getAll("seen");
    await keepConversation({ ...value, seen, recorded_at: new Date().toISOString() }, { isOver: true });
    sync.tellOtherTabs();
    sync.soon(0);
    tools.go(`ask/${person}`);
  };
  return frame(w("ask_of", { name }), [`ask/${person}/${numberLeft(value)}`, w("ask_back")], {
    content: [h("h1", {}, w("ask_thanks", { name })), h("p", { class: "soft" }, left ? w("ask_left", { n: left }) : w("ask_whole")),
      form, h("p", {}, w("ask_later")), forget(tools, row)],
    bar: h("div", { class: "thumb-bar__inner" }, back(`#ask/${person}/${questions.length}`), button(w("ask_done"), done, { kind: "large", sign: "check" })),
  });
}
