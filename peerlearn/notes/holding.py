"""Who waits for whom: whoever a note is about is held before the note, as whoever erases or merges records does it.

Two that hold them the other way round would wait for one another, and one of them would be stopped.
"""

from sqlalchemy import select

from peerlearn.core.db import db
from peerlearn.notes.models import MeetingNote
from peerlearn.people.models import Person


def hold_person(person_id: int) -> None:
    """One after the other for this person, until the transaction ends."""
    query = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    db.session.execute(query).all()


def held_note(public_id: str) -> MeetingNote:
    """The note as it stands, held with whom it is about.

    Raises:
        NoResultFound: there is none in scope.
    """
    query = select(MeetingNote).where(MeetingNote.public_id == public_id)
    hold_person(db.session.execute(query.with_only_columns(MeetingNote.person_id)).scalar_one())
    return db.session.execute(query.with_for_update().execution_options(populate_existing=True)).scalar_one()
