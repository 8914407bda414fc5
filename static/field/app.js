// Opens the app and brings one screen after the other: the address after # says which, so that "back" goes back.
import { addresses, button, h, icon, w } from "./dom.js";
import * as after from "./after.js";
import * as help from "./help.js";
import * as home from "./home.js";
import * as leave from "./leave.js";
import * as lock from "./lock.js";
import * as presence from "./presence.js";
import { here, load, workshop } from "./room.js";
import { makeRoomForWhoIsHere } from "./sealed.js";
import * as sign from "./sign.js";
import * as skills from "./skills.js";
import * as store from "./store.js";
import { strip } from "./strip.js";
import * as talk from "./talk.js";
import * as sync from "./sync.js";
import { LockedError } from "./vault.js";
import { PRACTICE } from "./practice.js";

const HIDDEN_AT_MOST = 300_000;
const FRESH_AT_MOST = 60_000;
const [band, line, main, bar] = ["band", "strip", "main", "bar"].map((id) => document.getElementById(id));
// Address → screen. A screen gets what the address names and says {title, line, back, content, bar, tabs, isForm}.
const SCREENS = [
  [/^$/, home.list],
  [/^w\/(\w+)$/, home.one],
  [/^w\/(\w+)\/room$/, presence.roster],
  [/^w\/(\w+)\/room\/([\w-]+)$/, presence.other],
  [/^w\/(\w+)\/walk-in$/, presence.walkIn],
  [/^w\/(\w+)\/skills\/(\d+)$/, skills.sheet],
  [/^w\/(\w+)\/sign$/, sign.list],
  [/^w\/(\w+)\/sign\/([\w-]+)$/, sign.one],
  [/^w\/(\w+)\/after$/, after.closing],
  [/^ask$/, talk.list],
  [/^ask\/(\w+)$/, talk.first],
  [/^ask\/(\w+)\/(\d+)$/, talk.question],
  [/^ask\/(\w+)\/end$/, talk.end],
  [/^waiting$/, home.waiting],
  [/^help\/(\d)$/, help.page],
  [/^lock$/, lock.choose],
  [/^leave$/, leave.ask],
];
const HELD = "a, button, summary, input, select, textarea, canvas";
let shown = { isForm: false };
let isOpen = false;
let drawn = null;

const go = (address) => (location.hash = `#${address}`);
const tools = { go, draw, redraw, enter, show: showAlone };

function draw() {
  if (!isOpen) return;
  const address = location.hash.replace(/^#\/?/, "");
  const [pattern, screen] = SCREENS.find(([one]) => one.test(address)) || SCREENS[0];
  const [, id, ...rest] = pattern.exec(address) || [];
  const isRoom = address.startsWith("w/");
  const room = isRoom ? workshop(id) : id;
  const isNew = drawn !== address;
  drawn = address;
  show(isRoom && !room ? home.gone() : screen(tools, room, ...rest), isRoom ? room : null, isNew, address);
}

// Left alone when it says the same as before: a screen reader would say it again.
function drawStrip() {
  const fresh = h("div", {}, strip(shown.isPractice));
  if (fresh.innerHTML !== line.innerHTML) line.replaceChildren(...fresh.childNodes);
}

// The same screen with what changed meanwhile; what somebody is typing is left alone.
function redraw() {
  drawStrip();
  if (!shown.isForm) draw();
}

function show(screen, room, isNew = true, address = "") {
  const [held, folds] = isNew ? [null, []] : [keyOf(document.activeElement), [...main.querySelectorAll("details")]];
  shown = { ...screen, isPractice: Boolean(room) && room.id === PRACTICE };
  band.replaceChildren(...head(screen));
  drawStrip();
  main.replaceChildren(...screen.content.flat(2).filter(Boolean));
  const step = screen.bar && h("section", { "aria-label": w("next_step") }, screen.bar);
  bar.replaceChildren(...[step, screen.tabs && tabs(room, address)].flat().filter(Boolean));
  bar.hidden = !bar.childElementCount;
  for (const fold of main.querySelectorAll("details")) {
    const same = folds.find((one) => keyOf(one.firstChild) === keyOf(fold.firstChild));
    if (same) fold.open = same.open;
  }
  if (isNew) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  } else if (held && !document.activeElement.matches(HELD)) {
    const same = [...document.querySelectorAll(HELD)].find((one) => keyOf(one) === held);
    if (same) same.focus({ preventScroll: true });
  }
}

