"""Whether one mark of a phone counts: then it is stored. Else it waits for staff, or is refused, and says why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from peerlearn.accounts.models import Account
from peerlearn.attendance.desk import Desk
from peerlearn.attendance.marks import (
    ClosingSaid,
    Mark,
    NoteSaid,
    ObservationSaid,
    PresenceSaid,
    SignatureSaid,
    WalkInSaid,
)
from peerlearn.attendance.models import Observation, Presence, Signature, WorkshopClosing, WorkshopNote
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import (
    LEADERS_MAY_FOR,
    OPENS_BEFORE,
    Side,
    came_or_left_at,
    counted_minutes,
    half_day_of,
    minutes_between,
)
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.people.actions import PersonFacts, register
from peerlearn.workshops.actions import exceed
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.rules import Place

_CARD = "whether the card that was held to the camera is this person's; nothing of it is shown"
# People sign as they leave, and the last one leaves after the end.
_SIGNED_UNTIL = timedelta(minutes=30)


class _Marked(Protocol):
    is_current: Any
    recorded_at: Any
    taken_back_at: Any


M = TypeVar("M", bound=_Marked)


class HeldError(Exception):
    """The mark cannot count now; staff will look at it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RefusedError(Exception):
    """The mark can never count."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Stamp:
    """Who sends, when it really was, when it arrived; the reason to keep for a walk-in beyond the capacity.

    `is_overruled`: staff looked at it and let it count, late as it is.
    """

    by: Marker
    counted_at: datetime
    received_at: datetime
    walk_in_reason: str = ""
    is_overruled: bool = False


def count(desk: Desk, mark: Mark, stamp: Stamp) -> None:
    """Let the mark count. The desk is kept up to date for the next mark of the batch.

    Raises:
        HeldError: `cancelled`, `too_late`, `not_seated`, `was_away`, `outside_session`, `room_is_full`,
            `walk_in_waits`.
        RefusedError: `too_early`, `unknown_person`, `own_presence`, `own_skill`, `not_yet`, `skill_elsewhere`,
            `other_half_day`, `card_of_another`, `card_unknown`, `mark_differs`, `not_a_name`, `nir`.
    """
    assert desk.workshop is not None  # noqa: S101 - a former desk has nothing to count on
    counting = _Counting(desk, desk.workshop, mark, stamp)
    counting.ensure_open()
    counting.carry_out()


@dataclass(frozen=True)
class _Counting:
    """One mark at one desk."""

    desk: Desk
    workshop: Workshop
    mark: Mark
    stamp: Stamp

    def ensure_open(self) -> None:
        if self.workshop.is_cancelled:
            raise HeldError("cancelled")
        if self.stamp.counted_at < self.workshop.starts_at - OPENS_BEFORE:
            raise RefusedError("too_early")
        if self.stamp.is_overruled:
            return
        if self.desk.side is Side.PEER and self.stamp.received_at > self.workshop.ends_at + LEADERS_MAY_FOR:
            raise HeldError("too_late")

    def carry_out(self) -> None:
        said = self.mark.said
        doing: dict[type, Callable[[Any], None]] = {
            PresenceSaid: self._presence,
            ObservationSaid: self._observation,
            SignatureSaid: self._signature,
            WalkInSaid: self._walk_in,
            NoteSaid: self._note,
            ClosingSaid: self._close,
        }
        doing[type(said)](said)

    def _seated(self, own: str) -> Enrolment:
        """Whom the mark is about."""
        enrolment = self.desk.enrolments.get(self.mark.enrolment) if self.mark.enrolment else None
        if enrolment is None and self.mark.enrolment in self.desk.arrivals():
            raise HeldError("walk_in_waits")
        if enrolment is None or enrolment.person_id in self.desk.gone:
            raise RefusedError("unknown_person")
        if enrolment.person_id == self.stamp.by.person_id:
            raise RefusedError(own)
        if enrolment.place is not Place.SEATED:
            raise HeldError("not_seated")
        return enrolment

    def _columns(self) -> dict[str, Any]:
        """What every stored mark carries."""
        return {
            "workshop_id": self.workshop.id,
            "host_organisation_id": self.workshop.host_organisation_id,
            "mark_id": self.mark.id,
            "recorded_at": self.stamp.counted_at,
            "received_at": self.stamp.received_at,
            "recorded_by_id": self.stamp.by.account_id,
        }

    def _of(self, enrolment: Enrolment) -> dict[str, Any]:
        return {
            **self._columns(),
            "enrolment_id": enrolment.id,
            "person_id": enrolment.person_id,
            "home_organisation_id": enrolment.home_organisation_id,
        }

    def _presence(self, said: PresenceSaid) -> None:
        enrolment, workshop = self._seated("own_presence"), self.workshop
        rows = self.desk.presences.setdefault(enrolment.id, [])
        self.desk.marked[enrolment.id] = enrolment
        if said.state is None:
            self._take_back(rows)
            return
        duration = minutes_between(workshop.starts_at, workshop.ends_at)
        counted = counted_minutes(said.state, given=said.minutes, duration=duration)
        at = came_or_left_at(said.state, counted, starts=workshop.starts_at, ends=workshop.ends_at)
        if at is not None and at >= self.stamp.counted_at + timedelta(minutes=1):
            raise RefusedError("not_yet")
        half_day = half_day_of(workshop.starts_local)
        presence = Presence(half_day=half_day, state=said.state, minutes=counted, **self._of(enrolment))
        self.desk.fresh.append(self._placed(rows, presence))

    def _observation(self, said: ObservationSaid) -> None:
        enrolment = self._seated("own_skill")
        skill = self.desk.skills.get(said.skill)
        if skill is None:
            raise RefusedError("skill_elsewhere")
        rows = self.desk.observations.setdefault((enrolment.person_id, skill.id, self.desk.side), [])
        if said.level is None:
            self._take_back(rows)
            return
        if any(one.is_current and not one.state.was_there for one in self.desk.presences.get(enrolment.id, ())):
            raise HeldError("was_away")
        observation = Observation(
            affiliation_id=enrolment.affiliation_id,
            skill_id=skill.id,
            level=int(said.level),
            side=self.desk.side,
            **self._of(enrolment),
        )
        self.desk.fresh.append(self._placed(rows, observation))

    def _placed(self, rows: list[M], mark: M) -> M:
        """The later one counts, by corrected time; the other stays in history."""
        decided = [one.taken_back_at or one.recorded_at for one in rows if one.is_current or one.taken_back_at]
        mark.is_current = all(at <= self.stamp.counted_at for at in decided)
        if mark.is_current:
            for former in rows:
                former.is_current = False
        rows.append(mark)
        return mark

    def _take_back(self, rows: Sequence[M]) -> None:
        for one in rows:
            if one.is_current and one.recorded_at <= self.stamp.counted_at:
                one.is_current, one.taken_back_at = False, self.stamp.counted_at

    def _signature(self, said: SignatureSaid) -> None:
        enrolment = self._seated("own_presence")
        if said.half_day is not half_day_of(self.workshop.starts_local):
            raise RefusedError("other_half_day")
        if not self.stamp.is_overruled and self.stamp.counted_at > self.workshop.ends_at + _SIGNED_UNTIL:
            raise HeldError("outside_session")
        if said.card_code is not None:
            _ensure_card_of(enrolment, said.card_code)
        query = select(Signature).where(Signature.enrolment_id == enrolment.id, Signature.is_current)
        signature = Signature(
            half_day=said.half_day,
            strokes={"strokes": [list(stroke) for stroke in said.strokes]},
            is_by_card=said.card_code is not None,
            is_current=self._takes_the_place_of(db.session.execute(query).scalar_one_or_none()),
            **self._of(enrolment),
        )
        db.session.add(signature)

    def _takes_the_place_of(self, former: Signature | WorkshopClosing | None) -> bool:
        if former is None:
            return True
        if former.recorded_at > self.stamp.counted_at:
            return False
        former.is_current = False
        db.session.flush()
        return True

    def _walk_in(self, said: WalkInSaid) -> None:
        """Register somebody by first name at the host, and seat them; beyond the capacity, with the reason given."""
        workshop, by = self.workshop, self.stamp.by.account_id
        if said.enrolment in self.desk.enrolments:
            raise RefusedError("mark_differs")
        if not workshop.seats.has_room:
            raise HeldError("room_is_full")
        facts = PersonFacts(said.first_name)
        on = clock.day_of(self.stamp.counted_at, workshop.time_zone)
        moment = min(self.stamp.counted_at, workshop.ends_at - timedelta(minutes=1))
        try:
            with db.session.begin_nested():
                person = register(
                    facts, organisation_id=workshop.host_organisation_id, by=by, now=self.stamp.received_at, on=on
                )
                enrolment = exceed(workshop.id, person.id, reason=self.stamp.walk_in_reason, by=by, now=moment)
                enrolment.public_id = said.enrolment
                db.session.flush()
        except DomainError as refused:
            raise RefusedError(refused.code.rpartition(".")[2]) from refused
        except IntegrityError as taken:
            # The phone names the seat itself, and gave it a name that another one has, wherever that is.
            raise RefusedError("mark_differs") from taken
        self.desk.enrolments[said.enrolment] = enrolment

    def _note(self, said: NoteSaid) -> None:
        db.session.add(WorkshopNote(text=said.text, **self._columns()))

    def _close(self, said: ClosingSaid) -> None:
        query = select(WorkshopClosing).where(
            WorkshopClosing.workshop_id == self.workshop.id, WorkshopClosing.is_current
        )
        closing = WorkshopClosing(
            mood=said.mood,
            sentence=said.sentence,
            need=said.need,
            is_equipment_back=said.is_equipment_back,
            may_lead={"enrolments": [str(one) for one in said.may_lead]},
            is_current=self._takes_the_place_of(db.session.execute(query).scalar_one_or_none()),
            **self._columns(),
        )
        db.session.add(closing)


def _ensure_card_of(enrolment: Enrolment, card_code: str) -> None:
    query = select(Account.person_id).where(Account.card_code == card_code, Account.closed_at.is_(None))
    with scope.beyond(db.session(), _CARD):
        owner = db.session.execute(query).scalar_one_or_none()
    if owner is None:
        raise RefusedError("card_unknown")
    if owner != enrolment.person_id:
        raise RefusedError("card_of_another")
