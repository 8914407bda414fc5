"""What the page of a person shows: a block for each part of the programme that knows something of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from peerlearn.accounts.queries import find_account_of
from peerlearn.core.permissions import Capability
from peerlearn.diagnoses.queries import diagnoses_of
from peerlearn.people.certifications import certifications_of
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.queries import current_affiliation
from peerlearn.people.rules import FROM_OUTSIDE
from peerlearn.web.kit import session
from peerlearn.web.kit.labels import CHANNEL_ICONS, word_of
from peerlearn.web.kit.participation import participation_of
from peerlearn.web.kit.refusals import find_not_trained
from peerlearn.web.people import planning
from peerlearn.web.people.badges import in_hand
from peerlearn.web.people.following import accompanied
from peerlearn.web.people.leading import leading_of
from peerlearn.web.people.merging import merges_to_undo
from peerlearn.web.people.moving import seats_elsewhere
from peerlearn.web.people.story import capabilities_at, story_of
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.readiness import Training, find_training, misplaced_soon
from peerlearn.workshops.rules import Obstacle


@dataclass(frozen=True)
class Misplaced:
    """A workshop to come where the person is written down as they may not be: to lead, or as a learner."""

    workshop: Workshop
    leads: bool


@dataclass(frozen=True)
class Trained:
    """Since when somebody from outside may meet people, and how they were trained; not yet without a moment."""

    since: datetime | None = None
    how: str = ""
    misplaced: Sequence[Misplaced] = ()


def shown(person: Person, *, now: datetime) -> dict[str, Any]:
    """The person, their story, and every block beside it."""
    tells = capabilities_at(person)
    learns = Capability.WORKSHOPS in tells
    affiliation = current_affiliation(person.id)
    return {
        "person": person,
        "affiliation": affiliation,
        "account": find_account_of(person.id),
        "story": story_of(person.id, now=now, tells=tells),
        "elsewhere": seats_elsewhere(person, now=now) if learns else [],
        "merges": merges_to_undo(person, now=now),
        "accompanied": accompanied(person),
        "diagnosed": next(iter(diagnoses_of(person.id)), None) if Capability.DIAGNOSIS in tells else None,
        "leading": leading_of(person, now=now) if learns else None,
        "plan": planning.summary_of(person) if learns else None,
        "certifications": certifications_of(person.id),
        "took_part": learns and not participation_of(person.id, now=now).is_empty,
        "training": _training_of(person, affiliation, now) if learns else None,
        "in_hand": in_hand(person) if Capability.BADGES in tells else None,
        "not_trained": find_not_trained(session.account_here()) if Capability.DIAGNOSIS in tells else None,
        "channel_icons": CHANNEL_ICONS,
    }


def _training_of(person: Person, affiliation: Affiliation, now: datetime) -> Trained | None:
    """Of a volunteer or professional: whether they may meet people yet; None for everybody else."""
    if affiliation.position not in FROM_OUTSIDE:
        return None
    gained = find_training(person.id)
    found = [Misplaced(one, why is Obstacle.NOT_TRAINED) for one, why in misplaced_soon(person.id, now=now)]
    if gained is None:
        return Trained(misplaced=found)
    is_noted = gained.because in set(Training)
    how = word_of(Training(gained.because)) if is_noted else str(_("first training of facilitators"))
    return Trained(gained.gained_at, how, found)
