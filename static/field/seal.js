// Marks that could not leave before somebody did, locked to the public key of the server: this phone cannot read them
// back. A seal is a compact JWE (RFC 7516; ECDH-ES on P-256, A256GCM) that the browser's own Web Crypto makes.
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const METHOD = "A256GCM";
const BITS = 256;
const TAG = 16;
const encoder = new TextEncoder();

function base64url(bytes) {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The content of a mark with the token that shows whose it is; `key` is a JWK.
export async function seal(mark, { key, token }) {
  const own = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const head = base64url(encoder.encode(JSON.stringify({ alg: "ECDH-ES", enc: METHOD, epk: await publicOf(own) })));
  const how = { name: "AES-GCM", iv: crypto.getRandomValues(new Uint8Array(12)), additionalData: encoder.encode(head) };
  const inside = encoder.encode(JSON.stringify({ mark, token }));
  const closed = new Uint8Array(await crypto.subtle.encrypt(how, await keyBetween(own, key), inside));
  const [text, tag] = [closed.slice(0, -TAG), closed.slice(-TAG)];
  // No key stands between: what both sides agree on is the key.
  return [head, "", base64url(how.iv), base64url(text), base64url(tag)].join(".");
}

async function publicOf(own) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", own.publicKey);
  return { kty, crv, x, y };
}

// What only the two can compute (ECDH), made into a key as RFC 7518, 4.6.2 says: one round of the Concat KDF.
async function keyBetween(own, { kty, crv, x, y }) {
  const theirs = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, BITS);
  const parts = [number(1), new Uint8Array(shared), number(METHOD.length), encoder.encode(METHOD), number(0), number(0), number(BITS)];
  const made = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
  return crypto.subtle.importKey("raw", made, "AES-GCM", false, ["encrypt"]);
}

// Four bytes, the highest first.
function number(value) {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
