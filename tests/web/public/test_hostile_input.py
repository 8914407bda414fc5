"""Whatever is put into the box: an answer in words within two seconds, and never a failure of ours."""

import re
import time
import zlib
from collections.abc import Callable

import pytest
from flask import Flask

from tests.badges.pictures import SIGNATURE, chunk, itxt, png
from tests.web.public.handing_in import hand_in, heading

MEGABYTE = 1_000_000
FILES: dict[str, Callable[[], bytes]] = {
    "random bytes": lambda: bytes(range(256)) * 100,
    "one NUL": lambda: b"\x00",
    "half a letter": lambda: b"\xc3",
    "just under 5 MB of nothing": lambda: b"\x00" * (5 * MEGABYTE - 1),
    "over 5 MB": lambda: b"a" * (5 * MEGABYTE + 1),
    "a long word": lambda: b"e" * MEGABYTE,
    "a long word with dots": lambda: b"eyJ" + b"a." * (MEGABYTE // 2),
    "many spaces": lambda: b" " * MEGABYTE,
    "many brackets": lambda: b"{" * MEGABYTE,
    "deep JSON": lambda: b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a huge number": lambda: b'{"type":"Assertion","id":' + b"9" * 100_000 + b"}",
    "the same member twice": lambda: b'{"type":"Assertion","type":"x"}',
    "a lone surrogate": lambda: b'{"type":"Assertion","id":"\\ud800"}',
    "an address with NUL": lambda: b'{"type":"Assertion","id":"http://localhost/ob/2/assertions/\\u0000.json"}',
    "an id of another type": lambda: b'{"type":"Assertion","id":{"a":[]}}',
    "JSON that is no badge": lambda: b'{"hello":"world"}',
    "a list": lambda: b"[1,2,3]",
    "only the sign of a PNG": lambda: SIGNATURE,
    "a PNG cut short": lambda: png()[:40],
    "a PNG with a lie about a length": lambda: SIGNATURE + b"\xff\xff\xff\xff" + b"IHDR" + b"\x00" * 20,
    "a PNG with many chunks": lambda: png(*[chunk(b"tEXt", b"a\x00b")] * 30_000),
    "a PNG with two badges": lambda: png(itxt(b"openbadges", b"{}"), itxt(b"openbadges", b"{}")),
    "a PNG with a bomb": lambda: png(itxt(b"openbadges", zlib.compress(b"a" * 50 * MEGABYTE), compressed=True)),
    "a PNG with a link": lambda: png(chunk(b"tEXt", b"openbadges\x00https://evil.example/a.json")),
    "a PNG with text that is no badge": lambda: png(itxt(b"openbadgecredential", b"hello")),
    "an SVG with entities": lambda: b'<!DOCTYPE x [<!ENTITY a "aa">]><svg>&a;</svg>',
    "HTML": lambda: b"<script>alert(1)</script>",
    "two bytes that say UTF-16": lambda: "ABCD2345".encode("utf-16"),
}
TEXTS = {
    "HTML": "<script>alert(1)</script>",
    "broken base64": "eyJhbGciOiJFUzI1NiJ9.!!!!.####",
    "three words": "eyJhbGciOiJFUzI1NiJ9.a.b",
    "padded base64": "eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ==.AAAA",
    "a link without a host": "https://",
    "a link with a bad host": "http://[::1",
    "a link with a bad port": "http://localhost:99999999/b/ABCD2345",
    "a link with a strange path": "http://localhost/b/%00%ff/../..",
    "a script as a link": "javascript:alert(1)",
    "a path of a machine": "file:" + "///etc/passwd",
    "many codes": "ABCD2345 " * 10_000,
    "direction marks": "\u202eABCD2345",
    "letters of other alphabets": "ＡＢＣＤ２３４５",
    "a lone surrogate": "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "a query": "' OR 1=1 --",
    "a template": "{{ 7 * 7 }}",
}
SLIPS = {"a script as a link", "direction marks", "letters of other alphabets", "a lone surrogate", "a query"}


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file_is_answered(app: Flask, what: str) -> None:
    content = FILES[what]()
    started = time.process_time()
    page = hand_in(app.test_client(), content, "badge.png")
    assert time.process_time() - started < 2
    assert heading(page) not in {"", "Ce badge est authentique"}
    assert "<script" not in page


@pytest.mark.parametrize("what", TEXTS)
def test_a_hostile_text_is_answered(app: Flask, what: str) -> None:
    answer = app.test_client().post("/verify", data={"input": TEXTS[what]})
    # A few signs stay in the box, to be mended.
    assert answer.status_code == (422 if what in SLIPS else 200)
    assert heading(answer.text) not in {"", "Ce badge est authentique"}
    assert "<script" not in answer.text
    shown = answer.text.partition("<main")[2].partition("</main")[0]
    # Neither the sealed result, which is any letters, nor the minute of the check.
    assert "49" not in re.sub(r'name="told"\s+value="[\w.-]+"|\d+.h.\d+', "", shown)


def test_too_much_is_said_in_words_without_reading_it(app: Flask) -> None:
    answer = app.test_client().post("/verify", data={"input": "a" * 7 * MEGABYTE})
    assert answer.status_code == 413
    assert heading(answer.text) == "C’est trop gros pour un badge"


def test_more_fields_than_a_form_has_are_refused_in_words(app: Flask) -> None:
    answer = app.test_client().post("/verify", data={f"f{number}": "x" for number in range(2_000)})
    assert answer.status_code < 500
    assert heading(answer.text)


def test_a_body_that_is_no_form_is_an_empty_box(app: Flask) -> None:
    browser = app.test_client()
    for kind in ("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"):
        for body in ('{"input": "x"}', "[1, 2]", "{"):
            answer = browser.post("/verify", data=body, content_type=kind)
            assert answer.status_code == 422, (kind, body)
