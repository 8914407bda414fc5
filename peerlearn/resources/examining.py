"""What a file really is, by its content; and whether it holds something that acts on its own. Nothing is executed."""

import io
import re
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageOps

from peerlearn.core.errors import DomainError
from peerlearn.core.nir import long_text_contains_nir
from peerlearn.core.texts import is_showable
from peerlearn.resources.examining_office import ensure_harmless_office, office_type
from peerlearn.resources.examining_pdf import ensure_harmless_pdf
from peerlearn.resources.rules import LARGEST_FILE, MediaType

_MOST_PIXELS = 25_000_000
# Formats that have to be unpacked whole take many times their points.
_MOST_POINTS_AT_ONCE = 6_000_000
# Each scan goes over every point once more, and a few bytes make one: a phone's picture has ten at most.
_MOST_SCANS = 30
_SCAN = b"\xff\xda"
_SIDE = 2400
_LONGEST_TEXT = 500_000
_PICTURES = {"PNG": MediaType.PNG, "JPEG": MediaType.JPEG, "WEBP": MediaType.WEBP}
_MAGIC = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"}
# ID3 before the sound, or the sound itself: eleven bits, then MPEG version and layer III.
_MP3 = re.compile(rb"ID3[\x02-\x04]\x00|\xff[\xfb\xfa\xf3\xf2]")
_MARKUP = re.compile(r"\s*<(?:[!?]|html|head|body|script|svg|iframe|xml)", re.IGNORECASE)


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: what it is, and the bytes to keep (a picture is drawn again, without what it hid)."""

    media_type: MediaType
    content: bytes


def examine(content: bytes) -> Examined:
    """Say what a file is, and refuse what is not among the few kinds that are kept.

    Raises:
        DomainError: `resources.empty`, `resources.too_large`, `resources.kind_refused`, `resources.unreadable`,
            `resources.acts`, `resources.protected`, `nir`.
    """
    if not content:
        raise DomainError("resources.empty")
    if len(content) > LARGEST_FILE:
        raise DomainError("resources.too_large", most=LARGEST_FILE // 1024**2)
    read = _reader_of(content)
    return read(content)


def examine_photo(content: bytes) -> bytes:
    """A photograph as a phone makes it, drawn again; of the other kinds, a small file may cost much to look at.

    Raises:
        DomainError: as for `examine`; `resources.kind_refused`: another kind.
    """
    if _picture_format(content) != "JPEG":
        raise DomainError("resources.kind_refused")
    return examine(content).content


def _reader_of(content: bytes) -> Callable[[bytes], Examined]:
    if _picture_format(content):
        return _picture
    if content.startswith(b"%PDF-"):
        return _pdf
    if content.startswith(b"PK\x03\x04"):
        return _office
    if content[4:8] == b"ftyp" and content[8:12] in _MP4_BRANDS:
        return lambda same: Examined(MediaType.MP4, same)
    if _MP3.match(content):
        return lambda same: Examined(MediaType.MP3, same)
    return _text


def _picture_format(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return next((name for magic, name in _MAGIC.items() if content.startswith(magic)), "")


def _picture(content: bytes) -> Examined:
    name = _picture_format(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawn = _drawn(content, name)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Warning) as problem:
        raise DomainError("resources.unreadable") from problem
    except (Image.DecompressionBombError, TypeError, LookupError, OverflowError, struct.error) as problem:
        raise DomainError("resources.unreadable") from problem
    if len(drawn) > LARGEST_FILE:
        raise DomainError("resources.too_large", most=LARGEST_FILE // 1024**2)
    return Examined(_PICTURES[name], drawn)


def _drawn(content: bytes, name: str) -> bytes:
    """The picture made anew from its points: it carries neither place nor camera, nor anything behind its end."""
    if name == "JPEG" and content.count(_SCAN) > _MOST_SCANS:
        raise DomainError("resources.unreadable")
    with Image.open(io.BytesIO(content), formats=[name]) as opened:
        points_in_all = opened.width * opened.height
        if points_in_all > (_MOST_PIXELS if name == "JPEG" else _MOST_POINTS_AT_ONCE):
            raise DomainError("resources.too_many_pixels")
        if name == "JPEG" and points_in_all > _MOST_POINTS_AT_ONCE:
            # A phone's picture is read smaller at once: no sheet needs more.
            opened.draft("RGB", (_SIDE, _SIDE))
        upright = ImageOps.exif_transpose(opened)
        if name == "JPEG":
            upright.thumbnail((_SIDE, _SIDE))
        points = upright.convert("RGBA" if name != "JPEG" and upright.has_transparency_data else "RGB")
    bare, written = Image.new(points.mode, points.size), io.BytesIO()
    bare.paste(points)
    bare.save(written, name, **({} if name == "PNG" else {"quality": 88}))
    return written.getvalue()


def _pdf(content: bytes) -> Examined:
    ensure_harmless_pdf(content)
    return Examined(MediaType.PDF, content)


def _office(content: bytes) -> Examined:
    found = office_type(content)
    ensure_harmless_office(content)
    return Examined(found, content)


def _text(content: bytes) -> Examined:
    """Plain words: UTF-8, nothing invisible, no page of the web under another name."""
    if len(content) > _LONGEST_TEXT:
        raise DomainError("resources.kind_refused")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise DomainError("resources.kind_refused") from problem
    if _MARKUP.match(text) or not is_showable(text) or not text.strip():
        raise DomainError("resources.kind_refused")
    if long_text_contains_nir(text):
        raise DomainError("nir")
    return Examined(MediaType.TEXT, content)
