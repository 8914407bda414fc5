"""Telling a picture, a token, a document and plain words apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import Kind, recognise

from .pictures import png
from .specimen import ASSERTION, TOKEN


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (png(), Kind.PNG),
        (TOKEN, Kind.COMPACT_JWS),
        (TOKEN.encode(), Kind.COMPACT_JWS),
        (f"\n  {TOKEN}\r\n", Kind.COMPACT_JWS),
        (ASSERTION, Kind.JSON),
        (" {", Kind.JSON),
        ("https://badges.example.org/b/K7M4QX2P", Kind.TEXT),
        ("K7M4-QX2P", Kind.TEXT),
        ("www.example.org", Kind.TEXT),
        ("example.badges.org", Kind.TEXT),
        ("", Kind.UNKNOWN),
        (b"\xff\xfe", Kind.UNKNOWN),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_what_was_given_is_recognised(document: str | bytes, kind: Kind) -> None:
    assert recognise(document).kind is kind


def test_blanks_around_a_text_are_dropped() -> None:
    assert recognise(f" {TOKEN}\n").text == TOKEN


@given(st.text() | st.binary())
def test_nothing_makes_it_fail(document: str | bytes) -> None:
    recognise(document)
