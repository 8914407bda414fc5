// The access card in the place of a finger: seen by the camera, photographed where the browser reads no codes, or typed.
import { button, field, h, icon, w } from "./dom.js";
import { picker, shrunk } from "./picture.js";

// What a QR code needs to be read, and a phone to send.
const SIDE = 1400;
const LARGEST = 280_000;

export function byCard(send) {
  const problem = h("p", { class: "field__error", role: "alert", hidden: true });
  const say = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
  };
  const photo = photograph(send, say);
  return h("details", { class: "fold" }, h("summary", {}, w("card_instead")),
    h("div", { class: "stack" }, problem, isReader() ? live(send, say, photo) : photo, typed(send),
      h("p", { class: "soft" }, w("sign_keyboard"))));
}

function typed(send) {
  const input = h("input", { class: "input input--code", name: "card_code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "14" });
  const done = (event) => {
    event.preventDefault();
    // The card shows it in two groups.
    const code = input.value.replace(/[\s-]/g, "").toUpperCase();
    if (code) send({ card_code: code });
    else input.focus();
  };
  return h("form", { class: "form", onsubmit: done }, field(w("card_code"), input, w("card_hint")),
    h("button", { class: "button button--second button--block", type: "submit" }, icon("key"), w("card_sign")));
}

// The camera of the phone takes the picture, as for any other; what cannot be read here is read where there is network.
function photograph(send, say) {
  const taken = async (picture) => {
    say("");
    if (!picture) return say(w("picture_unreadable"));
    const seen = isReader() ? await look(picture) : null;
    if (seen && !seen.code) return say(w("not_a_card"));
    send(seen ? { card_code: seen.code } : { card_photo: shrunk(picture, SIDE, LARGEST) });
  };
  return h("div", { class: "stack stack--tight" }, picker("card_photo", w("card_photo"), taken), h("p", { class: "soft" }, w("card_photo_why")));
}

function live(send, say, instead) {
  const video = h("video", { class: "card-camera", muted: true, playsinline: true, hidden: true });
  const start = async () => {
    say("");
    try {
      await ensureReader();
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      say(w("no_camera"));
      return opener.replaceWith(instead);
    }
    // Where the camera sees badly, a photograph is sharper.
    opener.replaceWith(instead);
    video.hidden = false;
    await video.play().catch(() => {});
    const code = await watch(video, say);
    for (const track of video.srcObject.getTracks()) track.stop();
    if (code) send({ card_code: code });
  };
  const opener = button(w("card_camera"), start, { kind: "second block", sign: "camera" });
  return [video, opener];
}

// Look until a card is found or the screen changes.
async function watch(video, say) {
  while (video.isConnected) {
    const seen = await look(video);
    if (seen && seen.code && video.isConnected) return seen.code;
    say(seen ? w("not_a_card") : "");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return null;
}

async function ensureReader() {
  if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) throw new Error("reads no QR codes");
}

const isReader = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices);

// {code} of a card, {code: null} of something else, or null when no QR code is seen.
async function look(picture) {
  let found = [];
  try {
    found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
  } catch {
    // A frame that is not ready, or a browser that only claims to read: the next frame, or the server, may.
  }
  if (!found.length) return null;
  return { code: found.map((one) => cardCode(one.rawValue)).find(Boolean) || null };
}

// The card's QR code opens the sign-in page with the code in the address. It is only read here, never opened.
function cardCode(text) {
  const named = /^https?:\/\/[^\s?#]+\/sign-in\?card=([A-Za-z0-9]{4,12})$/.exec(text);
  return named && named[1].toUpperCase();
}
