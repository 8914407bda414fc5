// Signing out of a shared phone: send first; then nothing of this account stays that anybody could read here.
import { addresses, button, h, notice, w } from "./dom.js";
import { endSession } from "./lock.js";
import { here, keepConversation } from "./room.js";
import { canSeal, putAway } from "./sealed.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

// Set while the server still believes that somebody is signed in here; says nothing about who.
const OWED = "field-signed-out";

export function ask(tools) {
  const problem = h("div", { role: "alert" });
  const go = async () => {
    leave.disabled = true;
    sync.pause(true);
    await sync.runToTheEnd();
    if (!here.outbox.length) return wipe(tools);
    sync.pause(false);
    // Two ways to sign out on one screen: which of them loses nothing?
    leave.hidden = true;
    problem.replaceChildren(choice(tools));
    problem.querySelector("button").focus();
    problem.scrollIntoView({ block: "center" });
  };
  const leave = button(w("sign_out"), go, { kind: "large block", sign: "exit" });
  return {
    title: w("sign_out"),
    back: ["", w("my_workshops")],
    isForm: true,
    content: [h("h1", {}, w("leave_title")), h("p", {}, w("leave_why")), leave, problem],
  };
}

// What could not be sent is sealed for the server, a conversation as far as it went; where the browser cannot seal, it
// would be lost: stay, or lose it knowingly.
function choice(tools) {
  const unsent = w("would_be_lost", { n: here.outbox.length });
  const stay = button(w("stay"), () => tools.go(""), { kind: "second block", sign: "back" });
  if (canSeal()) {
    const seal = button(w("seal_and_leave"), () => sealAndLeave(tools), { kind: "large block", sign: "lock" });
    const why = here.outbox.some((row) => row.draft) ? "seal_begun" : "seal_why";
    return notice("warning", "lock", unsent, h("p", {}, w(why)), h("p", {}, w("seal_who_sends")), seal, stay);
  }
  return notice("danger", "warning", unsent,
    h("p", {}, w(navigator.onLine === false ? "leave_offline" : "leave_unsent")), stay,
    button(w("erase_anyway"), () => wipe(tools), { kind: "danger block", sign: "cross" }));
}

export async function sealAndLeave(tools) {
  sync.pause(true);
  const begun = here.outbox.filter((row) => row.draft);
  for (const row of begun) await keepConversation(store.asSent(row), { isOver: true });
  if (begun.length) await sync.runToTheEnd();
  // What was never sealed stays behind its PIN, as somebody else's would.
  if (!(await putAway())) here.account = null;
  await wipe(tools);
}

// Caches, database, keys: gone; only what somebody else has not sent stays, which this account cannot see either.
export async function wipe(tools) {
  sync.pause(true);
  localStorage.setItem(OWED, "1");
  const others = await sync.othersWaiting();
  if (!others.length) await store.destroy();
  else if (here.account) await store.forget(here.account);
  if ("caches" in window) await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  if ("serviceWorker" in navigator) {
    const registered = await navigator.serviceWorker.getRegistration(addresses.shell);
    if (registered) await registered.unregister();
  }
  Object.assign(here, { account: null, name: "", pocket: null, outbox: [], told: [] });
  sync.status.sentAt = null;
  await sync.countOthers();
  if (await endSession({ keep: others.length + sync.status.sealed > 0 })) {
    localStorage.removeItem(OWED);
    return location.replace(addresses.home);
  }
  history.replaceState(null, "", addresses.shell);
  tools.show({ content: goodbye() });
}

const goodbye = () => [h("h1", {}, w("left")), h("p", {}, w("left_why")), waitingSealed()];

export function waitingSealed() {
  const n = sync.status.sealed;
  return n ? notice("", "lock", w("sealed_here", { n }), h("p", {}, w("sealed_go"))) : null;
}

// Somebody left without network: the server hears of it before anything else happens. True when that is all there is.
export async function finish(tools) {
  if (!localStorage.getItem(OWED)) return false;
  await sync.countOthers();
  if (!(await endSession())) {
    tools.show({ content: [...goodbye(), button(w("broken_again"), () => location.reload(), { kind: "second block", sign: "sync" })] });
    return true;
  }
  localStorage.removeItem(OWED);
  location.replace(addresses.home);
  return true;
}
