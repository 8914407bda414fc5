"""Whether a document of a word processor (ODT, DOCX: files in a zip) brings a program or another document along."""

import io
import lzma
import re
import struct
import zipfile
import zlib

from peerlearn.core.errors import DomainError
from peerlearn.resources.rules import MediaType

_ODT = b"application/vnd.oasis.opendocument.text"
_MOST_PARTS = 2_000
_LARGEST_WHOLE = 100 * 1024 * 1024
_LARGEST_PART = 20 * 1024 * 1024
_LARGEST_READ = 8 * 1024 * 1024
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
    rb"|<w:instrText[^>]*>[^<]*\bDDE|<!ENTITY|<!DOCTYPE",
    re.IGNORECASE,
)
# A template or picture that is fetched when the document is opened; plain links may lead outside.
_RELATION = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)


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
        left = _LARGEST_WHOLE
        for entry in entries:
            if _READ_PARTS.search(entry.filename):
                read = _part(parts, entry)
                left -= len(read)
                _ensure_quiet(entry.filename, read)


def _ensure_quiet(name: str, part: bytes) -> None:
    plain = part.replace(b"\0", b"")  # UTF-16 reads the same then
    outside = [one for one in _RELATION.findall(plain) if b"External" in one and b"/hyperlink" not in one]
    if outside and name.lower().endswith(".rels"):
        raise DomainError("resources.acts")
    if _ACTS.search(plain):
        raise DomainError("resources.acts")


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
