"""The offline summary of a paper card is verified by what every browser has: WebCrypto, here in node."""

import json
import subprocess

from badges import base64url, summary
from tests.badges.test_summary import LINK, PUBLIC

_IN_A_BROWSER = """
const [jwk, message, signature] = JSON.parse(process.argv[1]);
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const how = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
(async () => {
  const key = await crypto.subtle.importKey("jwk", jwk, how, false, ["verify"]);
  console.log(await crypto.subtle.verify(how, key, bytes(signature), bytes(message)));
})();
"""


def test_a_browser_verifies_the_same_bytes() -> None:
    protected, payload, signature = summary._opened(base64url.decode(LINK.partition("#")[2]))
    signed = summary.to_be_signed(protected, payload)
    jwk = {name: PUBLIC.jwk[name] for name in ("kty", "crv", "x", "y")}

    for message, answer in ((signed, "true"), (signed[:-1] + b"\x00", "false")):
        given = json.dumps([jwk, message.hex(), signature.hex()])
        run = subprocess.run(
            ["node", "--experimental-global-webcrypto", "-e", _IN_A_BROWSER, given],
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == answer
