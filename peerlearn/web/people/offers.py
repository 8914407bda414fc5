"""The workshops one person may be enrolled in: those with a seat first, each saying what a tap gives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from peerlearn.core.paging import Page
from peerlearn.people.models import Person
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.queries import enrolments_of_person, waiting_counts
from peerlearn.workshops.readiness import is_from_outside
from peerlearn.workshops.rules import Place, is_too_late_to_wait, place_for_next


@dataclass(frozen=True)
class Offer:
    """One workshop, and what a tap would give this person."""

    workshop: Workshop
    waiting: int
    label: str
    gives_seat: bool
    is_on: bool
    takes_nobody: bool
    is_enrolled: bool
    comes_to_help: bool = False

    @property
    def comes_last(self) -> bool:
        """Whether another one suits better: it has begun, it is full, or its seats are for those who learn."""
        return self.is_on or not self.gives_seat or self.comes_to_help


def offers_for(person: Person, page: Page[Workshop], *, now: datetime) -> Sequence[Offer]:
    """The workshops of this page, those with a seat first."""
    waiting = waiting_counts([workshop.id for workshop in page.rows])
    enrolled = {enrolment.workshop_id for enrolment in enrolments_of_person(person.id)}
    offers = [_offer(one, person, waiting[one.id], is_enrolled=one.id in enrolled, now=now) for one in page.rows]
    if is_from_outside(person.id):
        offers = [replace(offer, comes_to_help=_is_for_learners(offer.workshop)) for offer in offers]
    return sorted(offers, key=lambda offer: offer.comes_last)


def _offer(workshop: Workshop, person: Person, waiting: int, *, is_enrolled: bool, now: datetime) -> Offer:
    gives_seat = place_for_next(workshop.seats, waiting=waiting) is Place.SEATED
    name, is_on = person.first_name, workshop.has_started(now)
    return Offer(
        workshop=workshop,
        waiting=waiting,
        label=_("Enrol %(name)s", name=name) if gives_seat else _("Put %(name)s on the waiting list", name=name),
        gives_seat=gives_seat,
        is_on=is_on,
        takes_nobody=is_too_late_to_wait(workshop.seats, has_started=is_on),
        is_enrolled=is_enrolled,
    )


def _is_for_learners(workshop: Workshop) -> bool:
    return workshop.module.curriculum.track is TrackCode.LEARNER
