"""What a resource is, how large it may be, and which addresses may be linked to."""

import unicodedata
from enum import StrEnum
from urllib.parse import urlsplit

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


def is_safe_link(address: str) -> bool:
    """Whether this is an address of a site on the internet, over https, that hides nothing."""
    if len(address) > LONGEST_LINK or not address.isascii() or any(one <= " " or one in '\\"<>' for one in address):
        return False
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    is_name = "." in host and not host.startswith((".", "[")) and not host.replace(".", "").isdigit()
    return parts.scheme == "https" and is_name and "@" not in parts.netloc and port in {None, 443}


def host_of(address: str) -> str:
    """The site that an address leads to, as it is registered: a look-alike shows as what it is."""
    return urlsplit(address).hostname or ""


def file_name(title: str, media_type: MediaType) -> str:
    """What a file is called where it is saved: its title, in signs that every system takes."""
    plain = "".join(one if one.isalnum() or one in " -_'’()" else " " for one in unicodedata.normalize("NFC", title))
    return f"{' '.join(plain.split())[:80].strip() or 'document'}.{media_type.value}"
