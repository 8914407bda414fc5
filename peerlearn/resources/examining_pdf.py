"""Whether a PDF does something by itself: runs a script, starts a program, carries another file."""

import re
import zlib
from collections.abc import Iterator

from peerlearn.core.errors import DomainError

# What acts, or brings along what may; names may be written with #41 for A.
_ACTS = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR|Rendition|Sound|Movie)\b"
)
_SPELT = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_OTHER_PACKING = re.compile(rb"/(?:ASCIIHexDecode|ASCII85Decode|LZWDecode|RunLengthDecode|Crypt)\b")
_MOST_UNPACKED = 192 * 1024 * 1024
_MOST_STREAMS = 20_000
_STEP, _PIECE, _OVERLAP = 64 * 1024, 1024 * 1024, 64


def ensure_harmless_pdf(content: bytes) -> None:
    """Refuse a PDF that acts, and one that cannot be looked into.

    Every packed part is unpacked and looked through piece by piece, since objects may lie in it.

    Raises:
        DomainError: `resources.acts`, `resources.protected`, `resources.unreadable`.
    """
    if b"%%EOF" not in content[-2048:]:
        raise DomainError("resources.unreadable")
    plain = _spelt_out(content)
    if re.search(rb"/Encrypt\b", plain):
        raise DomainError("resources.protected")
    _ensure_quiet(plain)
    if b"/ObjStm" in plain and _OTHER_PACKING.search(plain):
        # Objects may be packed in a way that is not unpacked here.
        raise DomainError("resources.protected")
    left = _MOST_UNPACKED
    for count, start in enumerate(_STREAM.finditer(content)):
        for piece in _unpacked(memoryview(content)[start.end() :]):
            left -= len(piece)
            _ensure_quiet(_spelt_out(piece))
            if left <= 0:
                raise DomainError("resources.unreadable")
        if count >= _MOST_STREAMS:
            raise DomainError("resources.unreadable")


def _unpacked(packed: memoryview) -> Iterator[bytes]:
    """What is packed there, in pieces that overlap; as far as it goes, since readers show a broken part so far too."""
    if not packed or packed[0] & 0x0F != 8:
        return
    opened, before, given = zlib.decompressobj(), b"", 0
    while given < len(packed) and not opened.eof:
        step = bytes(packed[given : given + _STEP])
        given += len(step)
        while step and not opened.eof:
            try:
                piece = opened.decompress(step, _PIECE)
            except zlib.error:
                return
            step = opened.unconsumed_tail
            yield before + piece
            before = piece[-_OVERLAP:]


def _ensure_quiet(plain: bytes) -> None:
    if _ACTS.search(plain):
        raise DomainError("resources.acts")


def _spelt_out(content: bytes) -> bytes:
    if b"#" not in content:
        return content
    return _SPELT.sub(lambda found: bytes([int(found[1], 16)]), content)
