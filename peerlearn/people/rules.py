"""How a person can be reached, what they are at an organisation, and how a room tells two first names apart."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from peerlearn.core.searching import search_key

# From how long before the end of a contract somebody is on the list of those who leave, and for how long after it.
LEAVING_WITHIN = timedelta(days=60)
LEFT_SINCE = timedelta(days=30)
FURTHEST_YEARS = 10
# Nobody holds more of them: a page that lists thousands was filled by a machine.
MOST_CERTIFICATIONS = 40
LONGEST_PROOF_LINK = 300
# Shorter names differ by a letter because they are other names: Awa, Ava.
_LONG_ENOUGH = 6


class Channel(StrEnum):
    """How the person wants to be told something. Paper and "through my accompagnant" are first-class."""

    PAPER = "paper"
    STAFF = "staff"
    SMS = "sms"
    CALL = "call"
    EMAIL = "email"


class Position(StrEnum):
    """What a person is at an organisation. Staff and supervisors are trained too, and counted apart.

    Volunteers and professionals come from outside, to help: they are trained before they meet anyone.
    """

    EMPLOYEE = "employee"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    VOLUNTEER = "volunteer"
    PROFESSIONAL = "professional"


FROM_OUTSIDE = frozenset({Position.VOLUNTEER, Position.PROFESSIONAL})


class LegalBasis(StrEnum):
    """Why an organisation may hold personal data (GDPR, article 6). The organisation names it, nobody else."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class Purpose(StrEnum):
    """What a person may agree to beside the programme. Nothing of it is needed to take part."""

    PHOTO = "photo"
    AUDIO = "audio"
    TESTIMONY = "testimony"
    CONTACT_AFTER = "contact_after"


class Way(StrEnum):
    """How a person said yes or no."""

    ORAL = "oral"
    PAPER = "paper"
    SELF = "self"


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


def may_be_same(one: Called, other: Called) -> bool:
    """Whether two names may be one person's: the same words in any order, however they are joined, or one slip of the
    hand away. A first name alone is not the same as a whole name.
    """
    mine, theirs = _ways_to_write(one), _ways_to_write(other)
    if bool(one.last_name) is not bool(other.last_name):
        return False
    return bool(mine & theirs) or any(_is_one_slip(a, b) for a in mine for b in theirs)


def may_be_born_alike(one: int | None, other: int | None) -> bool:
    """Whether two years of birth leave open that they are one person's: the same, or one is unknown."""
    return one is None or other is None or one == other


def is_near(day: date, *, today: date) -> bool:
    """Whether a day lies within a working life's sight: a contract that ends in 2206 was mistyped."""
    return abs(day.year - today.year) <= FURTHEST_YEARS


def initials(first_name: str, last_name: str | None) -> str:
    """ "Awa Diop" → "A. D." """
    return " ".join(f"{name.strip()[0].upper()}." for name in (first_name, last_name or "") if name.strip())


def _with_initial(person: Called) -> str:
    return f"{person.first_name} {person.last_name.strip()[0].upper()}." if person.last_name else person.first_name


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()


def _ways_to_write(name: Called) -> frozenset[str]:
    """The letters of a name, first name first and last name first, and with its words in the order of the alphabet."""
    first, last = search_key(name.first_name), search_key(name.last_name)
    words = f"{first} {last}".split()
    return frozenset("".join(order) for order in (words, [*last.split(), *first.split()], sorted(words)))


def _is_one_slip(one: str, other: str) -> bool:
    """One letter more, less, or other, or two that changed places; never a digit."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or len(short) < _LONG_ENOUGH or not (short + long).isalpha():
        return False
    start = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
    return swapped or short[start + 1 :] == long[start + 1 :]
