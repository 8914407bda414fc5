"""A photograph of the signed sheet is kept with its workshop, once, as long as everybody on it is known here."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from peerlearn.attendance.models import FieldMark, SheetPhoto
from peerlearn.attendance.sync import Fate
from peerlearn.core.db import db
from peerlearn.lifecycle.erasure import anonymise
from peerlearn.people.models import Person
from peerlearn.workshops.rules import Part, WorkshopState
from tests.attendance.test_sync import ACCEPTED, DAY, KNOWN, MINUTE, NINE, count, fates, mark, send, staged_at_nine
from tests.cast import Cast
from tests.factories.attendance import Staged
from tests.factories.photos import as_text, photo_of

PHOTO = as_text(photo_of("", size=(1600, 1200)))


def sheet(staged: Staged, **more: Any) -> dict[str, Any]:
    return mark(staged, "sheet", **{"half_day": "morning", "photo": PHOTO, **more})


def test_it_is_stored_once_and_says_nothing_of_the_phone(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    taken = sheet(staged)
    assert fates(send(everything, [taken])) == [ACCEPTED]
    assert fates(send(everything, [taken])) == [KNOWN]
    kept = db.session.execute(select(SheetPhoto)).scalar_one()
    with Image.open(io.BytesIO(kept.photo)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (1600, 1200), {})
    assert kept.size == len(kept.photo)
    assert db.session.execute(select(FieldMark.content)).scalars().all() == [None]


@pytest.mark.parametrize("choices", [{"state": WorkshopState.CANCELLED}, {}])
def test_late_or_of_a_cancelled_workshop_it_is_a_proof_all_the_same(everything: Cast, choices: dict[str, Any]) -> None:
    staged = staged_at_nine(everything, **choices)
    assert fates(send(everything, [sheet(staged)], at=NINE + 8 * DAY)) == [ACCEPTED]
    assert count(SheetPhoto) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"photo": as_text(b"%PDF-1.7")}, "sheet_unreadable"),
        ({"photo": as_text(photo_of("")[:3000])}, "sheet_unreadable"),
        ({"photo": as_text(b"plain words")}, "sheet_unreadable"),
        ({"photo": "?"}, "malformed"),
        ({"photo": "A" * 700_004}, "malformed"),
        ({"photo": None}, "malformed"),
        ({"half_day": "afternoon"}, "other_half_day"),
        ({"half_day": "night"}, "malformed"),
        ({"recorded_at": (NINE - timedelta(minutes=31)).isoformat()}, "too_early"),
        ({"workshop": "nowhere"}, "not_yours"),
    ],
)
def test_what_is_no_photograph_of_this_sheet_is_refused_alone(
    everything: Cast, change: dict[str, Any], reason: str
) -> None:
    staged = staged_at_nine(everything)
    assert fates(send(everything, [{**sheet(staged), **change}, sheet(staged)])) == [(Fate.REFUSED, reason), ACCEPTED]


def test_who_leads_no_more_hands_the_paper_in(everything: Cast) -> None:
    staged = staged_at_nine(everything, leaders={"moussa": Part.REPLACED, "claire": Part.SUBSTITUTE})
    assert fates(send(everything, [sheet(staged)])) == [(Fate.REFUSED, "sheet_elsewhere")]
    assert count(SheetPhoto) == 0


def test_ten_are_enough_for_one_workshop(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    for turn in range(5):
        at = NINE + turn * MINUTE
        assert fates(send(everything, [sheet(staged), sheet(staged)], at=at + MINUTE)) == [ACCEPTED] * 2
    assert fates(send(everything, [sheet(staged)], at=NINE + 9 * MINUTE)) == [(Fate.REFUSED, "too_many_sheets")]


@pytest.mark.parametrize("name", ["rosa", "moussa"])
def test_with_the_first_of_them_who_goes_the_picture_goes_and_no_other_comes(everything: Cast, name: str) -> None:
    staged, other = (
        staged_at_nine(everything),
        staged_at_nine(everything, seated=("awa",), leaders={"claire": Part.LEAD}),
    )
    send(everything, [sheet(staged)])
    db.session.add(_copy_for(other))
    anonymise(db.session.get_one(Person, everything.people[name]), now=NINE)
    kept = db.session.execute(select(SheetPhoto).order_by(SheetPhoto.id)).scalars().all()
    assert [(one.photo == b"", one.size == 0) for one in kept] == [(True, True), (False, False)]
    assert fates(send(everything, [sheet(staged)])) == [(Fate.REFUSED, "sheet_names_gone")]


def _copy_for(other: Staged) -> SheetPhoto:
    first = db.session.execute(select(SheetPhoto)).scalar_one()
    names = ("host_organisation_id", "half_day", "photo", "size", "recorded_at", "received_at")
    return SheetPhoto(workshop_id=other.id, **{name: getattr(first, name) for name in names})
