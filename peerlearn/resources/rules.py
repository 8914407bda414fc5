"""What a resource is, and how large it may be."""

import unicodedata
from enum import StrEnum

LARGEST_FILE = 10 * 1024 * 1024
QUOTA = 200 * 1024 * 1024
MOST_OF_A_MODULE = 40
LONGEST_LINK = 400


class ResourceKind(StrEnum):
    """What it is good for."""

    SHEET = "sheet"
    GAME = "game"
    VIDEO = "video"
    OTHER = "other"


class MediaType(StrEnum):
    """The kinds of files that are kept. No SVG, no HTML, nothing that runs."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    WEBP = "webp"
    MP3 = "mp3"
    MP4 = "mp4"
    TEXT = "txt"
    ODT = "odt"
    DOCX = "docx"

    @property
    def content_type(self) -> str:
        """As browsers are told."""
        return _CONTENT_TYPES[self]


_CONTENT_TYPES = {
    MediaType.PDF: "application/pdf",
    MediaType.PNG: "image/png",
    MediaType.JPEG: "image/jpeg",
    MediaType.WEBP: "image/webp",
    MediaType.MP3: "audio/mpeg",
    MediaType.MP4: "video/mp4",
    MediaType.TEXT: "text/plain",
    MediaType.ODT: "application/vnd.oasis.opendocument.text",
    MediaType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def file_name(title: str, media_type: MediaType) -> str:
    """What a file is called where it is saved: its title, in signs that every system takes."""
    plain = "".join(one if one.isalnum() or one in " -_'’()" else " " for one in unicodedata.normalize("NFC", title))
    return f"{' '.join(plain.split())[:80].strip() or 'document'}.{media_type.value}"
