"""A SIRET is checked: Luhn, and La Poste's exception."""

import pytest

from peerlearn.organisations.rules import clean_siret, is_siret


@pytest.mark.parametrize(
    "siret",
    [
        "73282932000074",
        "35600000000048",  # La Poste's own seat passes Luhn
        "35600000049837",  # a post office: the sum of its digits is a multiple of five
    ],
)
def test_a_good_number_passes(siret: str) -> None:
    assert is_siret(siret)


@pytest.mark.parametrize(
    "siret",
    [
        "73282932000075",  # a wrong digit
        "73282932100074",  # the SIREN is wrong
        "35600000049838",  # no post office either
        "7328293200007",
        "732829320000744",
        "732829320",
        "７３２８２９３２００００７４",
        "73282932000O74",
        "",
    ],
)
def test_a_wrong_one_does_not(siret: str) -> None:
    assert not is_siret(siret)


def test_what_people_put_between_the_digits_is_taken_out() -> None:
    for typed in ("732 829 320 00074", "732.829.320.00074", "732\u00a0829\u202f320-00074"):
        assert clean_siret(typed) == "73282932000074"
