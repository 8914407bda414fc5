"""How far a copy of somebody's data goes: whoever hands it over passes on what their pages show them, and no more.

No rule of its own: each kind of data is asked for as on the page where it is read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.diagnoses.queries import every_diagnosis_of
from peerlearn.lifecycle.queries import rows_in_scope
from peerlearn.lifecycle.stores import STORES
from peerlearn.notes.queries import Told, answers_of, notes_of, own_notes
from peerlearn.people.models import Person
from peerlearn.web.kit import session
from peerlearn.web.kit.confidence import may_read, reader_here

# What is confided is read on pages of this permission, within its scope; None: by the person alone.
PAGES: Mapping[str, Permission | None] = {
    "affiliation": Permission.SEE_PEOPLE,
    "consent": Permission.REGISTER_PEOPLE,
    "correction_request": Permission.REGISTER_PEOPLE,
    "membership": Permission.INVITE_ACCOUNTS,
    "invitation": Permission.INVITE_ACCOUNTS,
    "diagnosis": Permission.SEE_DIAGNOSES,
    "workshop_review": Permission.RUN_WORKSHOPS,
    "award": Permission.SEE_AWARDS,
    "endorsement": Permission.SEE_AWARDS,
    "account": None,
    "sign_in_session": None,
    "self_assessment": None,
    "signature": None,
}
# These are asked for note by note.
NOTES = ("meeting_note", "note_answer")


@dataclass(frozen=True)
class Reach:
    """What goes into a copy.

    Attributes:
        notes: the notes of meetings that lie in it as sheets; none of them is a draft.
        rows: table → the rows of which what is confided goes along; of a table that is not named, all do.
        answers: the diagnoses whose answers go along; None for all of them.
    """

    notes: Sequence[Told]
    rows: Mapping[str, Collection[int]] = field(default_factory=dict)
    answers: Collection[str] | None = None


def of_the_operator(person: Person) -> Reach:
    """Everything, drafts of notes included."""
    return Reach(own_notes(person.id))


def of_the_person(person: Person) -> Reach:
    """Everything but the words of a note that nobody signed yet: until then it is its writer's alone."""
    notes = own_notes(person.id)
    return Reach(notes, rows={"meeting_note": {one.id for one in notes}})


def of_a_colleague(person: Person) -> Reach:
    """What whoever is signed in reads of this person on the pages of each kind of data."""
    # Their own drafts stay with them too: what is handed over is read.
    notes = [one for one in _notes_read(person) if one.signed_at is not None]
    said = answers_of([one.id for one in notes]).values()
    of_notes = ({one.id for one in notes}, {one.id for found in said for one in found})
    rows: dict[str, Collection[int]] = dict(zip(NOTES, of_notes, strict=True))
    for name, store in STORES.items():
        if store.confided and name not in rows:
            rows[name] = _rows_read(name, person)
    return Reach(notes, rows, _answers_read(person))


def _notes_read(person: Person) -> Sequence[Told]:
    with scope.within(db.session(), _scope_of(Permission.WRITE_NOTES)):
        return notes_of(person.id, reader_here())


def _rows_read(name: str, person: Person) -> Collection[int]:
    page = PAGES[name]
    if page is None:
        return ()
    with scope.within(db.session(), _scope_of(page)):
        return rows_in_scope(name, person.id)


def _answers_read(person: Person) -> Collection[str]:
    with scope.within(db.session(), _scope_of(Permission.DIAGNOSE)):
        return {one.public_id for one in every_diagnosis_of(person.id) if may_read(one)}


def _scope_of(permission: Permission) -> Scope:
    account = session.account_here()
    return account.scope_for(permission) if account.may(permission) else Scope()
