"""What a learner takes home: where to be next, as on the paper slip, and what was seen in workshops."""

from collections.abc import Sequence
from dataclasses import dataclass

from peerlearn.attendance.queries import best_levels_of_track
from peerlearn.core.phones import phone_as_said
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.web.kit.i18n import day, in_language, span
from peerlearn.web.kit.labels import LEVEL_WORDS
from peerlearn.web.me.agenda import Places


@dataclass(frozen=True)
class Slip:
    """The same pictures as on paper: calendar leaf, clock, house."""

    first_name: str
    title: str
    day: int
    date: str
    hour: int
    minute: int
    time: str
    host: str
    place: str
    address: str
    directions: str
    phone: str


@dataclass(frozen=True)
class CanDo:
    """One skill that was seen, and how far."""

    label: str
    level: int
    word: str


def slip_of(places: Places) -> Slip | None:
    """Where to be next; None when nothing is planned."""
    if places.next is None:
        return None
    workshop = places.next.workshop
    starts, site, host = workshop.starts_local, workshop.site, workshop.host
    return Slip(
        first_name=places.next.first_name,
        title=in_language(workshop.module.title),
        day=starts.day,
        date=day(starts),
        hour=starts.hour,
        minute=starts.minute,
        time=span(starts, workshop.ends_local),
        host=host.name,
        place=site.name,
        address=site.address,
        directions=site.directions,
        phone=phone_as_said(host.phone) if host.phone else "",
    )


def can_do(person_id: int | None) -> Sequence[CanDo]:
    """The skills seen at least with help, the best first."""
    if person_id is None:
        return []
    seen = [fact for fact in best_levels_of_track(person_id, TrackCode.LEARNER) if fact.level >= Level.WITH_HELP]
    best_first = sorted(seen, key=lambda fact: -fact.level)
    return [CanDo(in_language(fact.label), fact.level, str(LEVEL_WORDS[Level(fact.level)])) for fact in best_first]
