"""An award that would break the standard cannot be made."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

import badges
from badges.model import in_zulu

from .specimen import ACHIEVEMENT, AWARD, ISSUED, ISSUER

# Version 7: the OB 2.0 reference validator refuses it.
BY_TIME = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.mark.parametrize(
    "change",
    [
        {"award_id": BY_TIME},
        {"credential_id": BY_TIME},
        {"assertion_url": "/relative.json"},
        {"assertion_url": "http://badges.example.org/a.json"},
        {"issued_at": datetime(2025, 1, 1)},  # noqa: DTZ001
        {"issued_at": ISSUED + timedelta(milliseconds=1)},
        {"awarded_at": datetime(2025, 1, 1)},  # noqa: DTZ001
        {"expires_at": ISSUED},
        {"holder_name": " "},
    ],
    ids=str,
)
def test_an_award_that_breaks_a_rule_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(badges.ContentRefused):
        replace(AWARD, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [{"did": "https://x.example"}, {"address": "did:web:x"}, {"email": "nobody"}, {"name": ""}, {"url": "x"}],
    ids=str,
)
def test_an_issuer_that_breaks_a_rule_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(badges.ContentRefused):
        replace(ISSUER, **change)


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"criteria": "\n"}, {"image_url": "data:image/png;base64,AA"}], ids=str
)
def test_an_achievement_that_breaks_a_rule_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(badges.ContentRefused):
        replace(ACHIEVEMENT, **change)


def test_evidence_says_something() -> None:
    with pytest.raises(badges.ContentRefused):
        badges.Evidence(name="nothing behind it")


def test_a_status_index_is_not_negative() -> None:
    with pytest.raises(badges.ContentRefused):
        badges.StatusEntry(list_url="https://badges.example.org/1.jwt", index=-1)


def test_instants_are_written_in_utc_whatever_their_zone() -> None:
    noon_in_cayenne = datetime(2025, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=-3)))

    assert in_zulu(noon_in_cayenne) == "2025-03-01T15:00:00Z"
