"""The shapes that break readers: deep, long, many, knotted, blown up. Each is answered quickly and in little room."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from typing import Any

from badges import baking, base64url
from tests.badges import foreign_site as site
from tests.badges import pictures

from .shapes import Case, proven_again


def texts() -> Iterator[bytes]:
    """Yield JSON and near-JSON that takes long, or deep recursion, to read."""
    deep = [b"[" * 100_000, b'{"a":' * 30_000 + b"1" + b"}" * 30_000, b'{"a":' + b"[" * 190_000, b"[" * 32 + b"]" * 32]
    long = [
        b'{"a":"' + b"\\" * 190_000 + b'"}', b'{"a":"' + b"\\u0041" * 33_000 + b'"}', b'{"a":' + b"9" * 190_000 + b"}",
        b'{"a":0.' + b"9" * 190_000 + b"}", b'{"a":1e' + b"9" * 190_000 + b"}", b'{"a":' + b" " * 150_000 + b"1}",
        b"{" + b",".join(b'"%d":0' % number for number in range(15_000)) + b"}", b"{" + b'"a":0,' * 30_000 + b'"a":0}',
        b'{"a":[' + b"[]," * 60_000 + b"[]]}", b'{"a":[' + b'"[",' * 45_000 + b'"["]}', b'{"a":"' + b'"' * 190_000,
        b"{" + b'"\xed\xa0\x80":0}', b"\xef\xbb\xbf{}", b"\xff\xfe{\0}\0", b'{"a":"\\ud800"}', b'{"a":"\\u0000"}',
    ]  # fmt: skip
    tokens = [
        b"ey" + b"a" * 190_000 + b".a.a", b"." * 190_000, b"eyJhbGciOiJFUzI1NiJ9." + b"a" * 150_000 + b".a",
        b"eyAAAAAAAAAA." + b"-_" * 90_000 + b"." + b"A" * 4, b"ey" + b"A." * 90_000, b"https://school.example/" * 80,
    ]  # fmt: skip
    yield from (*deep, *long, *tokens, b"", b" ", b"\0" * 100)
    # The largest one at a time: the room they take would be mistaken for the reader's.
    yield b"e" * 5_000_000
    yield b" " * 5_000_000
    yield b"\n" * 4_999_999 + b"a"
    yield b"{" * 5_000_001
    yield b'{"a":' + b" " * 4_900_000 + b"1}"


def graphs() -> list[dict[str, Any]]:
    """Return credentials whose statements are many, far apart, alike, or knotted together."""

    def badge(**members: Any) -> dict[str, Any]:
        return site.credential(**members)

    alike = [{"type": "Evidence", "name": "a"}] * 300
    ring = [{"id": f"_:b{at}", "type": "Evidence", "name": {"id": f"_:b{(at + 1) % 60}"}} for at in range(60)]
    contexts = [site.VC2, *[site.OB3] * 15]
    within = [{"@context": contexts, "id": f"urn:x:{at}", "type": "Evidence"} for at in range(15)]
    deep: Any = {"id": "urn:x:0", "type": ["Profile"]}
    for at in range(24):
        deep = {"id": f"urn:x:{at}", "type": ["Profile"], "parentOrg": deep}
    return [
        badge(evidence=alike),
        badge(evidence=ring),
        badge(evidence=[{"id": f"urn:x:{at}", "type": "Profile"} for at in range(2_400)]),
        badge(evidence=[{"type": "Evidence", "name": f"{at}"} for at in range(3_000)]),
        badge(evidence=[{"id": f"urn:x:{at}", "type": ["Evidence", "Profile"], "name": "x"} for at in range(1_200)]),
        badge(**{"@context": contexts, "evidence": within}),
        badge(issuer=deep),
        badge(evidence=[[[[[[]]]]]] * 2_000),
        badge(evidence=[_knot(3), _knot(5), _knot(7)]),
        badge(name='"' * 90_000),
        badge(name=[f"{at}" for at in range(9_000)]),
        badge(**{f"a{at}": at for at in range(9_000)}),
        badge(id="urn:uuid:" + "a" * 150_000),
        badge(evidence={"id": "https://a.example/" + "%41" * 50_000, "type": "Evidence"}),
    ]


def _knot(size: int) -> dict[str, Any]:
    """Return nodes without names, each leading to all the others by the same word."""
    names = [f"_:k{size}x{at}" for at in range(size)]
    return {
        "id": f"urn:x:{size}",
        "type": "Profile",
        "endorsement": [{"id": name, "endorsement": [{"id": other} for other in names]} for name in names],
    }


def json_ld() -> Iterator[bytes]:
    """Yield such credentials as text, without proof, with one and with five."""
    yield from (json.dumps(graph).encode() for graph in graphs())
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2025-03-01T09:30:00Z",
        "verificationMethod": site.ED.kid,
        "proofPurpose": "assertionMethod",
        "proofValue": "z" + "2" * 87,
    }
    yield from (json.dumps({**graph, "proof": [proof] * 5}).encode() for graph in graphs())
    yield json.dumps(proven_again({**graphs()[2], "proof": [proof]})).encode()


def pngs() -> Iterator[bytes]:
    """Yield pictures of many chunks, bombs and false lengths."""
    word = b"openbadgecredential\0\1\0\0\0"
    bomb = zlib.compress(b"a" * 20_000_000, 9)
    yield pictures.png(*[pictures.chunk(b"tEXt", b"a\0b")] * 30_000)
    yield pictures.png(*[pictures.chunk(b"abcd")] * 350_000)
    yield pictures.png(pictures.chunk(b"iTXt", word + bomb))
    yield pictures.png(pictures.chunk(b"iTXt", word + zlib.compress(bytes(190_000))))
    yield pictures.png(pictures.chunk(b"tEXt", b"openbadges\0" + b"a" * 4_900_000))
    yield pictures.png(pictures.chunk(b"iTXt", b"openbadges" + b"\0" * 200_000))
    yield pictures.png(pictures.chunk(b"tEXt", b"a" * 4_900_000))
    yield pictures.SIGNATURE + b"\xff\xff\xff\xffIHDR"
    yield pictures.SIGNATURE + b"\x00\x00\x00\x00IEND" * 400_000


def _numbered(pattern: bytes, count: int) -> bytes:
    """Return the pattern once for each number, without a list of all of them in between."""
    text = bytearray()
    for at in range(count):
        text += pattern % at
    return bytes(text)


def svgs() -> Iterator[bytes]:
    """Yield drawings of many elements, attributes, namespaces and levels."""
    root = b'<svg xmlns="http://www.w3.org/2000/svg"'
    spaces = _numbered(b' xmlns:a%d="urn:x"', 100_000)
    names = _numbered(b' a%d=""', 199_000)
    yield root + spaces + b"/>"
    yield root + names + b"/>"
    yield root + _numbered(b' a%d=""', 400_000) + b"/>"
    yield root + b">" + b"<g>" * 1_000_000
    yield root + b">" + b"<g/>" * 1_000_000 + b"</svg>"
    yield root + b">" + _numbered(b"<g%d/>", 99_000) + b"</svg>"
    yield root + b"><openbadges:credential xmlns:openbadges='https://purl.imsglobal.org/ob/v3p0'>" + b"a&amp;" * 600_000
    yield root + b"><" + b"a" * 4_900_000
    yield root + b" a='" + b"&amp;" * 900_000 + b"'/>"
    yield root + b"><style>" + b"url(" * 900_000 + b"</style></svg>"
    yield root + b"><!--" + b"-" * 4_900_000
    yield root + b"><![CDATA[" + b"]" * 4_900_000
    yield (
        b"<!DOCTYPE svg ["
        + b"".join(b"<!ENTITY a%d '&a%d;&a%d;'>" % (at + 1, at, at) for at in range(60))
        + b"]>"
        + root
        + b">&a60;</svg>"
    )
    yield b"<svg" + b" \n" * 2_400_000
    yield b"<!--" + b"<svg" * 1_000_000


def status_lists() -> list[bytes]:
    """Return bit strings that are bombs, cut, doubled or empty."""
    bomb = gzip.compress(bytes(100_000_000), 9)
    bombs = [bomb, gzip.compress(b""), gzip.compress(bytes(16_384)) * 2, gzip.compress(bytes(2 * 1024 * 1024 + 1))]
    return [
        *(b"u" + base64url.encode(one).encode() for one in bombs),
        b"u",
        b"u" + b"A" * 4_194_300,
        b"z" + b"1" * 5_000_000,
    ]


def multibases() -> list[bytes]:
    """Return numbers of many digits."""
    return [
        b"z" + b"1" * 100_000,
        b"z" + b"z" * 100_000,
        b"z" + b"1" * 199,
        b"z" + b"z" * 199,
        b"z",
        b"z6Mk" + b"z" * 5_000_000,
    ]


def cbors() -> list[bytes]:
    """Return lengths that are not there, and depth."""
    return [b"\x9b" + b"\xff" * 8, b"\x81" * 500_000, b"\xa1" * 9, b"\x9a\0\4\0\0" + b"\0" * 262_144]


def dids() -> list[bytes]:
    """Return identifiers that are long, or address something else than they seem to."""
    return [
        b"did:web:" + b"a." * 100_000, b"did:web:" + b"a:" * 1_000_000, b"did:web:a" + b"%41" * 500_000,
        b"did:web:" + b"a-" * 2_000_000,
        b"did:web:127.0.0.1", b"did:web:0x7f000001", "did:web:school.example%3A٣".encode(),
        b"did:web:a%3A" + b"9" * 100_000,
        b"did:web:a:" + b"%2e%2E", b"did:key:z" + b"z" * 1_000_000, b"did:key:" * 300_000, b"did:web:did:web:a",
    ]  # fmt: skip


def foreign(plain: Case) -> list[Case]:
    """Return a sound badge of another issuer in a web that answers with monsters."""
    found: list[Case] = []
    monsters = [
        b"[" * 900_000,
        b'{"id":' * 100_000,
        b'{"a":' + b" " * 990_000 + b"1}",
        b"<svg" * 200_000,
        b"\0" * 1_000_000,
    ]
    for address in [name for name in plain if name]:
        found += [{**plain, address: monster} for monster in monsters]
    many = site.status_list(3, encodedList="u" + base64url.encode(gzip.compress(bytes(16_384))))
    many["evidence"] = [{"id": f"urn:x:{at}", "type": ["VerifiableCredential"]} for at in range(2_300)]
    found.append({**plain, site.LIST: json.dumps(site.sign_document(many, site.ED)).encode()})
    return found


def baked(text: bytes) -> bytes:
    """Return a PNG around any text, sound or not."""
    return pictures.png(pictures.chunk(b"iTXt", baking.OB3_KEYWORD.encode() + b"\0\0\0\0\0" + text))
