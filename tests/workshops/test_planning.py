"""Planning, changing and cancelling: the place's clock, the seats, and what already happened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from peerlearn.core import scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.organisations import actions as organisations
from peerlearn.organisations.models import Organisation
from peerlearn.tracks.models import Module
from peerlearn.workshops import actions, queries
from peerlearn.workshops.actions import WorkshopFacts
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories.workshops import facts, local

JANUARY = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _facts_in(cast: Cast, zone: str, starts_local: datetime, minutes: int = 120) -> WorkshopFacts:
    host = db.session.get_one(Organisation, cast.organisations["tilleuls"])
    site = organisations.add_site(host, f"Salle {zone}", time_zone=zone)
    return replace(facts(cast, starts_local=starts_local, minutes=minutes), site_id=site.id)


def _plan(cast: Cast, **wanted: object) -> Workshop:
    starts = local("2026-03-03 09:00")
    return actions.plan(replace(facts(cast, starts_local=starts), **wanted), by=None, now=JANUARY)  # type: ignore[arg-type]


def _refused(code: str) -> pytest.RaisesExc[DomainError]:
    return pytest.RaisesExc(DomainError, check=lambda refused: refused.code == code)


def _nobody_marked(_: object) -> bool:
    return False


@pytest.mark.parametrize(
    ("zone", "written", "shown", "instant"),
    [
        ("Europe/Paris", "2026-03-03 09:00", "2026-03-03 09:00", "2026-03-03 08:00Z"),
        ("Europe/Paris", "2026-07-03 09:00", "2026-07-03 09:00", "2026-07-03 07:00Z"),
        ("Indian/Reunion", "2026-07-03 09:00", "2026-07-03 09:00", "2026-07-03 05:00Z"),
        ("America/Cayenne", "2026-03-03 22:00", "2026-03-03 22:00", "2026-03-04 01:00Z"),
        # The hour that summer time skips is the hour after, on the screen too.
        ("Europe/Paris", "2026-03-29 02:30", "2026-03-29 03:30", "2026-03-29 01:30Z"),
        # The hour that winter time repeats is the first of the two.
        ("Europe/Paris", "2026-10-25 02:30", "2026-10-25 02:30", "2026-10-25 00:30Z"),
    ],
)
def test_the_time_is_the_wall_clock_of_the_place(
    everything: Cast, zone: str, written: str, shown: str, instant: str
) -> None:
    workshop = actions.plan(_facts_in(everything, zone, local(written)), by=None, now=JANUARY)
    db.session.expire_all()
    assert (workshop.starts_local, workshop.time_zone) == (local(shown), zone)
    assert workshop.starts_at == datetime.fromisoformat(instant)
    assert workshop.ends_at - workshop.starts_at == 2 * HOUR


def test_a_night_of_the_time_change_lasts_what_was_planned(everything: Cast) -> None:
    start = local("2026-03-29 01:00")
    workshop = actions.plan(_facts_in(everything, "Europe/Paris", start), by=None, now=JANUARY)
    assert workshop.ends_at - workshop.starts_at == 2 * HOUR
    assert workshop.ends_local == local("2026-03-29 04:00")


def test_without_a_length_it_lasts_as_long_as_its_module(everything: Cast) -> None:
    workshop = _plan(everything, minutes=None)
    minutes = db.session.get_one(Module, workshop.module_id).duration_minutes
    assert workshop.ends_at - workshop.starts_at == timedelta(minutes=minutes)


def test_eight_seats_unless_said_otherwise(everything: Cast) -> None:
    starts = facts(everything)
    plain = WorkshopFacts(site_id=starts.site_id, module_id=starts.module_id, starts_local=starts.starts_local)
    assert actions.plan(plain, by=None, now=JANUARY).capacity == 8


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"starts_local": local("2026-01-05 12:00")}, "workshops.starts_in_the_past"),
        ({"minutes": 0}, "workshops.too_long"),
        ({"minutes": 481}, "workshops.too_long"),
        ({"capacity": 0}, "workshops.room_is_full"),
        ({"capacity": 17}, "workshops.room_is_full"),
        ({"site_id": 999_999}, "workshops.site_elsewhere"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(everything: Cast, wanted: dict[str, object], code: str) -> None:
    with _refused(code):
        _plan(everything, **wanted)


def test_staff_plan_only_at_places_of_their_scope(everything: Cast) -> None:
    elsewhere = facts(everything, host="relais", starts_local=local("2026-03-03 09:00"))
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    with _refused("workshops.site_elsewhere"):
        actions.plan(elsewhere, by=None, now=JANUARY)


def test_the_first_named_leads_and_the_others_lead_with_them(everything: Cast) -> None:
    people = [everything.people[name] for name in ("moussa", "claire")]
    workshop = actions.plan(facts(everything), led_by=people, by=None, now=JANUARY)
    assert [(one.name, one.part) for one in queries.facilitators_of(workshop.id)] == [
        ("Moussa Traoré", Part.LEAD),
        ("Claire Bertin", Part.CO_LEAD),
    ]


def test_nobody_leads_with_themselves(everything: Cast) -> None:
    with _refused("workshops.leads_twice"):
        actions.plan(facts(everything), led_by=[everything.people["moussa"]] * 2, by=None, now=JANUARY)


def test_a_change_keeps_who_is_enrolled(everything: Cast) -> None:
    workshop = _plan(everything)
    actions.enrol(workshop.id, everything.people["awa"], by=None, now=JANUARY)
    later = replace(facts(everything, starts_local=local("2026-03-04 14:00")), capacity=6)
    actions.change(workshop.id, later, by=None, now=JANUARY)
    assert workshop.starts_at == datetime(2026, 3, 4, 13, tzinfo=UTC)
    assert (workshop.capacity, workshop.seats_taken) == (6, 1)
    assert [line.first_name for line in queries.enrolments_of_workshop(workshop.id)] == ["Awa"]


def test_seats_never_go_below_those_taken(everything: Cast) -> None:
    workshop = _plan(everything, capacity=3)
    for name in ("awa", "ibrahim", "rosa"):
        actions.enrol(workshop.id, everything.people[name], by=None, now=JANUARY)
    with _refused("workshops.capacity_below_taken"):
        actions.change(
            workshop.id, facts(everything, starts_local=local("2026-03-03 09:00"), capacity=2), by=None, now=JANUARY
        )


def test_a_workshop_does_not_move_to_another_host_nor_into_the_past_nor_once_it_has_started(everything: Cast) -> None:
    workshop = _plan(everything)
    with _refused("workshops.site_elsewhere"):
        actions.change(workshop.id, facts(everything, host="relais"), by=None, now=JANUARY)
    db.session.refresh(workshop)
    with _refused("workshops.starts_in_the_past"):
        actions.change(workshop.id, facts(everything, starts_local=local("2026-01-02 09:00")), by=None, now=JANUARY)
    db.session.refresh(workshop)
    with _refused("workshops.started"):
        actions.change(workshop.id, facts(everything), by=None, now=workshop.starts_at)


def test_a_note_for_the_team_is_kept(everything: Cast) -> None:
    workshop = _plan(everything)
    note = replace(facts(everything, starts_local=local("2026-03-03 09:00")), note="Clés chez Samira")
    assert actions.change(workshop.id, note, by=None, now=JANUARY).note == "Clés chez Samira"


def test_cancelling_needs_a_reason_and_keeps_the_list(everything: Cast) -> None:
    workshop = _plan(everything)
    actions.enrol(workshop.id, everything.people["awa"], by=None, now=JANUARY)
    with _refused("workshops.cancel_reason_needed"):
        actions.cancel(workshop.id, reason="  ", presence_recorded=_nobody_marked, by=None, now=JANUARY)
    actions.cancel(workshop.id, reason="Salle en travaux", presence_recorded=_nobody_marked, by=None, now=JANUARY)
    assert workshop.is_cancelled
    assert workshop.cancelled_reason == "Salle en travaux"
    assert [line.first_name for line in queries.enrolments_of_workshop(workshop.id)] == ["Awa"]
    for again in (
        lambda: actions.cancel(workshop.id, reason="Encore", presence_recorded=_nobody_marked, by=None, now=JANUARY),
        lambda: actions.change(workshop.id, facts(everything), by=None, now=JANUARY),
        lambda: actions.enrol(workshop.id, everything.people["rosa"], by=None, now=JANUARY),
    ):
        with _refused("workshops.cancelled"):
            again()


def test_a_workshop_that_took_place_is_not_cancelled(everything: Cast) -> None:
    workshop = _plan(everything)
    with _refused("workshops.not_cancellable"):
        actions.cancel(workshop.id, reason="Trop tard", presence_recorded=lambda _: True, by=None, now=JANUARY)


def test_a_workshop_nobody_came_to_may_be_cancelled_after_its_time(everything: Cast) -> None:
    workshop = _plan(everything)
    after = workshop.ends_at + HOUR
    actions.cancel(workshop.id, reason="Grève des bus", presence_recorded=_nobody_marked, by=None, now=after)
    assert workshop.is_cancelled


def test_who_did_what_is_noted_without_a_name(everything: Cast) -> None:
    by = everything.accounts["samira"]
    workshop = actions.plan(facts(everything), by=by, now=JANUARY)
    actions.change(workshop.id, facts(everything, starts_local=local("2026-04-01 09:00")), by=by, now=JANUARY)
    actions.cancel(workshop.id, reason="Salle prise", presence_recorded=_nobody_marked, by=by, now=JANUARY)
    entries = db.session.execute(select(AuditEntry).where(AuditEntry.subject_type == "workshop")).scalars().all()
    assert [entry.action for entry in entries] == ["workshop.planned", "workshop.moved", "workshop.cancelled"]
    assert {(entry.account_id, entry.organisation_id) for entry in entries} == {(by, workshop.host_organisation_id)}
    assert "Salle prise" not in str([entry.details for entry in entries])
