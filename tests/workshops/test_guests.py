"""Several organisations around one table: a guest sees the workshop and seats its own people, nothing more."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import NoResultFound

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope, ScopeError
from peerlearn.organisations.models import Organisation
from peerlearn.workshops import actions, queries
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import Place
from tests.cast import Cast
from tests.factories.workshops import facts, local

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def _plan(cast: Cast, *, capacity: int = 8, led_by: str = "moussa") -> Workshop:
    wanted = facts(cast, starts_local=local("2026-03-03 09:00"), capacity=capacity)
    return actions.plan(wanted, led_by=[cast.people[led_by]], by=None, now=NOW)


def _organisation(cast: Cast, name: str) -> Organisation:
    return db.session.get_one(Organisation, cast.organisations[name])


def _as(cast: Cast, *names: str) -> None:
    db.session.flush()
    scope.enter(db.session(), Scope.of([cast.organisations[name] for name in names]))


def _refused(code: str) -> pytest.RaisesExc[DomainError]:
    return pytest.RaisesExc(DomainError, check=lambda refused: refused.code == code)


def test_without_an_invitation_the_workshop_does_not_exist(everything: Cast) -> None:
    public_id = _plan(everything).public_id
    _as(everything, "relais")
    with pytest.raises(NoResultFound):
        queries.workshop(public_id)


def test_a_guest_seats_its_own_people_and_moves_the_hosts_counter(everything: Cast) -> None:
    workshop = _plan(everything, capacity=1)
    workshop_id = workshop.id
    actions.invite(workshop_id, _organisation(everything, "relais"), by=None)
    _as(everything, "relais")
    line = actions.enrol(workshop_id, everything.people["fatou"], by=None, now=NOW)
    assert line.place is Place.SEATED
    assert (line.host_organisation_id, line.home_organisation_id) == (
        everything.organisations["tilleuls"],
        everything.organisations["relais"],
    )
    _as(everything, "tilleuls")
    assert queries.workshop_for_update(workshop_id).seats_taken == 1
    _as(everything, "relais")
    line = queries.enrolments_of_workshop(workshop_id)[0]
    actions.withdraw(line, marked=lambda _: False, by=None, now=NOW)
    _as(everything, "tilleuls")
    assert queries.workshop_for_update(workshop_id).seats_taken == 0


def test_a_guest_waits_behind_people_it_cannot_see(everything: Cast) -> None:
    workshop = _plan(everything, capacity=1)
    lines = [actions.enrol(workshop.id, everything.people[name], by=None, now=NOW) for name in ("awa", "rosa")]
    actions.invite(workshop.id, _organisation(everything, "relais"), by=None)
    actions.withdraw(lines[0], marked=lambda _: False, by=None, now=NOW)
    workshop_id = workshop.id
    _as(everything, "relais")
    line = actions.enrol(workshop_id, everything.people["fatou"], by=None, now=NOW)
    assert line.place is Place.WAITING
    assert [one.first_name for one in queries.enrolments_of_workshop(workshop_id)] == ["Fatou"]
    assert queries.queue_of(workshop_id).waiting == 2
    assert queries.waiting_counts([workshop_id])[workshop_id] == 2


def test_the_host_sees_a_guests_card_but_not_the_person(everything: Cast) -> None:
    workshop_id = _plan(everything).id
    actions.enrol(workshop_id, everything.people["fatou"], by=None, now=NOW)
    _as(everything, "tilleuls")
    line = queries.enrolments_of_workshop(workshop_id)[0]
    assert (line.first_name, line.home.name, line.person) == ("Fatou", "Le Relais", None)


def test_a_guest_knows_who_leads_but_changes_nothing(everything: Cast) -> None:
    workshop = _plan(everything)
    workshop_id, public_id = workshop.id, workshop.public_id
    actions.invite(workshop_id, _organisation(everything, "relais"), by=None)
    _as(everything, "relais")
    assert [one.name for one in queries.facilitators_of(workshop_id)] == ["Moussa Traoré"]
    assert queries.history_of(workshop_id) == []
    with pytest.raises(NoResultFound):
        queries.workshop_to_manage(public_id)
    queries.workshop(public_id).note = "changed by a guest"
    with pytest.raises(ScopeError):
        db.session.flush()


def test_who_comes_or_leads_brings_their_organisation_along(everything: Cast) -> None:
    workshop = _plan(everything, led_by="fatou")
    assert [one.name for one in queries.guests_of(workshop.id)] == ["Le Relais"]
    actions.enrol(workshop.id, everything.people["lucas"], by=None, now=NOW)
    assert [one.name for one in queries.guests_of(workshop.id)] == ["Atelier Garonne", "Le Relais"]


def test_an_invitation_is_taken_back_only_while_nobody_came_by_it(everything: Cast) -> None:
    workshop = _plan(everything)
    relais, garonne = _organisation(everything, "relais"), _organisation(everything, "garonne")
    for guest in (relais, garonne, garonne):
        actions.invite(workshop.id, guest, by=None)
    line = actions.enrol(workshop.id, everything.people["fatou"], by=None, now=NOW)
    actions.uninvite(workshop.id, garonne, by=None)
    with _refused("workshops.guest_has_people"):
        actions.uninvite(workshop.id, relais, by=None)
    actions.withdraw(line, marked=lambda _: False, by=None, now=NOW)
    actions.uninvite(workshop.id, relais, by=None)
    assert queries.guests_of(workshop.id) == []
    with _refused("workshops.guest_is_host"):
        actions.invite(workshop.id, _organisation(everything, "tilleuls"), by=None)


def test_a_guests_past_is_seen_from_home_after_the_workshop(everything: Cast) -> None:
    workshop = _plan(everything)
    actions.enrol(workshop.id, everything.people["fatou"], by=None, now=NOW)
    workshop_id = workshop.id
    _as(everything, "relais")
    assert [one.workshop.id for one in queries.enrolments_of_person(everything.people["fatou"])] == [workshop_id]
