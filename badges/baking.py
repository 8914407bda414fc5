"""Badges baked into PNG pictures (OB 2.0 baking; OB 3.0, Open Badges document formats).

The file is walked chunk by chunk and no pixel is ever decoded: a picture that is a bomb stays closed. One
file may carry a 2.0 and a 3.0 badge, each at most once. Baking the same texts always gives the same bytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from .errors import Malformed, TooLarge

OB2_KEYWORD = "openbadges"
OB3_KEYWORD = "openbadgecredential"
KEYWORDS = (OB2_KEYWORD, OB3_KEYWORD)
MAX_IMAGE = 5_000_000
MAX_TEXT = 200_000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_MAX_CHUNKS = 20_000
_TYPE = re.compile(rb"[A-Za-z]{4}")
_TEXT_TYPES = (b"iTXt", b"tEXt", b"zTXt")


@dataclass(frozen=True)
class _Chunk:
    kind: bytes
    body: memoryview
    whole: memoryview

    @property
    def keyword(self) -> str | None:
        """The badge keyword of a text chunk; None for every other chunk."""
        if self.kind not in _TEXT_TYPES:
            return None
        word = bytes(self.body[:80]).partition(b"\x00")[0].decode("latin-1")
        return word if word in KEYWORDS else None


def bake(image: bytes, text: str, *, keyword: str) -> bytes:
    """Return the PNG with `text` as its one `iTXt` chunk of that keyword, uncompressed.

    What was baked under this keyword is replaced; the other keyword is kept. The chunks come right after
    the header of the picture, 2.0 before 3.0, so the order of baking does not show.

    Args:
        text: a compact JWS, or the JSON of the badge.
        keyword: `OB2_KEYWORD` or `OB3_KEYWORD`.

    Raises:
        TooLarge: a picture over 5 MB, before or after, or a text over 200 kB.
        Malformed: not a sound PNG, a text with NUL or lone surrogates, or another keyword.
    """
    if keyword not in KEYWORDS:
        raise Malformed("not a keyword of Open Badges", code="baking_keyword")
    chunks = list(_chunks(image))
    kept: dict[str, list[memoryview | bytes]] = {word: [] for word in KEYWORDS}
    rest: list[memoryview] = []
    for chunk in chunks[1:]:
        word = chunk.keyword
        if word is None:
            rest.append(chunk.whole)
        else:
            kept[word].append(chunk.whole)
    kept[keyword] = [_itxt(keyword, text)]
    baked = [part for word in KEYWORDS for part in kept[word]]
    result = b"".join([PNG_SIGNATURE, chunks[0].whole, *baked, *rest])
    if len(result) > MAX_IMAGE:
        raise TooLarge("the baked picture is over 5 MB")
    return result


def unbake(image: bytes) -> dict[str, str]:
    """Return the baked texts by keyword; empty when there are none.

    Legacy `tEXt` and compressed `iTXt` are read, and never written.

    Raises:
        TooLarge: a picture over 5 MB, or a text over 200 kB, also once decompressed.
        Malformed: not a sound PNG, the same keyword twice, or a text chunk against its rules.
    """
    texts: dict[str, str] = {}
    for chunk in _chunks(image):
        word = chunk.keyword
        if word is None:
            continue
        if word in texts:
            # Two readers would pick different ones: the picture would say two things.
            raise Malformed("two badges under the same keyword", code="baking_twice")
        texts[word] = _text_of(chunk, word)
    return texts


def _chunks(image: bytes) -> Iterator[_Chunk]:
    """Walk a PNG (W3C PNG section 5): lengths, types, CRCs, header and end where they belong."""
    if len(image) > MAX_IMAGE:
        raise TooLarge("the picture is over 5 MB")
    if not image.startswith(PNG_SIGNATURE):
        raise Malformed("not a PNG", code="not_png")
    view, at, seen = memoryview(image), len(PNG_SIGNATURE), 0
    has_pixels = False
    while True:
        chunk = _chunk_at(view, at)
        at += len(chunk.whole)
        seen += 1
        if seen > _MAX_CHUNKS:
            raise TooLarge("the picture has too many chunks")
        if (seen == 1) != (chunk.kind == b"IHDR") or (seen == 1 and len(chunk.body) != 13):
            raise Malformed("the header of the picture is missing, doubled or misplaced", code="png_structure")
        has_pixels = has_pixels or chunk.kind == b"IDAT"
        if chunk.kind == b"IEND":
            break
        yield chunk
    if len(chunk.body) or at != len(image) or not has_pixels:
        raise Malformed("the picture does not end as it should", code="png_structure")
    yield chunk


def _chunk_at(view: memoryview, at: int) -> _Chunk:
    length = int.from_bytes(view[at : at + 4], "big")
    end = at + 12 + length
    if at + 12 > len(view) or end > len(view):
        raise Malformed("the picture is cut short", code="png_structure")
    kind = bytes(view[at + 4 : at + 8])
    if not _TYPE.fullmatch(kind):
        raise Malformed("a chunk has no proper type", code="png_structure")
    if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
        raise Malformed("a chunk is damaged", code="png_crc")
    return _Chunk(kind, view[at + 8 : end - 4], view[at:end])


def _itxt(keyword: str, text: str) -> bytes:
    try:
        encoded = text.encode()
    except UnicodeEncodeError as error:
        raise Malformed("lone surrogate in the text", code="baking_text") from error
    if not encoded or b"\x00" in encoded:
        raise Malformed("the text is empty or holds NUL", code="baking_text")
    if len(encoded) > MAX_TEXT:
        raise TooLarge("the text is over 200 kB")
    # After the keyword: not compressed, method 0, no language, no translated keyword.
    typed = b"iTXt" + keyword.encode() + b"\x00" + b"\x00\x00" + b"\x00" + b"\x00" + encoded
    return (len(typed) - 4).to_bytes(4, "big") + typed + zlib.crc32(typed).to_bytes(4, "big")


def _text_of(chunk: _Chunk, keyword: str) -> str:
    if chunk.kind == b"zTXt":
        raise Malformed("a badge is never baked into zTXt", code="baking_text")
    if len(chunk.body) > MAX_TEXT + 1_000:
        raise TooLarge("the text is over 200 kB")
    body = bytes(chunk.body[len(keyword) + 1 :])
    if chunk.kind == b"tEXt":
        return _decoded(body, "latin-1")
    if len(body) < 2 or body[0] > 1 or body[1] != 0:
        raise Malformed("unknown compression of the text", code="baking_text")
    fields = body[2:].split(b"\x00", 2)
    if len(fields) != 3:
        raise Malformed("the text chunk is cut short", code="baking_text")
    raw = _inflated(fields[2]) if body[0] else fields[2]
    return _decoded(raw, "utf-8")


def _inflated(compressed: bytes) -> bytes:
    inflate = zlib.decompressobj()
    try:
        raw = inflate.decompress(compressed, MAX_TEXT + 1)
    except zlib.error as error:
        raise Malformed("the text cannot be decompressed", code="baking_text") from error
    if len(raw) > MAX_TEXT:
        raise TooLarge("the text grows beyond 200 kB")
    if not inflate.eof or inflate.unused_data:
        raise Malformed("the compressed text is not whole", code="baking_text")
    return raw


def _decoded(raw: bytes, encoding: str) -> str:
    if len(raw) > MAX_TEXT:
        raise TooLarge("the text is over 200 kB")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise Malformed("the text is not UTF-8", code="baking_text") from error
    if not text or "\x00" in text:
        raise Malformed("the text is empty or holds NUL", code="baking_text")
    return text
