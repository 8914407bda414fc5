"""Seats and the waiting list: enrol, move up, exceed, withdraw."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.people.models import Person
from peerlearn.workshops import actions, queries
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.rules import LARGEST_CAPACITY, Place, reasons_with
from tests.cast import LEARNERS, Cast
from tests.factories.workshops import facts, local

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _plan(cast: Cast, capacity: int = 2) -> Workshop:
    wanted = facts(cast, starts_local=local("2026-03-03 09:00"), capacity=capacity)
    return actions.plan(wanted, led_by=[cast.people["moussa"]], by=None, now=NOW)


def _enrol(workshop: Workshop, cast: Cast, *names: str) -> list[Enrolment]:
    return [actions.enrol(workshop.id, cast.people[name], by=None, now=NOW) for name in names]


def _withdraw(line: Enrolment, now: datetime = NOW) -> Enrolment:
    return actions.withdraw(line, marked=lambda _: False, by=None, now=now)


def _refused(code: str) -> pytest.RaisesExc[DomainError]:
    return pytest.RaisesExc(DomainError, check=lambda refused: refused.code == code)


def _list(workshop: Workshop) -> list[tuple[str, Place]]:
    return [(line.first_name, line.place) for line in queries.enrolments_of_workshop(workshop.id)]


def test_the_ninth_waits_with_a_first_name_only_and_eight_have_seats(everything: Cast) -> None:
    workshop = _plan(everything, capacity=8)
    lines = _enrol(workshop, everything, *(name.lower() for name in LEARNERS))
    assert [line.place for line in lines] == [Place.SEATED] * 8 + [Place.WAITING] * 2
    assert workshop.seats_taken == 8
    assert [name for name, place in _list(workshop) if place is Place.WAITING] == ["Karim", "Malika"]


def test_the_same_person_is_refused_twice_seated_or_waiting(everything: Cast) -> None:
    workshop = _plan(everything, capacity=1)
    _enrol(workshop, everything, "awa", "rosa")
    for name in ("awa", "rosa"):
        with _refused("workshops.already_enrolled"):
            _enrol(workshop, everything, name)


def test_nobody_has_a_seat_in_two_workshops_at_the_same_time(everything: Cast) -> None:
    """Waiting in two queues is fine; a seat in the second room is refused, whichever way it is given."""
    first = _plan(everything)
    second = actions.plan(facts(everything, starts_local=local("2026-03-03 09:30"), capacity=1), by=None, now=NOW)
    _enrol(first, everything, "awa")
    with _refused("workshops.person_busy_at"):
        _enrol(second, everything, "awa")
    _enrol(second, everything, "rosa")
    _, waiting = _enrol(second, everything, "nadège", "awa")
    assert waiting.place is Place.WAITING
    with _refused("workshops.person_busy_at"):
        actions.exceed(second.id, waiting.person_id, reason="Elle insiste.", by=None, now=NOW)
    _withdraw(queries.enrolments_of_workshop(first.id)[0])
    assert actions.exceed(second.id, waiting.person_id, reason="Elle insiste.", by=None, now=NOW).place is Place.SEATED


def test_who_leads_needs_no_seat(everything: Cast) -> None:
    with _refused("workshops.person_leads"):
        _enrol(_plan(everything), everything, "moussa")


def test_a_seat_that_becomes_free_is_given_to_nobody_by_itself(everything: Cast) -> None:
    workshop = _plan(everything)
    lines = _enrol(workshop, everything, "awa", "rosa", "karim", "malika")
    _withdraw(lines[0])
    assert _list(workshop) == [("Rosa", Place.SEATED), ("Karim", Place.WAITING), ("Malika", Place.WAITING)]
    assert workshop.seats.free == 1
    # Someone new does not overtake those who wait.
    assert _enrol(workshop, everything, "serge")[0].place is Place.WAITING


def test_one_tap_gives_the_free_seat_to_someone_who_waits(everything: Cast) -> None:
    workshop = _plan(everything)
    lines = _enrol(workshop, everything, "awa", "rosa", "karim", "malika")
    with _refused("workshops.no_free_seat"):
        actions.move_up(lines[2], by=None, now=NOW)
    _withdraw(lines[0])
    actions.move_up(lines[3], by=None, now=NOW)
    assert _list(workshop) == [("Malika", Place.SEATED), ("Rosa", Place.SEATED), ("Karim", Place.WAITING)]
    with _refused("workshops.not_waiting"):
        actions.move_up(lines[3], by=None, now=NOW)


def test_coming_back_after_leaving_uses_the_same_line_at_the_end_of_the_queue(everything: Cast) -> None:
    workshop = _plan(everything, capacity=1)
    awa, _, karim = _enrol(workshop, everything, "awa", "rosa", "karim")
    _withdraw(karim)
    _enrol(workshop, everything, "malika")
    again = _enrol(workshop, everything, "karim")[0]
    assert again.id == karim.id
    assert [name for name, _ in _list(workshop)] == ["Awa", "Rosa", "Malika", "Karim"]
    assert awa.place is Place.SEATED


def test_the_queue_keeps_the_order_of_arrival_when_clocks_disagree(everything: Cast) -> None:
    workshop = _plan(everything, capacity=1)
    for name, late in (("awa", 0), ("rosa", 5), ("karim", 3), ("malika", 3)):
        actions.enrol(workshop.id, everything.people[name], by=None, now=NOW + late * MINUTE)
    assert [name for name, _ in _list(workshop)] == ["Awa", "Rosa", "Karim", "Malika"]


def test_one_seat_more_takes_a_reason_which_is_kept_and_noted(everything: Cast) -> None:
    workshop = _plan(everything)
    _enrol(workshop, everything, "awa", "rosa")
    person, by = everything.people["karim"], everything.accounts["samira"]
    with _refused("workshops.reason_needed"):
        actions.exceed(workshop.id, person, reason=" ", by=by, now=NOW)
    line = actions.exceed(workshop.id, person, reason="Vient avec Rosa", by=by, now=NOW)
    assert line.place is Place.SEATED
    assert (workshop.capacity, workshop.extra_seats, workshop.seats_taken) == (2, 1, 3)
    assert workshop.extra_reason == "Vient avec Rosa"
    entry = queries.history_of(workshop.id)[0]
    assert (entry.action, entry.account_id, entry.details) == ("workshop.exceeded", by, {"person": person})


def test_someone_who_waits_may_get_the_extra_seat_and_keeps_their_line(everything: Cast) -> None:
    workshop = _plan(everything, capacity=1)
    _, rosa, karim = _enrol(workshop, everything, "awa", "rosa", "karim")
    line = actions.exceed(workshop.id, karim.person_id, reason="Part vendredi", by=None, now=NOW)
    assert line.id == karim.id
    assert (karim.place, rosa.place) == (Place.SEATED, Place.WAITING)


def test_an_extra_seat_is_not_inherited(everything: Cast) -> None:
    workshop = _plan(everything, capacity=1)
    awa, _ = _enrol(workshop, everything, "awa", "rosa")
    actions.exceed(workshop.id, everything.people["karim"], reason="Part vendredi", by=None, now=NOW)
    _withdraw(awa)
    assert (workshop.extra_seats, workshop.seats_taken, workshop.seats.free) == (0, 1, 0)


def test_no_reason_makes_a_workshop_of_more_than_sixteen(everything: Cast) -> None:
    workshop = _plan(everything, capacity=16)
    workshop.seats_taken = 16
    with _refused("workshops.room_is_full"):
        actions.exceed(workshop.id, everything.people["awa"], reason="Encore une", by=None, now=NOW)


def test_a_seat_given_while_one_is_free_needs_no_extra_one(everything: Cast) -> None:
    workshop = _plan(everything)
    actions.exceed(workshop.id, everything.people["awa"], reason="Urgent", by=None, now=NOW)
    assert (workshop.extra_seats, workshop.seats_taken, workshop.extra_reason) == (0, 1, "")


def test_people_leave_until_it_starts_and_not_once_they_were_marked(everything: Cast) -> None:
    workshop = _plan(everything)
    awa, rosa = _enrol(workshop, everything, "awa", "rosa")
    with _refused("workshops.attended"):
        actions.withdraw(awa, marked=lambda line: line.id == awa.id, by=None, now=NOW)
    _withdraw(rosa, workshop.starts_at - MINUTE)
    with _refused("workshops.not_enrolled"):
        _withdraw(rosa)
    with _refused("workshops.too_late_to_leave"):
        _withdraw(awa, workshop.starts_at)


def test_someone_who_walks_in_gets_a_seat_until_the_end(everything: Cast) -> None:
    workshop = _plan(everything)
    actions.enrol(workshop.id, everything.people["awa"], by=None, now=workshop.ends_at - MINUTE)
    with _refused("workshops.in_the_past"):
        actions.enrol(workshop.id, everything.people["rosa"], by=None, now=workshop.ends_at)


def test_nobody_waits_for_a_seat_in_a_full_workshop_that_has_begun(everything: Cast) -> None:
    workshop = _plan(everything, capacity=1)
    _enrol(workshop, everything, "awa", "rosa")
    with _refused("workshops.full_and_on"):
        actions.enrol(workshop.id, everything.people["karim"], by=None, now=workshop.starts_at)
    assert actions.enrol(workshop.id, everything.people["karim"], by=None, now=NOW).place is Place.WAITING


def test_the_card_shows_what_the_person_asked_for_today(everything: Cast) -> None:
    workshop = _plan(everything)
    line = _withdraw(_enrol(workshop, everything, "awa")[0])
    db.session.get_one(Person, everything.people["awa"]).last_name = "Diop"
    again = _enrol(workshop, everything, "awa")[0]
    assert (again.id, again.last_name) == (line.id, "Diop")


def test_the_seated_are_listed_by_name_whatever_the_accents(everything: Cast) -> None:
    workshop = _plan(everything, capacity=8)
    _enrol(workshop, everything, "rosa", "nadège", "mamadou", "awa")
    assert [name for name, _ in _list(workshop)] == ["Awa", "Mamadou", "Nadège", "Rosa"]


def test_each_act_is_noted_once(everything: Cast) -> None:
    workshop = _plan(everything, capacity=1)
    awa, rosa = _enrol(workshop, everything, "awa", "rosa")
    _withdraw(awa)
    actions.move_up(rosa, by=None, now=NOW)
    assert [entry.action for entry in reversed(queries.history_of(workshop.id))] == [
        "workshop.planned",
        "workshop.enrolled",
        "workshop.enrolled",
        "workshop.withdrawn",
        "workshop.moved_up",
    ]
    assert not any("Awa" in str(entry.details) for entry in queries.history_of(workshop.id))


def test_nobody_enrols_people_they_cannot_see(everything: Cast) -> None:
    workshop_id = _plan(everything).id
    scope.enter(db.session(), Scope.of([everything.organisations["tilleuls"]]))
    with pytest.raises(NoResultFound):
        actions.enrol(workshop_id, everything.people["lucas"], by=None, now=NOW)


def test_reasons_for_extra_seats_go_with_the_seats_and_never_outgrow_their_place(everything: Cast) -> None:
    workshop = _plan(everything, capacity=1)
    _enrol(workshop, everything, "awa")
    for number in range(20):
        line = actions.exceed(workshop.id, everything.people["karim"], reason="z" * 118 + f"{number}", by=None, now=NOW)
        assert workshop.extra_reason == "z" * 118 + f"{number}"
        _withdraw(line)
        assert workshop.extra_reason == ""


def test_reasons_are_lines_and_the_latest_are_kept() -> None:
    reasons = ""
    for number in range(40):
        reasons = reasons_with(reasons, f"Vient\navec  Rosa {number}" + "z" * 400)
    lines = reasons.splitlines()
    assert len(lines) == LARGEST_CAPACITY - 1
    assert lines[-1].startswith("Vient avec Rosa 39z")
    assert len(reasons) <= 2000
