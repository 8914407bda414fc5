"""A name, a phone number and an e-mail struck out of texts about something else: a workshop, a file."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select, update

from peerlearn.core.db import db
from peerlearn.lifecycle import stores
from peerlearn.people.models import Affiliation, Person
from peerlearn.workshops.models import Enrolment, WorkshopFacilitator

_SHORTEST = 2
_DIGITS_THAT_COUNT = 9
# Not any number of signs: a text made of spaces would take for ever.
_BETWEEN = r"[\s.\-/()]{0,3}"


def names_of(people: Sequence[Person], emails: Collection[str]) -> re.Pattern[str] | None:
    """What names these people in a text; None when nothing would."""
    names = [name for one in people for name in (one.full_name, one.first_name, one.last_name)]
    return pattern_of([*names, *emails], [one.phone for one in people])


def strike_out(people: Sequence[Person], pattern: re.Pattern[str] | None) -> None:
    """Strike out what the pattern finds, in texts about the workshops where they were and the files of their houses.

    The scope reaches all of them.
    """
    if pattern is None:
        return
    where = _where([one.id for one in people])
    for name, columns in stores.STRUCK.items():
        table = stores.table_of(name)
        rows = select(table.c.id, *(table.c[column] for column in columns)).where(where[name])
        for row in db.session.execute(rows).mappings().all():
            texts = {one: text for one in columns if (text := strike(row[one], pattern)) != row[one]}
            if texts:
                db.session.execute(update(table).where(table.c.id == row["id"]).values(**texts))


def pattern_of(words: Iterable[str | None], phones: Iterable[str | None]) -> re.Pattern[str] | None:
    """What finds these whole words and these numbers, however they are spaced; None when there is nothing to find."""
    found = {" ".join(word.split()) for word in words if word and len(word.strip()) >= _SHORTEST}
    parts = [_spaced(word) for word in sorted(found, key=len, reverse=True)]
    parts += [_written(phone) for phone in phones if phone]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def strike(text: str, pattern: re.Pattern[str]) -> str:
    """The text without what the pattern finds."""
    return pattern.sub(stores.NOBODY, text)


def _where(ids: Collection[int]) -> Mapping[str, Any]:
    workshop, files = stores.table_of("workshop"), stores.table_of("file_import")
    said = {name: stores.table_of(name) for name in ("workshop_review", "workshop_note", "workshop_closing")}
    been = [select(one.workshop_id).where(one.person_id.in_(ids)) for one in (Enrolment, WorkshopFacilitator)]
    houses = select(Affiliation.organisation_id).where(Affiliation.person_id.in_(ids))
    return {
        "workshop": or_(*(workshop.c.id.in_(one) for one in been)),
        "file_import": files.c.organisation_id.in_(houses),
        **{name: or_(*(table.c.workshop_id.in_(one) for one in been)) for name, table in said.items()},
    }


def _spaced(word: str) -> str:
    """A file name has an underscore where a sentence has a space."""
    return r"(?<![^\W_])" + r"[\s_\-]+".join(map(re.escape, word.split())) + r"(?![^\W_])"


def _written(phone: str) -> str:
    """A number as people write it: with its country or a zero in front, in groups of any size."""
    digits = re.sub(r"\D", "", phone)[-_DIGITS_THAT_COUNT:]
    country, zero = r"(?:(?:\+|00)\d{1,3}" + _BETWEEN + ")?", "(?:0" + _BETWEEN + ")?"
    return r"(?<!\d)" + country + zero + _BETWEEN.join(digits) + r"(?!\d)"
