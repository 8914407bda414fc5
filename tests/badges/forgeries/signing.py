"""Signatures that are another's, malleable, or written otherwise; tokens whose three parts are not what they seem."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384

from badges import Reason, base64url, ob3, signatures
from tests.badges.specimen import AWARD, DID

from .case import Case, Family, Handed, Honest
from .ours import EC, HEADER, P256_ORDER, PAYLOAD, THIEF, changed, entry, handed, part, signer, token, with_claims

ALTERED, MALFORMED, NOBODY = Reason.ALTERED, Reason.MALFORMED, Reason.ISSUER_NOT_PROVEN
STRANGER = "did:web:thief.example"
TOKEN = ob3.sign_credential(AWARD, EC)
OTHER = token(payload={**PAYLOAD, "name": "Autre"})


def _same() -> Handed:
    return handed(TOKEN)


def _resigned(change: Callable[[bytes], bytes]) -> Handed:
    """Our token with its signature changed."""
    signing_input, _, signature = TOKEN.rpartition(".")
    return handed(f"{signing_input}.{base64url.encode(change(base64url.decode(signature)))}")


def _spelt(change: Callable[[str], str]) -> Handed:
    """Our token written otherwise."""
    spelt = change(TOKEN)
    assert spelt != TOKEN
    return handed(spelt)


def _twin() -> Handed:
    """The second signature that ECDSA allows for the same text; the register holds the first."""
    signing_input, _, signature = TOKEN.rpartition(".")
    raw = base64url.decode(signature)
    other = P256_ORDER - int.from_bytes(raw[32:], "big")
    return handed(f"{signing_input}.{base64url.encode(raw[:32] + other.to_bytes(32, 'big'))}", entry(TOKEN))


def _der(raw: bytes) -> bytes:
    # One of ours ends in DER with 70 to 72 bytes; what it encodes is the same.
    integers = b"".join(_integer(raw[at : at + 32]) for at in (0, 32))
    return b"\x30" + bytes([len(integers)]) + integers


def _integer(raw: bytes) -> bytes:
    body = raw.lstrip(b"\x00")
    body = b"\x00" + body if body[0] & 0x80 else body
    return b"\x02" + bytes([len(body)]) + body


def _with_sha384(message: bytes) -> bytes:
    assert isinstance(EC.private_key, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(EC.private_key.sign(message, ec.ECDSA(SHA384(), deterministic_signing=True)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _of_the_payload_alone(_message: bytes) -> bytes:
    return signatures.sign(part(PAYLOAD).encode(), EC.private_key)


def _of_the_decoded_text(message: bytes) -> bytes:
    return signatures.sign(b".".join(base64url.decode(one) for one in message.decode().split(".")), EC.private_key)


def _transplanted() -> Handed:
    return handed(f"{TOKEN.rpartition('.')[0]}.{OTHER.rpartition('.')[2]}")


def _one_letter_more_in_the_name() -> Handed:
    head, _, signature = TOKEN.split(".")
    return handed(f"{head}.{part({**PAYLOAD, 'name': 'Smartphones'})}.{signature}")


def _flattened() -> Handed:
    protected, payload, signature = TOKEN.split(".")
    return handed(json.dumps({"protected": protected, "payload": payload, "signature": signature}))


def _with_two_signatures() -> Handed:
    protected, payload, signature = TOKEN.split(".")
    two = [{"protected": protected, "signature": "AAAA"}, {"protected": protected, "signature": signature}]
    return handed(json.dumps({"payload": payload, "signatures": two}))


def _spare_bits(text: str) -> str:
    # 64 bytes leave four unused bits in the last letter.
    assert text[-1] in "AQgw"
    return text[:-1] + chr(ord(text[-1]) + 1)


def _standard_alphabet(text: str) -> str:
    return text.replace("-", "+").replace("_", "/")


def _by_the_thief(**claims: object) -> Handed:
    """A token under the thief's own key, in somebody's name."""
    return handed(token({**HEADER, "kid": THIEF.kid}, changed(PAYLOAD, claims), key=THIEF))


HONEST = (
    Honest("our token as we signed it", _same),
    Honest("our token signed again over the same bytes", partial(_resigned, lambda raw: raw)),
    Honest("our token with blanks around it, as it is pasted", lambda: Handed(
        document=f"\ufeff \n{TOKEN}\r\n", trust=handed(TOKEN).trust
    )),
)  # fmt: skip

_SIGNATURES = (
    Case("n - s: the second signature of the same text", _twin, ALTERED, "register"),
    Case("r and s zero", partial(_resigned, lambda _: bytes(64)), ALTERED, "signature"),
    Case("r and s the order of the curve", partial(_resigned, lambda _: P256_ORDER.to_bytes(32, "big") * 2), ALTERED,
         "signature"),
    Case("s zero beside an honest r", partial(_resigned, lambda raw: raw[:32] + bytes(32)), ALTERED, "signature"),
    Case("s and r change places", partial(_resigned, lambda raw: raw[32:] + raw[:32]), ALTERED, "signature"),
    Case("DER instead of r and s", partial(_resigned, _der), ALTERED, "signature"),
    Case("the last byte is missing", partial(_resigned, lambda raw: raw[:-1]), ALTERED, "signature"),
    Case("a zero before r", partial(_resigned, lambda raw: b"\x00" + raw), ALTERED, "signature"),
    Case("a zero behind s", partial(_resigned, lambda raw: raw + b"\x00"), ALTERED, "signature"),
    Case("the signature twice", partial(_resigned, lambda raw: raw + raw), ALTERED, "signature"),
    Case("the signature of another badge of ours", _transplanted, ALTERED, "signature"),
    Case("one letter more in the signed name", _one_letter_more_in_the_name, ALTERED, "signature"),
    Case("our key, but over SHA-384", lambda: handed(token(by=_with_sha384)), ALTERED, "signature"),
    Case("our key, but over the payload without its header", lambda: handed(token(by=_of_the_payload_alone)), ALTERED,
         "signature"),
    Case("our key, but over the decoded parts", lambda: handed(token(by=_of_the_decoded_text)), ALTERED, "signature"),
    Case("the thief's signature under our whole header", lambda: handed(token(HEADER, by=signer(THIEF))), ALTERED,
         "signature"),
    Case("the thief's own key in our name", _by_the_thief, NOBODY, "key"),
    Case("the thief's own key, ours by iss alone", partial(_by_the_thief, issuer={"id": STRANGER}), NOBODY, "key"),
    Case("the thief's own key, ours by issuer alone", partial(_by_the_thief, iss=STRANGER), NOBODY, "key"),
    Case("the thief's own key, ours by issuer alone, as a text", partial(_by_the_thief, iss=STRANGER, issuer=DID),
         NOBODY, "key"),
)  # fmt: skip

_SPELLINGS = (
    Case("base64 padded at its end", partial(_spelt, lambda text: f"{text}=="), MALFORMED, "form"),
    Case("the unused bits of the last letter set", partial(_spelt, _spare_bits), MALFORMED, "form"),
    Case("the standard alphabet of base64", partial(_spelt, _standard_alphabet), MALFORMED, "form"),
    Case("a line break in the middle", partial(_spelt, lambda text: f"{text[:90]}\n{text[90:]}"), MALFORMED, "form"),
    Case("a letter too many, so that no bytes come out", partial(_spelt, lambda text: f"{text}AAA"), MALFORMED, "form"),
    Case("a fourth part", partial(_spelt, lambda text: f"{text}.AAAA"), MALFORMED, "form"),
    Case("five parts, as an encrypted token has", partial(_spelt, lambda text: f"{text}.AAAA.AAAA"), MALFORMED, "form"),
    Case("no signature part", partial(_spelt, lambda text: text.rpartition(".")[0]), MALFORMED, "form"),
    Case("the payload detached", partial(_spelt, lambda text: f"{text.split('.')[0]}..{text.split('.')[2]}"), MALFORMED,
         "form"),
    Case("an SD-JWT with an empty disclosure", partial(_spelt, lambda text: f"{text}~"), MALFORMED, "form"),
    Case("a word before it, as in an Authorization header", partial(_spelt, lambda text: f"Bearer {text}"), MALFORMED,
         "form"),
    Case("the dots percent-encoded", partial(_spelt, lambda text: text.replace(".", "%2E")), MALFORMED, "form"),
    Case("full stops of full width", partial(_spelt, lambda text: text.replace(".", "．")), MALFORMED, "form"),
    Case("as flattened JSON", _flattened, MALFORMED, "form"),
    Case("as general JSON with a broken signature before the good one", _with_two_signatures, MALFORMED, "form"),
    Case("as a quoted JSON string", partial(_spelt, json.dumps), MALFORMED, "form"),
    Case("a token inside a token", lambda: handed(token(payload=TOKEN.encode())), MALFORMED, "form"),
    Case("two tokens, one behind the other", partial(_spelt, lambda text: f"{text}\n{OTHER}"), MALFORMED, "form"),
    Case("a header with a blank before its brace", lambda: handed(token(b' {"alg":"ES256"}')), MALFORMED, "form"),
    Case("a header that is a list", lambda: handed(token(b'[{"alg":"ES256"}]')), MALFORMED, "form"),
    Case("over 200,000 characters", lambda: with_claims(description="x" * 200_000), Reason.TOO_LARGE, "form"),
)  # fmt: skip

FAMILY = Family("signatures", HONEST, (*_SIGNATURES, *_SPELLINGS))
