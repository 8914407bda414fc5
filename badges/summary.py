"""The offline summary of a badge: a signed link in the QR code of a card, checked without a network.

`https://HOST/v#…`: base64url of a COSE_Sign1 (RFC 9052, section 4.2; ES256) over CBOR of our own. A fragment reaches no
server and no log. It is neither OB 3.0 nor a profile of any standard: it names the signed badge by its hash and public
code. Whoever checks it cannot know of a withdrawal that came later, and has to say so. Only one spelling is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import cbor2

from . import base64url
from .errors import ContentRefused, InvalidKey, Malformed, TooLarge
from .keys import Algorithm, KeyState, PublicKey, SigningKey, VerificationKey, key_name
from .qr import MAX_LINK
from .signatures import check, sign
from .summary_cbor import read_cbor

FindKey = Callable[[bytes], VerificationKey | None]
"""From the eight bytes of `summary_key_id` to the key, among those that are trusted; None when there is none."""

_FORM = 1
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?(?::[1-9][0-9]{0,4})?")
_CODE = re.compile(r"[0-9A-Za-z-]{4,16}")
_LOCALHOST = re.compile(r"localhost(?::[0-9]+)?")
_LINK = re.compile(r"(https?)://([^/#?@]+)/v#(.*)", re.DOTALL)
_EPOCH = date(1970, 1, 1)
_MOST_TEXT = 100
_MOST_INDEX = 2**31 - 1
_COSE_SIGN1 = b"\xd2"
_ES256 = -7


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a card says of one badge; checked when it is made, whoever wrote it.

    Raises:
        ContentRefused: a text that is empty, over 100 characters or not printable, an odd host or public code, a hash
            that is not SHA-256, an end before the award, or half of a status entry.
    """

    host: str
    """Where the badge lives: `badges.example`, or `localhost:5000`."""
    public_code: str
    title: str
    awarded_on: date
    credential_sha256: bytes
    """SHA-256 of the signed badge, byte for byte as it is stored."""
    name: str | None = None
    """The holder as the badge shows them: first name, initials, or nothing."""
    expires_on: date | None = None
    status_list: int | None = None
    """Number of the status list; `status_index` is the entry in it."""
    status_index: int | None = None

    def __post_init__(self) -> None:
        if not _HOST.fullmatch(self.host) or not _CODE.fullmatch(self.public_code):
            raise ContentRefused("summary: a host name and a public code are expected")
        if not _is_legible(self.title) or (self.name is not None and not _is_legible(self.name)):
            raise ContentRefused("summary: a title and a name have 1 to 100 printable characters")
        if len(self.credential_sha256) != 32:
            raise ContentRefused("summary: a SHA-256 has 32 bytes")
        if self.awarded_on < _EPOCH or (self.expires_on is not None and self.expires_on < self.awarded_on):
            raise ContentRefused("summary: the dates are out of order")
        if (self.status_list is None) != (self.status_index is None):
            raise ContentRefused("summary: a status has a list and an index")
        if any(not 0 <= number <= _MOST_INDEX for number in (self.status_list or 0, self.status_index or 0)):
            raise ContentRefused("summary: a number of the status is out of range")


def make_summary(summary: Summary, key: SigningKey) -> str:
    """Return the link for the QR code of a card: at most 362 characters, version 14 at level M.

    The same summary and key give the same link. Plain http is for localhost only.

    Raises:
        InvalidKey: not an ES256 key: browsers have read no other for long enough.
        ContentRefused: the link gets too long; a shorter title or name helps.
    """
    if key.algorithm is not Algorithm.ES256:
        raise InvalidKey("a summary is signed with ES256")
    payload = _encoded(_entries(summary))
    protected = _encoded({1: _ES256, 4: bytes.fromhex(key.name)[:8]})
    signature = sign(to_be_signed(protected, payload), key.private_key)
    message = _COSE_SIGN1 + _encoded([protected, {}, payload, signature])
    scheme = "http" if _LOCALHOST.fullmatch(summary.host) else "https"
    link = f"{scheme}://{summary.host}/v#{base64url.encode(message)}"
    if len(link) > MAX_LINK:
        raise ContentRefused("the summary is too long for its QR code", code="summary_too_long")
    return link


