"""Who was not in touch for long: announced for thirty days, then anonymised; one word, and the time starts again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.attendance.models import Presence
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.diagnoses import actions as diagnoses
from peerlearn.lifecycle import retention, stores
from peerlearn.lifecycle.erasure import anonymise
from peerlearn.lifecycle.retention import Silent
from peerlearn.lifecycle.rules import anonymised_on, months_after
from peerlearn.people import actions, consents
from peerlearn.people.actions import PersonFacts
from peerlearn.people.models import Person
from peerlearn.people.queries import current_affiliation
from peerlearn.people.rules import Purpose, Way
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import stage_workshop
from tests.factories.notices import written_notice

MONTHS = 24
LONG_AGO = timedelta(days=900)
TODAY = date(2026, 11, 26)


def _someone(cast: Cast, ago: timedelta = LONG_AGO, name: str = "Josiane") -> Person:
    then = clock.now() - ago
    with clock.standing_at(then):
        home = cast.organisations["tilleuls"]
        found = actions.register(PersonFacts(name), organisation_id=home, by=None, now=then, on=then.date())
    cast.people[name.lower()] = found.id
    return found


def _silent() -> list[Silent]:
    return retention.silent_people(months=MONTHS, today=clock.today())


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 11, 26), -24, date(2024, 11, 26)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_as_people_count_them(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("last", "announced", "expected"),
    [
        (date(2024, 12, 10), None, date(2026, 12, 26)),  # sixteen days left: thirty all the same
        (date(2022, 1, 1), None, date(2026, 12, 26)),
        (date(2025, 6, 1), None, date(2027, 6, 1)),
        (date(2022, 1, 1), date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_nobody_is_anonymised_without_thirty_days_of_notice(last: date, announced: date | None, expected: date) -> None:
    assert anonymised_on(last, announced, months=MONTHS, today=TODAY) == expected


def test_only_who_was_silent_for_long_is_on_the_list(everything: Cast) -> None:
    _someone(everything)
    _someone(everything, timedelta(days=705), name="Mickaël")
    _someone(everything, timedelta(days=650), name="Odette")
    assert {one.person.first_name for one in _silent()} == {"Josiane", "Mickaël"}
    assert retention.count_silent(months=MONTHS, today=clock.today()) == 2


def _gets_a_seat(cast: Cast, _: Person) -> None:
    stage_workshop(cast, seated=("josiane",))


def _was_there(cast: Cast, _: Person) -> None:
    """The seat itself is old: the mark alone is new."""
    made.mark_there(stage_workshop(cast, seated=("josiane",), now=clock.now() - LONG_AGO), "josiane")


def _is_diagnosed(cast: Cast, person: Person) -> None:
    diagnoses.begin(person, by=cast.accounts["samira"], now=clock.now())


def _agrees(_: Cast, person: Person) -> None:
    written_notice(person.organisation)
    consents.consent(person, Purpose.PHOTO, way=Way.ORAL, on=clock.today(), by=None, now=clock.now())


def _is_spoken_with(_: Cast, person: Person) -> None:
    retention.note_contact(person, by=None, on=clock.today(), now=clock.now())


def _works_until_later(_: Cast, person: Person) -> None:
    current_affiliation(person.id).contract_ends_on = clock.today() + timedelta(days=90)


TOUCHES: dict[str, Callable[[Cast, Person], object]] = {
    "a seat": _gets_a_seat,
    "a presence": _was_there,
    "a diagnosis": _is_diagnosed,
    "a consent": _agrees,
    "a word": _is_spoken_with,
    "a contract that runs": _works_until_later,
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_whatever_happened_with_somebody_counts(everything: Cast, touch: str) -> None:
    person = _someone(everything)
    assert [one.person.id for one in _silent()] == [person.id]
    TOUCHES[touch](everything, person)
    db.session.flush()
    assert _silent() == []
    assert retention.last_contacts([person.id])[person.id] >= clock.today()


def test_every_line_of_the_list_of_stores_is_asked(everything: Cast) -> None:
    """No table is passed over: each contact column appears in the one question."""
    asked = str(select(Person.id).where(retention._was_silent(MONTHS, TODAY)))
    for name, store in stores.STORES.items():
        for column in store.contact:
            assert f"{name}.{column}" in asked


def test_announced_then_spared_by_one_word(everything: Cast) -> None:
    person, today = _someone(everything), clock.today()
    assert retention.announce(months=MONTHS, today=today) == (1, 0)
    assert person.to_anonymise_on == today + timedelta(days=30)
    assert retention.announce(months=MONTHS, today=today + timedelta(days=3)) == (0, 0)
    assert retention.due(months=MONTHS, today=today + timedelta(days=29)) == []
    assert retention.due(months=MONTHS, today=today + timedelta(days=30)) == [person.id]
    retention.note_contact(person, by=None, on=today, now=clock.now())
    retention.note_contact(person, by=None, on=today, now=clock.now())
    assert retention.due(months=MONTHS, today=today + timedelta(days=30)) == []
    later = today + timedelta(days=30)
    assert retention.anonymise_if_due(person.id, months=MONTHS, today=later, now=clock.now()) == []


def test_a_contact_after_the_announcement_takes_it_back(everything: Cast) -> None:
    person, today = _someone(everything), clock.today()
    retention.announce(months=MONTHS, today=today)
    made.mark_there(stage_workshop(everything, seated=("josiane",)), "josiane")
    assert retention.announce(months=MONTHS, today=today) == (0, 1)
    assert person.to_anonymise_on is None


def test_the_night_does_it_and_says_numbers_only(app: Flask, everything: Cast) -> None:
    person = _someone(everything)
    public_id = person.public_id
    db.session.commit()
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["privacy", "purge", "--dry-run"]).output
    assert public_id in dry
    assert "Josiane" not in dry
    assert "1 announced, 0 in touch again, 0 anonymised" in runner.invoke(args=["privacy", "purge"]).output
    assert "0 announced, 0 in touch again, 0 anonymised" in runner.invoke(args=["privacy", "purge"]).output
    with clock.standing_at(clock.now() + timedelta(days=31)):
        assert "0 in touch again, 1 anonymised" in runner.invoke(args=["privacy", "purge"]).output
        assert "0 announced, 0 in touch again, 0 anonymised" in runner.invoke(args=["privacy", "purge"]).output


def test_a_shorter_time_is_a_setting(everything: Cast) -> None:
    _someone(everything, timedelta(days=400))
    assert _silent() == []
    assert len(retention.silent_people(months=12, today=clock.today())) == 1


def test_presence_keeps_its_rows(everything: Cast) -> None:
    person = _someone(everything)
    made.mark_there(stage_workshop(everything, seated=("josiane",), now=clock.now() - LONG_AGO), "josiane")
    anonymise(person, now=clock.now())
    kept = select(Presence).where(Presence.person_id == person.id)
    assert len(db.session.execute(kept).scalars().all()) == 1
    assert (person.first_name, person.search_key, person.anonymised_at is None) == ("—", "", False)
