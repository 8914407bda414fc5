"""What a phone sends is stored once, and each mark has its answer."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerlearn.attendance import room
from peerlearn.attendance.models import FieldMark, Observation, Presence, Signature, WorkshopClosing, WorkshopNote
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import MarkState, PresenceState
from peerlearn.attendance.sync import Answer, Batch, Fate, receive
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.lifecycle.erasure import anonymise
from peerlearn.people.models import Person
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, WorkshopState
from tests.cast import LEARNERS, Cast
from tests.counting import statements
from tests.factories.attendance import Staged, stage_workshop

NINE = datetime(2026, 3, 3, 8, tzinfo=UTC)  # 9 h in Paris
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
EIGHT = tuple(name.lower() for name in LEARNERS[:8])


def leader(cast: Cast, name: str = "moussa") -> Marker:
    return Marker(cast.accounts["moussa"], cast.people[name], Scope.of([]))


def staged_at_nine(cast: Cast, **choices: Any) -> Staged:
    """A workshop that begins at nine, and lasts two hours."""
    return stage_workshop(cast, now=NINE, starts_in=timedelta(0), **{"seated": EIGHT, **choices})


def mark(staged: Staged, kind: str, at: datetime = NINE, **said: Any) -> dict[str, Any]:
    """A mark as a phone writes it."""
    return {
        "id": str(uuid4()),
        "kind": kind,
        "workshop": staged.public_id,
        "recorded_at": at.isoformat(),
        **said,
    }


def here(staged: Staged, name: str, at: datetime = NINE, state: str | None = "present", **more: Any) -> dict[str, Any]:
    return mark(staged, "presence", at, enrolment=staged.enrolments[name], state=state, **more)


def saw(staged: Staged, name: str, skill: str, level: int | None, at: datetime = NINE) -> dict[str, Any]:
    return mark(staged, "observation", at, enrolment=staged.enrolments[name], skill=skill, level=level)


def send(
    cast: Cast, marks: Sequence[object], *, at: datetime = NINE + MINUTE, clock: timedelta = timedelta(0), by: str = ""
) -> list[Answer]:
    """Send a batch; `clock` is how far the phone's clock goes ahead."""
    batch = Batch(marks, sent_at=at + clock, received_at=at, walk_in_reason="venue sans inscription")
    return receive(batch, by=leader(cast, by or "moussa"))


def fates(answers: Sequence[Answer]) -> list[tuple[Fate, str]]:
    return [(answer.fate, answer.reason) for answer in answers]


ACCEPTED, KNOWN = (Fate.ACCEPTED, ""), (Fate.ALREADY_KNOWN, "")


def count(table: type) -> int:
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def state_of(staged: Staged, name: str) -> PresenceState | None:
    query = select(Enrolment).where(Enrolment.public_id == UUID(staged.enrolments[name]))
    presence = room.current_presence(db.session.execute(query).scalar_one())
    return presence.state if presence else None


def test_eight_people_and_six_marks_each_are_stored_at_once(app: Flask, everything: Cast) -> None:
    staged = staged_at_nine(everything)
    marks = [here(staged, name) for name in EIGHT]
    marks += [saw(staged, name, f"M02-S{number}", 2) for name in EIGHT for number in range(1, 6)]
    with statements(app) as said:
        answers = send(everything, marks)
    assert fates(answers) == [ACCEPTED] * 48
    assert (count(Presence), count(Observation), count(FieldMark)) == (8, 40, 48)
    # Workshops and skills, people and what decides of them, known ids, three tables.
    assert len(said) <= 6, said


