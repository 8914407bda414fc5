"""Two records turn out to be one person: one is kept, all that the other had goes to it, and nothing is thrown away.

What points to a record goes through a journal, so that within thirty days the two can be parted again exactly. An
enrolment cannot change its person while presence hangs on it, so the kept record gets a copy with the same public id.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import ColumnElement, select

from peerlearn.accounts.models import Account, Invitation
from peerlearn.attendance.models import Observation, Presence, Signature
from peerlearn.awards.models import Award
from peerlearn.awards.queries import awards_for_update
from peerlearn.awards.rules import AwardState
from peerlearn.core import audit, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Role
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.facilitators.models import Interest, Review, SelfAssessment
from peerlearn.facilitators.rules import Source
from peerlearn.followup.models import Follow
from peerlearn.lifecycle.journal import Journal
from peerlearn.lifecycle.models import PersonMerge
from peerlearn.lifecycle.rules import gives_way, is_better_place, is_fuller
from peerlearn.lifecycle.standing import is_own, may_do_more
from peerlearn.notes.models import MeetingNote, NoteAnswer
from peerlearn.people.models import (
    Affiliation,
    Consent,
    CorrectionRequest,
    ExternalCertification,
    NotedContact,
    NoticeGiven,
    Person,
)
from peerlearn.people.queries import current_affiliation
from peerlearn.people.rules import FROM_OUTSIDE, Channel
from peerlearn.tracks.models import ModuleChoice, Outcome
from peerlearn.workshops.models import Enrolment, WorkshopFacilitator
from peerlearn.workshops.queries import workshop_for_update
from peerlearn.workshops.rules import Part, Place

T = TypeVar("T")
# What the kept record takes from the other where it says nothing itself.
FILLED = ("birth_year", "phone", "email")
# Every table that names a person, and what becomes of its rows. A house test holds the list against the models.
TABLES = {
    "account": "goes along; where both have one, the other's is closed",
    "affiliation": "the present one is shared; former ones, and one in another position, are copied",
    "award": "goes along; of two under way for one badge, the one less far is taken back",
    "consent": "goes along; of two that hold for one purpose, the other's stays with the record that is put away",
    "correction_request": "goes along",
    "diagnosis": "goes along; of two conversations under way, the other's ends",
    "enrolment": "copied to the kept record; in the same workshop one seat is freed",
    "external_certification": "goes along",
    "follow": "goes along; where both are followed, who follows the kept record goes on",
    "interest": "goes along; the latest word counts, whichever record it was said of; one proposal by each colleague",
    "invitation": "goes along",
    "meeting_note": "goes along, signed or not",
    "module_choice": "goes along; of two of one module, the other's is taken back",
    "note_answer": "goes along with its note",
    "noted_contact": "goes along; of two on one day, one does",
    "notice_given": "goes along; of two for one version, one does",
    "observation": "goes along; of two for one skill in one workshop, the higher counts",
    "outcome": "goes along",
    "person_merge": "tells it",
    "person_word": "stays with the record that is put away",
    "presence": "goes along; of two for one half-day, the fuller counts",
    "self_assessment": "goes along; the latest word on a skill counts",
    "signature": "goes along; of two for one half-day, the kept record's counts",
    "workshop_facilitator": "goes along; in the same workshop one counts",
    "workshop_review": "goes along; of two on one workshop, the other's stays with the record that is put away",
}
_REASON = "the record of one person is whole wherever it was written, so all of it goes along"


def merge(  # noqa: PLR0913 - which two, by whom, with which right, when
    kept: Person, other: Person, *, by: int | None, granting: Role | None = None, on: date, now: datetime
) -> PersonMerge:
    """All that `other` has belongs to `kept` from now on; the other record is put away.

    Nobody puts a page together with their own, or with the page of somebody who may do more than they may: what one of
    the two gained, and who signs in, would become the other's.

    Raises:
        DomainError: `lifecycle.own_merge`, `lifecycle.may_not_merge`, `lifecycle.same_record`,
            `lifecycle.records_apart` (not of the same organisation), `lifecycle.positions_apart`,
            `lifecycle.both_hold_badge`, `lifecycle.merged_meanwhile`.
    """
    _ensure_mergeable(kept, other)
    with scope.beyond(db.session(), _REASON):
        _ensure_may_merge(kept, other, by, granting, now=now)
        journal = _Merging(kept, other).carried_out(on=on, now=now)
    done = PersonMerge(
        organisation_id=kept.organisation_id,
        kept_id=kept.id,
        merged_id=other.id,
        moved=journal.lines,
        merged_at=now,
        merged_by_id=by,
        undone_at=None,
        undone_by_id=None,
    )
    db.session.add(done)
    audit.record(
        db.session(), "person.merged", kept, account_id=by, organisation_id=kept.organisation_id, other=other.id
    )
    db.session.flush()
    return done


def hold(*people: Person) -> None:
    """Lock both records, always in the same order."""
    for person in sorted(people, key=lambda one: one.id):
        db.session.refresh(person, with_for_update={"key_share": True})


def _ensure_may_merge(kept: Person, other: Person, by: int | None, granting: Role | None, *, now: datetime) -> None:
    """The server itself (None) may, as it may erase."""
    if by is None:
        return
    if is_own(kept, by) or is_own(other, by):
        raise DomainError("lifecycle.own_merge")
    if may_do_more(kept, granting, now=now) or may_do_more(other, granting, now=now):
        raise DomainError("lifecycle.may_not_merge")


def _ensure_mergeable(kept: Person, other: Person) -> None:
    if kept.id == other.id:
        raise DomainError("lifecycle.same_record")
    hold(kept, other)
    if kept.merged_at is not None or other.merged_at is not None:
        raise DomainError("lifecycle.merged_meanwhile")
    if kept.organisation_id != other.organisation_id:
        raise DomainError("lifecycle.records_apart")
    if len({current_affiliation(one.id).position in FROM_OUTSIDE for one in (kept, other)}) > 1:
        # Else an untrained volunteer would be of the house, or lead what the other was to lead.
        raise DomainError("lifecycle.positions_apart")


class _Merging:
    """The two records while one takes over from the other."""

    def __init__(self, kept: Person, other: Person) -> None:
        self.kept, self.other = kept, other
        self.journal = Journal()
        self.affiliations: dict[int, int] = {}
        self.enrolments: dict[int, Enrolment] = {}

    def carried_out(self, *, on: date, now: datetime) -> Journal:
        self._affiliations(on)
        self._what_is_written_down()
        self._privacy()
        self._account(now)
        self._leading()
        self._enrolments()
        self._observations()
        self._diagnoses(now)
        self._choices(now)
        self._follows(now)
        self._what_they_say_of_leading()
        self._awards()
        self.journal.change(self.other, merged_at=now)
        return self.journal

    def _affiliations(self, on: date) -> None:
        mine, theirs = self._of(Affiliation, self.kept), self._of(Affiliation, self.other)
        present = next(one for one in mine if one.until_on is None)
        for one in theirs:
            if one.until_on is None:
                ends_on = present.contract_ends_on or one.contract_ends_on
                self.journal.change(one, until_on=max(on, one.from_on))
                self.journal.change(present, contract_ends_on=ends_on)
                if one.position is present.position:
                    self.affiliations[one.id] = present.id
                    self.journal.change(present, from_on=min(present.from_on, one.from_on))
                    continue
            copy = Affiliation(**_copied(one), person_id=self.kept.id)
            self.journal.add(copy)
            self.affiliations[one.id] = copy.id

    def _what_is_written_down(self) -> None:
        filled = [name for name in FILLED if getattr(self.kept, name) is None and getattr(self.other, name) is not None]
        for name in filled:
            setattr(self.kept, name, getattr(self.other, name))
        if filled:
            self.journal.note("filled", columns=filled)
        if self.kept.channel is Channel.PAPER is not self.other.channel:
            # Paper is what stands where nobody asked.
            self.journal.change(self.kept, channel=self.other.channel)
        for table in (Invitation, ExternalCertification, MeetingNote, NoteAnswer):
            for held in self._of(table, self.other):
                self.journal.change(held, person_id=self.kept.id)
        known = {one.permission for one in self._of(Outcome, self.kept)}
        for outcome in self._of(Outcome, self.other):
            if outcome.permission not in known:
                self.journal.change(outcome, person_id=self.kept.id)

    def _privacy(self) -> None:
        for request in self._of(CorrectionRequest, self.other):
            self.journal.change(request, person_id=self.kept.id)
        self._what_is_said_once(NoticeGiven, lambda one: one.notice_id)
        self._what_is_said_once(NotedContact, lambda one: one.spoken_on)
        self._what_is_said_once(Consent, lambda one: one.purpose if one.withdrawn_at is None else one.id)

    def _what_is_said_once(self, table: type[T], key: Callable[[T], object]) -> None:
        known = {key(one) for one in self._of(table, self.kept)}
        for one in self._of(table, self.other):
            if key(one) not in known:
                row: Any = one
                self.journal.change(row, person_id=self.kept.id)

    def _account(self, now: datetime) -> None:
        has_one = bool(self._of(Account, self.kept))
        for account in self._of(Account, self.other):
            if not has_one:
                self.journal.change(account, person_id=self.kept.id)
            elif account.closed_at is None:
                self.journal.change(account, closed_at=now)

    def _leading(self) -> None:
        mine = {one.workshop_id: one for one in self._of(WorkshopFacilitator, self.kept)}
        for theirs in self._of(WorkshopFacilitator, self.other):
            own = mine.get(theirs.workshop_id)
            if own is None:
                self.journal.change(theirs, **self._home(theirs.affiliation_id))
                continue
            if not own.part.is_in_the_room:
                self.journal.change(own, part=theirs.part)
            self.journal.change(theirs, part=Part.REPLACED)

    def _enrolments(self) -> None:
        mine = {one.workshop_id: one for one in self._of(Enrolment, self.kept)}
        for theirs in self._of(Enrolment, self.other):
            own = mine.get(theirs.workshop_id)
            if own is None:
                self.enrolments[theirs.id] = self._copied_enrolment(theirs)
            else:
                self.enrolments[theirs.id] = own
                self.journal.note("shared", enrolment=own.id)
                self._one_place(own, theirs)
            self._presences(theirs, self.enrolments[theirs.id])
            self._signatures(theirs, self.enrolments[theirs.id])

    def _copied_enrolment(self, theirs: Enrolment) -> Enrolment:
        copy = Enrolment(**_copied(theirs) | self._home(theirs.affiliation_id), public_id=theirs.public_id)
        self.journal.change(theirs, public_id=uuid4(), place=Place.WITHDRAWN, seated_at=None)
        self.journal.add(copy, copy_of=theirs.id)
        return copy

    def _one_place(self, own: Enrolment, theirs: Enrolment) -> None:
        """The better place stays; the second seat at the same table is free again."""
        if own.place is theirs.place is Place.SEATED:
            workshop = workshop_for_update(theirs.workshop_id)
            left = workshop.seats.with_one_less()
            self.journal.note("seat_freed", workshop=workshop.id, enrolment=theirs.id, extra=workshop.extra_seats)
            self.journal.change(workshop, seats_taken=left.taken, extra_seats=left.extra)
        elif is_better_place(theirs.place, own.place):
            self.journal.change(own, place=theirs.place, seated_at=theirs.seated_at, queued_at=theirs.queued_at)
        elif own.place is theirs.place:
            self.journal.change(own, queued_at=min(own.queued_at, theirs.queued_at))
        self.journal.change(theirs, place=Place.WITHDRAWN, seated_at=None)

    def _presences(self, theirs: Enrolment, own: Enrolment) -> None:
        counted = {one.half_day: one for one in _rows(Presence, Presence.enrolment_id == own.id) if one.is_current}
        for mark in _rows(Presence, Presence.enrolment_id == theirs.id):
            other = counted.get(mark.half_day)
            if mark.is_current and other is not None:
                is_more = is_fuller(mark.state, mark.minutes, than=(other.state, other.minutes))
                self.journal.change(other if is_more else mark, is_current=False)
            self.journal.change(
                mark, enrolment_id=own.id, person_id=self.kept.id, home_organisation_id=own.home_organisation_id
            )

    def _signatures(self, theirs: Enrolment, own: Enrolment) -> None:
        counted = {one.half_day for one in _rows(Signature, Signature.enrolment_id == own.id) if one.is_current}
        for mark in _rows(Signature, Signature.enrolment_id == theirs.id):
            self.journal.change(
                mark,
                enrolment_id=own.id,
                person_id=self.kept.id,
                home_organisation_id=own.home_organisation_id,
                is_current=mark.is_current and mark.half_day not in counted,
            )

    def _observations(self) -> None:
        counted = {_skill_of(one): one for one in self._of(Observation, self.kept) if one.is_current}
        for mark in self._of(Observation, self.other):
            other = counted.get(_skill_of(mark))
            if mark.is_current and other is not None:
                self.journal.change(other if mark.level > other.level else mark, is_current=False)
            seat = self.enrolments.get(mark.enrolment_id or 0)
            self.journal.change(mark, enrolment_id=seat.id if seat else None, **self._home(mark.affiliation_id))

    def _diagnoses(self, now: datetime) -> None:
        is_under_way = any(not one.is_finished for one in self._of(Diagnosis, self.kept))
        for theirs in self._of(Diagnosis, self.other):
            ended = now if is_under_way and not theirs.is_finished else theirs.finished_at
            home = self.affiliations[theirs.affiliation_id]
            self.journal.change(theirs, person_id=self.kept.id, affiliation_id=home, finished_at=ended)

    def _choices(self, now: datetime) -> None:
        mine = self._of(ModuleChoice, self.kept)
        stands = {(one.curriculum_code, one.module_code) for one in mine if one.taken_back_at is None}
        for theirs in self._of(ModuleChoice, self.other):
            is_there = theirs.taken_back_at is None and (theirs.curriculum_code, theirs.module_code) in stands
            self.journal.change(theirs, person_id=self.kept.id, taken_back_at=now if is_there else theirs.taken_back_at)

    def _follows(self, now: datetime) -> None:
        is_followed = any(one.ended_at is None for one in self._of(Follow, self.kept))
        for theirs in self._of(Follow, self.other):
            ended = now if is_followed and theirs.ended_at is None else theirs.ended_at
            self.journal.change(theirs, person_id=self.kept.id, ended_at=ended)

    def _what_they_say_of_leading(self) -> None:
        reviewed = {one.workshop_id for one in self._of(Review, self.kept)}
        moving: list[Review | Interest | SelfAssessment] = [
            *(one for one in self._of(Review, self.other) if one.workshop_id not in reviewed),
            *(one for one in self._of(Interest, self.other) if not self._is_proposed_already(one)),
            *self._of(SelfAssessment, self.other),
        ]
        for said in moving:
            self.journal.change(said, **self._home(said.affiliation_id))

    def _is_proposed_already(self, said: Interest) -> bool:
        """Whether the same colleague proposed the kept record too; a proposal that stands on one of the two stands."""
        if said.source is not Source.COLLEAGUE:
            return False
        own = next((one for one in self._of(Interest, self.kept) if _proposal_of(one) == _proposal_of(said)), None)
        if own is not None and said.taken_back_at is None:
            self.journal.change(own, taken_back_at=None)
        return own is not None

    def _awards(self) -> None:
        """Held before one is taken back: whoever accepts or signs it at this moment has done so, or finds it gone."""
        held = awards_for_update([one.id for side in (self.kept, self.other) for one in self._of(Award, side)])
        living = {one.achievement_id: one for one in held if one.person_id == self.kept.id and one.state.is_living}
        for award in (one for one in held if one.person_id == self.other.id):
            own = living.get(award.achievement_id) if award.state.is_living else None
            if own is not None:
                first_yields = gives_way(own.state, award.state)
                if first_yields is None:
                    raise DomainError("lifecycle.both_hold_badge")
                self.journal.change(own if first_yields else award, state=AwardState.TAKEN_BACK)
            self.journal.change(award, **self._home(award.affiliation_id))

    def _home(self, affiliation_id: int) -> dict[str, int]:
        """Whose the row is now, and where the person was then: the same organisation as before."""
        return {"person_id": self.kept.id, "affiliation_id": self.affiliations[affiliation_id]}

    def _of(self, table: type[T], person: Person) -> Sequence[T]:
        entity: Any = table
        return _rows(table, entity.person_id == person.id)


def _copied(row: Affiliation | Enrolment) -> dict[str, Any]:
    left_out = {"id", "public_id", "person_id"}
    return {column.key: getattr(row, column.key) for column in row.__table__.c if column.key not in left_out}


def _proposal_of(said: Interest) -> tuple[Source, int | None]:
    return said.source, said.by_id


def _skill_of(mark: Observation) -> tuple[int, int, str]:
    return mark.workshop_id, mark.skill_id, mark.side


def _rows(table: type[T], condition: ColumnElement[bool]) -> Sequence[T]:
    entity: Any = table
    found: Sequence[T] = db.session.execute(select(entity).where(condition).order_by(entity.id)).scalars().all()
    return found
