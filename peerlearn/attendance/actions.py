"""Use cases of the room: one tap is one mark. They flush and never commit.

A mark is never deleted nor rewritten: a later one takes its place (`is_current` moves), and one that was taken back
stays in the history. `mark_id` is the mark's own identity, made where it was tapped: the same mark told twice is one.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from peerlearn.attendance import room
from peerlearn.attendance.models import Observation, Presence
from peerlearn.attendance.outcomes import settle
from peerlearn.attendance.room import Marker, Subject
from peerlearn.attendance.rules import (
    Moment,
    PresenceState,
    Side,
    came_or_left_at,
    counted_minutes,
    half_day_of,
    minutes_between,
    moment_of,
)
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.tracks.models import Skill
from peerlearn.tracks.rules import Level
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Place


def mark_presence(  # noqa: PLR0913 - who, how, by whom, when, and the mark's own identity
    enrolment: Enrolment,
    state: PresenceState,
    *,
    minutes: int | None = None,
    by: Marker,
    now: datetime,
    mark_id: UUID | None = None,
) -> Presence:
    """Note whether the person was there; `minutes` count for who came late or left early.

    Raises:
        NoResultFound: `by` is not in charge of this workshop.
        DomainError: `attendance.cancelled`, `attendance.too_early`, `attendance.too_late`, `attendance.not_seated`,
            `attendance.own_presence`, `attendance.not_yet`; `attendance.mark_differs` when another mark has this id.
    """
    workshop, side = _held(enrolment, by)
    counted = counted_minutes(state, given=minutes, duration=minutes_between(workshop.starts_at, workshop.ends_at))
    if (known := room.find_presence(mark_id)) is not None:
        told = known.minutes if minutes is None else counted
        _ensure_same(known, enrolment_id=enrolment.id, state=state, minutes=told)
        return known
    _ensure_open(workshop, side, now=now)
    _ensure_seated(enrolment)
    _ensure_of_another(enrolment, by)
    _ensure_happened(workshop, state, counted, now=now)
    presence = Presence(
        enrolment_id=enrolment.id,
        workshop_id=workshop.id,
        person_id=enrolment.person_id,
        host_organisation_id=enrolment.host_organisation_id,
        home_organisation_id=enrolment.home_organisation_id,
        half_day=half_day_of(workshop.starts_local),
        state=state,
        minutes=counted,
        **_stamp(by, now, mark_id),
    )
    _take_the_place_of(room.current_presence(enrolment), presence)
    settle(enrolment, workshop, by=by.account_id, now=now)
    return presence


def take_back_presence(enrolment: Enrolment, *, by: Marker, now: datetime) -> None:
    """Nothing is noted any more for this person; what was stays in the history. Twice changes nothing.

    Raises:
        NoResultFound: `by` is not in charge of this workshop.
        DomainError: as for `mark_presence`.
    """
    workshop, side = _held(enrolment, by)
    _ensure_open(workshop, side, now=now)
    _ensure_of_another(enrolment, by)
    if (presence := room.current_presence(enrolment)) is not None:
        presence.is_current, presence.taken_back_at = False, now
        _note_taken_back(presence, "presence.taken_back", by)
        settle(enrolment, workshop, by=by.account_id, now=now)


def tap_presence(
    enrolment: Enrolment, state: PresenceState | None, *, minutes: int | None, by: Marker, now: datetime
) -> None:
    """One tap on the page: a state, or none to take back what is noted.

    Raises:
        NoResultFound, DomainError: as for `mark_presence`.
    """
    if state is None:
        take_back_presence(enrolment, by=by, now=now)
    else:
        mark_presence(enrolment, state, minutes=minutes, by=by, now=now)


def observe(  # noqa: PLR0913 - of whom, what, how far, by whom, when, and the mark's own identity
    subject: Subject, skill: Skill, level: Level, *, by: Marker, now: datetime, mark_id: UUID | None = None
) -> Observation:
    """Note how far a skill was seen, of someone seated or of someone who leads.

    Raises:
        NoResultFound: `by` is not in charge of this workshop.
        DomainError: `attendance.own_skill`, `attendance.skill_elsewhere`, `attendance.was_away`, and as for
            `mark_presence`.
    """
    workshop, side = _held(subject, by)
    if (known := room.find_observation(mark_id)) is not None:
        _ensure_same(known, workshop_id=workshop.id, person_id=subject.person_id, skill_id=skill.id, level=level)
        return known
    _ensure_open(workshop, side, now=now)
    _ensure_observable(workshop, subject, skill, by=by)
    observation = Observation(
        workshop_id=workshop.id,
        enrolment_id=subject.id if isinstance(subject, Enrolment) else None,
        person_id=subject.person_id,
        affiliation_id=subject.affiliation_id,
        host_organisation_id=subject.host_organisation_id,
        home_organisation_id=subject.home_organisation_id,
        skill_id=skill.id,
        level=int(level),
        side=side,
        **_stamp(by, now, mark_id),
    )
    _take_the_place_of(room.current_observation(subject, skill, side), observation)
    return observation


def take_back_observation(subject: Subject, skill: Skill, *, by: Marker, now: datetime) -> None:
    """Nothing is noted any more for this skill, from this side; what was stays in the history.

    Raises:
        NoResultFound: `by` is not in charge of this workshop.
        DomainError: as for `observe`.
    """
    workshop, side = _held(subject, by)
    _ensure_open(workshop, side, now=now)
    _ensure_observable(workshop, subject, skill, by=by)
    if (observation := room.current_observation(subject, skill, side)) is not None:
        observation.is_current, observation.taken_back_at = False, now
        _note_taken_back(observation, "observation.taken_back", by)


def tap_level(subject: Subject, skill: Skill, level: Level | None, *, by: Marker, now: datetime) -> None:
    """One tap on the page: a level, or none to take back what is noted.

    Raises:
        NoResultFound, DomainError: as for `observe`.
    """
    if level is None:
        take_back_observation(subject, skill, by=by, now=now)
    else:
        observe(subject, skill, level, by=by, now=now)


def _held(subject: Subject, by: Marker) -> tuple[Workshop, Side]:
    """The workshop, neither moved nor cancelled meanwhile, and one mark after the other for this person.

    Two taps at once become two marks, and the later one counts; other people may be marked at the same time. The
    workshop is held first, then the person: who enrols or cancels holds them in the same order.
    """
    query = select(Workshop).where(Workshop.id == subject.workshop_id).with_for_update(read=True)
    workshop = db.session.execute(query.execution_options(populate_existing=True)).scalar_one()
    side = room.side_of(workshop, by)
    # Its own row only: what was joined in when it was loaded comes along, and PostgreSQL cannot lock that.
    db.session.refresh(subject, with_for_update={"of": type(subject)})
    return workshop, side


def _stamp(by: Marker, now: datetime, mark_id: UUID | None) -> dict[str, Any]:
    """Whose mark it is, its own id, and when: on a page, what is recorded is received at the same moment."""
    return {
        "mark_id": mark_id or uuid4(),
        "recorded_at": now,
        "received_at": now,
        "recorded_by_id": by.account_id,
    }


def _take_the_place_of(former: Presence | Observation | None, mark: Presence | Observation) -> None:
    if former is not None:
        former.is_current = False
        db.session.flush()
    db.session.add(mark)
    db.session.flush()


def _ensure_same(known: Presence | Observation, **content: object) -> None:
    if any(getattr(known, name) != value for name, value in content.items()):
        raise DomainError("attendance.mark_differs")


def _ensure_open(workshop: Workshop, side: Side, *, now: datetime) -> None:
    if workshop.is_cancelled:
        raise DomainError("attendance.cancelled")
    moment = moment_of(workshop.starts_at, workshop.ends_at, side=side, now=now)
    if moment is not Moment.OPEN:
        raise DomainError(f"attendance.{moment.value}")


def _ensure_seated(enrolment: Enrolment) -> None:
    if enrolment.place is not Place.SEATED:
        raise DomainError("attendance.not_seated")


def _ensure_of_another(enrolment: Enrolment, by: Marker) -> None:
    # Presence opens doors (who was trained may run a diagnosis), so nobody opens their own.
    if enrolment.person_id == by.person_id:
        raise DomainError("attendance.own_presence")


def _ensure_happened(workshop: Workshop, state: PresenceState, minutes: int, *, now: datetime) -> None:
    at = came_or_left_at(state, minutes, starts=workshop.starts_at, ends=workshop.ends_at)
    if at is not None and at >= now + timedelta(minutes=1):  # minutes are whole, instants are not
        raise DomainError("attendance.not_yet")


def _ensure_observable(workshop: Workshop, subject: Subject, skill: Skill, *, by: Marker) -> None:
    if subject.person_id == by.person_id:
        raise DomainError("attendance.own_skill")
    if not room.may_be_seen(workshop, subject, skill):
        raise DomainError("attendance.skill_elsewhere")
    if isinstance(subject, WorkshopFacilitator):
        if not subject.part.is_in_the_room:
            raise NoResultFound
        return
    _ensure_seated(subject)
    presence = room.current_presence(subject)
    if presence is not None and not presence.state.was_there:
        raise DomainError("attendance.was_away")


def _note_taken_back(mark: Presence | Observation, act: str, by: Marker) -> None:
    audit.record(db.session(), act, mark, account_id=by.account_id, organisation_id=mark.host_organisation_id)
