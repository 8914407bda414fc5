"""Changes that know the forms: what is changed inside is signed, checked and packed again, so that it gets in deep."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import cbor2

import badges
from badges import base64url, signatures, summary
from badges.errors import BadgeError
from tests.badges import foreign_site as site
from tests.badges import pictures, specimen

from .mutations import NAMES, VALUES, bend, shake, value_of, written

Case = dict[str, bytes]
"""One input: under the empty name what is handed in, under addresses what the web of others answers."""

Change = Callable[[bytes, Random, bytes], tuple[bytes, str]]

SUMMARY_KEY = specimen.KEY
_KEYS = {key.kid: key for key in (specimen.KEY, site.ED, site.EC, site.RS, site.EVIL_ED, site.EVIL_EC, site.EVIL_RS)}
# Our own key of Data Integrity: the specimen signs tokens only.
OWN_ED = badges.generate_signing_key(controller=specimen.DID, algorithm=badges.Algorithm.ED25519)
_KEYS[OWN_ED.kid] = OWN_ED
_TAG = re.compile(rb"<[^<>]*>|[^<>]+")
_SVG_PARTS = (
    b'<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">', b"<openbadges:assertion>",
    b"<g>",
    b'<openbadges:assertion verify="https://school.example/assertions/1.json"/>', b"</g>", b"</openbadges:credential>",
    b"<?x y?>", b"<!-- -->", b"<style>@import</style>", b"<a b='c' b='d'/>", b"<a:b/>", b"<![CDATA[{}]]>", b"&lt;",
)  # fmt: skip

_ENTRIES = (*VALUES[:30], b"a" * 32, *NAMES[:3], 2**40, [[[[[1]]]]])


def any_change(data: bytes, rng: Random, other: bytes) -> tuple[bytes, str]:
    """Return one change, usually one that suits what the bytes are."""
    if rng.random() < 0.25:
        return shake(data, rng, other)
    if data.startswith(b"\x89PNG"):
        return change_png(data, rng, other)
    if data.lstrip().startswith(b"{"):
        return change_json(data, rng, other)
    if data.startswith(b"ey") and data.count(b".") == 2:
        return change_token(data, rng, other)
    if b"<svg" in data[:500]:
        return change_svg(data, rng, other)
    return shake(data, rng, other)


def change_token(data: bytes, rng: Random, other: bytes) -> tuple[bytes, str]:
    """Change header or payload of a compact JWS, and sign it again with the key it named."""
    try:
        head, payload, _ = (base64url.decode(part) for part in data.decode().split("."))
    except (BadgeError, ValueError):
        return shake(data, rng, other)
    header, claims, what = value_of(head), value_of(payload), "as it was"
    key = _KEYS.get(str(header.get("kid"))) if isinstance(header, dict) else None
    if rng.random() < 0.2:
        header, what = bend(header, rng, claims)
        head = written(header)
    elif rng.random() < 0.1:
        payload, what = shake(payload, rng)
    else:
        claims, what = bend(claims, rng)
        payload = written(_agreeing(claims) if rng.random() < 0.5 else claims)
    text = f"{base64url.encode(head)}.{base64url.encode(payload)}"
    return f"{text}.{base64url.encode(signatures.sign(text.encode(), (key or site.ED).private_key))}".encode(), what


def _agreeing(claims: Any) -> Any:
    """Return claims in which the registered ones repeat the credential again, as far as it has them."""
    if not isinstance(claims, dict) or "credentialSubject" not in claims:
        return claims
    issuer, subject = claims.get("issuer"), claims["credentialSubject"]
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    holder = subject.get("id") if isinstance(subject, dict) else None
    return {**claims, "iss": named, "jti": claims.get("id"), "sub": holder}


def change_json(data: bytes, rng: Random, other: bytes) -> tuple[bytes, str]:
    """Change a JSON text; when it carried a proof of one of our keys, prove it again."""
    value = value_of(data)
    if value is None or len(data) > 200_000:
        return shake(data, rng, other)
    value, what = bend(value, rng, value_of(other))
    if isinstance(value, dict) and "proof" in value and rng.random() < 0.8:
        return written(proven_again(value)), f"{what}, proven again"
    return written(value), what


def proven_again(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with new proof values, where a proof names a key we hold and still can be made."""
    made: list[Any] = []
    found = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    for proof in found[:6]:
        key = _KEYS.get(str(proof.get("verificationMethod"))) if isinstance(proof, dict) else None
        if key is None or "@context" not in document or key.algorithm is not badges.Algorithm.ED25519:
            made.append(proof)
            continue
        members = {name: member for name, member in proof.items() if name not in ("proofValue", "@context")}
        bare = {name: member for name, member in document.items() if name != "proof"}
        try:
            made += site.sign_document(bare, key, **members)["proof"]
        except (BadgeError, TypeError, ValueError):
            made.append(proof)
    return {**document, "proof": made}


