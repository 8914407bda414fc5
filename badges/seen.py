"""What a photograph shows, and what a PDF carries: the link in a QR code, the badge in an attachment.

Neither proves anything: a link has to be followed, a badge to be verified. Hostile files cost little: a picture is
drawn and looked at by a process that is stopped in time, and a PDF is searched for its attached files without being
read.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .baking import MAX_IMAGE, MAX_TEXT
from .errors import Malformed, TooLarge
from .recognise import Kind, recognise

MAX_PHOTO = 12_000_000
"""Bytes: what a good telephone makes of a card when nobody told it to be modest."""

_MOST_LINKS = 8
# By the clock, on a machine where many want the processor; of that it may have far less (`qr_reader`).
_SECONDS = 20
_READER = Path(__file__).with_name("qr_reader.py")
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
    told = _told_of(picture)
    if "too_large" in told:
        raise TooLarge(told["too_large"])
    if "malformed" in told:
        raise Malformed(told["malformed"])
    links = (text for text in told["texts"] if _LINK.fullmatch(text))
    return tuple(dict.fromkeys(links))[:_MOST_LINKS]


def badge_in_pdf(document: bytes) -> bytes | None:
    """Return the first attached file of a PDF that looks like a badge (JSON, or a compact JWS); None without any.

    Attached files of an encrypted PDF are not found.

    Raises:
        TooLarge: over 5 MB; or no badge is attached but what begins like one, and has over 200 kB.
        Malformed: not a PDF.
    """
    if len(document) > MAX_IMAGE:
        raise TooLarge("a PDF has at most 5 MB here")
    if not document.startswith(b"%PDF-"):
        raise Malformed("not a PDF")
    was_too_large = False
    for attached in _attached(document):
        if recognise(attached).kind in {Kind.JSON, Kind.COMPACT_JWS}:
            if len(attached) <= MAX_TEXT:
                return attached
            was_too_large = True
    if was_too_large:
        raise TooLarge("an attached badge has at most 200 kB")
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
    """The bytes of one stream, as far as a badge goes and one more; empty when it is packed as badges are not."""
    if packed is None:
        end = document.find(b"endstream", start)
        return document[start : end if end >= 0 else len(document)].rstrip(b"\r\n")[: MAX_TEXT + 1]
    if packed[1] != b"FlateDecode":
        return b""
    try:
        return zlib.decompressobj().decompress(document[start:], MAX_TEXT + 1)
    except zlib.error:
        return b""


def _told_of(picture: bytes) -> dict[str, Any]:
    """What the process found that draws the picture and looks for codes in it; nothing when it was stopped."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file, and nothing that anybody typed
            [sys.executable, "-I", str(_READER)], input=picture, capture_output=True, timeout=_SECONDS, check=True
        )
    except subprocess.SubprocessError:
        return {"texts": []}
    told: dict[str, Any] = json.loads(done.stdout)
    return told
