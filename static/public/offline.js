/* Checks the card of a badge with nothing but this page: no request leaves it. Written into the page itself, because a
   copy opened from a disk may fetch nothing. What it knows, and its words, stand in the block `known`. */
(function () {
  "use strict";
  const known = JSON.parse(document.getElementById("known").textContent);
  const DAY = 864e5, OLD = 30, LONGEST = 362, LAST_DAY = 2932896, MOST = 2147483647;
  let language = known.texts[document.documentElement.lang] ? document.documentElement.lang : "fr";

  class Doubt extends Error {
    constructor(outcome, reason) { super(reason); this.outcome = outcome; this.reason = reason; }
  }
  const broken = () => new Doubt("unknown", "malformed");

  /* --- What the code says: base64url, COSE_Sign1 (RFC 9052, 4.2), CBOR (RFC 8949), in one spelling only -------- */
  function bytesOf(text) {
    if (!/^[\w-]+$/.test(text)) throw broken();
    let raw;
    try { raw = atob(text.replace(/-/g, "+").replace(/_/g, "/")); } catch (error) { throw broken(); }
    if (btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") !== text) throw broken();
    return Uint8Array.from(raw, sign => sign.charCodeAt(0));
  }

  function read(bytes) {
    let at = 0;
    const take = size => {
      if (at + size > bytes.length) throw broken();
      return bytes.subarray(at, at += size);
    };
    const count = info => {
      if (info < 24) return info;
      const size = { 24: 1, 25: 2, 26: 4 }[info];
      if (!size) throw broken();
      const number = take(size).reduce((sum, byte) => sum * 256 + byte, 0);
      if (number < { 1: 24, 2: 256, 4: 65536 }[size]) throw broken();
      return number;
    };
    const item = depth => {
      if (depth > 4) throw broken();
      const first = take(1)[0], number = count(first & 31);
      switch (first >> 5) {
        case 0: return number;
        case 1: return -1 - number;
        case 2: return take(number);
        case 3: return text(take(number));
        case 4: return list(number, depth);
        case 5: return map(number, depth);
        default: throw broken();
      }
    };
    const text = part => {
      try { return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(part); } catch (error) { throw broken(); }
    };
    const list = (number, depth) => {
      const found = [];
      while (number-- > 0) found.push(item(depth + 1));
      return found;
    };
    const map = (number, depth) => {
      const found = new Map();
      let before = -1;
      while (number-- > 0) {
        const key = item(depth + 1), rank = key < 0 ? 4294967296 - key : key;
        if (typeof key !== "number" || rank <= before) throw broken();
        before = rank;
        found.set(key, item(depth + 1));
      }
      return found;
    };
    const whole = item(0);
    if (at !== bytes.length) throw broken();
    return whole;
  }

  function opened(fragment) {
    const message = bytesOf(fragment);
    if (message[0] !== 0xd2) throw broken();
    const parts = read(message.subarray(1));
    if (!Array.isArray(parts) || parts.length !== 4 || !(parts[1] instanceof Map) || parts[1].size) throw broken();
    const [head, , payload, signature] = parts;
    if (![head, payload, signature].every(part => part instanceof Uint8Array)) throw broken();
    const named = read(head), kid = named instanceof Map && named.get(4);
    if (!(kid instanceof Uint8Array) || named.size !== 2 || named.get(1) !== -7 || kid.length !== 8) throw broken();
    return { head, payload, signature, kid: hex(kid) };
  }

  const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");

  function blob(bytes) {
    const size = bytes.length;
    const start = size < 24 ? [0x40 + size] : size < 256 ? [0x58, size] : [0x59, size >> 8, size & 255];
    return [...start, ...bytes];
  }

  function contents(payload) {
    const entries = read(payload), types = ["number", "string", "string", "string", "string", "number", "number", "number", "number"];
    if (!(entries instanceof Map) || entries.get(0) !== 1) throw broken();
    for (const [key, value] of entries) {
      const good = key === 9 ? value instanceof Uint8Array && value.length === 32 : typeof value === types[key];
      if (!good) throw broken();
    }
    if ([1, 2, 3, 5, 9].some(key => !entries.has(key)) || entries.has(7) !== entries.has(8)) throw broken();
    const [host, code, title, name, given, ends, list, place] = [1, 2, 3, 4, 5, 6, 7, 8].map(key => entries.get(key));
    const within = (number, least, most) => number === undefined || (number >= least && number <= most);
    if (!/^[0-9A-Za-z-]{4,16}$/.test(code) || !isLegible(title) || (name !== undefined && !isLegible(name))) throw broken();
    if (!within(given, 0, LAST_DAY) || !within(ends, given, LAST_DAY)) throw broken();
    if (![list, place].every(number => within(number, 0, MOST))) throw broken();
    return { host, code, title, name, given, ends, list, place, hash: hex(entries.get(9)) };
  }

  // What the site would not sign, because the eye does not see it or sees something else.
  function isLegible(text) {
    return text.trim() === text && /^(?:[^\p{C}\p{Z}]| ){1,100}$/u.test(text);
  }

  /* --- The checks, in order; the first doubt decides ---------------------------------------------------------- */
  async function isSigned(message, key) {
    const signed = new Uint8Array([0x84, 0x6a, ...new TextEncoder().encode("Signature1"),
      ...blob(message.head), 0x40, ...blob(message.payload)]);
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const ready = await crypto.subtle.importKey("jwk", key.jwk, curve, false, ["verify"]);
    return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, ready, message.signature, signed);
  }

  async function check(fragment) {
    const found = { outcome: "valid", reason: "", card: null, key: null };
    try {
      if (fragment.length > LONGEST) throw broken();
      const message = opened(fragment);
      const key = known.keys.find(one => one.name === message.kid);
      if (!key) throw new Doubt("unknown", "key_unknown");
      if (key.is_stolen) throw new Doubt("invalid", "key_stolen");
      if (!window.crypto || !crypto.subtle || !window.TextDecoder) throw new Doubt("unknown", "no_crypto");
      if (!await isSigned(message, key)) throw new Doubt("invalid", "altered");
      const card = contents(message.payload);
      if (card.host !== key.host) throw new Doubt("invalid", "altered");
      if (`${key.base_url}/v#${fragment}`.length > LONGEST) throw broken();
      Object.assign(found, { card, key });
      judge(card);
    } catch (problem) {
      Object.assign(found, { outcome: problem.outcome || "unknown", reason: problem.reason || "malformed" });
    }
    return found;
  }

  function judge(card) {
    const today = Math.floor(Date.now() / DAY), places = known.lists[card.list];
    if (card.list !== undefined && places && places.includes(card.place)) throw new Doubt("invalid", "withdrawn");
    if (card.ends !== undefined && card.ends < today) throw new Doubt("invalid", "expired");
    if (card.given > today + 1) throw new Doubt("unknown", "clock");
    if (!places) throw new Doubt("unknown", "list_unknown");
  }

  /* --- The page ------------------------------------------------------------------------------------------------ */
  const say = (name, values) => Object.entries(values || {}).reduce(
    (text, [key, value]) => text.split("{" + key + "}").join("\u2068" + value + "\u2069"), known.texts[language][name]);
  // The digits on a phone's keys, in Arabic too.
  const numerals = () => language + "-u-nu-latn";
  const day = days => new Date(days * DAY).toLocaleDateString(numerals(), { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const moment = () => new Date(known.as_of).toLocaleString(numerals(), { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });

  function piece(tag, className, ...inside) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...inside);
    return made;
  }

  // The badge's name as the card has it: in the language of what is signed.
  function signed(text) {
    const made = piece("bdi", "", text);
    if (language !== known.signed_in) made.lang = known.signed_in;
    return made;
  }

  function fact(name, value) {
    return piece("div", "", piece("dt", "", say(name)), piece("dd", "", value));
  }

  function line(outcome, text) {
    const sign = document.getElementById("sign-" + outcome).content.cloneNode(true);
    sign.firstElementChild.setAttribute("aria-label", say("sign_" + outcome));
    return piece("li", "is-" + outcome, sign, text);
  }

  function link(address, text) {
    const made = piece("a", "button button--second", text);
    made.href = address;
    return made;
  }

  function linesOf(found) {
    const failed = found.reason && !["withdrawn", "expired", "clock", "list_unknown"].includes(found.reason);
    if (failed) return [line(found.outcome === "invalid" ? "failed" : "unknown", say("why_" + found.reason))];
    const lines = [line("passed", say("signed")), line("passed", say("whose", { issuer: found.key.issuer }))];
    if (found.reason) lines.push(line(found.outcome === "invalid" ? "failed" : "unknown", say("why_" + found.reason)));
    else lines.push(line("passed", say("not_withdrawn", { moment: moment() })));
    lines.push(line("unknown", say("later")));
    return lines;
  }

  function section(title, ...inside) {
    return piece("section", "stack stack--tight", piece("h2", "", say(title)), ...inside);
  }

  function sheetOf(found) {
    const parts = [], card = found.card;
    if (card) {
      const facts = piece("dl", "facts facts--two", fact("badge", signed(card.title)), fact("holder", piece("bdi", "", card.name || say("no_name"))),
        fact("given", day(card.given)), fact("code", piece("span", "code", card.code.replace(/(.{4})(?=.)/g, "$1 "))), fact("issuer", piece("bdi", "", found.key.issuer)));
      if (card.ends !== undefined) facts.append(fact("ends", day(card.ends)));
      parts.push(section("what", facts));
    }
    parts.push(section("checks", piece("ul", "checks", ...linesOf(found))));
    const next = piece("p", "", say(card ? "next" : "next_unread"));
    const address = card ? found.key.base_url + "/b/" + encodeURIComponent(card.code) : known.site + "/verify";
    parts.push(section("then", next, piece("div", "actions", link(address, say(card ? "open" : "verify")))));
    if (card) parts.push(piece("p", "soft small", say("hash") + " ", piece("span", "code", card.hash.slice(0, 16))));
    return parts;
  }

  function boxed() {
    const box = piece("input", "input"), label = piece("label", "", say("paste")), go = piece("button", "button", say("check"));
    box.id = label.htmlFor = "link";
    box.autocomplete = "off";
    go.type = "submit";
    const form = piece("form", "stack", piece("div", "field", label, box), piece("div", "actions", go));
    form.addEventListener("submit", event => {
      event.preventDefault();
      const typed = box.value.trim(), address = pageOf(typed);
      if (address) location.assign(address);
      else location.hash = typed.split("#").pop() || "?";
    });
    return form;
  }

  // Of a code as it is printed, or of a badge's link at an address this page knows: a card's link is much longer.
  function pageOf(typed) {
    const here = location.protocol === "file:" ? known.site : location.origin;
    const sites = [here, known.site, ...known.keys.map(key => key.base_url)];
    const site = sites.find(one => typed.startsWith(one + "/b/"));
    const code = site ? typed.slice(site.length + 3).split(/[?#/.]/)[0] : typed.replace(/[\s\u2010-\u2015\u2212_.-]+/g, "");
    return /^[2-9A-HJKMNP-Z]{8,12}$/i.test(code) ? `${site || here}/b/${code.toUpperCase()}` : "";
  }

  function keeping() {
    const parts = [say("age", { moment: moment() })];
    if (Date.now() - Date.parse(known.as_of) > OLD * DAY) parts.push(" ", say("old"));
    const kept = piece("div", "stack stack--tight", piece("p", "", ...parts));
    if (location.protocol !== "file:") {
      const save = link(location.pathname, say("keep"));
      save.download = "verifier-une-carte.html";
      kept.append(piece("p", "", say("keep_why")), piece("div", "actions", save));
    }
    return section("keeping", kept);
  }

  function languages() {
    return known.languages.map(code => {
      const button = piece("button", "", known.texts[code].own_name);
      Object.assign(button, { type: "button", lang: code, dir: known.texts[code].dir });
      if (code === language) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => { language = code; show(); });
      return button;
    });
  }

  function verdict(outcome, title, text) {
    const shape = document.getElementById("verdict-" + outcome).content.cloneNode(true);
    shape.querySelector("h1").textContent = title;
    shape.querySelector("p").textContent = text;
    return shape;
  }

  async function show() {
    const fragment = location.hash.slice(1), words = known.texts[language];
    const top = document.getElementById("answer"), sheet = document.getElementById("sheet");
    Object.assign(document.documentElement, { lang: language, dir: words.dir });
    for (const id of ["where", "free", "skip"]) document.getElementById(id).textContent = say(id);
    document.getElementById("languages").setAttribute("aria-label", say("languages"));
    const choice = document.getElementById("languages"), isChoosing = choice.contains(document.activeElement);
    choice.replaceChildren(...languages());
    if (isChoosing) choice.querySelector("[aria-current]").focus();
    if (!fragment) {
      document.title = say("title");
      top.replaceChildren();
      sheet.replaceChildren(piece("h1", "", say("title")), piece("p", "", say("start")), boxed(), keeping());
      return;
    }
    const found = await check(fragment);
    if (fragment !== location.hash.slice(1)) return;
    // A badge that was good and is no longer is no forgery: whoever gave it can tell why.
    const isOver = ["withdrawn", "expired"].includes(found.reason), title = say(isOver ? "over" : found.outcome);
    const told = isOver ? say("line_" + found.reason, { issuer: found.key.issuer }) : say("line_" + found.outcome);
    document.title = title;
    top.replaceChildren(verdict(found.outcome, title, told));
    sheet.replaceChildren(...sheetOf(found), keeping());
    if (!isChoosing) document.getElementById("main").focus({ preventScroll: true });
  }

  addEventListener("hashchange", show);
  show();
})();
