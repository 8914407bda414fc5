"""Whether a document of a word processor (ODT, DOCX: files in a zip) brings a program or another document along."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from peerlearn.core.errors import DomainError
from peerlearn.resources.rules import MediaType

_ODT = b"application/vnd.oasis.opendocument.text"
_MOST_PARTS = 2_000
_LARGEST_WHOLE = 60 * 1024 * 1024
_LARGEST_PART = 20 * 1024 * 1024
_LARGEST_READ = 8 * 1024 * 1024
_MOST_READ = 24 * 1024 * 1024
# What Python's reader of zips says of broken ones, and of ways to pack that it does not know.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, EOFError, OSError),
    *(RuntimeError, ValueError, OverflowError, IndexError, KeyError),
)
# Programs, objects of other programs, and what may hold either.
_REFUSED_PARTS = re.compile(
    r"vbaproject|\.bin$|(^|/)(basic|scripts|macros?|embeddings|activex|ctrlprops)(/|$)|macrosignatures"
    r"|^object \d|\.(exe|dll|js|vbs|html?|svg|ole|jar|class)$",
    re.IGNORECASE,
)
_READ_PARTS = re.compile(r"(\.rels|\.xml)$", re.IGNORECASE)
_ACTS = re.compile(
    rb"macroEnabled|script:event-listener|<draw:object|<draw:applet|<draw:plugin|<o:OLEObject|<w:altChunk"
    rb"|\bDDE(?:AUTO)?\b|:event-listener|<!ENTITY|<!DOCTYPE",
    re.IGNORECASE,
)
# What is fetched when the document is opened, a template or a picture, leads outside; plain links may.
_HYPERLINK = "/hyperlink"
_FETCHED = re.compile(rb"<(?:\w+:)?image\b[^<>]{0,2000}?href=.https?:", re.IGNORECASE)


def office_type(content: bytes) -> MediaType:
    """ODT or DOCX.

    Raises:
        DomainError: `resources.kind_refused`, `resources.unreadable`.
    """
    with _opened(content) as parts:
        names = set(parts.namelist())
        if "mimetype" in names:
            if _part(parts, parts.getinfo("mimetype")).strip() == _ODT and "content.xml" in names:
                return MediaType.ODT
        elif {"[Content_Types].xml", "word/document.xml"} <= names:
            return MediaType.DOCX
    raise DomainError("resources.kind_refused")


def ensure_harmless_office(content: bytes) -> None:
    """Refuse a document with macros, with objects of other programs, or that fetches something when it is opened.

    Raises:
        DomainError: `resources.acts`, `resources.protected`, `resources.unreadable`.
    """
    with _opened(content) as parts:
        entries = parts.infolist()
        whole = sum(entry.file_size for entry in entries)
        names = [entry.filename for entry in entries]
        if len(entries) > _MOST_PARTS or whole > _LARGEST_WHOLE or len(set(names)) < len(names):
            raise DomainError("resources.unreadable")
        if any(entry.flag_bits & 1 for entry in entries):
            raise DomainError("resources.protected")
        if any(_REFUSED_PARTS.search(name) for name in names):
            raise DomainError("resources.acts")
        left = _MOST_READ
        for entry in entries:
            if _READ_PARTS.search(entry.filename):
                read = _part(parts, entry)
                left -= len(read)
                if left < 0:
                    raise DomainError("resources.unreadable")
                _ensure_quiet(entry.filename, read)


def _ensure_quiet(name: str, part: bytes) -> None:
    plain = part.replace(b"\0", b"")  # UTF-16 reads the same then
    if _ACTS.search(plain) or _FETCHED.search(plain):
        raise DomainError("resources.acts")
    if name.lower().endswith(".rels") and any(_leads_outside(one) for one in _relations(part)):
        raise DomainError("resources.acts")


def _relations(part: bytes) -> Iterator[Mapping[str, str]]:
    """What each relation of a part says of itself, whatever its prefix and however its letters are written."""
    try:
        for _, element in iterparse(io.BytesIO(part), forbid_dtd=True):
            if element.tag.rpartition("}")[2] == "Relationship":
                yield dict(element.attrib)
            element.clear()
    except (ParseError, DefusedXmlException, ValueError) as problem:
        raise DomainError("resources.unreadable") from problem


def _leads_outside(relation: Mapping[str, str]) -> bool:
    is_outside = relation.get("TargetMode", "").casefold() == "external"
    return is_outside and not relation.get("Type", "").endswith(_HYPERLINK)


def _part(parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.flag_bits & 1:
        raise DomainError("resources.protected")
    if entry.file_size > _LARGEST_PART:
        raise DomainError("resources.unreadable")
    try:
        with parts.open(entry) as opened:
            read = opened.read(_LARGEST_READ + 1)
    except _BROKEN as problem:
        raise DomainError("resources.unreadable") from problem
    if len(read) > _LARGEST_READ:
        raise DomainError("resources.unreadable")
    return read


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as problem:
        raise DomainError("resources.unreadable") from problem
