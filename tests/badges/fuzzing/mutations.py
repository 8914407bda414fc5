"""Changes to bytes and to JSON values that know nothing of badges. Every choice comes from the generator given."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

# What readers look for, and what they choke on.
WORDS = (
    b"openbadges", b"openbadgecredential", b"iTXt", b"zTXt", b"IEND", b"IHDR", b"\x00", b"\x00\x00",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"\xef\xbb\xbf", b"<!DOCTYPE svg>", b"<![CDATA[",
    b"]]>",
    b"<svg", b"</svg>", b'xmlns:openbadges="http://openbadges.org"', b"<openbadges:assertion", b"verify=", b"&amp;",
    b"&#0;", b"<?xml version='1.0' encoding='utf-16'?>", b"@context", b"@id", b"@type", b"@graph", b"@value",
    b"@language", b"@reverse", b"@included", b"null", b"NaN", b"Infinity", b"1e999", b"-0.0", b"9007199254740993",
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b".", b"=", b"-", b"_", b"#", b"%2e%2e", b"%00", b"../", b"//",
    b"did:web:", b"did:key:z", b"https://", b"http://localhost", b"@", b"z6Mk", b"u", b"H4sI", b"-----BEGIN",
    b"-----END",
)  # fmt: skip

NAMES = (
    "@context", "id", "type", "issuer", "credentialSubject", "achievement", "credentialStatus", "evidence", "proof",
    "validFrom", "validUntil", "issuanceDate", "expirationDate", "vc", "iss", "sub", "jti", "nbf", "exp", "kid", "jwk",
    "kty", "crv", "alg", "x", "y", "n", "e", "d", "keys", "crit", "b64", "typ", "verificationMethod",
    "assertionMethod",
    "controller", "publicKeyJwk", "publicKeyMultibase", "publicKeyPem", "publicKey", "owner", "revoked", "expires",
    "created", "cryptosuite", "proofPurpose", "proofValue", "previousProof", "statusPurpose", "statusListIndex",
    "statusListCredential", "encodedList", "statusSize", "revocationList", "revokedAssertions", "revokedCredential",
    "badge", "verification", "startsWith", "allowedOrigins", "recipient", "identity", "hashed", "salt", "identifier",
    "identityHash", "name", "image", "alignment", "tag", "@graph", "@id", "@value", "@language", "@included", "@type",
)  # fmt: skip

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, -0.0, 1e308, 1e-320, 2**53 - 1, 2**53, 2**63, -(2**63), 2**64, 10**30, "",
    " ", "0",
    "7", "00", "-1", "999999999", "1" * 5_000, "\x00", "\ud800", "\uffff", "é" * 300, "a" * 3_000, [], {}, [[]],
    [{}], [None],
    {"id": []}, {"id": {}}, {"@value": "a"}, {"@id": "urn:x:1"}, ["a", 1, None], "urn:x:1", "_:b0", "#", "did:web:",
    "did:web:school.example", "did:web:school.example%3A99999", "did:web:" + "a:" * 800, "did:key:z",
    "did:key:z" + "1" * 150,
    "z" + "z" * 90, "z" + "9" * 100_000, "https://school.example/", "https://[::1]/", "https://127.0.0.1/",
    "https://school.example:0/", "http://localhost:5000/", "https://school.example/" + "a/" * 900, "https://%00/",
    "//",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2025-02-30T00:00:00Z", "2025-01-01T00:00:60Z",
    "2025-01-01T00:00:00.1234567Z", "٢٠٢٥-01-01T00:00:00Z", "2025-01-01T00:00:00+99:99", "2025-01-01T24:00:00Z",
    "ES256", "EdDSA", "RS256", "none", "HS256", "JWT", "OKP", "EC", "RSA", "P-256", "Ed25519", "AQAB", "A" * 43, "AA",
    "VerifiableCredential", "OpenBadgeCredential", "Assertion", "BitstringStatusListEntry", "StatusList2021Entry",
    "1EdTechRevocationList", "revocation", "suspension", "HostedBadge", "SignedBadge", "eddsa-rdfc-2022", "Multikey",
    "JsonWebKey", "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://w3id.org/openbadges/v2",
)  # fmt: skip

_MOST_BYTES = 300_000


def shake(data: bytes, rng: Random, other: bytes = b"") -> tuple[bytes, str]:
    """Return `data` with one change to its bytes, and what the change was."""
    at = rng.randrange(len(data) + 1)
    to = min(len(data), at + 1 + int(rng.expovariate(1 / 12)))
    kind = rng.choice(tuple(_SHAKES))
    return _SHAKES[kind](data, at, to, rng, other)[:_MOST_BYTES], f"{kind}@{at}"


_Shake = Callable[[bytes, int, int, Random, bytes], bytes]
_NUMBERS = [number.to_bytes(4, "big") for number in (0, 1, 255, 2**31, 2**32 - 1)]
# Of the data: `at` where, `to` how far; `o` are other data, `r` makes the choices.
_SHAKES: dict[str, _Shake] = {
    "flip": lambda d, at, to, r, o: d[:at] + bytes(one ^ 1 << r.randrange(8) for one in d[at : at + 1]) + d[at + 1 :],
    "insert": lambda d, at, to, r, o: d[:at] + r.randbytes(r.randint(1, 8)) + d[at:],
    "delete": lambda d, at, to, r, o: d[:at] + d[to:],
    "splice": lambda d, at, to, r, o: d[:at] + o[r.randrange(len(o) + 1) :],
    "repeat": lambda d, at, to, r, o: d[:to] + d[at:to] * r.choice((1, 2, 50, 1_000)) + d[to:],
    "word": lambda d, at, to, r, o: d[:at] + r.choice(WORDS) + d[r.choice((at, to)) :],
    "number": lambda d, at, to, r, o: d[:at] + r.choice(_NUMBERS) + d[at + 4 :],
    "run": lambda d, at, to, r, o: d[:at] + d[at : at + 1] * r.choice((10, 5_000, 100_000)) + d[at:],
    "swap": lambda d, at, to, r, o: d[:at] + d[to : 2 * to - at] + d[at:to] + d[2 * to - at :],
    "cut": lambda d, at, to, r, o: d[:at],
}


def bend(value: Any, rng: Random, other: Any = None) -> tuple[Any, str]:
    """Return a copy of a JSON value with one change in its tree, and what the change was."""
    value = deepcopy(value)
    places = list(_places(value))
    if not places:
        return rng.choice(VALUES), "whole"
    parent, name = rng.choice(places)
    kind = rng.choice(
        ("replace", "replace", "delete", "double", "wrap", "rename", "add", "move", "text", "deep", "many")
    )
    _bend_at(parent, name, kind, rng, other if other is not None else value)
    return value, f"{kind} {name}"


def _bend_at(parent: Any, name: Any, kind: str, rng: Random, other: Any) -> None:
    old = parent[name]
    if kind == "delete":
        del parent[name]
    elif kind == "rename" and isinstance(parent, dict):
        parent[rng.choice(NAMES)] = parent.pop(name)
    elif kind in ("add", "rename"):
        target = old if isinstance(old, dict) else parent
        if isinstance(target, dict):
            target[rng.choice(NAMES)] = deepcopy(rng.choice(VALUES))
    else:
        parent[name] = _instead(old, kind, rng, other)


def _instead(old: Any, kind: str, rng: Random, other: Any) -> Any:
    """Return what stands in the place of a value."""
    found = deepcopy(rng.choice(VALUES))
    if kind == "double":
        found = old + deepcopy(old) if isinstance(old, list) else [old, deepcopy(old)]
    elif kind == "wrap":
        found = rng.choice(([old], {"id": old}, {"@value": old}, {"@graph": [old]}))
    elif kind == "move":
        from_parent, from_name = rng.choice(list(_places(other)) or [([old], 0)])
        found = deepcopy(from_parent[from_name])
    elif kind == "text" and isinstance(old, str):
        found = shake(old.encode(errors="replace"), rng)[0].decode(errors="replace")
    elif kind == "deep":
        found = old
        for _ in range(rng.choice((5, 31, 40))):
            found = rng.choice(([found], {rng.choice(NAMES): found}))
    elif kind == "many":
        # Of a long text a few: what these changes take would be mistaken for what the reader takes.
        found = [deepcopy(old) for _ in range(rng.choice((5, 51, 300)) if len(written(old)) < 2_000 else 5)]
    return found


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container and key in a value, not looking deeper than any reader does."""
    ahead = [(value, 0)]
    while ahead:
        at, depth = ahead.pop()
        names: list[Any] = list(at) if isinstance(at, dict) else list(range(len(at))) if isinstance(at, list) else []
        for name in names[:500]:
            yield at, name
            if depth < 45:
                ahead.append((at[name], depth + 1))


def written(value: Any) -> bytes:
    """Return any value as JSON text; a lone surrogate is written as its escape."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def value_of(text: bytes) -> Any:
    """Return the value of a JSON text, or None when it is none (any more)."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
