"""Files as people and attackers hand them in."""

import io
import struct
import zipfile
import zlib

from PIL import Image

TEXT = "Fiche : scanner un bon.\nJe tiens le téléphone droit.\n".encode()
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 20
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 40


def picture(kind: str = "PNG", *, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """A picture; a JPEG says where it was taken."""
    written = io.BytesIO()
    drawn = Image.new(mode, size, "white")
    exif = Image.Exif()
    exif[0x010F] = "Appareil secret"
    drawn.save(written, kind, **({"exif": exif.tobytes()} if kind != "PNG" else {}))
    return written.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 60,000 points wide and high."""
    ihdr = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    idat = b"IDAT" + zlib.compress(b"\0" * 1000)
    chunks = [ihdr, idat, b"IEND"]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks
    )


def pdf(inside: bytes = b"", *, packed: bytes = b"", filters: bytes = b"/FlateDecode") -> bytes:
    """A small PDF with `inside` in its catalogue, and `packed` in a compressed part."""
    stream = zlib.compress(packed)
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + inside + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /ObjStm /Filter " + filters + b" /Length " + str(len(stream)).encode() + b" >>\n"
        b"stream\r\n" + stream + b"\r\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip with these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def odt(**more: bytes) -> bytes:
    """A document of a free word processor; `more` parts have their names with dots for slashes written as __."""
    parts = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office:document-content/>"}
    return zipped(parts | {name.replace("__", "/"): part for name, part in more.items()})


def docx(more: dict[str, bytes] | None = None, *, document: bytes = b"<w:document/>") -> bytes:
    """A document of the usual word processor."""
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": document}
    return zipped(parts | (more or {}))
