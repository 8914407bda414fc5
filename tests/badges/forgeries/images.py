"""PNG pictures: damaged, doubled, hidden in, or carrying what two readers find in two places."""

from __future__ import annotations

import zlib
from functools import partial

import badges
from badges import Reason, proofs
from tests.badges.pictures import END, HEADER, PIXELS, SIGNATURE, chunk, itxt, png
from tests.badges.specimen import AWARD, ISSUED

from .case import Case, Family, Handed, Honest, unknown
from .ours import (
    ASSERTION,
    CREDENTIAL,
    EC,
    ED,
    OTHER_URN,
    PAYLOAD,
    THIEF,
    believed,
    changed,
    entry,
    part,
    secured,
    token,
)

MALFORMED, TOO_LARGE = Reason.MALFORMED, Reason.TOO_LARGE
TWO, THREE = b"openbadges", b"openbadgecredential"
TOKEN = token().encode()
JSON = proofs.sign_credential(AWARD, ED, created=ISSUED)
UNSIGNED = f"{part({'alg': 'none', 'kid': EC.kid})}.{part(PAYLOAD)}.".encode()
HOSTED = badges.write_json(ASSERTION)
PERSON = {**CREDENTIAL["credentialSubject"], "id": OTHER_URN}
OTHER_TOKEN = token(payload={**PAYLOAD, "id": OTHER_URN, "jti": OTHER_URN, "sub": OTHER_URN,
                             "credentialSubject": PERSON}).encode()  # fmt: skip
OTHER_JSON = badges.write_json(secured({"id": OTHER_URN, "credentialSubject": PERSON}))
OTHER_URL = f"{AWARD.assertion_url}.other.json"
OTHER_HOSTED = badges.write_json(
    changed(ASSERTION, {"id": OTHER_URL, "recipient": {"type": "id", "hashed": False, "identity": OTHER_URN}})
)


def _handed(picture: bytes) -> Handed:
    """A picture, before a register that knows every honest badge of these cases."""
    known = believed(
        entry(TOKEN, digests=frozenset({badges.digest(TOKEN), badges.digest(JSON)})),
        entry(HOSTED, AWARD.assertion_url, document=HOSTED),
        entry(OTHER_TOKEN, OTHER_URN, digests=frozenset({badges.digest(OTHER_TOKEN), badges.digest(OTHER_JSON)})),
        entry(OTHER_HOSTED, OTHER_URL, document=OTHER_HOSTED),
    )
    return Handed(document=picture, trust=known)


def _with(*chunks: bytes) -> Handed:
    """A picture of one pixel with these chunks behind its header."""
    return _handed(png(*chunks))


def _after(*chunks: bytes) -> Handed:
    """The same chunks behind the pixels."""
    return _handed(b"".join([SIGNATURE, HEADER, PIXELS, *chunks, END]))


def _behind_the_end(tail: bytes) -> Handed:
    """An honest picture and something behind it."""
    return _handed(png(itxt(THREE, TOKEN)) + tail)


def _wrong_crc() -> bytes:
    good = itxt(THREE, TOKEN)
    return good[:-1] + bytes([good[-1] ^ 1])


def _raw_itxt(body: bytes) -> bytes:
    return chunk(b"iTXt", body)


def _bomb(size: int) -> bytes:
    return itxt(THREE, zlib.compress(b"x" * size, 9), compressed=True)


def _cut(by: int) -> Handed:
    return _handed(png(itxt(THREE, TOKEN))[:-by])


def _baked(two: bytes, three: bytes) -> Handed:
    return _with(itxt(TWO, two), itxt(THREE, three))


HONEST = (
    Honest("a token in its chunk", partial(_with, itxt(THREE, TOKEN))),
    Honest("a badge with a proof in its chunk", partial(_with, itxt(THREE, JSON))),
    Honest("a hosted one in its chunk", partial(_with, itxt(TWO, HOSTED))),
    Honest("behind the pixels", partial(_after, itxt(THREE, TOKEN))),
    Honest("compressed", partial(_with, itxt(THREE, zlib.compress(TOKEN), compressed=True))),
    Honest("in the older tEXt", partial(_with, chunk(b"tEXt", TWO + b"\x00" + TOKEN))),
    Honest("in both versions, one award", partial(_baked, HOSTED, TOKEN)),
    Honest("in both versions, the newer with a proof", partial(_baked, HOSTED, JSON)),
    Honest("a ZIP inside a private chunk, which nobody shows", partial(_with, chunk(b"zzZz", b"PK\x03\x04"),
           itxt(THREE, TOKEN))),
)  # fmt: skip

