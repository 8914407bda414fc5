// Whom this page is for, and for whom the app of the room keeps workshops on this phone; marks may wait there, sealed.
const { account } = document.currentScript.dataset;
const appIsFor = localStorage.getItem("field-account");
const marksWait = () => localStorage.getItem("field-unsent") || localStorage.getItem("field-sealed");
// Somebody else is here now: the app puts away what it kept before it shows anything.
if (account && appIsFor) {
  if (account === appIsFor) localStorage.removeItem("field-changed");
  else localStorage.setItem("field-changed", "1");
}
// The site empties this browser when somebody signs out, unless it is told that something waits.
function askToKeep(form) {
  if (marksWait()) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "keep", value: "1" }));
}
// Who left the app of the room without network is still signed in for the server: that ends with the first page.
if (localStorage.getItem("field-signed-out")) {
  localStorage.removeItem("field-signed-out");
  const owed = document.querySelector('form[action="/sign-out"]');
  if (owed) {
    document.documentElement.hidden = true;
    askToKeep(owed);
    owed.submit();
  }
}
// What waits on this phone is not lost by signing out: the app sends it first, or seals it.
for (const form of document.querySelectorAll('form[action="/sign-out"]')) {
  form.addEventListener("submit", (event) => {
    if (!marksWait() || account !== appIsFor) return askToKeep(form);
    event.preventDefault();
    location.assign("/field#leave");
  });
}
// What is read aloud: the sentences. What one taps, and what is there for screen readers only, would come in between.
function wordsOf(target) {
  const aside = [...target.querySelectorAll(".button, details:not([open]) > summary, .visually-hidden")].filter((part) => !part.hidden);
  for (const part of aside) part.hidden = true;
  const words = target.innerText;
  for (const part of aside) part.hidden = false;
  return words;
}
// Comforts, each absent when the browser has none of it: hear a sentence, print the page, copy a link, leave a menu.
for (const button of document.querySelectorAll("[data-listen]")) {
  if (!("speechSynthesis" in window)) break;
  button.hidden = false;
  button.addEventListener("click", () => {
    const target = document.getElementById(button.dataset.listen);
    const spoken = new SpeechSynthesisUtterance(wordsOf(target));
    spoken.lang = target.closest("[lang]").lang;
    spoken.rate = 0.9;
    speechSynthesis.cancel();
    speechSynthesis.speak(spoken);
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    const said = await navigator.clipboard.writeText(field.value).then(() => "done", () => "refused");
    button.querySelector("span").textContent = button.dataset[said];
    if (said === "done") return;
    field.focus();
    field.select();
  });
}
// How many are ticked, on the button that sends them.
for (const words of document.querySelectorAll("[data-counts]")) {
  const boxes = words.closest("form").querySelectorAll(`input[name="${words.dataset.counts}"]`);
  const plain = words.textContent;
  const count = () => {
    const ticked = [...boxes].filter((box) => box.checked).length;
    words.textContent = ticked ? words.dataset[ticked === 1 ? "one" : "many"].replace("#", ticked) : plain;
  };
  for (const box of boxes) box.addEventListener("change", count);
  // A browser that goes back ticks again what was ticked, after this ran.
  window.addEventListener("pageshow", count);
}
// What goes on by itself: its page is asked how far it is. Only what differs is put in place of what stands here, so that
// nobody who reads it or goes through it with the keyboard is thrown back to its beginning.
const ASKED_EVERY = 3_000;
const isAlike = (one, other) => one.cloneNode().isEqualNode(other.cloneNode());
function putInPlace(fresh, old) {
  if (old.isEqualNode(fresh)) return;
  if (!isAlike(old, fresh) || !old.firstElementChild || !fresh.firstElementChild) return old.replaceWith(fresh);
  const [olds, news] = [[...old.childNodes], [...fresh.childNodes]];
  news.forEach((one, place) => (olds[place] ? putInPlace(one, olds[place]) : old.append(one)));
  for (const one of olds.slice(news.length)) one.remove();
}
async function askHowFar() {
  const answer = await fetch(location.href).catch(() => null);
  const page = answer && answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page) {
    const parts = [...document.querySelectorAll("[data-part]")].map((part) => [page.getElementById(part.id), part]);
    // Another page altogether: what there is to read now, or the door.
    if (parts.some(([fresh]) => !fresh)) return location.reload();
    const held = document.activeElement;
    for (const [fresh, part] of parts) putInPlace(fresh, part);
    if (held && !held.isConnected) document.getElementById("main").focus({ preventScroll: true });
  }
  waitAndAsk();
}
function waitAndAsk() {
  if (document.querySelector("[data-goes-on]")) setTimeout(askHowFar, ASKED_EVERY);
}
waitAndAsk();
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details:is(.menu, .who)[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
