"""Bytes that two readers understand differently, and bytes that are nothing of the kind."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from functools import partial

import badges
from badges import Reason
from tests.badges.specimen import BASE

from .case import Case, Family, Handed, Honest, unknown
from .ours import HEADER, PAYLOAD, handed, hosted, part, secured, token

MALFORMED, TOO_LARGE = Reason.MALFORMED, Reason.TOO_LARGE
TEXT = badges.write_json(dict(PAYLOAD)).decode()


def _payload(change: Callable[[str], str | bytes] = str) -> Handed:
    """Our claims as text, changed, then signed with our key and registered."""
    text = change(TEXT)
    return handed(token(payload=text.encode() if isinstance(text, str) else text))


def _more(member: str) -> Handed:
    return _payload(lambda text: f"{text[:-1]},{member}}}")


def _document(change: Callable[[str], str | bytes]) -> Handed:
    """Our badge with a proof, as text, changed."""
    return handed(change(json.dumps(secured())))


def _whole(document: bytes | str) -> Handed:
    return handed(document)


def _of(make: Callable[..., Handed], *cases: tuple[str, object, Reason, str]) -> tuple[Case, ...]:
    return tuple(Case(name, partial(make, given), reason, check) for name, given, reason, check in cases)


def _nested(levels: int) -> str:
    return f'"deep":{"[" * levels}{"]" * levels}'


def _overlong(text: str) -> bytes:
    # The slash once had a second spelling of two bytes; old filters fell for it.
    return text.encode().replace(b"https://", b"https:\xc0\xaf\xc0\xaf")


HONEST = (
    Honest("our claims, byte for byte", _payload),
    Honest("our claims with blanks between", partial(_payload, lambda text: json.dumps(json.loads(text), indent=1))),
    Honest("our claims with every letter escaped that can be",
           partial(_payload, lambda text: json.dumps(json.loads(text), ensure_ascii=True))),
    Honest("one more member of 30 levels", partial(_more, _nested(30))),
    Honest("the greatest integer that all readers share", partial(_more, '"great":9007199254740991')),
    Honest("our badge with a proof as text", partial(_document, str)),
)  # fmt: skip

_MEMBERS = _of(
    _more,
    ("a member twice", '"id":"urn:uuid:11111111-1111-4111-8111-111111111111"', MALFORMED, "form"),
    ("a member twice, once with an escape", '"\\u0069d":"urn:x"', MALFORMED, "form"),
    ("a member twice, three levels down", '"a":{"b":{"c":1,"c":2}}', MALFORMED, "form"),
    ("a member twice with the same value", '"z":1,"z":1', MALFORMED, "form"),
    ("NaN", '"z":NaN', MALFORMED, "form"),
    ("minus infinity", '"z":-Infinity', MALFORMED, "form"),
    ("a number beyond every double", '"z":1e999', MALFORMED, "form"),
    ("an integer that doubles round", '"z":9007199254740993', MALFORMED, "form"),
    ("an integer of 100,000 digits", f'"z":{"9" * 100_000}', MALFORMED, "form"),
    ("a number with a zero before it", '"z":01', MALFORMED, "form"),
    ("a number in hexadecimal", '"z":0x1', MALFORMED, "form"),
    ("a number with a plus", '"z":+1', MALFORMED, "form"),
    ("40 levels of lists", _nested(40), MALFORMED, "form"),
    ("50,000 levels of lists", _nested(50_000), MALFORMED, "form"),
    ("50,000 lists that never end", f'"z":{"[" * 50_000}', MALFORMED, "form"),
    ("half a character: a high surrogate alone", '"z":"\\ud83d"', MALFORMED, "form"),
    ("half a character in the name of a member", '"\\udc00":1', MALFORMED, "form"),
    ("NUL in a text, where C stops reading", '"z":"Docteur\\u0000"', MALFORMED, "form"),
    ("a raw line break in a text", '"z":"a\nb"', MALFORMED, "form"),
    ("a raw escape character in a text", '"z":"\x1b[2J"', MALFORMED, "form"),
    ("an escape that JSON does not have", '"z":"\\x41"', MALFORMED, "form"),
    ("single quotes", "'z':1", MALFORMED, "form"),
    ("a name without quotes", "z:1", MALFORMED, "form"),
    ("a comment", '/* hidden */"z":1', MALFORMED, "form"),
    ("a comma before the end", '"z":1,', MALFORMED, "form"),
    ("a value of Python", '"z":None', MALFORMED, "form"),
)

_PAYLOADS = _of(
    _payload,
    ("a byte order mark before the claims", lambda text: f"\ufeff{text}", MALFORMED, "form"),
    ("claims in UTF-16", lambda text: text.encode("utf-16"), MALFORMED, "form"),
    ("claims in UTF-16 without a mark", lambda text: text.encode("utf-16-le"), MALFORMED, "form"),
    ("claims in Latin-1", lambda text: text.encode("latin-1"), MALFORMED, "form"),
    ("overlong UTF-8", _overlong, MALFORMED, "form"),
    ("a surrogate in UTF-8, as CESU-8 writes it", lambda text: text.encode().replace(b"Main", b"\xed\xa0\xbd"),
     MALFORMED, "form"),
    ("a second object behind the claims", lambda text: f'{text}{{"id":"x"}}', MALFORMED, "form"),
    ("a second object on the next line", lambda text: f"{text}\n{text}", MALFORMED, "form"),
    ("NUL behind the claims", lambda text: f"{text}\x00", MALFORMED, "form"),
    ("a blank that only Unicode calls one", lambda text: f"{text}\u00a0", MALFORMED, "form"),
    ("a prefix against hijacking", lambda text: f")]}}',\n{text}", MALFORMED, "form"),
    ("claims that stop in the middle", lambda text: text[: len(text) // 2], MALFORMED, "form"),
    ("claims that are null", lambda _: "null", MALFORMED, "form"),
    ("claims that are a number", lambda _: "1", MALFORMED, "form"),
    ("claims compressed", lambda text: zlib.compress(text.encode()), MALFORMED, "form"),
    ("claims in CBOR", lambda _: b"\xa1\x62id\x61x", MALFORMED, "form"),
)  # fmt: skip

_DOCUMENTS = _of(
    _document,
    ("a document with its proof twice", lambda text: text.replace('"proof"', '"proof": [], "proof"'), MALFORMED,
     "form"),
    ("a document with two ids", lambda text: text.replace('"id"', '"id": "urn:x", "id"', 1), MALFORMED, "form"),
    ("a document with NaN", lambda text: text.replace("{", '{"z": NaN, ', 1), MALFORMED, "form"),
    ("a document in UTF-16", lambda text: text.encode("utf-16"), MALFORMED, "form"),
    ("a document in a list", lambda text: f"[{text}]", MALFORMED, "form"),
    ("two documents on two lines", lambda text: f"{text}\n{text}", MALFORMED, "form"),
    ("a document with HTML behind it", lambda text: f"{text}<script>alert(1)</script>", MALFORMED, "form"),
    ("a document of over 200 kB", lambda text: text.replace("{", "{" + " " * 200_000, 1), TOO_LARGE, "form"),
)  # fmt: skip

_NOTHING = _of(
    _whole,
    ("nothing", b"", MALFORMED, "form"),
    ("blanks", " \r\n\t", MALFORMED, "form"),
    ("a word", "bonjour", MALFORMED, "form"),
    ("a page", "<!doctype html><title>Badge</title>", MALFORMED, "form"),
    ("XML that is no picture", "<?xml version='1.0'?><badge/>", MALFORMED, "form"),
    ("a ZIP", b"PK\x03\x04" + bytes(50), MALFORMED, "form"),
    ("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", MALFORMED, "form"),
    ("a JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", MALFORMED, "form"),
    ("a file address", "file:/etc/passwd", MALFORMED, "form"),
    ("a script address", "javascript:alert(1)", MALFORMED, "form"),
    ("the JSON of something else", '{"type":"Person","name":"Awa"}', MALFORMED, "form"),
    ("an empty object", "{}", MALFORMED, "form"),
    ("a type that is a number", '{"type":7}', MALFORMED, "form"),
    ("an assertion without id", '{"type":"Assertion"}', MALFORMED, "form"),
    ("over 5 MB of blanks", b" " * 5_000_001, TOO_LARGE, "form"),
)  # fmt: skip


def _header_in_utf_16() -> Handed:
    text = f"{part(json.dumps(HEADER).encode('utf-16-le'))}.{part(PAYLOAD)}"
    return handed(f"{text}.AAAA")


_OTHERS = (
    Case("a lone surrogate in the text handed in", lambda: Handed(document='{"type":"Assertion","id":"\ud800"}'),
         MALFORMED, "form"),
    Case("a header in UTF-16", _header_in_utf_16, MALFORMED, "form"),
    Case("a header with an unpaired surrogate", lambda: handed(token(b'{"alg":"ES256","kid":"\\udfff"}')), MALFORMED,
         "form"),
    Case("a header nested 100 deep", lambda: handed(token(b'{"alg":' + b"[" * 100 + b"]" * 100 + b"}")), MALFORMED,
         "form"),
    Case("a hosted copy with its id twice", lambda: handed('{"type":"Assertion","id":"urn:x","id":"urn:y"}'), MALFORMED,
         "form"),
    Case("a hosted copy that hides behind another type", partial(hosted, {
         "type": ["Assertion", "VerifiableCredential"]}), Reason.NOT_SIGNED, "form"),
    unknown("a link of ours, which is for the application", lambda: handed(f"{BASE}/b/abc"),
            Reason.NOT_SUPPORTED, "form"),
)  # fmt: skip


FAMILY = Family("parsing", HONEST, (*_MEMBERS, *_PAYLOADS, *_DOCUMENTS, *_NOTHING, *_OTHERS))
