"""What a badge says of itself, read without believing it."""

from __future__ import annotations

import json
from typing import Any

import pytest

import badges

from .pictures import png
from .specimen import ASSERTION, TOKEN

SAYS: dict[str, Any] = badges.read_json(badges.jws.take_apart(TOKEN).payload)


def test_a_token_a_file_and_a_picture_say_the_same_without_being_believed() -> None:
    document = json.dumps(SAYS)
    baked = badges.bake(png(), TOKEN, keyword=badges.OB3_KEYWORD)
    drawn = badges.bake_svg(
        b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>', document, keyword=badges.OB3_KEYWORD
    )
    for given in (TOKEN, f"{TOKEN[:-6]}AAAAAA", document, baked, drawn):
        assert badges.read_unproven(given) == SAYS, given[:40]


def test_an_assertion_is_read_and_of_an_address_only_the_address() -> None:
    assert badges.read_unproven(ASSERTION) == badges.read_json(ASSERTION)
    assert badges.read_unproven("https://badges.example.org/b/1") == {"id": "https://badges.example.org/b/1"}


def test_who_issued_an_older_credential_may_stand_beside_it() -> None:
    header, _, signature = TOKEN.split(".")
    claims = {"iss": "did:web:elsewhere.example", "vc": {"type": ["VerifiableCredential"]}}
    payload = badges.base64url.encode(json.dumps(claims).encode())
    assert badges.read_unproven(f"{header}.{payload}.{signature}") == {
        "issuer": "did:web:elsewhere.example",
        "type": ["VerifiableCredential"],
    }


@pytest.mark.parametrize(
    "given", ["", "Bonjour", b"\x89PNG\r\n\x1a\n", b"<svg", "[1]", '{"a":', "a.b.c", b"x" * 30_000_000]
)
def test_what_says_nothing_gives_nothing(given: bytes | str) -> None:
    assert badges.read_unproven(given) is None


def test_a_picture_in_which_nothing_is_baked_says_nothing() -> None:
    assert badges.read_unproven(png()) is None
