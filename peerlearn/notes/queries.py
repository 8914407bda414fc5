"""Reads of the notes: in the office within the session's scope, by the person themself wherever they were written."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased

from peerlearn.accounts.models import Account
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.notes.models import MeetingNote, NoteAnswer
from peerlearn.notes.rules import Answer, Frame, NoteFacts, fingerprint
from peerlearn.organisations.models import Organisation
from peerlearn.people.finding import is_there
from peerlearn.people.models import Person
from peerlearn.tracks.models import Module
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, Place, WorkshopState

_OWN_RECORD = "a person's own record is whole wherever it was written"
_MOST_WORKSHOPS = 12


@dataclass(frozen=True)
class Reader:
    """Who asks in the office: whoever may follow people reads what colleagues signed, others what they wrote alone."""

    account_id: int
    person_id: int | None
    may_follow: bool


@dataclass(frozen=True)
class Told:
    """One version of a note, with what stands around it."""

    id: int
    public_id: str
    person: str
    person_id: int
    first_name: str
    last_name: str | None
    organisation_id: int
    house: str
    facts: NoteFacts
    version: int
    reason: str
    replaces: str
    replaced_by: str
    workshop_id: int | None
    theme: dict[str, str] | None
    writer: str
    written_by: str
    written_by_id: int
    changed_at: datetime
    signed_at: datetime | None
    sha256: str

    @property
    def full_name(self) -> str:
        """Whom the note is about."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    @property
    def seen(self) -> str:
        """The fingerprint of the words as they stand: whoever signs signs these."""
        return fingerprint(self.facts, self._frame, signed_at=None)

    @property
    def is_intact(self) -> bool:
        """Whether it is still as it was signed."""
        return self.signed_at is not None and self.signed(self.signed_at) == self.sha256

    def signed(self, at: datetime) -> str:
        """The fingerprint that it has when it is signed at this moment."""
        return fingerprint(self.facts, self._frame, signed_at=at)

    @property
    def _frame(self) -> Frame:
        workshop = str(self.workshop_id or "")
        return Frame(self.public_id, self.version, self.replaces, self.reason, workshop, self.writer)


@dataclass(frozen=True)
class Said:
    """One thing that the person says of a note, and who wrote it down."""

    id: int
    kind: Answer
    words: str
    said_at: datetime
    noted_by: str
    noted_by_id: int


@dataclass(frozen=True)
class Draft:
    """That a colleague has begun one: since when, and no word of it."""

    written_by: str
    changed_at: datetime


def notes_of(person_id: int, reader: Reader) -> Sequence[Told]:
    """What this reader may read of the person's notes, the latest meeting first, drafts among them."""
    return _found(_told(MeetingNote.person_id == person_id, is_there(), _may_be_read_by(reader)))


def notes_written_by(account_id: int, *, most: int) -> Sequence[Told]:
    """What an account wrote in the houses of the scope: drafts first, then the latest meetings."""
    query = _told(MeetingNote.written_by_id == account_id, is_there())
    drafts_first = query.order_by(None).order_by(
        MeetingNote.signed_at.is_not(None), MeetingNote.met_on.desc(), MeetingNote.id.desc()
    )
    return _found(drafts_first.limit(most))


def drafts_of(account_id: int) -> Sequence[Told]:
    """What an account began in the houses of the scope and did not sign, the latest meeting first."""
    return _found(_told(MeetingNote.written_by_id == account_id, MeetingNote.signed_at.is_(None), is_there()))


def signed_notes_of(person_id: int, reader: Reader) -> Sequence[Told]:
    """The signed ones that this reader may read, each in its last version, the latest meeting first."""
    signed = [MeetingNote.signed_at.is_not(None), is_there(), _may_be_read_by(reader)]
    return [one for one in _found(_told(MeetingNote.person_id == person_id, *signed)) if not one.replaced_by]


def note(public_id: str, reader: Reader) -> Told:
    """One version.

    Raises:
        NoResultFound: there is none that this reader may read.
    """
    return _one(_told(MeetingNote.public_id == public_id, is_there(), _may_be_read_by(reader)))


def drafts_of_others(person_id: int, reader: Reader) -> Sequence[Draft]:
    """Who of the colleagues has begun a note; for whoever may follow people."""
    if not reader.may_follow:
        return []
    query = select(Account.name, MeetingNote.changed_at).join(Account, Account.id == MeetingNote.written_by_id)
    query = query.where(
        MeetingNote.person_id == person_id,
        MeetingNote.signed_at.is_(None),
        MeetingNote.written_by_id != reader.account_id,
    )
    found = db.session.execute(query.order_by(MeetingNote.changed_at, MeetingNote.id)).all()
    return [Draft(*row) for row in found]


def own_notes(person_id: int) -> Sequence[Told]:
    """Every signed note about the person, the latest meeting first: for themself."""
    with scope.beyond(db.session(), _OWN_RECORD):
        return _found(_told(MeetingNote.person_id == person_id, MeetingNote.signed_at.is_not(None)))


