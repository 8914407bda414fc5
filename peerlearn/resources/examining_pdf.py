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
_MOST_UNPACKED = 48 * 1024 * 1024
# Looking for packed parts in a part costs too: all that is given to the unpacker, together.
_MOST_GIVEN = 32 * 1024 * 1024
_MOST_STREAMS = 5_000
# Packed twice, or written as differences: what lies in it is not seen here.
_CHAINED = re.compile(rb"/Filter\s*\[\s*/\w+\s*/|/Predictor\s+(?!1\b)\d")
_MOST_SPELT = 200_000
_OWN_WORDS = 400
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
    if _hides_objects(plain):
        # Objects may be packed in a way that is not unpacked here.
        raise DomainError("resources.protected")
    _ensure_quiet_inside(content)


def _ensure_quiet_inside(content: bytes) -> None:
    left, given = _MOST_UNPACKED, [_MOST_GIVEN]
    for count, start in enumerate(_STREAM.finditer(content)):
        for piece in _unpacked(memoryview(content)[start.end() :], given):
            left -= len(piece)
            _ensure_quiet(_spelt_out(piece))
            if left <= 0:
                raise DomainError("resources.unreadable")
        if count >= _MOST_STREAMS or given[0] <= 0:
            raise DomainError("resources.unreadable")


def _hides_objects(plain: bytes) -> bool:
    """Whether objects lie in a part that is packed in a way not unpacked here, or packed more than once."""
    for found in re.finditer(rb"/ObjStm\b", plain):
        begins = plain.rfind(b"<<", max(found.start() - _OWN_WORDS, 0), found.start())
        own = plain[max(begins, found.start() - _OWN_WORDS, 0) : found.end() + _OWN_WORDS].partition(b"stream")[0]
        if _OTHER_PACKING.search(own) or _CHAINED.search(own) or re.search(rb"/(?:A85|AHx|LZW|RL)\b", own):
            return True
    return False


def _unpacked(packed: memoryview, left: list[int]) -> Iterator[bytes]:
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
        left[0] -= _STEP - len(opened.unused_data)
        if left[0] <= 0:
            return


def _ensure_quiet(plain: bytes) -> None:
    if _ACTS.search(plain):
        raise DomainError("resources.acts")


def _spelt_out(content: bytes) -> bytes:
    if b"#" not in content:
        return content
    if content.count(b"#") > _MOST_SPELT:
        # Names have a few such letters; half a text of them is meant to take long.
        raise DomainError("resources.unreadable")
    return _SPELT.sub(lambda found: bytes([int(found[1], 16)]), content)
