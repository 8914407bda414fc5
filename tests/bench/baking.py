"""Baking a PNG: ours, and copying the same bytes with one checksum more."""

import zlib
from collections.abc import Mapping
from pathlib import Path

from openbadgeslib.baking import bake_png

import badges
from badges import proofs
from tests.bench.awards import BEGUN, award
from tests.bench.issuing import DI_KEY
from tests.bench.measure import Work

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "screenshots" / "presence.phone.png"


def png() -> Mapping[str, Work]:
    """A badge into a picture that was looked through once, as an achievement's is."""
    picture = PICTURE.read_bytes()
    texts = [proofs.sign_credential(award(number), DI_KEY, created=BEGUN).decode() for number in range(200)]
    prepared = badges.prepare(picture)
    before, after = picture[:33], picture[33:]

    def bare(number: int) -> bytes:
        body = b"iTXtopenbadgecredential\x00\x00\x00\x00\x00" + texts[number % 200].encode()
        chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
        return b"".join([before, chunk, after])

    return {
        "ours": lambda number: prepared.bake(ob3=texts[number % 200]),
        "bare": bare,
        "openbadgeslib": lambda number: bake_png(picture, texts[number % 200]),
    }