// What one can tap, from one drawing to the next: by its own name, where it leads, or what it says.
const keyOf = (one) => one && one.matches(HELD) && (one.dataset.key || one.id || one.getAttribute("href") || one.textContent);

// Outside of the workshops: the PIN, having left. Addresses lead nowhere until `enter`.
function showAlone(screen) {
  isOpen = false;
  show(screen, null);
}

function head({ title, line: under, back }) {
  if (!back) {
    const name = h("p", { class: "band__title band__title--end" }, here.name);
    return [h("p", { class: "brand" }, icon("level-3"), "PeerLearn"), name];
  }
  const [where, label] = back;
  const link = h("a", { class: "band__back", href: `#${where}` }, icon("back"), h("span", { class: "visually-hidden" }, label));
  const said = [h("p", {}, h("strong", {}, title)), under && h("p", {}, under)];
  return [link, h("div", { class: "band__title" }, said.filter(Boolean))];
}

function tabs(room, address) {
  const places = [
    ["room", "people", w("tab_room")],
    room.skills.length && ["skills/1", "level-3", w("tab_skills")],
    ["sign", "pen", w("tab_sign")],
    ["after", "check", w("tab_after")],
  ];
  const links = places.filter(Boolean).map(([place, sign, label]) => {
    const isHere = address.startsWith(`w/${room.id}/${place.split("/")[0]}`);
    return h("a", { href: `#w/${room.id}/${place}`, "aria-current": isHere && "page" }, icon(sign), label);
  });
  return h("nav", { class: "thumb-nav", "aria-label": w("this_workshop") }, links);
}

// Open what is kept here, or ask for the PIN before it.
async function enter() {
  try {
    await load();
  } catch (locked) {
    if (!(locked instanceof LockedError)) throw locked;
    sync.pause(true);
    if (await sync.isSomeoneElse()) return enter();
    return lock.ask(tools);
  }
  const sentAt = here.account && (await store.fact(`sent ${here.account}`));
  sync.status.sentAt = sentAt ? new Date(sentAt) : null;
  await sync.countOthers();
  isOpen = true;
  drawn = null;
  draw();
  sync.pause(false);
  sync.soon(0);
}

function watchTheScreen() {
  let hiddenAt = 0;
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState === "hidden") hiddenAt = Date.now();
    else if (hiddenAt && Date.now() - hiddenAt > HIDDEN_AT_MOST && (await lock.isSet())) location.reload();
  });
  // A page that comes back from the browser's memory would show what was there before somebody signed out.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  window.addEventListener("hashchange", draw);
}

function broken(problem) {
  const again = button(w("broken_again"), () => location.reload(), { kind: "large block", sign: "sync" });
  const elsewhere = button(w("without_app"), addresses.home, { kind: "quiet", sign: "home" });
  showAlone({ content: [h("h1", {}, w("broken")), h("p", {}, w("broken_safe")), again, elsewhere] });
  throw problem;
}

async function start() {
  if (await leave.finish(tools)) return;
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(addresses.worker, { scope: addresses.shell }).catch(() => {});
  watchTheScreen();
  sync.start(redraw, enter);
  // Not to be thrown away when the phone runs out of room.
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  await makeRoomForWhoIsHere();
  await enter();
}

// What could not be written down is not shown as noted: whoever taps is told.
window.addEventListener("unhandledrejection", (event) => broken(event.reason));
setInterval(() => document.visibilityState === "visible" && shown.ticks && redraw(), 30_000);
// Whoever leads beside me marks too: what they noted appears here while this screen is looked at.
setInterval(() => document.visibilityState === "visible" && isOpen && sync.soon(0), FRESH_AT_MOST);
start().catch(broken);