def own_note(person_id: int, public_id: str) -> Told:
    """One of them.

    Raises:
        NoResultFound: there is none about this person, or it is not signed.
    """
    found = [one for one in own_notes(person_id) if one.public_id == public_id]
    if not found:
        raise NoResultFound("no note of this person")
    return found[0]


def answers_of(note_ids: Collection[int]) -> Mapping[int, Sequence[Said]]:
    """Note → what the person says of it, the oldest first. To be asked of notes that were read."""
    query = (
        select(
            NoteAnswer.id,
            NoteAnswer.note_id,
            NoteAnswer.kind,
            NoteAnswer.words,
            NoteAnswer.said_at,
            Account.name,
            NoteAnswer.noted_by_id,
        )
        .join(Account, Account.id == NoteAnswer.noted_by_id)
        .where(NoteAnswer.note_id.in_(note_ids))
        .order_by(NoteAnswer.said_at, NoteAnswer.id)
    )
    told: dict[int, list[Said]] = defaultdict(list)
    with scope.beyond(db.session(), _OWN_RECORD):
        for row in db.session.execute(query):
            said = Said(row.id, row.kind, row.words, row.said_at, row.name, row.noted_by_id)
            told[row.note_id].append(said)
    return told


def workshops_to_write_of(person_id: int, reader: Reader, *, now: datetime) -> Sequence[Workshop]:
    """The latest workshops that began and in which the person had a seat; for a facilitator, those that they led."""
    seated = select(Enrolment.workshop_id).where(Enrolment.person_id == person_id, Enrolment.place == Place.SEATED)
    query = select(Workshop).where(
        Workshop.id.in_(seated), Workshop.starts_at <= now, Workshop.state != WorkshopState.CANCELLED
    )
    if not reader.may_follow:
        query = query.where(Workshop.id.in_(_led_by(reader)))
    return (
        db.session.execute(query.order_by(Workshop.starts_at.desc(), Workshop.id).limit(_MOST_WORKSHOPS))
        .scalars()
        .all()
    )


def people_to_write_of(reader: Reader, *, now: datetime, since: datetime) -> Sequence[Person]:
    """Those of the facilitator's own house who had a seat in workshops that they led of late, by name."""
    began = select(Workshop.id).where(Workshop.starts_at <= now, Workshop.starts_at >= since)
    seated = select(Enrolment.person_id).where(
        Enrolment.place == Place.SEATED, Enrolment.workshop_id.in_(_led_by(reader)), Enrolment.workshop_id.in_(began)
    )
    query = select(Person).where(Person.id.in_(seated), is_there()).order_by(Person.search_key, Person.id)
    return db.session.execute(query).scalars().all()


def _led_by(reader: Reader) -> Select[int]:
    return select(WorkshopFacilitator.workshop_id).where(
        WorkshopFacilitator.person_id == reader.person_id, WorkshopFacilitator.part != Part.REPLACED
    )


def _may_be_read_by(reader: Reader) -> ColumnElement[bool]:
    own = MeetingNote.written_by_id == reader.account_id
    return or_(own, MeetingNote.signed_at.is_not(None)) if reader.may_follow else own


def _told(*conditions: ColumnElement[bool]) -> Any:
    before, after, note = aliased(MeetingNote), aliased(MeetingNote), MeetingNote
    return (
        select(
            *(note.id, note.public_id, note.person_id, note.organisation_id, note.workshop_id, note.written_by_id),
            *(note.met_on, note.with_whom, note.done, note.agreed, note.next_step, note.version, note.reason),
            *(note.changed_at, note.signed_at, note.sha256, Person.first_name, Person.last_name),
            *(Person.public_id.label("person"), Organisation.name.label("house"), Module.title.label("theme")),
            *(before.public_id.label("replaces"), after.public_id.label("replaced_by")),
            *(Account.public_id.label("writer"), Account.name.label("written_by")),
        )
        .join(Person, Person.id == note.person_id)
        .join(Organisation, Organisation.id == note.organisation_id)
        .join(Account, Account.id == note.written_by_id)
        .outerjoin(before, before.id == note.replaces_id)
        .outerjoin(after, and_(after.replaces_id == note.id, after.signed_at.is_not(None)))
        .outerjoin(Workshop, Workshop.id == note.workshop_id)
        .outerjoin(Module, Module.id == Workshop.module_id)
        .where(*conditions)
        .order_by(note.met_on.desc(), note.version.desc(), note.id.desc())
    )


def _found(query: Any) -> Sequence[Told]:
    return [_as_told(row) for row in db.session.execute(query).mappings()]


def _one(query: Any) -> Told:
    return _as_told(db.session.execute(query).mappings().one())


def _as_told(row: RowMapping) -> Told:
    """A first version replaces none, and a last one is replaced by none."""
    words = {one.name: row[one.name] for one in fields(NoteFacts)}
    rest = {name: value for name, value in row.items() if name not in words}
    rest |= {"replaces": row["replaces"] or "", "replaced_by": row["replaced_by"] or ""}
    return Told(facts=NoteFacts(**words), **rest)
