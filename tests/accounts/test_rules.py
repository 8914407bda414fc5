"""Identifiers as people type them, secrets that are too easy, and what a device is called."""

import pytest
from argon2.low_level import Type

from peerlearn.accounts.rules import as_identifier, device_of, is_too_common, keyed_hash, token_hash
from tests.stage import USUAL_HASHER


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        (" Samira@Example.org ", "samira@example.org"),
        ("k7mx-4rqd", "K7MX4RQD"),
        ("K7MX 4RQD", "K7MX4RQD"),
        ("K7MX\u00a04RQD", "K7MX4RQD"),
    ],
)
def test_an_identifier_is_read_as_it_is_typed(typed: str, identifier: str) -> None:
    assert as_identifier(typed) == identifier


@pytest.mark.parametrize("secret", ["123456", "654321", "000000", "112112", "motdepasse", "Azertyuiop", "aaaaaaaaaa"])
def test_what_everybody_would_guess_is_too_common(secret: str) -> None:
    assert is_too_common(secret)


@pytest.mark.parametrize("secret", ["483920", "cheval agrafe pile", "135790"])
def test_what_nobody_would_guess_is_not(secret: str) -> None:
    assert not is_too_common(secret)


def test_what_is_stored_of_a_token_or_an_address_cannot_be_read() -> None:
    assert "samira" not in keyed_hash("samira@example.org", key="a key")
    assert keyed_hash("samira@example.org", key="a key") != keyed_hash("samira@example.org", key="another")
    assert len(token_hash("token")) == 64


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("Mozilla/5.0 (Linux; Android 9; SM-J330F) Chrome/96", "android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X)", "iphone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15)", "mac"),
        ("Mozilla/5.0 (X11; CrOS x86_64)", "chromebook"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "linux"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_says_what_it_runs_on(said: str, device: str) -> None:
    assert device_of(said) == device


def test_a_stolen_table_of_secrets_is_slow_to_guess() -> None:
    hasher = USUAL_HASHER
    assert hasher.type is Type.ID
    assert (hasher.memory_cost, hasher.time_cost) >= (19 * 1024, 2), "the least that OWASP advises, in KiB and passes"
