"""Texts and names: any script, nothing invisible, nothing that deceives the eye."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from peerlearn.core.db import db
from peerlearn.core.texts import HiddenTextError, as_seen, ensure_name, is_name, is_showable
from peerlearn.organisations.models import Organisation
from tests.cast import Cast

NAMES = {
    "French": "Élodie",
    "decomposed": "E\u0301lodie",
    "with an apostrophe": "N’Golo",
    "with a dash": "Jean-Noël",
    "of one letter": "O",
    "with a number": "Awa 2",
    "Arabic": "فاطمة",
    "Persian, with the joiner it needs": "نیک\u200cپی",
    "Sinhala, with the joiner it needs": "ශ්\u200dරී",
    "Hindi, with the joiner it needs": "क्\u200dष",
    "Ge'ez": "ተስፋይ",
    "Chinese": "李娜",
    "Tamil": "அருண்",
    "Thai": "สมชาย",
    "Cyrillic": "Оксана",
}
NO_NAMES = {
    "nothing that is seen": "\u200b\u202e",
    "turned": "Jean\u202eeriP",
    "isolated": "\u2066 Jean",
    "a joiner where nothing joins": "Je\u200dan",
    "a joiner at the end": "فاطمة\u200d",
    "a mark of order": "Jean\u200f",
    "a soft hyphen": "Je\u00adan",
    "a zero width space": "Je\u200ban",
    "a mark of byte order": "\ufeffJean",
    "a letter nobody sees": "\u3164",
    "another": "\uffa0\u115f",
    "Braille without dots": "Jean \u2800",
    "a tag": "Jean\U000e0041",
    "digits": "1234",
    "dots": "…",
    "two lines": "Jean\nPierre",
    "a line of its own kind": "Jean\u2028Pierre",
    "a null": "Jean\x00",
    "a terminal's colour": "\x1b[31mJean",
    "a control of another age": "Jean\x85",
    "half a character": "Jean\ud800",
    "empty": "",
}
TEXTS = {"lines": "A\nB\r\n\tC", "a family": "👨\u200d👩\u200d👧", "right to left": "مرحبا", "digits": "12"}
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_of_any_script_is_one(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", NO_NAMES.values(), ids=NO_NAMES)
def test_what_cannot_be_read_is_no_name(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_may_have_lines_and_pictures(text: str) -> None:
    assert is_showable(text)


@pytest.mark.parametrize("sign", [*TURNING, "\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ud800"], ids=ascii)
def test_a_text_has_no_control_and_nothing_that_turns_it(sign: str) -> None:
    assert not is_showable(f"before{sign}after")


@given(st.text(min_size=1))
def test_a_name_never_holds_what_is_not_seen(text: str) -> None:
    if is_name(text):
        assert not {unicodedata.category(c) for c in text if c not in "\u200c\u200d"} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert any(c.isalpha() for c in text)


def test_no_name_yet_is_no_mistake() -> None:
    ensure_name("Awa", None)


def test_no_column_takes_what_cannot_be_shown(everything: Cast) -> None:
    organisation = db.session.execute(select(Organisation).limit(1)).scalar_one()
    organisation.name = "Les \u202eTilleuls"
    with pytest.raises(HiddenTextError):
        db.session.flush()


def test_what_is_repeated_is_what_the_eye_sees() -> None:
    assert as_seen("\u202eexe.jpg\u200b\u2066") == "exe.jpg"
    assert as_seen("\u200b\u3164 ") == ""
    assert as_seen("می\u200cخواهم") == "می\u200cخواهم"
