"""A person goes to another house: their own row goes along, and history stays where it happened."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from peerlearn.accounts.models import Membership
from peerlearn.attendance.models import Observation, Presence
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope, ScopeError
from peerlearn.core.settings import Settings
from peerlearn.lifecycle import actions
from peerlearn.organisations.models import Organisation
from peerlearn.people import queries
from peerlearn.people.models import Affiliation
from peerlearn.workshops.expected import coming_seats_of
from peerlearn.workshops.models import Enrolment
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import stage_workshop


def _transfer(cast: Cast, name: str = "awa", to: str = "relais") -> Affiliation:
    house = db.session.get_one(Organisation, cast.organisations[to])
    return actions.transfer(made.person(cast, name), house, by=None, on=clock.today(), now=clock.now())


def test_the_present_house_ends_and_the_next_begins(everything: Cast) -> None:
    after = _transfer(everything)
    now, before = queries.affiliations_of(everything.people["awa"])
    assert (now.id, now.organisation_id, now.until_on) == (after.id, everything.organisations["relais"], None)
    assert (before.organisation_id, before.until_on) == (everything.organisations["tilleuls"], clock.today())
    assert made.person(everything, "awa").organisation_id == everything.organisations["relais"]


def test_history_keeps_the_organisation_of_its_time(everything: Cast) -> None:
    past = stage_workshop(everything, starts_in=-timedelta(days=9), seated=("awa",))
    made.mark_there(past, "awa")
    made.observe(everything, past, "awa", ("M02-S1",))
    stage_workshop(everything, starts_in=timedelta(days=9), seated=("awa",))
    db.session.flush()
    _transfer(everything)
    tilleuls = everything.organisations["tilleuls"]
    awa = everything.people["awa"]
    for homes in (
        select(Enrolment.home_organisation_id).where(Enrolment.person_id == awa),
        select(Presence.home_organisation_id).where(Presence.person_id == awa),
        select(Observation.home_organisation_id).where(Observation.person_id == awa),
    ):
        assert set(db.session.execute(homes).scalars()) == {tilleuls}
    assert [seat.host_name for seat in coming_seats_of(awa, now=clock.now())] == ["Les Tilleuls"]


@pytest.mark.parametrize("state", [AwardState.OFFERED, AwardState.ISSUED])
def test_a_badge_under_way_goes_along_and_a_given_one_stays(
    everything: Cast, settings: Settings, state: AwardState
) -> None:
    made.issuer(everything, settings)
    award_id = made.award_at(everything, settings, state, name="awa").id
    _transfer(everything)
    house = "relais" if state is AwardState.OFFERED else "tilleuls"
    assert db.session.get_one(Award, award_id).organisation_id == everything.organisations[house]
    # Whoever gave it knows of it, and so does the house where its holder is.
    for name, sees in (("tilleuls", state is AwardState.ISSUED), ("relais", True), ("garonne", False)):
        db.session.flush()
        scope.enter(db.session(), Scope.of([everything.organisations[name]]))
        found = db.session.execute(select(Award).where(Award.id == award_id)).scalar_one_or_none()
        assert (found is not None) is sees, name


def test_the_card_opens_the_new_house_and_no_longer_the_old_one(everything: Cast) -> None:
    _transfer(everything)
    _transfer(everything, "moussa")
    for name, role in (("awa", Role.LEARNER), ("moussa", Role.FACILITATOR)):
        query = select(Membership).where(Membership.account_id == everything.accounts[name]).order_by(Membership.id)
        before, after = db.session.execute(query).scalars()
        assert (before.role, before.until_on) == (role, clock.today())
        assert (after.role, after.until_on) == (role, None)
        assert after.organisation_id == everything.organisations["relais"]


def test_going_and_coming_back_on_one_day_leaves_one_present_house(everything: Cast) -> None:
    for house in ("relais", "tilleuls", "relais"):
        _transfer(everything, to=house)
    assert queries.current_affiliation(everything.people["awa"]).organisation_id == everything.organisations["relais"]
    assert len(queries.affiliations_of(everything.people["awa"])) == 4


def test_a_person_is_found_in_the_new_house_only(everything: Cast) -> None:
    _transfer(everything, "moussa")
    for house, found in (("relais", ["Moussa Traoré"]), ("tilleuls", [])):
        scope.enter(db.session(), Scope.of([everything.organisations[house]]))
        assert [one.full_name for one in queries.people_page("traore", number=1).rows] == found


def test_both_houses_have_it_in_their_trail(everything: Cast) -> None:
    _transfer(everything)
    query = select(AuditEntry.organisation_id).where(AuditEntry.action == "person.transferred")
    noted = set(db.session.execute(query).scalars())
    assert noted == {everything.organisations["tilleuls"], everything.organisations["relais"]}


def test_nobody_moves_to_where_they_are(everything: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        _transfer(everything, to="tilleuls")
    assert refused.value.code == "lifecycle.same_house"


def test_nobody_moves_out_of_ones_reach(everything: Cast) -> None:
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    with pytest.raises(ScopeError):
        _transfer(everything)
    db.session.rollback()
