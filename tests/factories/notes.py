"""Notes of meetings, written and signed by somebody of the cast, for stories that are about something else."""

from datetime import timedelta
from uuid import uuid4

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.notes import actions
from peerlearn.notes.answering import note_read, say
from peerlearn.notes.models import MeetingNote
from peerlearn.notes.queries import Reader, note
from peerlearn.notes.rules import NoteFacts
from peerlearn.people.models import Person
from tests.cast import Cast

WORDS = NoteFacts(clock.today(), "Samira Haddad", "Une photo envoyée.", "S’exercer le lundi.", "Payer en ligne.")


def noted(cast: Cast, name: str, facts: NoteFacts = WORDS, *, by: str = "samira", signed: bool = True) -> MeetingNote:
    """A note about somebody of the cast; signed, read by them, and answered. The session sees their row."""
    now, reader = clock.now(), Reader(cast.accounts[by], None, may_follow=True)
    person = db.session.get_one(Person, cast.people[name])
    made = actions.begin(person, facts, workshop="", form_id=uuid4(), by=reader, now=now)
    if signed:
        actions.sign(made.public_id, seen=note(made.public_id, reader).seen, by=reader, now=now + timedelta(seconds=1))
        told = note(made.public_id, reader)
        note_read(told, by=reader.account_id, now=now)
        say(told, "C’est bien dit.", disagrees=False, form_id=uuid4(), by=reader.account_id, now=now)
    return made
