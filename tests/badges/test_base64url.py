"""One spelling for each sequence of bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import base64url
from badges.errors import Malformed


@given(st.binary())
def test_bytes_come_back(raw: bytes) -> None:
    assert base64url.decode(base64url.encode(raw)) == raw


@pytest.mark.parametrize(
    "text", ["QQ==", "QR", "Q", "QUI+", "QUI/", "QU\nI", " QUI", "QUJD=", "é", "QUJDR\n"], ids=repr
)
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        base64url.decode(text)


@given(st.text(st.sampled_from("ABCabc019-_"), max_size=12))
def test_a_text_that_is_read_is_the_only_one_for_its_bytes(text: str) -> None:
    try:
        raw = base64url.decode(text)
    except Malformed:
        return

    assert base64url.encode(raw) == text
