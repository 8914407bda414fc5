"""Badges baked into PNG pictures (OB 2.0 baking; OB 3.0, Open Badges document formats).

The file is walked chunk by chunk and no pixel is ever decoded: a picture that is a bomb stays closed. One
file may carry a 2.0 and a 3.0 badge, each at most once. Baking the same texts always gives the same bytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

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
_REMEMBERED_SIZE = 200_000


def _before_text(keyword: str) -> tuple[bytes, int]:
    # After the keyword: not compressed, method 0, no language, no translated keyword.
    typed = b"iTXt" + keyword.encode() + b"\x00" + b"\x00\x00" + b"\x00" + b"\x00"
    return typed, zlib.crc32(typed)


_BEFORE_TEXT = {keyword: _before_text(keyword) for keyword in KEYWORDS}


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


@dataclass(frozen=True)
class PreparedPicture:
    """A picture walked and checked once, ready to be baked for each of its holders.

    It stands in one piece around the place of the badge, so that baking copies bytes and looks at none of them.
    Made by `prepare`; worth keeping for as long as badges are baked into this picture.
    """

    head: bytes = field(repr=False)
    """Signature and header: what stands before a badge."""
    tail: bytes = field(repr=False)
    """All that stands after it."""
    kept: Mapping[str, tuple[bytes, ...]] = field(repr=False)
    """The chunks of the badges that were in the picture already, by keyword."""

    def bake(self, *, ob2: str | None = None, ob3: str | None = None) -> bytes:
        """Return the PNG with these texts as its `iTXt` chunks, 2.0 before 3.0, uncompressed.

        Args:
            ob2, ob3: a compact JWS, or the JSON of the badge; without one, what the picture held is kept.

        Raises:
            TooLarge: the baked picture is over 5 MB, or a text over 200 kB.
            Malformed: a text with NUL or lone surrogates, or two badges under a keyword that is to be kept.
        """
        two = self._former(OB2_KEYWORD) if ob2 is None else _itxt(OB2_KEYWORD, ob2)
        three = self._former(OB3_KEYWORD) if ob3 is None else _itxt(OB3_KEYWORD, ob3)
        result = b"".join((self.head, *two, *three, self.tail))
        if len(result) > MAX_IMAGE:
            raise TooLarge("the baked picture is over 5 MB")
        return result

    def _former(self, keyword: str) -> tuple[bytes, ...]:
        chunks = self.kept.get(keyword, ())
        if len(chunks) > 1:
            raise Malformed("two badges under the same keyword", code="baking_twice")
        return chunks


def prepare(image: bytes) -> PreparedPicture:
    """Return the PNG ready for baking: each length, type and CRC is checked here, and never again.

    Raises:
        TooLarge: a picture over 5 MB.
        Malformed: not a sound PNG.
    """
    header, *others = _chunks(image)
    kept: dict[str, tuple[bytes, ...]] = {}
    rest: list[memoryview] = []
    for chunk in others:
        word = chunk.keyword
        if word is None:
            rest.append(chunk.whole)
        else:
            kept[word] = (*kept.get(word, ()), bytes(chunk.whole))
    return PreparedPicture(head=PNG_SIGNATURE + header.whole, tail=b"".join(rest), kept=kept)


def bake(image: bytes, text: str, *, keyword: str) -> bytes:
    """Return the PNG with `text` as its one `iTXt` chunk of that keyword, uncompressed.

    What was baked under this keyword is replaced; the other keyword is kept. The chunks come right after
    the header of the picture, 2.0 before 3.0, so the order of baking does not show. The last few pictures up to
    200 kB are remembered as prepared; whoever bakes a larger one often keeps its `prepare`.

    Args:
        text: a compact JWS, or the JSON of the badge.
        keyword: `OB2_KEYWORD` or `OB3_KEYWORD`.

    Raises:
        TooLarge: a picture over 5 MB, before or after, or a text over 200 kB.
        Malformed: not a sound PNG, a text with NUL or lone surrogates, or another keyword.
    """
    if keyword not in KEYWORDS:
        raise Malformed("not a keyword of Open Badges", code="baking_keyword")
    prepared = _remembered(image) if len(image) <= _REMEMBERED_SIZE else prepare(image)
    return prepared.bake(ob2=text) if keyword == OB2_KEYWORD else prepared.bake(ob3=text)


# At most 32 pictures of 200 kB, twice: 13 MB.
_remembered = lru_cache(maxsize=32)(prepare)


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


def _itxt(keyword: str, text: str) -> tuple[bytes, ...]:
    """Return the parts of a chunk, joined by the caller together with the picture: one copy instead of two."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError as error:
        raise Malformed("lone surrogate in the text", code="baking_text") from error
    if not encoded or b"\x00" in encoded:
        raise Malformed("the text is empty or holds NUL", code="baking_text")
    if len(encoded) > MAX_TEXT:
        raise TooLarge("the text is over 200 kB")
    before, crc = _BEFORE_TEXT[keyword]
    length = len(before) - 4 + len(encoded)
    return length.to_bytes(4, "big"), before, encoded, zlib.crc32(encoded, crc).to_bytes(4, "big")


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
