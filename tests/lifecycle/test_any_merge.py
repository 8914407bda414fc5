"""Whatever two records went through, putting them together keeps the counts right, and parting them restores all."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from peerlearn.attendance.models import Observation, Presence
from peerlearn.attendance.rules import PresenceState
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.lifecycle.merging import merge
from peerlearn.lifecycle.parting import undo_merge
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, Place
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import stage_workshop
from tests.lifecycle.dump import everything_stored

PAIR = ("awa", "rosa")


@pytest.mark.parametrize("seed", range(12))
def test_any_two_records_can_be_put_together_and_parted(everything: Cast, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a story, not a secret
    for days in chance.sample(range(-40, 20), 8):
        _some_workshop(everything, chance, days)
    before = everything_stored()
    marks = _how_many_marks()
    kept, other = (made.person(everything, name) for name in chance.sample(PAIR, 2))
    done = merge(kept, other, by=None, on=clock.today(), now=clock.now())
    _ensure_seats_are_counted()
    assert _how_many_marks() == marks
    for table in (Presence, Observation):
        left = select(func.count()).select_from(table).where(table.person_id == other.id)
        assert db.session.execute(left).scalar_one() == 0
    undo_merge(done, by=None, now=clock.now())
    assert everything_stored() == before


def _some_workshop(cast: Cast, chance: Random, days: int) -> None:
    """Each of the two may have a seat, wait, have withdrawn, lead, or not be there at all."""
    parts = {name: chance.choice(["seat", "seat", "wait", "gone", "lead", "replaced", ""]) for name in PAIR}
    leads = {
        name: Part.REPLACED if part == "replaced" else Part.CO_LEAD
        for name, part in parts.items()
        if part in {"lead", "replaced"}
    }
    seated = [name for name, part in parts.items() if part in {"seat", "gone"}]
    waiting = [name for name, part in parts.items() if part == "wait"]
    staged = stage_workshop(
        cast,
        starts_in=timedelta(days=days),
        seated=["karim", *seated],
        waiting=waiting,
        leaders={"moussa": Part.LEAD, **leads},
    )
    if days < 0:
        for name in seated:
            if chance.random() < 0.8:
                made.mark_there(staged, name, chance.choice(list(PresenceState)))
            if chance.random() < 0.6:
                made.observe(cast, staged, name, ("M02-S1", "M02-S2"), chance.choice([1, 2, 3]))
    for name in [name for name, part in parts.items() if part == "gone"]:
        _withdraw(cast, staged.id, name)


def _withdraw(cast: Cast, workshop_id: int, name: str) -> None:
    query = select(Enrolment).where(Enrolment.workshop_id == workshop_id, Enrolment.person_id == cast.people[name])
    enrolment = db.session.execute(query).scalar_one()
    enrolment.place, enrolment.seated_at = Place.WITHDRAWN, None
    db.session.get_one(Workshop, workshop_id).seats_taken -= 1
    db.session.flush()


def _ensure_seats_are_counted() -> None:
    counted = select(Enrolment.workshop_id, func.count()).where(Enrolment.place == Place.SEATED)
    seated = {row[0]: row[1] for row in db.session.execute(counted.group_by(Enrolment.workshop_id))}
    stored = {one.id: one.seats_taken for one in db.session.execute(select(Workshop)).scalars()}
    assert {workshop: taken for workshop, taken in stored.items() if taken} == seated


def _how_many_marks() -> list[int]:
    tables = (Presence, Observation, WorkshopFacilitator)
    return [db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]
