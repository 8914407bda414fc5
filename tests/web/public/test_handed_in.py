"""Telling apart what people put into the box."""

import time

import pytest

from peerlearn.web.kit.badge_words import in_groups
from peerlearn.web.public.handed_in import (
    Code,
    Document,
    ForeignLink,
    HostedId,
    Nothing,
    OtherForm,
    Pdf,
    Photo,
    Words,
    as_code,
    tell_apart,
)
from peerlearn.web.public.several import lines_of

OURS = ("https://badges.example.org", "http://localhost:5000")
UUID = "8c2b2c1e-5b0a-4d3e-9a57-0a5a4a3f2b11"


@pytest.mark.parametrize(
    "typed", ["K7MX4RQD", "k7mx4rqd", "K7MX 4RQD", "k7mx-4rqd", " K7MX\u00a04RQD ", "K7-MX-4R-QD", "K7MX\u20134RQD\n"]
)
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert as_code(typed) == "K7MX4RQD"
    assert tell_apart(typed, own_addresses=OURS) == Code("K7MX4RQD")


@pytest.mark.parametrize("typed", ["", "K7MX4RQ", "K7MX4RQ0", "K7MX4RQI", "K7MX4RQDK7MX4", "K7MX4RQ\u00c9", "K" * 1000])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert as_code(typed) is None


def test_a_code_is_read_aloud_in_groups() -> None:
    assert in_groups("K7MX4RQD") == "K7MX 4RQD"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("https://badges.example.org/b/K7MX4RQD", Code("K7MX4RQD")),
        ("http://badges.example.org/b/k7mx4rqd/", Code("K7MX4RQD")),
        ("https://BADGES.example.org:443/b/K7MX4RQD.ob2.json?lang=en#top", Code("K7MX4RQD")),
        ("badges.example.org/b/K7MX%204RQD", Code("K7MX4RQD")),
        ("http://localhost:5000/b/K7MX4RQD.png", Code("K7MX4RQD")),
        ("https://badges.example.org/verify?code=K7MX-4RQD", Code("K7MX4RQD")),
        (f"https://badges.example.org/ob/2/assertions/{UUID}.json", HostedId(UUID)),
        (f"https://badges.example.org/ob/3/credentials/{UUID}.jwt", HostedId(UUID)),
        ("http://localhost:5001/b/K7MX4RQD", ForeignLink("localhost:5001")),
        ("https://badges.example.org.evil.example/b/K7MX4RQD", ForeignLink("badges.example.org.evil.example")),
        ("https://badges.example.org@evil.example/b/K7MX4RQD", ForeignLink("evil.example")),
        ("https://evil.example/b/K7MX4RQD", ForeignLink("evil.example")),
        ("https://bаdges.example.org/b/K7MX4RQD", ForeignLink("xn--bdges-4ve.example.org")),
        ("https://badges.example.org/elsewhere", Document("https://badges.example.org/elsewhere")),
        ("https://", Document("https://")),
        ("https://ed\u202etset.example/x", Words()),
        ("https://badges.example\u200b.org/x", Words()),
        ("badges.example.org/b/K7MX 4RQD", Code("K7MX4RQD")),
        ("https://Badges.Example.org/b/k7mx 4rqd", Code("K7MX4RQD")),
        ("badges.example.org/b/K7MX 4RQ", Words()),
        ("http://[::1", Document("http://[::1")),
        ("evil.example/b/K7MX4RQD", Words()),
        ("evil.example/b/K7MX 4RQD", Words()),
    ],
)
def test_a_link_is_ours_by_its_host_and_its_path(link: str, found: object) -> None:
    assert tell_apart(link, own_addresses=OURS) == found
    assert tell_apart(link.encode(), own_addresses=OURS) in (found, Document(link.encode()))


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"<html>", OtherForm()),
        (b"  <!doctype html>", OtherForm()),
        (b"\xef\xbb\xbf<html>", OtherForm()),
        (b"PK\x03\x04", OtherForm()),
        (b"PK\x03\x04" + b"\x00" * 26 + b"photos/1.jpg", OtherForm()),
        (b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml", OtherForm(is_office=True)),
        (b"PK\x03\x04" + b"\n" * 26 + b"word/document.xml", OtherForm(is_office=True)),
        (b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text", OtherForm(is_office=True)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OtherForm(is_office=True)),
        (b"", Nothing()),
        (b"%PDF-1.7", Pdf(b"%PDF-1.7")),
        (b"\xff\xd8\xff\xe0", Photo(b"\xff\xd8\xff\xe0")),
        (b"GIF89a", Photo(b"GIF89a")),
    ],
)
def test_other_forms_are_known_by_their_first_bytes(start: bytes, kind: object) -> None:
    assert tell_apart(start, own_addresses=OURS) == kind


def test_everything_else_is_for_the_library() -> None:
    for content in (
        '{"a": 1}',
        "eyJhbGciOiJFUzI1NiJ9.e30.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30",
        "[1, 2]",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xfe",
        "x" * 5000,
    ):
        assert tell_apart(content, own_addresses=OURS) == Document(content)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Mon badge : http://localhost:5000/b/K7MX4RQD", Code("K7MX4RQD")),
        ("Pour le vérifier : https://badges.example.org/b/K7MX4RQD.", Code("K7MX4RQD")),
        ("Bonjour,\nvoici (https://badges.example.org/b/K7MX4RQD) !", Code("K7MX4RQD")),
        ("Voir https://evil.example/x et https://badges.example.org/b/K7MX4RQD", Code("K7MX4RQD")),
        ("Voir https://ecole.example/a/12, merci", ForeignLink("ecole.example")),
        ("Voir https://ed\u202etset.example/x", Words()),
        ("Voir https://badges.example.org/elsewhere", Words()),
        ("hello world", Words()),
        ("K7MX4RQ", Words()),
        ("K7MX4RQD0", Words()),
        ("badges.example.org.evil.example/b/K7MX 4RQD", Words()),
    ],
)
def test_a_code_or_a_link_is_found_in_what_people_write_around_it(sentence: str, found: object) -> None:
    assert tell_apart(sentence, own_addresses=OURS) == found
    assert tell_apart(sentence.encode(), own_addresses=OURS) == found


def test_a_long_text_is_looked_through_once() -> None:
    started = time.process_time()
    assert tell_apart("https://" * 240, own_addresses=OURS) is not None
    assert len(lines_of("a https://b/c " * 300_000)) == 1
    assert time.process_time() - started < 2
