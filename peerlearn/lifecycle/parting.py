"""A merge is taken back: the two records are parted again, each with what it had."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select

from peerlearn.attendance.models import Observation, Presence, Signature
from peerlearn.core import audit, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.lifecycle.journal import Line, find_row, holds_still, row_of, take_back
from peerlearn.lifecycle.merging import hold
from peerlearn.lifecycle.models import PersonMerge
from peerlearn.lifecycle.rules import UNDO_WITHIN
from peerlearn.notes.models import MeetingNote, NoteAnswer
from peerlearn.people.models import Person
from peerlearn.workshops.models import Enrolment
from peerlearn.workshops.queries import workshop_for_update
from peerlearn.workshops.rules import Place

_REASON = "what a merge moved goes back to where it was, wherever that is"
# What may have changed since on a copied enrolment, and goes back with it.
_CARRIED = ("place", "queued_at", "seated_at", "enrolled_by_id")


def undo_merge(merge: PersonMerge, *, by: int | None, now: datetime) -> None:
    """Part the two records again, exactly as they were. What was written since stays with the kept one, except in
    workshops where only the other had a seat, and of a note about the other: those go back whole.

    Raises:
        DomainError: `lifecycle.undone_already`, `lifecycle.too_late_to_undo`, `lifecycle.changed_since`.
    """
    kept, other = merge.kept, db.session.get_one(Person, merge.merged_id)
    hold(kept, other)
    db.session.refresh(merge)
    if merge.undone_at is not None:
        raise DomainError("lifecycle.undone_already")
    if now - merge.merged_at > UNDO_WITHIN:
        raise DomainError("lifecycle.too_late_to_undo")
    with scope.beyond(db.session(), _REASON):
        is_here = kept.organisation_id == merge.organisation_id and not (kept.merged_at or kept.anonymised_at)
        if not is_here or not _is_untouched(merge):
            raise DomainError("lifecycle.changed_since")
        _Parting(kept, other).carried_out(merge.moved)
    merge.undone_at, merge.undone_by_id = now, by
    audit.record(
        db.session(), "person.parted", kept, account_id=by, organisation_id=merge.organisation_id, other=other.id
    )
    db.session.flush()


def _is_untouched(merge: PersonMerge) -> bool:
    """Whether all that the merge moved is where it put it. A count of seats may move on: others come and go."""
    own = [line for line in merge.moved if line.get("changed") != "workshop"]
    shared = [line["enrolment"] for line in merge.moved if "shared" in line]
    return holds_still(own) and not _was_marked_since(shared, merge.merged_at)


def _was_marked_since(enrolment_ids: list[int], instant: datetime) -> bool:
    """Whether something was marked later where both had been: nobody can tell whose it is."""
    presence = exists().where(Presence.enrolment_id.in_(enrolment_ids), Presence.received_at > instant)
    observation = exists().where(Observation.enrolment_id.in_(enrolment_ids), Observation.received_at > instant)
    return bool(db.session.execute(select(or_(presence, observation))).scalar_one())


class _Parting:
    """The journal, read from its end."""

    def __init__(self, kept: Person, other: Person) -> None:
        self.kept, self.other = kept, other
        self.carried: dict[int, dict[str, Any]] = {}

    def carried_out(self, lines: list[Line]) -> None:
        for line in reversed(lines):
            if "changed" in line and line["changed"] != "workshop":
                self._take_back(line)
            elif "added" in line:
                self._take_away(line)
            elif "seat_freed" in line:
                self._give_seat_back(line)
            elif "filled" in line:
                self._empty_again(line["columns"])

    def _take_back(self, line: Line) -> None:
        row = take_back(line)
        for name, value in self.carried.pop(line["id"], {}).items() if isinstance(row, Enrolment) else ():
            setattr(row, name, value)
        db.session.flush()
        if isinstance(row, MeetingNote):
            self._return_what_followed(row)

    def _return_what_followed(self, note: MeetingNote) -> None:
        """What corrects a note, and what was said of it, is about the one of whom it was written."""
        said = select(NoteAnswer).where(NoteAnswer.note_id == note.id, NoteAnswer.person_id == self.kept.id)
        for answer in db.session.execute(said).scalars().all():
            answer.person_id = self.other.id
        later = select(MeetingNote).where(MeetingNote.replaces_id == note.id, MeetingNote.person_id == self.kept.id)
        for correction in db.session.execute(later).scalars().all():
            correction.person_id = self.other.id
            self._return_what_followed(correction)
        db.session.flush()

    def _take_away(self, line: Line) -> None:
        row = row_of(line["added"], line["id"])
        if isinstance(row, Enrolment):
            before = row_of("enrolment", line["copy_of"])
            assert isinstance(before, Enrolment)  # noqa: S101 - the journal says so
            self.carried[before.id] = {name: getattr(row, name) for name in _CARRIED}
            self._return_marks(row, before)
        db.session.delete(row)
        db.session.flush()

    def _return_marks(self, copy: Enrolment, before: Enrolment) -> None:
        """Those made since too: they were made of whoever sat there."""
        for mark in db.session.execute(select(Presence).where(Presence.enrolment_id == copy.id)).scalars().all():
            mark.enrolment_id, mark.person_id = before.id, self.other.id
        for signed in db.session.execute(select(Signature).where(Signature.enrolment_id == copy.id)).scalars().all():
            signed.enrolment_id, signed.person_id = before.id, self.other.id
        for seen in db.session.execute(select(Observation).where(Observation.enrolment_id == copy.id)).scalars().all():
            seen.enrolment_id, seen.person_id = before.id, self.other.id
            seen.affiliation_id = before.affiliation_id
        db.session.flush()

    def _give_seat_back(self, line: Line) -> None:
        """The seat again; the waiting list when somebody else sits on it by now."""
        workshop, enrolment = workshop_for_update(line["workshop"]), find_row("enrolment", line["enrolment"])
        if not isinstance(enrolment, Enrolment):
            return
        taken = workshop.seats_taken + 1
        if taken <= workshop.capacity or (workshop.extra_reason and taken <= workshop.capacity + line["extra"]):
            workshop.seats_taken, workshop.extra_seats = taken, max(0, taken - workshop.capacity)
        else:
            enrolment.place, enrolment.seated_at = Place.WAITING, None
        db.session.flush()

    def _empty_again(self, columns: list[str]) -> None:
        for name in columns:
            if getattr(self.kept, name) == getattr(self.other, name):
                setattr(self.kept, name, None)
        db.session.flush()
