"""Lines of a file of people: read into what is written down about each, and told apart from who is there already."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peerlearn.core.errors import DomainError
from peerlearn.core.nir import refuse_nir
from peerlearn.core.searching import search_key
from peerlearn.imports.lines import Cells, CheckedLine, name
from peerlearn.imports.reading import Row, runs_as_formula
from peerlearn.imports.rules import Column, Verdict, as_words
from peerlearn.organisations.rules import clean_siret
from peerlearn.people.actions import phone_as_stored
from peerlearn.people.rules import FURTHEST_YEARS, Channel, Position, is_near

OLDEST, YOUNGEST = 1920, 2020
_LONGEST_EMAIL, _LONGEST_REFERENCE = 254, 40
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_YEAR = re.compile(r"\d{4}")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_EARLIEST_ENTRY, _ENTRY_AHEAD = date(1970, 1, 1), timedelta(days=366)
# The first word of each is what an export writes.
CHANNELS: dict[Channel, tuple[str, ...]] = {
    Channel.PAPER: ("papier", "courrier", "paper"),
    Channel.STAFF: ("accompagnant", "accompagnante", "accompagnateur", "accompagnatrice", "cip", "staff"),
    Channel.SMS: ("SMS", "texto", "message", "text"),
    Channel.CALL: ("appel", "telephone", "tel", "call", "phone"),
    Channel.EMAIL: ("e-mail", "email", "mail", "courriel"),
}
POSITIONS: dict[Position, tuple[str, ...]] = {
    Position.EMPLOYEE: (
        *(
            "salarié en insertion",
            "salarié",
            "salariée",
            "salarié·e",
            "salariée en insertion",
            "salarié·e en insertion",
        ),
        *("salarié en parcours", "employee", "employee in insertion"),
    ),
    Position.STAFF: (
        *("permanent", "permanente", "permanent·e", "accompagnant", "accompagnante", "accompagnant·e", "cip", "asp"),
        *("staff", "staff member"),
    ),
    Position.SUPERVISOR: (
        *("encadrant technique", "encadrant", "encadrante", "encadrante technique", "encadrant·e technique"),
        *("encadrant technique d'insertion", "encadrante technique d'insertion", "supervisor", "technical supervisor"),
    ),
    Position.VOLUNTEER: ("bénévole", "volontaire", "volunteer"),
    Position.PROFESSIONAL: ("professionnel", "professionnelle", "professionnel·le", "mécène", "professional"),
}
_CHANNEL_OF = {as_words(word): channel for channel, words in CHANNELS.items() for word in words}
_POSITION_OF = {as_words(word): position for position, words in POSITIONS.items() for word in words}


@dataclass(frozen=True)
class Seen:
    """Somebody on the list or higher up in the file; nobody twice."""

    birth_year: int | None
    reference: str | None = None
    person_id: int | None = None
    line: int | None = None


class Crowd:
    """Everybody who is there, found by reference or by name."""

    def __init__(self) -> None:
        self._by_name: defaultdict[str, list[Seen]] = defaultdict(list)
        self._by_reference: dict[str, Seen] = {}

    def add(self, key: str, seen: Seen) -> None:
        """Somebody comes in, under the key of the name."""
        self._by_name[key].append(seen)
        if seen.reference:
            self._by_reference.setdefault(seen.reference, seen)

    def find(self, key: str, year: int | None, reference: str | None) -> Seen | None:
        """Who has this reference; else who may be meant by the name.

        Two of one name are one person, unless both years, or both references, are known and differ.
        """
        if reference and (known := self._by_reference.get(reference)):
            return known
        return next((one for one in self._by_name[key] if _may_be_one(one, year, reference)), None)


@dataclass(frozen=True)
class Home:
    """The organisation the file is for, and the day on which it is read."""

    search_key: str
    siret: str | None
    today: date


class PersonLines:
    """Reads a file of people, line after line."""

    def __init__(self, headers: Sequence[str], columns: Sequence[Column | None], home: Home, there: Crowd) -> None:
        self._headers, self._columns, self._home = headers, columns, home
        self._crowd = there

    def check(self, row: Row) -> CheckedLine:
        """Understand one line, knowing those before it."""
        cells = Cells(row, self._headers, self._columns)
        facts = self._facts(cells)
        if cells.problems:
            return cells.as_wrong()
        key = search_key(facts["first_name"], facts["last_name"])
        year, reference = facts["birth_year"], facts["reference"]
        twin = self._crowd.find(key, year, reference)
        if twin and twin.line:
            is_reference = reference and twin.reference == reference
            refused = DomainError("imports.reference_twice" if is_reference else "imports.twice", line=twin.line)
            cells.refuse(Column.REFERENCE if is_reference else Column.FIRST_NAME, refused, facts["first_name"])
            return cells.as_wrong()
        if twin:
            return CheckedLine(row.number, Verdict.KNOWN, facts, match_id=twin.person_id)
        self._crowd.add(key, Seen(year, reference, line=row.number))
        return CheckedLine(row.number, Verdict.NEW, facts)

    def _facts(self, cells: Cells) -> dict[str, Any]:
        facts = {
            "first_name": cells.read(Column.FIRST_NAME, name),
            "last_name": cells.read(Column.LAST_NAME, name),
            "birth_year": cells.read(Column.BIRTH_YEAR, birth_year),
            "position": cells.read(Column.POSITION, _position) or Position.EMPLOYEE,
            "channel": cells.read(Column.CHANNEL, _channel) or Channel.PAPER,
            "phone": cells.read(Column.PHONE, phone_as_stored),
            "email": cells.read(Column.EMAIL, _email),
            "from_on": cells.read(Column.FROM_ON, self._entry),
            "reference": cells.read(Column.REFERENCE, _reference),
            "contract_ends_on": cells.read(Column.CONTRACT_ENDS_ON, self._end),
        }
        cells.read(Column.ORGANISATION, self._same_name)
        cells.read(Column.SIRET, self._same_siret)
        if not cells.problems:
            self._judge_together(cells, facts)
        return facts

    def _judge_together(self, cells: Cells, facts: Mapping[str, Any]) -> None:
        if not facts["first_name"]:
            cells.refuse(Column.FIRST_NAME, DomainError("imports.no_first_name"))
        try:
            refuse_nir(facts["first_name"], facts["last_name"])
        except DomainError as refused:
            cells.refuse(Column.FIRST_NAME, refused)
        if facts["channel"] in {Channel.SMS, Channel.CALL} and not facts["phone"]:
            cells.refuse(Column.CHANNEL, DomainError("imports.channel_needs_phone"))
        if facts["channel"] is Channel.EMAIL and not facts["email"]:
            cells.refuse(Column.CHANNEL, DomainError("imports.channel_needs_email"))

    def _entry(self, cell: str) -> str:
        day = _day(cell)
        if day is None or not _EARLIEST_ENTRY <= day <= self._home.today + _ENTRY_AHEAD:
            raise DomainError("imports.day_wrong")
        return day.isoformat()

    def _end(self, cell: str) -> str:
        if (day := _day(cell)) is None:
            raise DomainError("imports.day_wrong")
        if not is_near(day, today=self._home.today):
            raise DomainError("imports.day_too_far", years=FURTHEST_YEARS)
        return day.isoformat()

    def _same_name(self, cell: str) -> None:
        if search_key(cell) != self._home.search_key:
            raise DomainError("imports.other_organisation")

    def _same_siret(self, cell: str) -> None:
        if clean_siret(cell) != self._home.siret:
            raise DomainError("imports.other_organisation")


def birth_year(cell: str) -> int:
    """The year, of a year or of a day: nothing more is kept.

    Raises:
        DomainError: `imports.year_wrong`.
    """
    day = _day(cell)
    year = day.year if day else int(cell) if _YEAR.fullmatch(cell) and cell.isascii() else 0
    if not OLDEST <= year <= YOUNGEST:
        raise DomainError("imports.year_wrong", oldest=OLDEST, youngest=YOUNGEST)
    return year


def _day(cell: str) -> date | None:
    try:
        if found := _FRENCH_DAY.fullmatch(cell):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO_DAY.fullmatch(cell):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None


def _channel(cell: str) -> Channel:
    if (found := _CHANNEL_OF.get(as_words(cell))) is None:
        raise DomainError("imports.channel_unknown")
    return found


def _position(cell: str) -> Position:
    if (found := _POSITION_OF.get(as_words(cell))) is None:
        raise DomainError("imports.position_unknown")
    return found


def _reference(cell: str) -> str:
    if len(cell) > _LONGEST_REFERENCE or runs_as_formula(cell) or not any(sign.isalnum() for sign in cell):
        raise DomainError("imports.reference_wrong", longest=_LONGEST_REFERENCE)
    return cell


def _email(cell: str) -> str:
    if len(cell) > _LONGEST_EMAIL or not _EMAIL.fullmatch(cell):
        raise DomainError("imports.email_wrong")
    return cell


def _may_be_one(one: Seen, year: int | None, reference: str | None) -> bool:
    same_year = None in (one.birth_year, year) or one.birth_year == year
    return same_year and (None in (one.reference, reference) or one.reference == reference)
