// The PIN of this phone: chosen once, asked when the app opens, five tries.
import { addresses, button, field, h, icon, w } from "./dom.js";
import { sealAndLeave, wipe } from "./leave.js";
import { here } from "./room.js";
import { putAway } from "./sealed.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import * as vault from "./vault.js";

const MOST_TRIES = 5;
export const isSet = async () => Boolean(here.account && (await store.fact(`vault ${here.account}`)));

const pinInput = (name) => h("input", {
  class: "input input--code input--short", name, type: "password", inputmode: "numeric", autocomplete: "off", maxlength: "6", required: true,
});

// Before anything of the account is shown.
export async function ask(tools) {
  const tries = (await store.fact(`tries ${here.account}`)) || 0;
  if (tries >= MOST_TRIES && !(await isSignedInAgain())) return tools.show({ content: tooMany() });
  const kept = await store.fact(`vault ${here.account}`);
  const input = pinInput("pin");
  const error = h("p", { class: "field__error", role: "alert" });
  const submit = h("button", { class: "button button--large button--block", type: "submit" }, icon("lock"), w("unlock"));
  const send = async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    if (!vault.isPin(input.value)) return void (error.textContent = w("pin_shape"));
    submit.disabled = true;
    // Counted before it is tried: closing the page is no way to try again.
    const count = ((await store.fact(`tries ${here.account}`)) || 0) + 1;
    await store.setFact(`tries ${here.account}`, count);
    const isRight = await vault.unlock(kept, input.value);
    if (isRight) {
      await store.setFact(`tries ${here.account}`, 0);
      return tools.enter();
    }
    if (count >= MOST_TRIES) return ask(tools);
    submit.disabled = false;
    input.value = "";
    error.textContent = w("pin_wrong", { n: MOST_TRIES - count });
    input.focus();
  };
  const form = h("form", { class: "form", onsubmit: send }, field(w("pin"), input, w("pin_ask")), error, submit);
  const forgotten = button(w("pin_forgotten"), () => forgot(tools), { kind: "quiet", sign: "question" });
  const leave = button(w("sign_out"), () => sealAndLeave(tools), { kind: "quiet", sign: "exit" });
  tools.show({ content: [h("h1", {}, w("locked")), form, forgotten, leave, h("p", { class: "soft" }, w("locked_leave"))] });
}

function tooMany() {
  const signInAgain = async () => {
    if (!(await endSession())) return void problem.replaceChildren(w("needs_network"));
    await store.setFact(`again ${here.account}`, true);
    location.assign(addresses.signIn);
  };
  const problem = h("p", { role: "alert" });
  const again = button(w("sign_in_again"), signInAgain, { kind: "large block", sign: "key" });
  return [h("h1", {}, w("too_many")), h("p", {}, w("too_many_why")), again, problem];
}

// The session ends on the server; what waits on this phone stays.
export async function endSession({ keep = true } = {}) {
  try {
    const { csrf } = await sync.ask(addresses.workshops);
    const form = new URLSearchParams({ csrf_token: csrf, ...(keep ? { keep: "1" } : {}) });
    await fetch(addresses.signOut, { method: "POST", body: form, credentials: "same-origin", redirect: "manual" });
    return true;
  } catch (problem) {
    if (problem instanceof sync.Answered) return problem.status === 401;
    return false;
  }
}

async function isSignedInAgain() {
  if (!(await store.fact(`again ${here.account}`))) return false;
  const said = await sync.ask(addresses.workshops).catch(() => null);
  if (!said || said.account !== here.account) return false;
  await store.write({ put: { meta: [{ id: `again ${here.account}`, value: false }, { id: `tries ${here.account}`, value: 0 }] } });
  return true;
}

function forgot(tools) {
  const empty = async () => {
    await putAway();
    await wipe(tools);
  };
  tools.show({
    content: [
      h("h1", {}, w("pin_forgotten")),
      h("p", {}, w("pin_forgotten_why")),
      button(w("stay"), () => ask(tools), { kind: "large block", sign: "back" }),
      button(w("erase_start_again"), empty, { kind: "danger block", sign: "cross" }),
    ],
  });
}

// Offered, never required; chosen again to change it.
export function choose(tools) {
  const back = ["", w("my_workshops")];
  const shown = { title: w("lock_title"), back, isForm: true };
  if (!vault.isPossible() || !here.account) return { ...shown, content: [h("h1", {}, w("lock_title")), h("p", {}, w("lock_impossible"))] };
  const [first, second] = [pinInput("pin"), pinInput("again")];
  const error = h("p", { class: "field__error", role: "alert" });
  const send = async (event) => {
    event.preventDefault();
    if (!vault.isPin(first.value)) return void (error.textContent = w("pin_shape"));
    if (first.value !== second.value) return void (error.textContent = w("pin_differs"));
    await store.writeAgain(here.account, await vault.lockWith(first.value));
    sync.soon(0);
    tools.go("");
  };
  const form = h("form", { class: "form", onsubmit: send }, field(w("pin_new"), first, w("pin_hint")), field(w("pin_again"), second), error,
    h("button", { class: "button button--large button--block", type: "submit" }, icon("lock"), w("lock_set")));
  return { ...shown, content: [h("h1", {}, w("lock_title")), h("p", {}, w("lock_why")), form] };
}