def read_summary(link: str, find_key: FindKey) -> Summary:
    """Return what a link, or its fragment alone, says, when a trusted key signed it.

    Raises:
        TooLarge: over 362 characters.
        Malformed: not such a link, a second spelling of anything, or a host in the link other than the signed one.
        InvalidKey: no trusted key of that name (code `key_unknown`), or a compromised one (`key_compromised`): a card
            cannot prove that it is older than the theft.
        SignatureInvalid: another signature.
    """
    if len(link) > MAX_LINK:
        raise TooLarge("a summary has at most 362 characters")
    host, fragment = _parts(link)
    protected, payload, signature = _opened(base64url.decode(fragment))
    key = find_key(_named_key(protected))
    if key is None or key.algorithm is not Algorithm.ES256:
        raise InvalidKey("no trusted key of that name", code="key_unknown")
    if key.state is KeyState.COMPROMISED:
        raise InvalidKey("the key of the summary was stolen", code="key_compromised")
    check(to_be_signed(protected, payload), signature, key.public_key)
    summary = _read(payload)
    if host is not None and host != summary.host:
        raise Malformed("the link leads to another host than the signed one", code="summary_host")
    return summary


def summary_key_id(public_key: PublicKey) -> bytes:
    """Return the eight bytes by which a summary names its key: the first of `key_name`, which is hexadecimal.

    They save room; the signature alone proves which key it was.
    """
    return bytes.fromhex(key_name(public_key))[:8]


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """Return the Sig_structure of a COSE_Sign1 without external data (RFC 9052, section 4.4)."""
    return _encoded(["Signature1", protected, b"", payload])


def _entries(summary: Summary) -> dict[int, Any]:
    ends = None if summary.expires_on is None else (summary.expires_on - _EPOCH).days
    entries = {
        0: _FORM,
        1: summary.host,
        2: summary.public_code,
        3: _composed(summary.title),
        4: None if summary.name is None else _composed(summary.name),
        5: (summary.awarded_on - _EPOCH).days,
        6: ends,
        7: summary.status_list,
        8: summary.status_index,
        9: summary.credential_sha256,
    }
    return {key: value for key, value in entries.items() if value is not None}


_TYPES: dict[int, type] = {0: int, 1: str, 2: str, 3: str, 4: str, 5: int, 6: int, 7: int, 8: int, 9: bytes}
_REQUIRED = {0, 1, 2, 3, 5, 9}


def _read(payload: bytes) -> Summary:
    entries = read_cbor(payload)
    if not isinstance(entries, dict) or not entries.keys() >= _REQUIRED or entries[0] != _FORM:
        raise Malformed("not a summary, or one of another form", code="summary_form")
    if any(type(value) is not _TYPES.get(key) for key, value in entries.items()):
        raise Malformed("an entry of the summary is unknown or of another type", code="summary_form")
    try:
        return Summary(
            host=entries[1],
            public_code=entries[2],
            title=entries[3],
            name=entries.get(4),
            awarded_on=_EPOCH + timedelta(days=entries[5]),
            expires_on=_EPOCH + timedelta(days=entries[6]) if 6 in entries else None,
            status_list=entries.get(7),
            status_index=entries.get(8),
            credential_sha256=entries[9],
        )
    except (ContentRefused, OverflowError) as error:
        raise Malformed("an entry of the summary makes no sense", code="summary_form") from error


def _parts(link: str) -> tuple[str | None, str]:
    found = _LINK.fullmatch(link)
    if found is None:
        return None, link.removeprefix("#")
    scheme, host, fragment = found.groups()
    if scheme == "http" and not _LOCALHOST.fullmatch(host):
        raise Malformed("plain http is for localhost only", code="summary_host")
    return host, fragment


def _opened(message: bytes) -> tuple[bytes, bytes, bytes]:
    """Return protected header, payload and signature; nothing may stand in the unprotected header."""
    if not message.startswith(_COSE_SIGN1):
        raise Malformed("not a COSE_Sign1", code="summary_cose")
    parts = read_cbor(message[1:])
    if not isinstance(parts, list) or [type(part) for part in parts] != [bytes, dict, bytes, bytes] or parts[1]:
        raise Malformed("not a COSE_Sign1 of ours", code="summary_cose")
    return parts[0], parts[2], parts[3]


def _named_key(protected: bytes) -> bytes:
    header = read_cbor(protected)
    if not isinstance(header, dict) or header.keys() != {1, 4} or header[1] != _ES256:
        raise Malformed("the summary is not signed with ES256", code="summary_cose")
    kid = header[4]
    if not isinstance(kid, bytes) or len(kid) != 8:
        raise Malformed("the summary names no key", code="summary_cose")
    return kid


def _encoded(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _is_legible(text: str) -> bool:
    return text.strip() == text and 1 <= len(text) <= _MOST_TEXT and text.isprintable()
