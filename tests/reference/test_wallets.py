"""The libraries on which wallets are built believe our OB 3.0 JSON, read its status list, and see a withdrawal."""

import json

import pytest

from tests.reference.conftest import Published, wallet_says

FAMILIES = ("digitalbazaar", "digitalcredentials")


@pytest.mark.parametrize("family", FAMILIES)
def test_our_json_is_verified_until_the_badge_is_withdrawn(published: Published, family: str) -> None:
    given = {name: published.file(name, ".json") for name in published.awards}
    for credential in given.values():
        found = wallet_says(family, credential)
        assert found["verified"], found
        assert found["status"], found
    published.withdraw("moussa")
    assert not wallet_says(family, given["moussa"])["verified"]
    assert wallet_says(family, given["awa"])["verified"]


@pytest.mark.parametrize("family", FAMILIES)
def test_one_word_changed_is_not_verified(published: Published, family: str) -> None:
    credential = json.loads(published.file("moussa", ".json"))
    credential["credentialSubject"]["achievement"]["name"] += " expert"
    assert not wallet_says(family, json.dumps(credential))["verified"]
