"""How many tries, from where: guessing is slowed for everybody, and nobody is kept from their own account."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from peerlearn.accounts import signing_in
from peerlearn.accounts.rules import (
    SLOW_PACE,
    TRIES_PER_ADDRESS,
    TRIES_PER_DEVICE,
    TRIES_PER_IDENTIFIER,
    TRIES_PER_PAIR,
    WINDOW,
    Pace,
    Tries,
    counted_address,
    pace_of,
)
from peerlearn.accounts.signing_in import Attempt
from peerlearn.core.errors import DomainError
from tests.cast import SECRET, Cast

NOW = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
TODAY = date(2026, 3, 2)
ATTEMPT = Attempt(identifier_hash="1" * 64, address_hash="a" * 64)
ELSEWHERE = replace(ATTEMPT, address_hash="b" * 64)
KNOWN = replace(ATTEMPT, device_hash="d" * 64)


def _try(times: int, attempt: Attempt = ATTEMPT, *, now: datetime = NOW) -> None:
    for _ in range(times):
        signing_in.note_attempt(attempt, now=now)


def _refused(attempt: Attempt = ATTEMPT, *, now: datetime = NOW) -> str:
    with pytest.raises(DomainError) as refused:
        signing_in.note_attempt(attempt, now=now)
    return refused.value.code


def _try_from_everywhere(times: int, *, now: datetime = NOW) -> None:
    for one in range(times):
        _try(1, replace(ATTEMPT, address_hash=f"{one:064}"), now=now)


def _sign_in(attempt: Attempt) -> None:
    signing_in.let_in(signing_in.check_secret("samira@example.org", SECRET), attempt, on=TODAY)


def test_one_identifier_is_tried_eight_times_a_quarter_of_an_hour_from_one_address(everything: Cast) -> None:
    _try(TRIES_PER_PAIR)
    assert _refused() == "accounts.too_many_attempts"
    _try(1, replace(ATTEMPT, identifier_hash="2" * 64))
    _try(1, now=NOW + WINDOW)


def test_a_stranger_elsewhere_keeps_nobody_out(everything: Cast) -> None:
    _try(TRIES_PER_PAIR)
    _try(1, ELSEWHERE)


def test_from_many_addresses_an_identifier_is_tried_one_by_one_beyond_a_ceiling(everything: Cast) -> None:
    _try_from_everywhere(TRIES_PER_IDENTIFIER)
    assert _refused(ELSEWHERE) == "accounts.one_try_at_a_time"
    _try(1, ELSEWHERE, now=NOW + SLOW_PACE)
    assert _refused(now=NOW + SLOW_PACE + timedelta(seconds=1)) == "accounts.one_try_at_a_time"
    _try(1, now=NOW + 2 * SLOW_PACE)


def test_a_browser_that_signed_in_before_is_counted_by_itself(everything: Cast) -> None:
    _try_from_everywhere(TRIES_PER_IDENTIFIER)
    for one in range(TRIES_PER_ADDRESS):
        _try(1, Attempt(identifier_hash=f"{one + 9:064}", address_hash=KNOWN.address_hash))
    _try(TRIES_PER_DEVICE, KNOWN)
    assert _refused(KNOWN) == "accounts.too_many_attempts"
    assert _refused(replace(KNOWN, device_hash=None)) == "accounts.too_many_attempts"
    _try(1, replace(KNOWN, device_hash="e" * 64))


def test_one_address_is_tried_a_hundred_times(everything: Cast) -> None:
    for one in range(TRIES_PER_ADDRESS):
        _try(1, replace(ATTEMPT, identifier_hash=f"{one:064}"))
    assert _refused() == "accounts.too_many_attempts"


@pytest.mark.parametrize("attempt", [ATTEMPT, KNOWN], ids=["an unknown browser", "a known one"])
def test_a_success_forgives_the_tries_made_from_there(everything: Cast, attempt: Attempt) -> None:
    _try(TRIES_PER_PAIR - 1, attempt)
    _sign_in(attempt)
    _try(TRIES_PER_PAIR, attempt)
    assert _refused(attempt) == "accounts.too_many_attempts"


@pytest.mark.parametrize("holder", [ELSEWHERE, KNOWN], ids=["at another address", "on a known browser"])
def test_the_holders_success_gives_a_stranger_no_further_tries(everything: Cast, holder: Attempt) -> None:
    _try(TRIES_PER_PAIR)
    _sign_in(holder)
    assert _refused() == "accounts.too_many_attempts"


def test_the_pace_is_decided_on_plain_numbers() -> None:
    assert pace_of(Tries(by_pair=7, by_address=99, by_identifier=49)) is Pace.FREE
    assert pace_of(Tries(by_pair=8)) is pace_of(Tries(by_address=100)) is Pace.WAIT
    assert pace_of(Tries(by_identifier=50)) is Pace.SLOW
    assert pace_of(Tries(by_device=7, by_pair=99, by_address=999, by_identifier=999)) is Pace.FREE
    assert pace_of(Tries(by_device=8)) is Pace.WAIT


def test_of_a_code_that_strangers_type_a_newcomer_is_slowed_only_when_very_many_guess() -> None:
    assert pace_of(Tries(by_pair=1, by_identifier=399), welcomes_strangers=True) is Pace.FREE
    assert pace_of(Tries(by_pair=1, by_identifier=399)) is Pace.SLOW, "a PIN has a million values only"
    assert pace_of(Tries(by_pair=2, by_identifier=399), welcomes_strangers=True) is Pace.SLOW
    assert pace_of(Tries(by_identifier=400), welcomes_strangers=True) is Pace.SLOW
    assert pace_of(Tries(by_pair=8, by_identifier=9), welcomes_strangers=True) is Pace.WAIT


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_network_of_addresses_that_one_may_draw_from_counts_as_one(address: str, counted: str) -> None:
    assert counted_address(address) == counted
