"""The badges that a person has in hand: their cards, and a name that was corrected since."""

from collections.abc import Sequence
from dataclasses import dataclass

from peerlearn.awards.models import Award
from peerlearn.awards.queries import awards_told
from peerlearn.awards.rules import shown_as
from peerlearn.awards.stolen import in_force
from peerlearn.people.models import Person


@dataclass(frozen=True)
class InHand:
    """Badges that count, and those of them that show the person as they were called before."""

    badges: Sequence[Award]
    misnamed: Sequence[Award]


def in_hand(person: Person) -> InHand:
    """What the person holds, the latest first."""
    badges = in_force(awards_told(person.id))
    return InHand(badges, [one for one in badges if _is_misnamed(one, person)])


def _is_misnamed(award: Award, person: Person) -> bool:
    chosen = award.name_shown
    return chosen is not None and award.shown_as != shown_as(chosen, person.first_name, person.last_name)
