"""Choosing who leads: whom one may ask, and in whose place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from peerlearn.people.models import Person
from peerlearn.workshops import queries
from peerlearn.workshops.candidates import facilitators_to_ask, people_to_ask
from peerlearn.workshops.models import Workshop, WorkshopFacilitator
from peerlearn.workshops.readiness import untrained_of


@dataclass(frozen=True)
class Asking:
    """Those who lead now, the one to be replaced if any, and those who might be asked."""

    leaders: Sequence[WorkshopFacilitator]
    replaced: WorkshopFacilitator | None
    number: int
    words: str
    facilitators: Sequence[Person]
    others: Sequence[Person]
    busy: frozenset[int]
    untrained: frozenset[int]
    address: str

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Stand in for this one, for that one, or lead besides them."""
        for_each = [(_("In place of %(name)s", name=one.name), place) for place, one in enumerate(self.leaders, 1)]
        return [
            {
                "label": label,
                "url": f"{self.address}?instead-of={place}" if place else self.address,
                "is_current": place == self.number,
            }
            for label, place in [*for_each, (_("Besides"), 0)]
        ]


def asking_of(workshop: Workshop, words: str, *, instead_of: int) -> Asking:
    """What the page offers; `instead_of` counts those who lead from one, zero asks for someone besides them."""
    leaders = queries.facilitators_of(workshop.id)
    number = instead_of if 0 < instead_of <= len(leaders) else 0
    facilitators = facilitators_to_ask(workshop, words)
    known = {person.id for person in facilitators}
    others = [person for person in people_to_ask(workshop, words) if person.id not in known]
    ids = [person.id for person in (*facilitators, *others)]
    return Asking(
        leaders=leaders,
        replaced=leaders[number - 1] if number else None,
        number=number,
        words=words,
        facilitators=facilitators,
        others=others,
        address=url_for("workshops.facilitators", public_id=workshop.public_id),
        busy=queries.busy_at(workshop, ids),
        untrained=untrained_of(ids),
    )


def number_of(text: str | None) -> int:
    """A whole number that was sent; zero when there is none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
