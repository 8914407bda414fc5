"""What two records say of leading goes along when they are put together, and comes back when they are parted."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from peerlearn.core import clock
from peerlearn.core.db import Base, db
from peerlearn.facilitators.actions import (
    note_interest,
    place_oneself,
    propose,
    take_proposal_back,
    write_review,
)
from peerlearn.facilitators.models import Interest, Review, SelfAssessment
from peerlearn.facilitators.proposals import proposals_of
from peerlearn.facilitators.queries import find_wish, own_levels
from peerlearn.facilitators.rules import Answer, Source
from peerlearn.lifecycle.merging import merge
from peerlearn.lifecycle.parting import undo_merge
from peerlearn.tracks.queries import facilitator_skills
from peerlearn.tracks.rules import Level
from peerlearn.workshops.models import Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories.attendance import stage_workshop
from tests.factories.awards import past_workshop, person
from tests.lifecycle.dump import everything_stored

DAY = timedelta(days=1)


def _look_back(cast: Cast, name: str, workshop_id: int) -> None:
    leads = select(WorkshopFacilitator).where(
        WorkshopFacilitator.workshop_id == workshop_id, WorkshopFacilitator.person_id == cast.people[name]
    )
    leading, workshop = db.session.execute(leads).scalar_one(), db.session.get_one(Workshop, workshop_id)
    write_review(leading, workshop, went_well=f"Dit par {name}.", would_change="", by=None, now=clock.now())


def _owners(cast: Cast, table: type[Base]) -> Sequence[str]:
    names = {person_id: name for name, person_id in cast.people.items()}
    return [names[row.person_id] for row in db.session.execute(select(table).order_by(table.id)).scalars()]  # type: ignore[attr-defined]


def test_words_of_both_go_to_the_kept_record_and_part_again(everything: Cast) -> None:
    kept, other, now = person(everything, "awa"), person(everything, "rosa"), clock.now()
    both = stage_workshop(everything, starts_in=-9 * DAY, leaders={"awa": Part.LEAD, "rosa": Part.CO_LEAD}, seated=())
    one = stage_workshop(everything, starts_in=-5 * DAY, leaders={"rosa": Part.LEAD}, seated=())
    for name, staged in (("awa", both), ("rosa", both), ("rosa", one)):
        _look_back(everything, name, staged.id)
    note_interest(kept, Answer.YES, source=Source.STAFF, by=None, now=now - 3 * DAY)
    note_interest(other, Answer.NO, source=Source.OWN, by=None, now=now - DAY)
    skill = facilitator_skills()[0]
    place_oneself(other, skill, Level.ALONE, now=now - DAY)
    before = everything_stored()
    done = merge(kept, other, by=None, on=clock.today(), now=now)
    assert _owners(everything, Interest) == ["awa", "awa"]
    assert _owners(everything, SelfAssessment) == ["awa"]
    assert _owners(everything, Review) == ["awa", "rosa", "awa"]
    assert (wish := find_wish(kept.id)) is not None
    assert wish.answer is Answer.NO
    assert own_levels(kept.id)[skill.code].level == Level.ALONE
    undo_merge(done, by=None, now=clock.now())
    assert everything_stored() == before


def test_what_was_said_since_stays_with_the_kept_record(everything: Cast) -> None:
    kept, other = person(everything, "awa"), person(everything, "rosa")
    note_interest(other, Answer.MAYBE, source=Source.STAFF, by=None, now=clock.now() - DAY)
    done = merge(kept, other, by=None, on=clock.today(), now=clock.now())
    note_interest(kept, Answer.YES, source=Source.STAFF, by=None, now=clock.now())
    undo_merge(done, by=None, now=clock.now())
    answers = {one.id: wish.answer for one in (kept, other) if (wish := find_wish(one.id))}
    assert answers == {kept.id: Answer.YES, other.id: Answer.MAYBE}


@pytest.mark.parametrize("taken_back", [(), ("awa",), ("rosa",), ("awa", "rosa")], ids=str)
def test_what_one_colleague_proposed_twice_is_one_proposal_until_they_are_parted(
    everything: Cast, taken_back: Sequence[str]
) -> None:
    cast, both = everything, ("awa", "rosa")
    past_workshop(cast, days_ago=5, seated=list(both))
    moussa, account, now = cast.people["moussa"], cast.accounts["moussa"], clock.now() - DAY
    for name in both:
        propose(cast.people[name], leader_id=moussa, by=account, now=now)
    for name in taken_back:
        take_proposal_back(cast.people[name], leader_id=moussa, by=account, now=now)
    kept, other = (person(cast, name) for name in both)
    before = everything_stored()
    done = merge(kept, other, by=None, on=clock.today(), now=clock.now())
    assert [one.name for one in proposals_of([kept.id])[kept.id]] == ["Moussa Traoré"] * (len(taken_back) < len(both))
    undo_merge(done, by=None, now=clock.now())
    assert everything_stored() == before
