"""How a person can be reached, what they are at an organisation, and how a room tells two first names apart."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How the person wants to be told something. Paper and "through my accompagnant" are first-class."""

    PAPER = "paper"
    STAFF = "staff"
    SMS = "sms"
    CALL = "call"
    EMAIL = "email"


class Position(StrEnum):
    """What a person is at an organisation. Staff and supervisors are trained too, and counted apart."""

    EMPLOYEE = "employee"
    STAFF = "staff"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Called:
    """A first name and, where two share it, the initial of the last name."""

    first_name: str
    last_name: str | None = None


def names_in_room(people: Sequence[Called]) -> list[str]:
    """What each is called in this room, in the same order: "Awa", or "Malika B." and "Malika T." where two share it.

    Where the initials are the same too, or a last name is unknown, a number tells them apart, so that no mark goes
    to the wrong person.
    """
    shared = Counter(_folded(p.first_name) for p in people)
    shown = [p.first_name if shared[_folded(p.first_name)] == 1 else _with_initial(p) for p in people]
    repeated = Counter(_folded(name) for name in shown)
    seen: Counter[str] = Counter()
    names = []
    for name in shown:
        seen[_folded(name)] += 1
        names.append(name if repeated[_folded(name)] == 1 else f"{name} {seen[_folded(name)]}")
    return names


def initials(first_name: str, last_name: str | None) -> str:
    """ "Awa Diop" → "A. D." """
    return " ".join(f"{name.strip()[0].upper()}." for name in (first_name, last_name or "") if name.strip())


def _with_initial(person: Called) -> str:
    return f"{person.first_name} {person.last_name.strip()[0].upper()}." if person.last_name else person.first_name


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()
