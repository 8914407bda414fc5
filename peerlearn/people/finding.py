"""How people are found by name, wherever a list is searched: the beginnings of words, by an index."""

from sqlalchemy import ColumnElement, and_, or_, select, true

from peerlearn.core.searching import readings
from peerlearn.people.models import Person, PersonWord

# Comes after every letter there is: from a word to this is all that begins with the word.
_LAST = "\U0010ffff"


def is_there() -> ColumnElement[bool]:
    """That a record is a person of its own: not merged into another, and not anonymised."""
    return and_(Person.merged_at.is_(None), Person.anonymised_at.is_(None))


def is_called(typed: str) -> ColumnElement[bool]:
    """That each typed word begins a word of the person's name, in any order; true when nothing was typed."""
    read = [and_(*(_has_word(word) for word in words)) for words in readings(typed)]
    return or_(*read) if read else true()


def _has_word(beginning: str) -> ColumnElement[bool]:
    found = select(PersonWord.person_id).where(PersonWord.word >= beginning, PersonWord.word < beginning + _LAST)
    return Person.id.in_(found)
