// Six pictures that show how it goes, made of the same pieces as the screens themselves.
import { bare, button, h, icon, levelWords, listen, w } from "./dom.js";

const MOST = 6;

export function page(tools, number) {
  const place = Math.min(Math.max(Number(number), 1), MOST);
  const words = h("p", { class: "lead" }, w(`help_${place}`));
  const next = place < MOST
    ? button(w("next"), `#help/${place + 1}`, { kind: "large", end: "next" })
    : button(w("try_it"), "#w/practice", { kind: "large", sign: "people" });
  return {
    title: w("help"),
    line: w("page_of", { n: place, all: MOST }),
    back: ["", w("my_workshops")],
    content: [
      h("h1", {}, w(`help_${place}_title`)),
      h("div", { class: "panel picture", "aria-hidden": "true" }, PICTURES[place - 1]()),
      words,
      listen(words),
    ],
    bar: h("div", { class: "thumb-bar__inner" }, place > 1 && bare(w("previous"), `#help/${place - 1}`, "back"), next),
  };
}

function row(kind, sign, name, words, isOther = false) {
  const other = isOther && h("span", { class: "roster__other" }, icon("more"), w("other"));
  return h("div", { class: `roster__row ${kind}` },
    h("div", { class: "roster__tap" }, h("span", { class: "roster__mark" }, sign && icon(sign)), h("span", { class: "roster__name" }, name, h("small", {}, words))),
    other);
}

const strip = (kind, sign, title) => h("div", { class: `strip ${kind}` }, icon(sign), h("p", {}, h("b", {}, title)));

const PICTURES = [
  () => [row("", "", "Aline", w("state_none")), row("roster__row--present", "check", "Bakary", w("state_present"))],
  () => [row("", "", "Chloé", w("state_none"), true), row("roster__row--late", "clock", "Dimitri", w("state_late"), true)],
  () => h("div", { class: "steps" }, levelWords.map((word, level) => h("span", {}, icon(`level-${level}`), word))),
  () => [row("roster__row--present", "check", "Esma", w("signed")), row("", "", "Farid", w("not_signed"))],
  () => [strip("", "offline", w("offline_to_send", { n: 3 })), strip("strip--sent", "check", w("all_sent", { time: "10\u00a0h\u00a042" }))],
  () => [row("", "check", w("after_title"), w("close_workshop")), row("", "exit", w("sign_out"), w("leave_short"))],
];
