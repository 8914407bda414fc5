"""What a photograph shows, and what a PDF carries: the link in a QR code, the badge in an attachment.

Neither proves anything: a link has to be followed, a badge to be verified. Hostile files cost little: a picture is
judged by its size in pixels before it is drawn, whoever looks for codes in it is stopped in time, and a PDF is searched
for its attached files without being read.
"""

from __future__ import annotations

import io
import json
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from .baking import MAX_IMAGE, MAX_TEXT
from .errors import Malformed, TooLarge
from .recognise import Kind, recognise

MAX_PHOTO = 12_000_000
"""Bytes: what a good telephone makes of a card when nobody told it to be modest."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_MOST_PIXELS = 24_000_000
# What has to be unpacked whole takes many times its pixels.
_MOST_PIXELS_AT_ONCE = 10_000_000
# Each scan goes over every pixel once more, and a few bytes make one: a phone's picture has ten at most.
_MOST_SCANS = 30
_JPEG, _SCAN = b"\xff\xd8\xff", b"\xff\xda"
# A code that fills a third of a photograph is read at this size; larger only takes longer.
_SIDE = 2_200
_MOST_LINKS = 8
# Of the processor: many times what a photograph takes. By the clock far more, since others want the processor too.
_SECONDS, _AT_MOST_SECONDS = 2, 20
_READER = Path(__file__).with_name("qr_reader.py")
_TOO_MANY = "a picture has at most 24 million pixels here, and 10 million unless it is a JPEG"
# What Pillow raises at files that were made to break it.
_BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, OverflowError, MemoryError, Warning),
    *(struct.error, zlib.error),
)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
# An attached file is a stream of its own, never inside another one; its dictionary stands right before it.
_STREAM = re.compile(rb">>\s{0,8}stream\r?\n")
_DICTIONARY = 1_000
_MOST_STREAMS = 5_000
# Each may swell to 200 kB before it is known to be no badge.
_MOST_ATTACHED = 50
_ATTACHED = re.compile(rb"/Type\s*/EmbeddedFile\b|/Subtype\s*/application#2F[\w#.+-]*json\b")
_FILTER = re.compile(rb"/Filter\s*\[?\s*/(\w+)\s*\]?")


def links_in_picture(picture: bytes) -> tuple[str, ...]:
    """Return the http(s) links in the QR codes of a photograph or a screenshot, from top to bottom; at most eight.

    None of a picture that is made to be looked at for ever: then nobody saw a code in it.

    Raises:
        TooLarge: over 12 MB, or over 24 million pixels (10 million unless it is a JPEG).
        Malformed: no JPEG, PNG, WebP, GIF or BMP, or a broken one.
    """
    if len(picture) > MAX_PHOTO:
        raise TooLarge("a photograph has at most 12 MB")
    links = (text for text in _texts_in(_drawn(picture)) if _LINK.fullmatch(text))
    return tuple(dict.fromkeys(links))[:_MOST_LINKS]


def badge_in_pdf(document: bytes) -> bytes | None:
    """Return the first attached file of a PDF that looks like a badge (JSON, or a compact JWS); None without any.

    Attached files of an encrypted PDF are not found.

    Raises:
        TooLarge: over 5 MB, or an attached badge over 200 kB.
        Malformed: not a PDF.
    """
    if len(document) > MAX_IMAGE:
        raise TooLarge("a PDF has at most 5 MB here")
    if not document.startswith(b"%PDF-"):
        raise Malformed("not a PDF")
    for attached in _attached(document):
        if recognise(attached).kind in {Kind.JSON, Kind.COMPACT_JWS}:
            return attached
    return None


def _attached(document: bytes) -> Iterator[bytes]:
    attached = 0
    for number, found in enumerate(_STREAM.finditer(document)):
        if number >= _MOST_STREAMS or attached >= _MOST_ATTACHED:
            return
        told = document[max(0, found.start() - _DICTIONARY) : found.start()].rpartition(b" obj")[2]
        if _ATTACHED.search(told):
            attached += 1
            yield _inflated(document, found.end(), _FILTER.search(told))


def _inflated(document: bytes, start: int, packed: re.Match[bytes] | None) -> bytes:
    """The bytes of one stream; empty when they are packed in a way that badges are not."""
    if packed is None:
        end = document.find(b"endstream", start)
        body = document[start : end if end >= 0 else len(document)].rstrip(b"\r\n")
    elif packed[1] == b"FlateDecode":
        try:
            body = zlib.decompressobj().decompress(document[start:], MAX_TEXT + 1)
        except zlib.error:
            return b""
    else:
        return b""
    if len(body) > MAX_TEXT:
        raise TooLarge("an attached badge has at most 200 kB")
    return body


def _texts_in(drawn: Image.Image) -> list[str]:
    """What the QR codes say, as a process tells that may take so long and no longer."""
    command = [sys.executable, "-I", str(_READER), str(drawn.width), str(drawn.height), str(_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, and two numbers
            command, input=drawn.tobytes(), capture_output=True, timeout=_AT_MOST_SECONDS, check=True
        )
    except subprocess.SubprocessError:
        return []
    texts: list[str] = json.loads(done.stdout)
    return texts


def _drawn(picture: bytes) -> Image.Image:
    """The picture in grey, no larger than needed; its size is judged before anything is drawn."""
    is_photo = picture.startswith(_JPEG)
    if is_photo and picture.count(_SCAN) > _MOST_SCANS:
        raise TooLarge("a JPEG has at most 30 scans here")
    try:
        with Image.open(io.BytesIO(picture), formats=_FORMATS) as opened:
            if opened.width * opened.height > (_MOST_PIXELS if is_photo else _MOST_PIXELS_AT_ONCE):
                raise TooLarge(_TOO_MANY)
            opened.draft("L", (_SIDE, _SIDE))
            grey = _on_white(opened)
            grey.thumbnail((_SIDE, _SIDE))
            return grey
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge(_TOO_MANY) from error
    except _BROKEN as error:
        raise Malformed("the picture cannot be drawn") from error


def _on_white(opened: Image.Image) -> Image.Image:
    """What is transparent is white, as on the page where it was seen."""
    if opened.mode in {"RGBA", "LA", "PA"} or "transparency" in opened.info:
        seen = opened.convert("LA")
        ground = Image.new("L", seen.size, 255)
        ground.paste(seen.getchannel("L"), mask=seen.getchannel("A"))
        return ground
    return opened.convert("L")
