"""Reading JSON from strangers."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import strict_json
from badges.errors import Malformed, TooLarge

HOSTILE = {
    "duplicate member": ('{"a":1,"a":2}', "json_duplicate"),
    "duplicate member further in": ('{"a":[{"b":1,"\\u0062":2}]}', "json_duplicate"),
    "NaN": ('{"a":NaN}', "json_number"),
    "minus infinity": ('{"a":-Infinity}', "json_number"),
    "a number that overflows": ('{"a":1e999}', "json_number"),
    "an integer no double holds": ('{"a":9007199254740992}', "json_number"),
    "an integer of a million digits": ('{"a":' + "9" * 100_000 + "}", "json_number"),
    "lone surrogate": ('{"a":"\\ud800"}', "json_surrogate"),
    "lone surrogate in a name": ('{"\\udfff":1}', "json_surrogate"),
    "NUL in a string": ('{"a":"x\\u0000y"}', "json_nul"),
    "raw control character": ('{"a":"\n"}', "json_syntax"),
    "too deep": ("[" * 33 + "]" * 33, "json_depth"),
    "far too deep": ('{"a":' * 30_000, "json_depth"),
    "something after the end": ("{} {}", "json_syntax"),
    "byte order mark": (b"\xef\xbb\xbf{}", "json_syntax"),
    "not UTF-8": (b'{"a":"\xff"}', "json_encoding"),
    "UTF-16": ('{"a":1}'.encode("utf-16"), "json_encoding"),
    "single quotes": ("{'a':1}", "json_syntax"),
    "an empty text": ("", "json_syntax"),
    "an open string": ('{"a":"', "json_syntax"),
    "many escaped quotes": ('"' + '\\"' * 90_000 + "[" * 40, "json_syntax"),
}


@pytest.mark.parametrize(("text", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_refused_and_says_why(text: str | bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        strict_json.read(text)

    assert refusal.value.code == code


def test_a_text_over_the_cap_is_not_even_looked_at() -> None:
    with pytest.raises(TooLarge):
        strict_json.read(b"{" * 200_001)
    with pytest.raises(TooLarge):
        strict_json.read("é" * 150_000)


def test_brackets_inside_strings_do_not_count_as_depth() -> None:
    text = json.dumps({"a": "[{" * 500, "b": 'quote " and \\'})

    assert strict_json.read(text) == json.loads(text)


def test_an_object_is_asked_for_and_a_list_is_refused() -> None:
    with pytest.raises(Malformed) as refusal:
        strict_json.read_object("[]")

    assert refusal.value.code == "json_not_object"


def test_true_is_not_one() -> None:
    assert strict_json.same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not strict_json.same({"a": True}, {"a": 1})


def test_accents_are_written_as_letters() -> None:
    assert strict_json.write({"nom": "Élodie"}) == '{"nom":"Élodie"}'.encode()


safe_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | safe_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(safe_text, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_what_we_write_we_read_back(value: object) -> None:
    assert strict_json.read(strict_json.write(value)) == value


@given(st.text() | st.binary())
def test_any_input_is_read_or_refused_and_nothing_else_happens(text: str | bytes) -> None:
    with suppress(Malformed):
        strict_json.read(text)