_STRUCTURE = tuple(
    Case(f"a picture {name}", make, MALFORMED, "form")
    for name, make in (
        ("whose badge has a wrong checksum", lambda: _with(_wrong_crc())),
        ("that stops inside its last chunk", partial(_cut, 3)),
        ("without its end", partial(_cut, 12)),
        ("that stops inside the badge", partial(_cut, 200)),
        ("with the badge behind its end", lambda: _handed(png() + itxt(THREE, TOKEN))),
        ("that is a ZIP as well", partial(_behind_the_end, b"PK\x05\x06" + bytes(18))),
        ("that is a page as well", partial(_behind_the_end, b"<script>alert(1)</script>")),
        ("that is two pictures", lambda: _behind_the_end(png(itxt(THREE, OTHER_TOKEN)))),
        ("with two headers", partial(_with, HEADER, itxt(THREE, TOKEN))),
        ("whose header comes second", lambda: _handed(b"".join([SIGNATURE, itxt(THREE, TOKEN), HEADER, PIXELS, END]))),
        ("without a header", lambda: _handed(b"".join([SIGNATURE, itxt(THREE, TOKEN), PIXELS, END]))),
        ("without pixels", lambda: _handed(b"".join([SIGNATURE, HEADER, itxt(THREE, TOKEN), END]))),
        ("with a chunk of 4 GB that is not there", partial(_with, b"\xff\xff\xff\xff" + itxt(THREE, TOKEN)[4:])),
        ("with a chunk of negative length", partial(_with, b"\x80\x00\x00\x00iTXt")),
        ("with a chunk whose type is no letters", partial(_with, chunk(b"iT\x00t", b""), itxt(THREE, TOKEN))),
        ("whose end has a body", lambda: _handed(b"".join(
            [SIGNATURE, HEADER, itxt(THREE, TOKEN), PIXELS, chunk(b"IEND", b"x")]))),
        ("whose header is too short", lambda: _handed(b"".join(
            [SIGNATURE, chunk(b"IHDR", bytes(12)), itxt(THREE, TOKEN), PIXELS, END]))),
        ("that was sent as text, which changes line ends", lambda: _handed(
            png(itxt(THREE, TOKEN)).replace(b"\r\n\x1a\n", b"\n\x1a\n"))),
        ("with bytes before it", lambda: _handed(b"GIF89a" + png(itxt(THREE, TOKEN)))),
    )
)  # fmt: skip

_CHUNKS = tuple(
    Case(f"a badge {name}", partial(_with, *chunks), MALFORMED, "form")
    for name, chunks in (
        ("twice under its keyword", (itxt(THREE, TOKEN), itxt(THREE, OTHER_TOKEN))),
        ("twice, and the same", (itxt(THREE, TOKEN), itxt(THREE, TOKEN))),
        ("in tEXt and in iTXt", (chunk(b"tEXt", THREE + b"\x00" + OTHER_TOKEN), itxt(THREE, TOKEN))),
        ("in zTXt", (chunk(b"zTXt", THREE + b"\x00\x00" + zlib.compress(TOKEN)),)),
        ("with an unknown flag of compression", (_raw_itxt(THREE + b"\x00\x02\x00\x00\x00" + TOKEN),)),
        ("with an unknown method of compression", (_raw_itxt(THREE + b"\x00\x01\x01\x00\x00" + TOKEN),)),
        ("said to be compressed, and not", (_raw_itxt(THREE + b"\x00\x01\x00\x00\x00" + TOKEN),)),
        ("compressed and cut", (itxt(THREE, zlib.compress(TOKEN)[:-9], compressed=True),)),
        ("compressed with something behind it", (itxt(THREE, zlib.compress(TOKEN) + b"x", compressed=True),)),
        ("whose chunk ends behind the keyword", (_raw_itxt(THREE),)),
        ("whose chunk ends before the text", (_raw_itxt(THREE + b"\x00\x00\x00\x00"),)),
        ("that is empty", (itxt(THREE, b""),)),
        ("with NUL in it", (itxt(THREE, TOKEN[:100] + b"\x00" + TOKEN[100:]),)),
        ("that is no UTF-8", (itxt(THREE, TOKEN + b"\xff"),)),
        ("in UTF-16", (itxt(THREE, TOKEN.decode().encode("utf-16")),)),
        ("without a signature, alg none", (itxt(THREE, UNSIGNED),)),
        ("whose base64 is padded", (itxt(THREE, TOKEN + b"=="),)),
        ("that is a word", (itxt(THREE, b"bonjour"),)),
        ("that is another picture", (itxt(THREE, b"<svg xmlns='http://www.w3.org/2000/svg'/>"),)),
    )
)

