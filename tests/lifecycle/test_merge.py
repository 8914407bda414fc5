"""Two records turn out to be one person. Everything goes to the one that is kept, and can be parted again."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from peerlearn.accounts.models import Account
from peerlearn.attendance.models import Observation, Presence
from peerlearn.attendance.queries import observations_of_person, presences_of_person
from peerlearn.attendance.rules import PresenceState
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.core.db import Base, db
from peerlearn.core.errors import DomainError
from peerlearn.core.settings import Settings
from peerlearn.lifecycle import actions, merging
from peerlearn.lifecycle.merging import merge
from peerlearn.lifecycle.models import PersonMerge
from peerlearn.lifecycle.parting import undo_merge
from peerlearn.lifecycle.rules import UNDO_WITHIN, gives_way
from peerlearn.organisations.models import Organisation
from peerlearn.people import queries
from peerlearn.people.rules import Channel
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.queries import enrolments_of_person, enrolments_of_workshop, find_enrolment, workshops_led_by
from peerlearn.workshops.rules import Part, Place
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import Staged, stage_workshop
from tests.lifecycle.dump import everything_stored

DAY = timedelta(days=1)


def _merge(cast: Cast, kept: str = "awa", other: str = "rosa") -> PersonMerge:
    mine, theirs = made.person(cast, kept), made.person(cast, other)
    return merge(mine, theirs, by=None, on=clock.today(), now=clock.now())


def _undo(done: PersonMerge, *, after: timedelta = timedelta(0)) -> None:
    undo_merge(done, by=None, now=clock.now() + after)


def _past(cast: Cast, seated: Sequence[str], *marks: PresenceState, days: int = 9) -> Staged:
    """A workshop some days ago, with the marks of the first of those who had a seat."""
    staged = stage_workshop(cast, starts_in=-days * DAY, seated=seated)
    for name, state in zip(seated, marks, strict=False):
        made.mark_there(staged, name, state)
    db.session.flush()
    return staged


def test_presence_skills_and_seats_go_along(everything: Cast) -> None:
    staged = _past(everything, ["rosa"], PresenceState.PRESENT)
    made.observe(everything, staged, "rosa", ("M02-S1",))
    card = staged.enrolments["rosa"]
    _merge(everything)
    awa = everything.people["awa"]
    assert [fact.state for fact in presences_of_person(awa)] == [PresenceState.PRESENT]
    assert [fact.skill_code for fact in observations_of_person(awa)] == ["M02-S1"]
    # The address on the phone of whoever marks is the same.
    assert [str(one.public_id) for one in enrolments_of_person(awa)] == [card]
    assert not presences_of_person(everything.people["rosa"])
    assert not enrolments_of_person(everything.people["rosa"])


def test_the_record_that_is_put_away_is_found_nowhere(everything: Cast) -> None:
    before = queries.people_page("rosa", number=1).total
    _merge(everything)
    assert queries.people_page("rosa", number=1).total == before - 1
    assert queries.find_person(everything.person_ids["rosa"]) is None


def test_the_way_to_reach_them_that_somebody_chose_stays(everything: Cast) -> None:
    kept, other = made.person(everything, "awa"), made.person(everything, "rosa")
    other.phone, other.channel = "+33612345678", Channel.SMS
    db.session.flush()
    reached = [kept.channel, kept.phone]
    done = _merge(everything)
    assert [kept.channel, kept.phone] == [Channel.SMS, "+33612345678"]
    _undo(done)
    assert [kept.channel, kept.phone] == reached == [Channel.PAPER, None]


def test_in_one_workshop_one_seat_is_freed(everything: Cast) -> None:
    staged = stage_workshop(everything, starts_in=3 * DAY, seated=("awa", "rosa"), waiting=("karim",))
    _merge(everything)
    workshop = db.session.get_one(Workshop, staged.id)
    assert workshop.seats_taken == 1
    assert [one.first_name for one in enrolments_of_workshop(staged.id)] == ["Awa", "Karim"]


def test_an_extra_seat_goes_and_comes_back_with_its_reason(everything: Cast) -> None:
    staged = stage_workshop(everything, starts_in=3 * DAY, seated=("awa", "rosa"))
    workshop = db.session.get_one(Workshop, staged.id)
    workshop.capacity, workshop.extra_seats, workshop.extra_reason = 1, 1, "Elle vient de loin"
    before = everything_stored()
    done = _merge(everything)
    assert (workshop.seats_taken, workshop.extra_seats) == (1, 0)
    _undo(done)
    assert everything_stored() == before


def test_the_better_place_stays(everything: Cast) -> None:
    staged = stage_workshop(everything, starts_in=3 * DAY, seated=("rosa",), waiting=("awa",))
    _merge(everything)
    mine = find_enrolment(staged.id, everything.people["awa"])
    assert mine is not None
    assert mine.place is Place.SEATED
    assert db.session.get_one(Workshop, staged.id).seats_taken == 1


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [(PresenceState.ABSENT, PresenceState.PRESENT), (PresenceState.PRESENT, PresenceState.ABSENT)],
)
def test_the_fuller_presence_counts_and_both_stay(everything: Cast, mine: PresenceState, theirs: PresenceState) -> None:
    _past(everything, ["awa", "rosa"], mine, theirs)
    _merge(everything)
    awa = everything.people["awa"]
    assert [fact.state for fact in presences_of_person(awa)] == [PresenceState.PRESENT]
    kept = db.session.execute(select(func.count(Presence.id)).where(Presence.person_id == awa)).scalar_one()
    assert kept == 2


def test_the_higher_level_counts_and_both_stay(everything: Cast) -> None:
    staged = _past(everything, ["awa", "rosa"])
    made.observe(everything, staged, "awa", ("M02-S1",))
    made.observe(everything, staged, "rosa", ("M02-S1",))
    awa = everything.people["awa"]
    own = select(Observation).where(Observation.person_id == awa)
    db.session.execute(own).scalar_one().level = 1
    _merge(everything)
    assert [fact.level for fact in observations_of_person(awa)] == [2]
    assert len(db.session.execute(own).scalars().all()) == 2


def test_the_card_goes_along_and_of_two_one_stays(everything: Cast) -> None:
    _merge(everything, kept="rosa", other="awa")
    account = db.session.get_one(Account, everything.accounts["awa"])
    assert (account.person_id, account.closed_at) == (everything.people["rosa"], None)
    _merge(everything, kept="rosa", other="moussa")
    assert db.session.get_one(Account, everything.accounts["moussa"]).closed_at is not None


def test_who_led_twice_at_once_led_once(everything: Cast) -> None:
    stage_workshop(everything, leaders={"moussa": Part.LEAD, "claire": Part.CO_LEAD}, starts_in=-2 * DAY)
    stage_workshop(everything, leaders={"claire": Part.LEAD}, starts_in=-5 * DAY)
    _merge(everything, kept="moussa", other="claire")
    assert len(workshops_led_by(everything.people["moussa"])) == 2
    assert not workshops_led_by(everything.people["claire"])


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        (AwardState.PROPOSED, AwardState.ISSUED, {AwardState.TAKEN_BACK, AwardState.ISSUED}),
        (AwardState.ISSUED, AwardState.OFFERED, {AwardState.ISSUED, AwardState.TAKEN_BACK}),
    ],
)
def test_of_two_badges_the_one_that_was_given_stays(
    everything: Cast, settings: Settings, mine: AwardState, theirs: AwardState, left: set[AwardState]
) -> None:
    _two_badges(everything, settings, mine, theirs)
    _merge(everything)
    query = select(Award.state).where(Award.person_id == everything.people["awa"])
    assert set(db.session.execute(query).scalars()) == left


def test_two_given_badges_are_for_people_to_decide(everything: Cast, settings: Settings) -> None:
    _two_badges(everything, settings, AwardState.ISSUED, AwardState.ISSUED)
    with pytest.raises(DomainError) as refused:
        _merge(everything)
    assert refused.value.code == "lifecycle.both_hold_badge"


def test_of_two_badges_under_way_the_further_one_stays() -> None:
    assert gives_way(AwardState.PROPOSED, AwardState.OFFERED) is True
    assert gives_way(AwardState.ACCEPTED, AwardState.OFFERED) is False
    assert gives_way(AwardState.SUSPENDED, AwardState.ISSUED) is None


def test_records_of_two_houses_are_not_merged(everything: Cast) -> None:
    for other, code in (("fatou", "lifecycle.records_apart"), ("awa", "lifecycle.same_record")):
        with pytest.raises(DomainError) as refused:
            _merge(everything, other=other)
        assert refused.value.code == code


def test_what_was_lived_in_another_house_goes_along(everything: Cast) -> None:
    staged = _past(everything, ["fatou"], PresenceState.PRESENT)
    _move(everything, "fatou", "tilleuls")
    _merge(everything, other="fatou")
    awa = everything.people["awa"]
    assert [fact.workshop_id for fact in presences_of_person(awa)] == [staged.id]
    home = select(Enrolment.home_organisation_id).where(Enrolment.person_id == awa)
    assert db.session.execute(home).scalar_one() == everything.organisations["relais"]


def test_undoing_restores_everything_exactly(everything: Cast, settings: Settings) -> None:
    _move(everything, "fatou", "tilleuls")
    _eventful_lives(everything, settings, "awa", "fatou")
    before = everything_stored()
    done = _merge(everything, other="fatou")
    assert everything_stored() != before
    assert len(done.moved) > 15
    _undo(done)
    assert everything_stored() == before
    again = _merge(everything, kept="fatou", other="awa")
    _undo(again)
    assert everything_stored() == before


def test_the_journal_holds_nothing_that_was_typed(everything: Cast, settings: Settings) -> None:
    _eventful_lives(everything, settings, "awa", "rosa")
    said = str(_merge(everything).moved)
    for typed in ("Rosa", "Awa", "+336", "@"):
        assert typed not in said


def test_what_was_marked_since_goes_back_with_the_seat(everything: Cast) -> None:
    staged = _past(everything, ["rosa"], days=1)
    done = _merge(everything)
    mine = find_enrolment(staged.id, everything.people["awa"])
    assert mine is not None
    made.mark_there(staged, "rosa")
    _undo(done)
    assert [fact.workshop_id for fact in presences_of_person(everything.people["rosa"])] == [staged.id]
    assert not presences_of_person(everything.people["awa"])


def test_a_seat_that_somebody_else_took_becomes_a_place_in_the_queue(everything: Cast) -> None:
    staged = stage_workshop(everything, starts_in=3 * DAY, seated=("awa", "rosa"))
    workshop = db.session.get_one(Workshop, staged.id)
    workshop.capacity = 2
    done = _merge(everything)
    workshop.seats_taken = 2
    _undo(done)
    theirs = find_enrolment(staged.id, everything.people["rosa"])
    assert theirs is not None
    assert theirs.place is Place.WAITING
    assert workshop.seats_taken == 2


def test_undoing_is_refused_where_nobody_could_tell_whose_it_is(everything: Cast) -> None:
    staged = _past(everything, ["awa", "rosa"], days=1)
    done = _merge(everything)
    made.mark_there(staged, "awa")
    db.session.flush()
    with pytest.raises(DomainError) as refused:
        _undo(done)
    assert refused.value.code == "lifecycle.changed_since"


def test_undoing_ends_after_thirty_days_and_happens_once(everything: Cast) -> None:
    done = _merge(everything)
    with pytest.raises(DomainError) as late:
        _undo(done, after=UNDO_WITHIN + DAY)
    assert late.value.code == "lifecycle.too_late_to_undo"
    _undo(done)
    with pytest.raises(DomainError) as twice:
        _undo(done)
    assert twice.value.code == "lifecycle.undone_already"


def test_every_table_that_names_a_person_is_known_to_the_merge() -> None:
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.c
        if column.name == "person_id" or any(key.column.table.name == "person" for key in column.foreign_keys)
    }
    assert naming == set(merging.TABLES)


def _move(cast: Cast, name: str, to: str) -> None:
    house = db.session.get_one(Organisation, cast.organisations[to])
    actions.transfer(made.person(cast, name), house, by=None, on=clock.today(), now=clock.now())


def _two_badges(cast: Cast, settings: Settings, mine: AwardState, theirs: AwardState) -> None:
    made.issuer(cast, settings)
    made.award_at(cast, settings, mine, name="awa")
    made.award_at(cast, settings, theirs, name="rosa")


def _eventful_lives(cast: Cast, settings: Settings, one: str, other: str) -> None:
    """Workshops of each and of both, with marks, skills, seats to come, badges and what only one has written down."""
    shared = _past(cast, [one, other], PresenceState.ABSENT, PresenceState.PRESENT)
    alone = _past(cast, [other], PresenceState.LATE, days=20)
    for staged, name in ((shared, one), (shared, other), (alone, other)):
        made.observe(cast, staged, name, ("M02-S1",))
    stage_workshop(cast, starts_in=3 * DAY, seated=(one, other))
    stage_workshop(cast, starts_in=5 * DAY, seated=(other,), waiting=(one,), leaders={})
    stage_workshop(cast, starts_in=7 * DAY, leaders={"moussa": Part.LEAD, other: Part.CO_LEAD})
    made.issuer(cast, settings)
    made.award_at(cast, settings, AwardState.PROPOSED, name=one)
    made.award_at(cast, settings, AwardState.OFFERED, name=other)
    theirs = made.person(cast, other)
    theirs.phone, theirs.birth_year, theirs.channel = "+33612345678", 1984, Channel.SMS
    db.session.flush()
