"""How tests put something into the box, and read the first line of the answer."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from html import unescape
from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from peerlearn.web.public import asking


def paste(browser: FlaskClient, text: str) -> str:
    """Paste a text; the answer is a page."""
    answer = awaited(browser, browser.post("/verify", data={"input": text}))
    assert answer.status_code == 200
    return answer.text


def awaited(browser: FlaskClient, answer: TestResponse) -> TestResponse:
    """The same answer, or what it leads to once every site was asked."""
    if answer.status_code != 303:
        return answer
    asking.finish(browser.application)
    return browser.get(answer.location)


def hand_in(browser: FlaskClient, content: bytes, name: str) -> str:
    """Choose a file; the answer is a page."""
    # Encoded here: above half a megabyte the client would use a file of its own, and leave it open.
    boundary, body = encode_multipart(MultiDict({"file": FileStorage(BytesIO(content), filename=name)}))
    answer = awaited(browser, browser.post("/verify", data=body, content_type=_form(boundary)))
    assert answer.status_code == 200
    return answer.text


def hand_in_all(browser: FlaskClient, files: Iterable[tuple[str, bytes]], text: str = "") -> TestResponse:
    """Choose several files; the answer may be any."""
    parts: list[tuple[str, object]] = [("file", FileStorage(BytesIO(body), filename=name)) for name, body in files]
    boundary, body = encode_multipart(MultiDict([*parts, ("input", text)]))
    return awaited(browser, browser.post("/verify", data=body, content_type=_form(boundary)))


def _form(boundary: str) -> str:
    return f'multipart/form-data; boundary="{boundary}"'


def heading(page: str) -> str:
    """The verdict, as it is read."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return unescape(found[1].strip()) if found else ""


def header_of(token: str) -> bytes:
    """The JSON of the first part of a compact JWS."""
    return _decoded(token.split(".", maxsplit=1)[0])


def payload_of(token: str) -> bytes:
    """The JSON of the second part of a compact JWS."""
    return _decoded(token.split(".")[1])


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