_HIDDEN = tuple(
    unknown(f"a badge under {name}", partial(_with, itxt(keyword, TOKEN)), Reason.NOTHING_INSIDE, "form")
    for name, keyword in (
        ("its keyword in capitals", b"OpenBadges"),
        ("its keyword and a blank", b"openbadges "),
        ("the keyword of a comment", b"Comment"),
        ("a keyword with an invisible character", b"open\xadbadges"),
    )
)

_MIXED = (
    Case("two badges of two people, hosted and token", partial(_baked, OTHER_HOSTED, TOKEN), Reason.MIXED_BADGES,
         "second_badge"),
    Case("two badges of two people, hosted and with a proof", partial(_baked, OTHER_HOSTED, JSON), Reason.MIXED_BADGES,
         "second_badge"),
    Case("two badges of two people, both with a proof", partial(_baked, OTHER_JSON, JSON), Reason.MIXED_BADGES,
         "second_badge"),
    Case("two badges of two people, both tokens", partial(_baked, OTHER_TOKEN, TOKEN), Reason.MIXED_BADGES,
         "second_badge"),
    Case("an altered badge of 2.0 beside a good one", partial(_baked, HOSTED.replace(b"2025-03", b"2015-03"), TOKEN),
         Reason.ALTERED, "second_badge"),
    Case("a good badge of 2.0 beside a forged one", partial(_baked, HOSTED, token(key=THIEF).encode()), Reason.ALTERED,
         "signature"),
    Case("a word of 2.0 beside a good badge", partial(_baked, b"bonjour", TOKEN), MALFORMED, "second_badge"),
    unknown("a stranger's badge of 2.0 beside a good one", partial(_baked, HOSTED.replace(
            b"badges.example.org", b"badges.example.com"), TOKEN), Reason.ISSUER_UNKNOWN, "second_badge"),
    unknown("nothing in the picture", _with, Reason.NOTHING_INSIDE, "form"),
    unknown("only the address of a badge of ours", partial(_with, chunk(b"tEXt", TWO + b"\x00"
            + AWARD.assertion_url.encode())), Reason.NOT_SUPPORTED, "form"),
)  # fmt: skip

_LARGE = (
    Case("a badge that grows from 1 kB to 30 MB", lambda: _with(_bomb(30_000_000)), TOO_LARGE, "form"),
    Case("a badge of over 200 kB, not compressed", lambda: _with(itxt(THREE, b"x" * 200_001)), TOO_LARGE, "form"),
    Case("a picture of 30,000 chunks", lambda: _with(*[chunk(b"tEXt", b"a\x00b")] * 30_000), TOO_LARGE, "form"),
    Case("a picture of over 5 MB", lambda: _with(chunk(b"zzZz", bytes(5_000_000)), itxt(THREE, TOKEN)), TOO_LARGE,
         "form"),
    Case("an altered badge baked in", lambda: _with(itxt(THREE, TOKEN[:-2] + b"AA")), Reason.ALTERED, "signature"),
    Case("a badge with a proof, altered and baked in", lambda: _with(itxt(THREE, JSON.replace(
         b"Smartphone", b"Smartphones"))), Reason.ALTERED, "signature"),
)  # fmt: skip

FAMILY = Family("images", HONEST, (*_STRUCTURE, *_CHUNKS, *_HIDDEN, *_MIXED, *_LARGE))
