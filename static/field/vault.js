// The PIN of a shared phone. It opens a key, and the key opens what is kept: without it, the phone holds noise.
// A short PIN can be guessed by who copies the phone's storage; it keeps out the next user, and sign-out does the rest.
const ROUNDS = 310_000;
const encoder = new TextEncoder();
let key = null;

export class LockedError extends Error {}

export const isPossible = () => Boolean(window.crypto && crypto.subtle);
export const isPin = (text) => /^\d{4,6}$/.test(text);

async function wrappingKey(pin, salt) {
  const secret = await crypto.subtle.importKey("raw", encoder.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

// A new key behind `pin`; returns what to keep of it.
export async function lockWith(pin) {
  const [salt, iv] = [16, 12].map((length) => crypto.getRandomValues(new Uint8Array(length)));
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", made, await wrappingKey(pin, salt), { name: "AES-GCM", iv });
  return { made, vault: { salt, iv, wrapped } };
}

export function use(made) {
  key = made;
}

// Whoever comes next keeps nothing behind the key of who was here.
export const forgetKey = () => use(null);

// Whether `pin` opens it.
export async function unlock({ salt, iv, wrapped }, pin) {
  const opener = await wrappingKey(pin, salt);
  const how = [{ name: "AES-GCM", iv }, "AES-GCM", false, ["encrypt", "decrypt"]];
  try {
    key = await crypto.subtle.unwrapKey("raw", wrapped, opener, ...how);
  } catch (refused) {
    if (refused.name !== "OperationError") throw refused;
    return false;
  }
  return true;
}

export async function close(value) {
  if (!key || value === undefined) return null;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = encoder.encode(JSON.stringify(value));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text) };
}

export async function open({ iv, sealed }) {
  if (!key) throw new LockedError("no PIN was given");
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
  return JSON.parse(new TextDecoder().decode(text));
}
