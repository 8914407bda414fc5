// What every screen is made of: elements, pictograms, words and times. Texts go in as text, never as markup.
const shell = JSON.parse(document.getElementById("shell").textContent);
const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);
// The digits on a phone's keys, in Arabic too.
const numerals = `${language}-u-nu-latn`;
const turned = document.documentElement.dir === "rtl";
const TURNS = ["back", "next", "exit", "leave", "undo"];

export const MOODS = ["good", "mixed", "hard"];
export const levelWords = shell.levels;
export const needWords = shell.needs;
export const addresses = shell.addresses;

// One word or sentence of the shell; `{n}` also chooses between one and several.
export function w(key, values = {}) {
  const found = shell.words[key];
  if (found === undefined) throw new Error(`no words for ${key}`);
  const text = typeof found === "string" ? found : found[plural.select(values.n)] || found.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (turned ? apart(values[name]) : values[name]));
}

// A name or an hour keeps its own direction inside a sentence written from right to left.
function apart(value) {
  return typeof value === "string" ? `\u2068${value}\u2069` : value;
}

// A text of a module or a question, which may be in another language than the app: then it says so.
export function worded(text, lang) {
  return !lang || lang === language ? text : h("span", { lang, dir: "ltr" }, text);
}

// An element: attributes, `on…` listeners, then children (nothing, text, elements, or lists of these).
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name, title = "") {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  drawn.setAttribute("class", TURNS.includes(name) ? "icon icon--turns" : "icon");
  if (title) {
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", title);
  } else drawn.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${shell.sprite}#i-${name}`);
  drawn.append(use);
  return drawn;
}

// A button when `action` does something, a link when it is an address.
export function button(label, action, { kind = "", sign = "", end = "", ...more } = {}) {
  const classes = ["button", ...kind.split(" ").filter(Boolean).map((one) => `button--${one}`)].join(" ");
  const inside = [sign && icon(sign), label, end && icon(end)].filter(Boolean);
  if (typeof action === "string") return h("a", { class: classes, href: action, ...more }, inside);
  return h("button", { class: classes, type: "button", onclick: action, ...more }, inside);
}

export function bare(label, action, sign, more = {}) {
  const hidden = h("span", { class: "visually-hidden" }, label);
  const made = button(hidden, action, { kind: "second bare", sign, ...more });
  return made;
}

export function notice(kind, sign, title, ...lines) {
  return h(
    "div",
    { class: kind ? `notice notice--${kind}` : "notice" },
    icon(sign),
    h("div", { class: "stack stack--tight" }, title && h("strong", {}, title), lines),
  );
}

export function field(label, input, hint = "") {
  input.id = input.id || `f-${input.name}`;
  const said = hint && h("p", { class: "field__hint", id: `${input.id}-hint` }, hint);
  if (said) input.setAttribute("aria-describedby", said.id);
  return h("div", { class: "field" }, h("label", { for: input.id }, label), said, input);
}

// Reads an element aloud; nothing where the browser cannot speak.
export function listen(target) {
  if (!("speechSynthesis" in window)) return null;
  const speak = () => {
    const spoken = new SpeechSynthesisUtterance(target.innerText);
    spoken.lang = (target.querySelector("[lang]") || document.documentElement).lang;
    spoken.rate = 0.9;
    speechSynthesis.cancel();
    speechSynthesis.speak(spoken);
  };
  return button(w("listen"), speak, { kind: "quiet", sign: "speaker" });
}

// "9 h 30": the wall clock of the place, as RFC 3339 says it; or of this phone, for a moment.
export function hour(moment) {
  const local = moment instanceof Date ? moment : null;
  const hours = local ? local.getHours() : Number(moment.slice(11, 13));
  const minutes = local ? local.getMinutes() : Number(moment.slice(14, 16));
  const two = String(minutes).padStart(2, "0");
  if (language !== "fr") return `${String(hours).padStart(2, "0")}:${two}`;
  return minutes ? `${hours}\u00a0h\u00a0${two}` : `${hours}\u00a0h`;
}

// The wall clock of the place so many minutes after `moment`.
export function later(moment, minutes) {
  const wall = new Date(`${moment.slice(0, 19)}Z`);
  return new Date(wall.getTime() + minutes * 60_000).toISOString();
}

export function day(moment) {
  const [year, month, number] = moment.slice(0, 10).split("-").map(Number);
  const shown = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  const said = new Intl.DateTimeFormat(numerals, shown).format(new Date(Date.UTC(year, month - 1, number)));
  return language === "fr" ? said.replace(/ 1 /, " 1er ") : said;
}

export function duration(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (!hours) return w("minutes", { n: rest });
  return rest ? w("hours_minutes", { hours, minutes: rest }) : w("hours", { n: hours });
}
