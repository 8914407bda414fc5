"""What somebody put in the box: a code, a link, a text or a file. Told apart by its looks; nothing is proven."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

import badges
from peerlearn.core.db import UNAMBIGUOUS

_CODE = re.compile(rf"[{UNAMBIGUOUS}]{{8,12}}")
# What people type between groups of letters, and what word processors make of it.
_BETWEEN = re.compile(r"[\s\u00a0\u2010-\u2015\u2212_.-]+")
_LONGEST_CODE = 40
_LONGEST_LINK = 2000
_BADGE = re.compile(r"/b/([^/.]+)(?:\.[a-z0-9.]+)?/?")
_HOSTED = re.compile(r"/ob/(?:2/assertions|3/credentials)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?:json|jwt)")
_PDF = b"%PDF-"
_PHOTOS = (b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
# Of a link in the middle of a sentence, what belongs to the sentence.
_LINK = re.compile(r"https?://[^\s<>«»\"]+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?)]}’'…"
# Of a signed text that was cut, the beginning tells what it was.
_CUT_JWS = "eyJ"
# What word processors write: a ZIP whose first part has one of these names, or what they wrote before.
_OF_OFFICE = re.compile(
    rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|docProps/|word/|xl/|ppt/|mimetypeapplication/vnd\.oasis)", re.DOTALL
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# HTML, ZIP: some may hold a badge, none is read here. SVG is told from HTML by the library.
_OTHER_FORMS = (b"<", b"PK\x03\x04", b"\xef\xbb\xbf<")


@dataclass(frozen=True)
class Code:
    """The public code of a badge, typed or inside a link of ours."""

    value: str


@dataclass(frozen=True)
class HostedId:
    """The UUID in the address of one of our hosted assertions or credentials."""

    value: str


@dataclass(frozen=True)
class CardLink:
    """What the QR code of a printed card says: a link of ours, signed."""

    link: str


@dataclass(frozen=True)
class ForeignLink:
    """An address of somebody else's site, named by its host."""

    host: str
    link: str = field(default="", compare=False)


@dataclass(frozen=True)
class Photo:
    """A photograph or a screenshot: of a card, a certificate, a page. It may show a code."""

    content: bytes


@dataclass(frozen=True)
class Pdf:
    """A certificate, perhaps: the badge is attached to it."""

    content: bytes


@dataclass(frozen=True)
class OtherForm:
    """A file that may well hold a badge, in a form that is not read here: a web page, a ZIP. Of a text document or a
    sheet that somebody wrote, one can say more."""

    is_office: bool = False


@dataclass(frozen=True)
class Words:
    """A text that somebody wrote, with neither a code nor a link in it: a slip in a code, perhaps."""


@dataclass(frozen=True)
class Nothing:
    """A file with nothing in it."""


@dataclass(frozen=True)
class Document:
    """Everything else: for the library to judge."""

    content: bytes | str


HandedIn = Code | HostedId | CardLink | ForeignLink | Photo | Pdf | OtherForm | Words | Nothing | Document


def as_code(typed: str) -> str | None:
    """The code as it is printed, in capitals and without spaces and dashes; None when it cannot be one."""
    if len(typed) > _LONGEST_CODE:
        return None
    code = _BETWEEN.sub("", typed).upper()
    return code if _CODE.fullmatch(code) else None


def links_in(text: str) -> list[str]:
    """The links within sentences, each once, without the sign that ends the sentence."""
    found = (one.rstrip(_AFTER_LINK) for one in _LINK.findall(text))
    return list(dict.fromkeys(one for one in found if one.isprintable()))


def tell_apart(content: bytes | str, *, own_addresses: Collection[str]) -> HandedIn:
    """Tell what was handed in. `own_addresses`: where this site answers; a link is ours by its host and its path."""
    if not content:
        return Nothing()
    start = content[:8] if isinstance(content, bytes) else content.lstrip()[:8].encode(errors="replace")
    if isinstance(content, bytes) and start.startswith((_PDF, *_PHOTOS)):
        return Pdf(content) if start.startswith(_PDF) else Photo(content)
    if isinstance(content, bytes) and (start == _OLD_OFFICE or _OF_OFFICE.match(content[:200])):
        return OtherForm(is_office=True)
    if start.lstrip().startswith(_OTHER_FORMS):
        return Document(content) if badges.recognise(content).kind is badges.Kind.SVG else OtherForm()
    return _read_text(_as_line(content), own_addresses) or Document(content)


def _read_text(text: str, own_addresses: Collection[str]) -> HandedIn | None:
    """What a short text says, when somebody wrote it: a code, a link, or a sentence around one; else nothing."""
    if code := as_code(text):
        return Code(code)
    if text and (link := _as_link(text, own_addresses)):
        return _read_link(link, own_addresses)
    if code := _as_printed(text, own_addresses):
        return Code(code)
    if text.startswith(("[", _CUT_JWS)) or badges.recognise(text).kind is not badges.Kind.TEXT:
        return None
    read = [_read_link(link, own_addresses) for link in links_in(text)]
    links = [link for link in read if not isinstance(link, Document)]
    ours = [link for link in links if not isinstance(link, ForeignLink)]
    return next(iter(ours or links), Words())


def _as_printed(text: str, own_addresses: Collection[str]) -> str | None:
    """The code in our own address as a card prints it: without `https://`, and in two groups."""
    address = re.sub(r"^https?://", "", text, flags=re.IGNORECASE)
    host, _, typed = address.partition("/b/")
    is_own = host.lower() in {host_of(one) for one in own_addresses}
    return as_code(typed) if is_own else None


def _as_line(content: bytes | str) -> str:
    """The text, when it is short enough for a code or a link; else nothing."""
    if len(content) > _LONGEST_LINK:
        return ""
    try:
        return (content if isinstance(content, str) else content.decode()).strip()
    except UnicodeDecodeError:
        return ""


def _as_link(text: str, own_addresses: Collection[str]) -> str | None:
    # A sign that nobody sees, or that turns what follows, makes the name of a site read as another one's.
    if any(character.isspace() or not character.isprintable() for character in text):
        return None
    if re.match(r"https?://", text, re.IGNORECASE):
        return text
    # People copy what the browser shows: the host without "https://".
    is_own = any(text.lower().startswith(f"{host_of(address)}/") for address in own_addresses)
    return f"https://{text}" if is_own else None


def _read_link(link: str, own_addresses: Collection[str]) -> HandedIn:
    host = host_of(link)
    if host is None:
        return Document(link)
    if host not in {host_of(address) for address in own_addresses}:
        return ForeignLink(_as_asked(host), link)
    parts = urlsplit(link)
    path = unquote(parts.path)
    if path == "/v" and parts.fragment:
        return CardLink(link)
    typed = _BADGE.fullmatch(path)
    code = typed[1] if typed else parse_qs(parts.query).get("code", [""])[0]
    if found := as_code(code):
        return Code(found)
    hosted = _HOSTED.fullmatch(path)
    return HostedId(hosted[1]) if hosted else Document(link)


def _as_asked(host: str) -> str:
    """The host as the network knows it: one written in letters of another alphabet may look like anybody's."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode()


def host_of(address: str) -> str | None:
    """Host and port of an address, in lower case; None when it has none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if not host:
        return None
    return host if port in (None, 80, 443) else f"{host}:{port}"