def test_the_same_batch_again_changes_nothing(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    marks = [here(staged, "rosa"), saw(staged, "rosa", "M02-S1", 1), mark(staged, "note", text="Bien passé")]
    assert fates(send(everything, marks)) == [ACCEPTED] * 3
    assert fates(send(everything, marks, at=NINE + 9 * MINUTE)) == [KNOWN] * 3
    assert (count(Presence), count(Observation), count(WorkshopNote), count(FieldMark)) == (1, 1, 1, 3)


def test_the_same_id_with_other_content_is_refused(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    first = here(staged, "rosa")
    send(everything, [first])
    assert fates(send(everything, [{**first, "state": "absent"}])) == [(Fate.REFUSED, "mark_differs")]
    twice = here(staged, "karim") if "karim" in staged.enrolments else here(staged, "serge")
    assert fates(send(everything, [twice, twice, {**twice, "state": "absent"}])) == [
        ACCEPTED,
        KNOWN,
        (Fate.REFUSED, "mark_differs"),
    ]
    assert state_of(staged, "rosa") is PresenceState.PRESENT


def test_of_two_marks_the_later_counts_whichever_arrives_first(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    send(everything, [here(staged, "rosa", NINE + 10 * MINUTE, "absent")], at=NINE + 11 * MINUTE)
    send(everything, [here(staged, "rosa", NINE + 5 * MINUTE, "present")], at=NINE + 30 * MINUTE)
    assert state_of(staged, "rosa") is PresenceState.ABSENT
    assert count(Presence) == 2, "both stay in history"


def test_a_fast_clock_wins_nothing(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    fast = timedelta(hours=3)
    send(everything, [here(staged, "rosa", NINE + fast, "absent")], at=NINE + MINUTE, clock=fast)
    send(everything, [here(staged, "rosa", NINE + 5 * MINUTE, "present")], at=NINE + 6 * MINUTE)
    assert state_of(staged, "rosa") is PresenceState.PRESENT


def test_what_was_tapped_before_it_was_taken_back_does_not_come_back(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    send(everything, [here(staged, "rosa")])
    send(everything, [here(staged, "rosa", NINE + 10 * MINUTE, None)], at=NINE + 10 * MINUTE)
    assert state_of(staged, "rosa") is None
    send(everything, [here(staged, "rosa", NINE + 5 * MINUTE, "late")], at=NINE + 20 * MINUTE)
    assert state_of(staged, "rosa") is None
    send(everything, [here(staged, "rosa", NINE + 25 * MINUTE)], at=NINE + 26 * MINUTE)
    assert state_of(staged, "rosa") is PresenceState.PRESENT


def test_several_taps_on_one_skill_in_one_batch_leave_the_last(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    taps = [saw(staged, "rosa", "M02-S1", level, NINE + level * MINUTE) for level in (3, 0, 2, 1)]
    assert fates(send(everything, taps, at=NINE + 9 * MINUTE)) == [ACCEPTED] * 4
    query = select(Observation.level).where(Observation.is_current)
    assert db.session.execute(query).scalars().all() == [3]
    assert count(Observation) == 4


def test_a_wrong_clock_is_flagged_and_its_marks_are_kept(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    off = timedelta(days=2)
    send(everything, [here(staged, "rosa", NINE + off)], at=NINE + MINUTE, clock=off)
    send(everything, [here(staged, "serge")])
    flags = select(FieldMark.is_skewed).order_by(FieldMark.id)
    assert db.session.execute(flags).scalars().all() == [True, False]
    assert state_of(staged, "rosa") is PresenceState.PRESENT


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ({"state": WorkshopState.CANCELLED}, "cancelled"),
        ({"seated": ("awa",), "waiting": ("rosa",)}, "not_seated"),
        ({"leaders": {"moussa": Part.REPLACED, "claire": Part.SUBSTITUTE}}, "no_longer_leads"),
    ],
)
def test_what_cannot_count_any_more_waits_for_staff(everything: Cast, choices: dict[str, Any], reason: str) -> None:
    staged = staged_at_nine(everything, **choices)
    said = here(staged, "rosa")
    assert fates(send(everything, [said])) == [(Fate.ACCEPTED, reason)]
    assert fates(send(everything, [said])) == [KNOWN]
    kept = db.session.execute(select(FieldMark)).scalar_one()
    assert (kept.state, kept.reason, kept.content) == (MarkState.HELD, reason, said)
    assert count(Presence) == 0


def test_a_week_later_marks_wait_for_staff(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    late = [here(staged, "rosa")]
    assert fates(send(everything, late, at=NINE + 8 * DAY)) == [(Fate.ACCEPTED, "too_late")]


def test_who_never_led_stores_nothing(everything: Cast) -> None:
    staged = staged_at_nine(everything, leaders={"claire": Part.LEAD})
    assert (
        fates(send(everything, [here(staged, "rosa"), {**here(staged, "rosa"), "workshop": "nowhere"}]))
        == [(Fate.REFUSED, "not_yours")] * 2
    )
    assert count(FieldMark) == 0


def test_a_session_to_come_is_not_marked(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    assert fates(send(everything, [here(staged, "rosa", NINE - 31 * MINUTE)], at=NINE - 31 * MINUTE)) == [
        (Fate.REFUSED, "too_early")
    ]
    early = [here(staged, "rosa", NINE - 29 * MINUTE)]
    assert fates(send(everything, early, at=NINE - 29 * MINUTE)) == [ACCEPTED]


def test_somebody_who_walks_in_is_registered_and_marked_in_one_batch(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    new = str(uuid4())
    marks = [
        mark(staged, "presence", NINE + 2 * MINUTE, enrolment=new, state="late", minutes=118),
        mark(staged, "walk_in", NINE + MINUTE, enrolment=new, first_name="Oumar"),
    ]
    assert fates(send(everything, marks, at=NINE + 90 * MINUTE)) == [ACCEPTED] * 2
    assert fates(send(everything, marks, at=NINE + 91 * MINUTE)) == [KNOWN] * 2
    oumar = db.session.execute(select(Person).where(Person.first_name == "Oumar")).scalar_one()
    workshop = db.session.get_one(Workshop, staged.id)
    assert oumar.organisation_id == workshop.host_organisation_id
    assert (workshop.seats_taken, workshop.extra_seats, workshop.extra_reason) == (9, 1, "venue sans inscription")


def test_a_signature_counts_for_its_half_day_and_a_card_must_be_theirs(everything: Cast) -> None:
    staged = staged_at_nine(everything, seated=("awa", "rosa"))
    drawn: dict[str, Any] = {"half_day": "morning", "strokes": [[0, 0, 100, 200, 4096, 4096]]}
    mine = mark(staged, "signature", enrolment=staged.enrolments["rosa"], **drawn)
    other = mark(staged, "signature", enrolment=staged.enrolments["rosa"], **{**drawn, "half_day": "afternoon"})
    card = everything.identifiers["awa"]
    with_card = mark(staged, "signature", enrolment=staged.enrolments["awa"], half_day="morning", card_code=card)
    borrowed = mark(staged, "signature", enrolment=staged.enrolments["rosa"], half_day="morning", card_code=card)
    assert fates(send(everything, [mine, other, with_card, borrowed])) == [
        ACCEPTED,
        (Fate.REFUSED, "other_half_day"),
        ACCEPTED,
        (Fate.REFUSED, "card_of_another"),
    ]
    assert count(Signature) == 2


def test_closing_twice_leaves_the_later_word(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    for minutes, mood in ((130, "hard"), (120, "good")):
        at = NINE + minutes * MINUTE
        assert fates(send(everything, [mark(staged, "closing", at, mood=mood, need="Un câble")], at=at)) == [ACCEPTED]
    counting = db.session.execute(select(WorkshopClosing.mood).where(WorkshopClosing.is_current)).scalars().all()
    assert counting == ["hard"]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"},
        {"id": "00000000-0000-1000-8000-000000000000"},
        {"kind": "award"},
        {"kind": None},
        {"recorded_at": "yesterday"},
        {"recorded_at": "2026-03-03T09:00"},
        {"recorded_at": 1},
        {"recorded_at": "0001-01-01T00:00:00+14:00"},
        {"enrolment": "x"},
        {"enrolment": []},
        {"state": "dead"},
        {"state": {}},
        {"minutes": True},
        {"minutes": 10**9},
        {"workshop": None},
        {"workshop": "\ud800"},
    ],
)
def test_a_mark_that_cannot_be_read_is_refused_alone(everything: Cast, change: dict[str, Any]) -> None:
    staged = staged_at_nine(everything)
    answers = send(everything, [{**here(staged, "rosa"), **change}, here(staged, "serge")])
    assert [answer.fate for answer in answers] == [Fate.REFUSED, Fate.ACCEPTED]


@pytest.mark.parametrize("whole", [None, 1, "x", [], {}, [[]], {"id": {}}])
def test_what_is_no_mark_at_all_is_refused(everything: Cast, whole: object) -> None:
    assert [answer.fate for answer in send(everything, [whole])] == [Fate.REFUSED]


def test_nobody_marks_themselves(everything: Cast) -> None:
    staged = staged_at_nine(everything, seated=("moussa", "rosa"), leaders={"moussa": Part.LEAD})
    assert fates(send(everything, [here(staged, "moussa")])) == [(Fate.REFUSED, "own_presence")]
    leads = select(WorkshopFacilitator.part).where(WorkshopFacilitator.workshop_id == staged.id)
    assert db.session.execute(leads).scalars().all() == [Part.LEAD]


def test_a_mark_about_somebody_who_was_erased_is_refused_alone(everything: Cast) -> None:
    staged = staged_at_nine(everything)
    rosa = db.session.get_one(Person, everything.people["rosa"])
    anonymise(rosa, now=NINE)
    answers = send(everything, [here(staged, "rosa"), here(staged, "serge")])
    assert fates(answers) == [(Fate.REFUSED, "unknown_person"), ACCEPTED]
