"""Small files made to cost much, and files that act in a way that is hard to see: refused, and soon."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from PIL import Image

from peerlearn.core.errors import DomainError
from peerlearn.resources.examining import examine

# A ceiling for hostile input, whatever else the machine does.
SECONDS = 10


def docx(document: bytes, **parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", document)
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return packed.getvalue()


def pdf(body: bytes) -> bytes:
    return b"%PDF-1.7\n" + body + b"\ntrailer<<>>\nstartxref\n0\n%%EOF\n"


def stream(packed: bytes, dictionary: bytes = b"/Filter/FlateDecode") -> bytes:
    return b"1 0 obj<<" + dictionary + b">>stream\n" + packed + b"\nendstream endobj\n"


def webp(side: int) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (side, side)).save(written, "WEBP", lossless=True)
    return written.getvalue()


def scanned(times: int) -> bytes:
    """A photograph whose last scan comes again and again: 42 bytes, and each goes over all of its points."""
    written = io.BytesIO()
    Image.new("L", (4900, 4900), 128).save(written, "JPEG", progressive=True, quality=50)
    content = written.getvalue()
    return content[:-2] + content[content.rindex(b"\xff\xda") : -2] * times + b"\xff\xd9"


RELATION = b'<R xmlns="r"><%s Target="https://evil.example/hyperlink/a" Type="http://x/%s" TargetMode="%s"/></R>'
COSTLY: dict[str, Callable[[], bytes]] = {
    "a photograph in two thousand scans": lambda: scanned(2000),
    "half relations": lambda: docx(b"<Relationship " * 200_000),
    "half fields": lambda: docx(b"<w:instrText " * 200_000),
    "half pictures": lambda: docx(b"<draw:image " * 200_000),
    "much behind little": lambda: docx(b"<a/>", **{f"word__{n}.xml": b" " * 8_000_000 for n in range(9)}),
    "letters spelt out": lambda: pdf(stream(zlib.compress(b"#4a" * 20_000_000, 9))),
    "parts in parts": lambda: pdf(b"stream\n\x78\x9c" * 2_000 + b"x" * 9_000_000),
    "many points": lambda: webp(5000),
}
ACTING: dict[str, Callable[[], bytes]] = {
    "a template from elsewhere": lambda: docx(
        b"<a/>", **{"word___rels__s.rels": RELATION % (b"Relationship", b"attachedTemplate", b"External")}
    ),
    "letters written as numbers": lambda: docx(
        b"<a/>", **{"word___rels__s.rels": RELATION % (b"Relationship", b"attachedTemplate", b"Extern&#97;l")}
    ),
    "another prefix": lambda: docx(
        b"<a/>",
        **{
            "word___rels__s.rels": (
                b'<p:R xmlns:p="r">'
                b'<p:Relationship Type="t/image" Target="https://x.example" TargetMode="External"/></p:R>'
            )
        },
    ),
    "a field that starts a program": lambda: docx(b'<w:fldSimple w:instr="DDEAUTO c:\\\\x"/>'),
    "the same under another prefix": lambda: docx(b"<q:instrText> DDEAUTO x</q:instrText>"),
    "a listener under another prefix": lambda: docx(b"<s:event-listener/>"),
    "a picture from elsewhere": lambda: docx(b'<draw:image xlink:href="https://evil.example/p.png"/>'),
    "objects packed twice": lambda: pdf(
        stream(zlib.compress(zlib.compress(b"/JavaScript")), b"/Type/ObjStm/Filter[/FlateDecode/FlateDecode]")
    ),
    "objects as differences": lambda: pdf(
        stream(zlib.compress(b"x"), b"/Type/ObjStm/Filter/FlateDecode/DecodeParms<</Predictor 10/Columns 5>>")
    ),
    "objects in short words": lambda: pdf(stream(b"x", b"/Type/ObjStm/Filter/A85")),
}


@pytest.mark.parametrize("name", COSTLY)
def test_a_file_made_to_cost_much_costs_little(name: str) -> None:
    content = COSTLY[name]()
    began = time.process_time()
    tracemalloc.start()
    with suppress(DomainError):
        examine(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200 * 1024 * 1024
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("name", ACTING)
def test_a_file_that_acts_is_refused_however_it_is_written(name: str) -> None:
    with pytest.raises(DomainError):
        examine(ACTING[name]())


def test_a_plain_document_with_a_link_is_kept() -> None:
    link = RELATION % (b"Relationship", b"relationships/hyperlink", b"External")
    assert examine(docx(b"<w:document/>", **{"word___rels__document.xml.rels": link})).content


def test_what_a_camera_wrote_in_the_wrong_kind_of_number_breaks_nothing() -> None:
    written = io.BytesIO()
    # Turned on its side, so that the rest is read and written again: a width that is no whole number.
    odd = struct.pack("<2sHIHHHIHHHHIfI", b"II", 42, 8, 2, 0x112, 3, 1, 6, 0, 0x100, 11, 1, 0.5, 0)
    Image.new("RGB", (60, 40), "white").save(written, "JPEG", exif=b"Exif\0\0" + odd)
    with pytest.raises(DomainError, match=r"resources\.unreadable"):
        examine(written.getvalue())


def test_a_picture_of_a_phone_is_kept_smaller() -> None:
    written = io.BytesIO()
    Image.new("RGB", (4000, 3000), "white").save(written, "JPEG")
    with Image.open(io.BytesIO(examine(written.getvalue()).content)) as kept:
        assert max(kept.size) < 4000
