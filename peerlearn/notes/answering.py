"""What becomes of a signed note with the person: handed over, read, added to, disagreed with. Each is written once."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from peerlearn.core import audit, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.notes.holding import hold_person
from peerlearn.notes.models import MeetingNote, NoteAnswer
from peerlearn.notes.queries import Told
from peerlearn.notes.rules import MOST_ANSWERS, Answer, has_too_many_lines

_ANSWERED = "a person answers what was written of them, in whichever house it was"


def note_read(told: Told, *, by: int, now: datetime) -> None:
    """The person has read it. Twice is once."""
    _once(told, Answer.READ, by=by, now=now)


def hand_over(told: Told, *, by: int, now: datetime) -> None:
    """Somebody gave it to the person on paper. Twice is once.

    Raises:
        DomainError: `notes.not_signed`.
    """
    _once(told, Answer.HANDED_OVER, by=by, now=now)


def say(  # noqa: PLR0913 - of what, which words, for or against, by which form, by whom, when
    told: Told, words: str, *, disagrees: bool, form_id: UUID, by: int, now: datetime
) -> None:
    """The person adds something to it, or says that they do not agree. A form sent twice says it once, and with
    other words says those too.

    Raises:
        DomainError: `notes.not_signed`, `notes.too_many_lines`, `notes.too_many_answers`.
    """
    if has_too_many_lines(words):
        raise DomainError("notes.too_many_lines")
    with scope.beyond(db.session(), _ANSWERED):
        _hold(told)
        kind = Answer.DISAGREES if disagrees else Answer.ADDS
        said = select(NoteAnswer.form_id, NoteAnswer.kind, NoteAnswer.words).where(NoteAnswer.note_id == told.id)
        before = db.session.execute(said).all()
        if any((row.kind, row.words) == (kind, words) for row in before):
            return
        if sum(row.words != "" for row in before) >= MOST_ANSWERS:
            raise DomainError("notes.too_many_answers", most=MOST_ANSWERS)
        is_used = any(row.form_id == form_id for row in before)
        _add(told, kind, words, form_id=uuid4() if is_used else form_id, by=by, now=now)


def _once(told: Told, kind: Answer, *, by: int, now: datetime) -> None:
    with scope.beyond(db.session(), _ANSWERED):
        _hold(told)
        known = select(NoteAnswer.id).where(NoteAnswer.note_id == told.id, NoteAnswer.kind == kind)
        if db.session.execute(known).first() is None:
            _add(told, kind, "", form_id=uuid4(), by=by, now=now)


def _hold(told: Told) -> None:
    """One after the other for this note."""
    hold_person(told.person_id)
    query = select(MeetingNote.signed_at).where(MeetingNote.id == told.id).with_for_update()
    if db.session.execute(query).scalar_one() is None:
        raise DomainError("notes.not_signed")


def _add(  # noqa: PLR0913 - of what, which kind and words, by which form, by whom, when
    told: Told, kind: Answer, words: str, *, form_id: UUID, by: int, now: datetime
) -> None:
    said = NoteAnswer(
        organisation_id=told.organisation_id,
        note_id=told.id,
        person_id=told.person_id,
        kind=kind,
        words=words,
        form_id=form_id,
        said_at=now,
        noted_by_id=by,
    )
    db.session.add(said)
    act = f"meeting_note.{kind.value}"
    audit.record(db.session(), act, said, account_id=by, organisation_id=told.organisation_id)
    db.session.flush()
