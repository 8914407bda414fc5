"""Use cases of the notes: write, sign, correct. They flush and never commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from peerlearn.core import audit, clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.nir import NirError, long_text_contains_nir
from peerlearn.notes.holding import held_note
from peerlearn.notes.models import MeetingNote
from peerlearn.notes.queries import Reader, Told, note, workshops_to_write_of
from peerlearn.notes.rules import NoteFacts, has_too_many_lines, is_too_old
from peerlearn.people.models import Person
from peerlearn.workshops.models import Workshop


def begin(  # noqa: PLR0913 - of whom, what, of which workshop, by which form, by whom, when
    person: Person, facts: NoteFacts, *, workshop: str, form_id: UUID, by: Reader, now: datetime
) -> MeetingNote:
    """Write a draft about the person; a form sent twice makes one, which says what the second one says.

    `workshop` is a public id, or nothing: the two met.

    Raises:
        DomainError: `notes.met_to_come`, `notes.met_long_ago`, `notes.too_many_lines`, `notes.workshop_needed` (a
            facilitator writes of a workshop), `notes.not_in_workshop`, `notes.merged_meanwhile`; `nir`;
            `notes.already_signed` when the form comes again, with other words, after it was signed.
        NoResultFound: the person went to another house meanwhile.
    """
    home = person.organisation_id
    db.session.refresh(person, with_for_update={"key_share": True, "of": Person})
    if person.organisation_id != home:
        raise NoResultFound("they went to another house meanwhile")
    if person.merged_at is not None:
        # Nobody would find it again.
        raise DomainError("notes.merged_meanwhile")
    _ensure_sound(facts, now)
    known = select(MeetingNote).where(MeetingNote.form_id == form_id, MeetingNote.written_by_id == by.account_id)
    if (before := db.session.execute(known).scalar_one_or_none()) is not None:
        return _sent_again(before, facts, now)
    about = _workshop(person, workshop, by, now)
    draft = MeetingNote(
        organisation_id=person.organisation_id,
        person_id=person.id,
        workshop_id=about.id if about else None,
        replaces_id=None,
        version=1,
        form_id=form_id,
        changed_at=now,
        written_by_id=by.account_id,
        signed_at=None,
    )
    draft.write(facts)
    return _kept("meeting_note.begun", draft)


def change(public_id: str, facts: NoteFacts, *, by: Reader, now: datetime) -> None:
    """Write other words into one's own draft.

    Raises:
        NoResultFound: it is not theirs.
        DomainError: `notes.already_signed`, and as for `begin`.
    """
    draft = _own_draft(public_id, by)
    _ensure_sound(facts, now)
    _refuse_number(draft.reason, facts)
    draft.write(facts)
    draft.changed_at = now
    db.session.flush()


def discard(public_id: str, *, by: Reader) -> None:
    """Throw one's own draft away; nothing of it is kept.

    Raises:
        NoResultFound: it is not theirs.
        DomainError: `notes.already_signed`.
    """
    draft = _own_draft(public_id, by)
    audit.record(
        db.session(),
        "meeting_note.discarded",
        draft,
        account_id=by.account_id,
        organisation_id=draft.organisation_id,
    )
    db.session.delete(draft)
    db.session.flush()


def sign(public_id: str, *, seen: str, by: Reader, now: datetime) -> None:
    """Lock one's own draft and share it with the person, if it still says what `seen` is the fingerprint of.

    Raises:
        NoResultFound: it is not theirs.
        DomainError: `notes.already_signed`, `notes.changed_meanwhile`, `notes.corrected_meanwhile`.
    """
    draft = _own_draft(public_id, by)
    told = note(public_id, by)
    if told.seen != seen:
        raise DomainError("notes.changed_meanwhile")
    _ensure_last(draft)
    draft.signed_at, draft.sha256 = now, told.signed(now)
    _kept("meeting_note.signed", draft)


def correct(told: Told, reason: str, *, form_id: UUID, by: Reader, now: datetime) -> MeetingNote:
    """Begin the version that is to replace a signed one: a draft with its words, and why.

    Raises:
        NoResultFound: whom it is about is not here any more.
        DomainError: `notes.not_signed`, `notes.corrected_meanwhile`; `nir`.
    """
    before = held_note(told.public_id)
    # As it is now that they are held: else a draft would be begun that nobody finds again.
    told = note(told.public_id, by)
    known = select(MeetingNote).where(MeetingNote.replaces_id == before.id, MeetingNote.written_by_id == by.account_id)
    own = db.session.execute(known.where(MeetingNote.signed_at.is_(None)).order_by(MeetingNote.id)).scalars().first()
    if own is not None:
        _refuse_number(reason, own.facts)
        own.reason = reason
        db.session.flush()
        return own
    if before.signed_at is None:
        raise DomainError("notes.not_signed")
    _ensure_not_replaced(before.id)
    _refuse_number(reason, told.facts)
    draft = MeetingNote(
        organisation_id=before.organisation_id,
        person_id=before.person_id,
        workshop_id=before.workshop_id,
        replaces_id=before.id,
        version=before.version + 1,
        reason=reason,
        form_id=form_id,
        changed_at=now,
        written_by_id=by.account_id,
        signed_at=None,
    )
    draft.write(told.facts)
    return _kept("meeting_note.correction_begun", draft)


def ensure_draft_of(told: Told, by: Reader) -> None:
    """Whether this reader may still write into it.

    Raises:
        DomainError: `notes.not_the_writer`, `notes.already_signed`.
    """
    if told.written_by_id != by.account_id:
        raise DomainError("notes.not_the_writer", name=told.written_by)
    if told.signed_at is not None:
        raise DomainError("notes.already_signed")


def _ensure_sound(facts: NoteFacts, now: datetime) -> None:
    if facts.met_on > clock.day_of(now):
        raise DomainError("notes.met_to_come")
    if is_too_old(facts.met_on, today=clock.day_of(now)):
        raise DomainError("notes.met_long_ago")
    if any(has_too_many_lines(text) for text in facts.texts):
        raise DomainError("notes.too_many_lines")
    _refuse_number("", facts)


def _sent_again(draft: MeetingNote, facts: NoteFacts, now: datetime) -> MeetingNote:
    """Whoever goes back, types more and sends the form once more loses none of it."""
    if draft.facts != facts:
        if draft.signed_at is not None:
            raise DomainError("notes.already_signed")
        draft.write(facts)
        draft.changed_at = now
        db.session.flush()
    return draft


def _refuse_number(reason: str, facts: NoteFacts) -> None:
    """Half a number in each of two texts is a number; why it is corrected is read before them."""
    if long_text_contains_nir(" ".join((reason, *facts.texts))):
        raise NirError


def _workshop(person: Person, public_id: str, by: Reader, now: datetime) -> Workshop | None:
    if not public_id:
        if not by.may_follow:
            raise DomainError("notes.workshop_needed")
        return None
    offered = workshops_to_write_of(person.id, by, now=now)
    found = next((one for one in offered if one.public_id == public_id), None)
    if found is None:
        raise DomainError("notes.not_in_workshop", name=person.first_name)
    return found


def _ensure_last(draft: MeetingNote) -> None:
    """Of two corrections that are signed at once, one waits for the other here, and then sees it."""
    if draft.replaces_id is not None:
        hold = select(MeetingNote.id).where(MeetingNote.id == draft.replaces_id).with_for_update()
        db.session.execute(hold).scalar_one()
        _ensure_not_replaced(draft.replaces_id)


def _ensure_not_replaced(note_id: int) -> None:
    after = select(MeetingNote.id).where(MeetingNote.replaces_id == note_id, MeetingNote.signed_at.is_not(None))
    if db.session.execute(after).first() is not None:
        raise DomainError("notes.corrected_meanwhile")


def _own_draft(public_id: str, by: Reader) -> MeetingNote:
    held = held_note(public_id)
    # Of a colleague's draft nobody else knows: that is asked first.
    ensure_draft_of(note(public_id, by), by)
    return held


def _kept(act: str, draft: MeetingNote) -> MeetingNote:
    db.session.add(draft)
    audit.record(db.session(), act, draft, account_id=draft.written_by_id, organisation_id=draft.organisation_id)
    db.session.flush()
    return draft
