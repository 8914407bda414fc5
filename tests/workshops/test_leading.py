"""Who leads: named, replaced even an hour before, never in two rooms at once, whoever hosts the other one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.workshops import actions, queries
from peerlearn.workshops.candidates import facilitators_to_ask, people_to_ask, people_to_enrol
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories.workshops import facts, local

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _plan(cast: Cast, starts: str = "2026-03-03 09:00", *, host: str = "tilleuls", led_by: str = "") -> Workshop:
    people = [cast.people[led_by]] if led_by else []
    return actions.plan(facts(cast, host=host, starts_local=local(starts)), led_by=people, by=None, now=NOW)


def _parts(workshop: Workshop) -> list[tuple[str, Part]]:
    return [(one.name, one.part) for one in queries.facilitators_of(workshop.id, with_replaced=True)]


def _refused(code: str) -> pytest.RaisesExc[DomainError]:
    return pytest.RaisesExc(DomainError, check=lambda refused: refused.code == code)


@pytest.mark.parametrize("starts", ["2026-03-03 08:00", "2026-03-03 09:00", "2026-03-03 10:59"])
def test_nobody_leads_two_workshops_that_share_a_moment(everything: Cast, starts: str) -> None:
    _plan(everything, led_by="moussa")
    with _refused("workshops.person_busy_at"):
        _plan(everything, starts, led_by="moussa")


@pytest.mark.parametrize("starts", ["2026-03-03 07:00", "2026-03-03 11:00", "2026-03-04 09:00"])
def test_one_workshop_may_follow_another_at_once(everything: Cast, starts: str) -> None:
    _plan(everything, led_by="moussa")
    assert _parts(_plan(everything, starts, led_by="moussa")) == [("Moussa Traoré", Part.LEAD)]


def test_where_someone_is_taken_is_told_only_to_whom_may_see_it(everything: Cast) -> None:
    _plan(everything, led_by="moussa")
    theirs = _plan(everything, "2026-03-03 14:00", host="relais", led_by="moussa")
    moved = facts(everything, host="relais", starts_local=local("2026-03-03 10:00"))
    scope.enter(db.session(), Scope.of([everything.organisations["relais"]]))
    with _refused("workshops.person_busy"):
        actions.change(theirs.id, moved, by=None, now=NOW)


def test_a_workshop_of_another_organisation_counts_too(everything: Cast) -> None:
    _plan(everything, host="relais", led_by="moussa")
    here = _plan(everything).id
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    with _refused("workshops.person_busy_at"):
        actions.name_facilitator(here, everything.people["moussa"], by=None, now=NOW)


def test_a_cancelled_workshop_and_one_where_someone_stepped_in_leave_people_free(everything: Cast) -> None:
    cancelled = _plan(everything, led_by="moussa")
    actions.cancel(cancelled.id, reason="Neige", presence_recorded=lambda _: False, by=None, now=NOW)
    replaced = _plan(everything, led_by="moussa")
    moussa = queries.facilitators_of(replaced.id)[0]
    actions.replace_facilitator(moussa, everything.people["claire"], by=None, now=NOW)
    assert _parts(_plan(everything, led_by="moussa")) == [("Moussa Traoré", Part.LEAD)]


def test_moving_a_workshop_onto_another_of_who_leads_it_is_refused(everything: Cast) -> None:
    _plan(everything, led_by="moussa")
    later = _plan(everything, "2026-03-03 14:00", led_by="moussa")
    with _refused("workshops.person_busy_at"):
        actions.change(later.id, facts(everything, starts_local=local("2026-03-03 10:00")), by=None, now=NOW)


def test_a_substitute_is_named_an_hour_before_and_the_other_stays_in_history(everything: Cast) -> None:
    workshop = _plan(everything, led_by="moussa")
    moussa = queries.facilitators_of(workshop.id)[0]
    an_hour_before = workshop.starts_at - HOUR
    actions.replace_facilitator(moussa, everything.people["claire"], by=None, now=an_hour_before)
    assert _parts(workshop) == [("Moussa Traoré", Part.REPLACED), ("Claire Bertin", Part.SUBSTITUTE)]
    assert [one.name for one in queries.facilitators_of(workshop.id)] == ["Claire Bertin"]
    assert queries.workshops_led_by(everything.people["moussa"]) == []
    assert [one.id for one in queries.workshops_led_by(everything.people["claire"])] == [workshop.id]


def test_someone_replaced_may_come_back_in_the_same_line(everything: Cast) -> None:
    workshop = _plan(everything, led_by="moussa")
    moussa = queries.facilitators_of(workshop.id)[0]
    claire = actions.replace_facilitator(moussa, everything.people["claire"], by=None, now=NOW)
    actions.replace_facilitator(claire, everything.people["moussa"], by=None, now=NOW + HOUR)
    assert _parts(workshop) == [("Claire Bertin", Part.REPLACED), ("Moussa Traoré", Part.SUBSTITUTE)]


def test_nobody_stands_in_for_themselves_or_twice(everything: Cast) -> None:
    workshop = _plan(everything, led_by="moussa")
    moussa = queries.facilitators_of(workshop.id)[0]
    with _refused("workshops.already_leads"):
        actions.replace_facilitator(moussa, moussa.person_id, by=None, now=NOW)
    with _refused("workshops.already_leads"):
        actions.name_facilitator(workshop.id, moussa.person_id, by=None, now=NOW)
    actions.replace_facilitator(moussa, everything.people["claire"], by=None, now=NOW)
    with _refused("workshops.facilitator_not_here"):
        actions.replace_facilitator(moussa, everything.people["awa"], by=None, now=NOW)


def test_whoever_is_on_the_list_does_not_lead(everything: Cast) -> None:
    workshop = _plan(everything)
    line = actions.enrol(workshop.id, everything.people["awa"], by=None, now=NOW)
    with _refused("workshops.facilitator_enrolled"):
        actions.name_facilitator(workshop.id, line.person_id, by=None, now=NOW)
    actions.withdraw(line, marked=lambda _: False, by=None, now=NOW)
    assert actions.name_facilitator(workshop.id, line.person_id, by=None, now=NOW).part is Part.LEAD


def test_the_second_to_be_named_leads_with_the_first(everything: Cast) -> None:
    workshop = _plan(everything, led_by="moussa")
    assert actions.name_facilitator(workshop.id, everything.people["claire"], by=None, now=NOW).part is Part.CO_LEAD


def test_someone_may_step_down_before_anybody_steps_in(everything: Cast) -> None:
    workshop = _plan(everything, led_by="moussa")
    actions.release_facilitator(queries.facilitators_of(workshop.id)[0], by=None, now=NOW)
    assert queries.facilitators_of(workshop.id) == []
    assert _parts(workshop) == [("Moussa Traoré", Part.REPLACED)]


def test_who_led_is_corrected_for_a_week_and_not_longer(everything: Cast) -> None:
    workshop = _plan(everything, led_by="moussa")
    moussa = queries.facilitators_of(workshop.id)[0]
    with _refused("workshops.in_the_past"):
        actions.replace_facilitator(
            moussa, everything.people["claire"], by=None, now=workshop.ends_at + timedelta(days=7)
        )
    actions.replace_facilitator(moussa, everything.people["claire"], by=None, now=workshop.ends_at + timedelta(days=6))
    assert [one.name for one in queries.facilitators_of(workshop.id)] == ["Claire Bertin"]


def test_staff_name_only_people_they_can_see(everything: Cast) -> None:
    here = _plan(everything).id
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    with pytest.raises(NoResultFound):
        actions.name_facilitator(here, everything.people["fatou"], by=None, now=NOW)


def test_those_who_lead_are_offered_first_and_anyone_else_by_name(everything: Cast) -> None:
    workshop = _plan(everything)
    _plan(everything, "2026-02-03 09:00", led_by="claire")
    assert [one.first_name for one in facilitators_to_ask(workshop)] == ["Claire", "Moussa"]
    assert [one.first_name for one in people_to_ask(workshop, "nadege")] == ["Nadège"]
    assert people_to_ask(workshop, "") == []
    actions.name_facilitator(workshop.id, everything.people["moussa"], by=None, now=NOW)
    assert [one.first_name for one in facilitators_to_ask(workshop)] == ["Claire"]
    assert "Moussa" not in [one.first_name for one in people_to_enrol(workshop)]


def test_the_workshops_someone_leads_are_listed_by_time_between_two_instants(everything: Cast) -> None:
    first = _plan(everything, led_by="moussa")
    second = _plan(everything, "2026-03-10 09:00", led_by="moussa")
    moussa = everything.people["moussa"]
    assert [one.id for one in queries.workshops_led_by(moussa)] == [first.id, second.id]
    assert [one.id for one in queries.workshops_led_by(moussa, after=first.ends_at)] == [second.id]
    assert [one.id for one in queries.workshops_led_by(moussa, before=second.starts_at)] == [first.id]