def change_png(data: bytes, rng: Random, other: bytes) -> tuple[bytes, str]:
    """Change the chunks of a PNG, each with its right length and CRC again."""
    chunks = _chunks(data)
    if not chunks:
        return shake(data, rng, other)
    at = rng.randrange(len(chunks))
    kind, body = chunks[at]
    what = rng.choice(("inside", "inside", "inside", "type", "double", "delete", "swap", "pack", "many"))
    if what == "inside":
        chunks[at] = kind, _inside(body, rng, other)
    elif what == "type":
        chunks[at] = rng.choice((b"tEXt", b"zTXt", b"iTXt", b"IEND", b"IDAT", b"abcd")), body
    elif what == "double":
        chunks.insert(at, (kind, body))
    elif what == "delete":
        del chunks[at]
    elif what == "swap":
        chunks.append(chunks.pop(at))
    elif what == "pack":
        word = rng.choice((b"openbadges", b"openbadgecredential"))
        packed = zlib.compress(other * rng.choice((1, 1, 100)))
        chunks.insert(1, (b"iTXt", word + b"\0\1\0\0\0" + packed))
    else:
        chunks[at:at] = [(b"tEXt", b"a\0b")] * rng.choice((10, 21_000))
    return pictures.SIGNATURE + b"".join(pictures.chunk(*one) for one in chunks), f"png {what}"


def _inside(body: bytes, rng: Random, other: bytes) -> bytes:
    """Change the badge at the end of a text chunk as a badge, anything else as bytes."""
    keyword, _, rest = body.partition(b"\0")
    if keyword.startswith(b"openbadge") and rest.startswith(b"\0\0\0\0") and rng.random() < 0.8:
        return keyword + b"\0\0\0\0\0" + any_change(rest[4:], rng, other)[0]
    return shake(body, rng, other)[0]


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    at = 8
    while at + 12 <= len(data) and len(found) < 100:
        length = int.from_bytes(data[at : at + 4], "big")
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def change_svg(data: bytes, rng: Random, other: bytes) -> tuple[bytes, str]:
    """Change the tags of an SVG, or the text between them."""
    parts = _TAG.findall(data[:100_000])
    if not parts:
        return shake(data, rng, other)
    at = rng.randrange(len(parts))
    what = rng.choice(("text", "text", "double", "delete", "swap", "add", "many"))
    if what == "text":
        parts[at] = any_change(parts[at], rng, other)[0]
    elif what == "double":
        parts.insert(at, parts[at])
    elif what == "delete":
        del parts[at]
    elif what == "swap":
        parts.insert(rng.randrange(len(parts)), parts.pop(at))
    elif what == "add":
        parts.insert(at, rng.choice(_SVG_PARTS))
    else:
        parts[at:at] = [rng.choice((b"<g>", b"<g/>", b"<g a='b'/>"))] * rng.choice((20, 101, 5_000))
    return b"".join(parts), f"svg {what}"


def change_summary(data: bytes, rng: Random, other: bytes) -> tuple[bytes, str]:
    """Change what an offline summary says, and sign it again."""
    text = data.decode(errors="replace")
    if rng.random() < 0.3:
        return shake(data, rng, other)
    try:
        parts = cbor2.loads(base64url.decode(text.rpartition("#")[2])[1:])
        protected, payload = bytes(parts[0]), bytes(parts[2])
        entries = cbor2.loads(payload)
        entries = dict(entries)
    except Exception:  # noqa: BLE001 - whatever became of it, it is changed as bytes
        return shake(data, rng, other)
    what = rng.choice(("entry", "entry", "bytes", "protected"))
    if what == "entry":
        entries[rng.choice((*range(11), -1, 2**64, "a"))] = rng.choice(
            (*VALUES[:30], b"a" * 32, *NAMES[:3], 2**40, [[[[[1]]]]])
        )
        payload = _cbor(entries, payload)
    elif what == "bytes":
        payload = shake(payload, rng)[0][:260]
    else:
        protected = shake(protected, rng)[0][:100]
    signature = signatures.sign(summary.to_be_signed(protected, payload), SUMMARY_KEY.private_key)
    message = b"\xd2" + cbor2.dumps([protected, {}, payload, signature], canonical=True)
    return (text.rpartition("#")[0] + "#" + base64url.encode(message)).encode(errors="replace"), f"cbor {what}"


def _cbor(entries: Mapping[Any, Any], instead: bytes) -> bytes:
    try:
        return cbor2.dumps(entries, canonical=True)
    except (ValueError, cbor2.CBOREncodeError):
        return instead
