// The line under the band: what is sent and what still waits, always true, in word, shape and colour.
import { addresses, h, hour, icon, w } from "./dom.js";
import { here, ready } from "./room.js";
import { status } from "./sync.js";

const SIGNS = { sending: "sync", offline: "offline", signed_out: "key", someone_else: "person", trouble: "wait", idle: "wait" };

export function strip(isPractice) {
  if (isPractice) return made("strip--practice", "info", w("practice_strip"), w("practice_strip_why"));
  const count = ready().length;
  const { state } = status;
  if (state === "signed_out") return signedOut(count);
  if (!count) return nothingWaits(state);
  const key = state === "offline" ? "offline_to_send" : "to_send";
  const why = { sending: w("sending"), someone_else: w("other_turn"), trouble: w("trouble") }[state] || w("nothing_lost");
  return made("", SIGNS[state], w(key, { n: count }), why, [more()]);
}

function nothingWaits(state) {
  const told = here.told.length ? [more()] : [];
  if (!status.sentAt) {
    return state === "idle" ? [] : made("", SIGNS[state], state === "offline" ? w("offline") : w("trouble"), "", told);
  }
  const aside = state === "offline" ? w("offline") : "";
  return made("strip--sent", "check", w("all_sent", { time: hour(status.sentAt) }), aside, told);
}

function signedOut(count) {
  const link = h("a", { class: "strip__do", href: addresses.signIn }, w("sign_in"));
  const title = count ? w("sign_in_to_send") : w("sign_in_to_update");
  return made("", "key", title, count ? w("to_send", { n: count }) : "", [link]);
}

function more() {
  if (location.hash === "#waiting") return "";
  return h("a", { class: "strip__do", href: "#waiting" }, here.told.length ? w("to_read", { n: here.told.length }) : w("see"));
}

function made(kind, sign, title, why = "", end = []) {
  const said = h("p", {}, h("b", {}, title), why && h("small", {}, why));
  return h("div", { class: `strip ${kind}` }, icon(sign), said, end);
}
