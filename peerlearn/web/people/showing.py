"""What the page of a person shows: a block for each part of the programme that knows something of them."""

from datetime import datetime
from typing import Any

from peerlearn.accounts.queries import find_account_of
from peerlearn.core.permissions import Capability
from peerlearn.diagnoses.queries import diagnoses_of
from peerlearn.people.models import Person
from peerlearn.people.queries import current_affiliation
from peerlearn.web.kit.labels import CHANNEL_ICONS
from peerlearn.web.people import planning
from peerlearn.web.people.following import accompanied
from peerlearn.web.people.leading import leading_of
from peerlearn.web.people.merging import merges_to_undo
from peerlearn.web.people.moving import seats_elsewhere
from peerlearn.web.people.story import capabilities_at, story_of


def shown(person: Person, *, now: datetime) -> dict[str, Any]:
    """The person, their story, and every block beside it."""
    tells = capabilities_at(person)
    learns = Capability.WORKSHOPS in tells
    return {
        "person": person,
        "affiliation": current_affiliation(person.id),
        "account": find_account_of(person.id),
        "story": story_of(person.id, now=now, tells=tells),
        "elsewhere": seats_elsewhere(person, now=now) if learns else [],
        "merges": merges_to_undo(person, now=now),
        "accompanied": accompanied(person),
        "diagnosed": next(iter(diagnoses_of(person.id)), None) if Capability.DIAGNOSIS in tells else None,
        "leading": leading_of(person, now=now) if learns else None,
        "plan": planning.summary_of(person) if learns else None,
        "channel_icons": CHANNEL_ICONS,
    }
