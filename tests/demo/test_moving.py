"""A demonstration loaded ten days ago, moved to today: what was on that day is on today."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, select

from peerlearn.awards.models import Award, Edition
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.demo import loading, moving
from peerlearn.people import queries
from peerlearn.workshops.models import Workshop

pytestmark = pytest.mark.usefixtures("old_demonstration", "on_stage")

TEN_DAYS = timedelta(days=10)


def test_an_old_demonstration_moves_to_today_and_signed_badges_stay_as_they_are() -> None:
    assert loading.days_behind(clock.today()) == 10
    starts = _pairs(select(Workshop.public_id, Workshop.starts_local))
    signed = _pairs(select(Edition.id, Edition.registered_at))
    proposed = _proposed()
    leaving = [one.contract_ends_on for one in queries.leaving(on=clock.today() - TEN_DAYS)]
    assert len(starts) > 40
    assert signed
    assert proposed

    assert moving.move_to(clock.today()) == 10

    assert loading.days_behind(clock.today()) == 0
    moved = _pairs(select(Workshop.public_id, Workshop.starts_local))
    assert moved == {one: local + TEN_DAYS for one, local in starts.items()}
    assert _pairs(select(Edition.id, Edition.registered_at)) == signed
    assert _proposed() == {one: at + TEN_DAYS for one, at in proposed.items()}
    moved_too = [one.contract_ends_on for one in queries.leaving(on=clock.today())]
    assert moved_too == [day + TEN_DAYS for day in leaving if day is not None]
    assert any(one.date() == clock.today() for one in moved.values())


def test_moving_twice_moves_once() -> None:
    assert moving.move_to(clock.today()) == 10
    assert moving.move_to(clock.today()) == 0


def _proposed() -> dict[Any, datetime]:
    return _pairs(select(Award.public_id, Award.proposed_at).where(Award.state == AwardState.PROPOSED))


def _pairs(query: Select[Any, datetime]) -> dict[Any, datetime]:
    return {row[0]: row[1] for row in db.session.execute(query)}
