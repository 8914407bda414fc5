"""What a paper slip says: when and where as pictures, and whom to call. Nobody needs a phone to come."""

from dataclasses import dataclass

from peerlearn.core.phones import phone_as_said
from peerlearn.web.kit import i18n
from peerlearn.web.workshops.room import Line, Room
from peerlearn.workshops.models import Workshop

_NO_BREAK = "\xa0"
_TO_FILL_IN = "…" * 12


@dataclass(frozen=True)
class Slip:
    """One person's slip, named as the component asks for it."""

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


def slips_of(room: Room, *, only: Line | None = None) -> list[Slip]:
    """One for each person with a seat whom this organisation may know, in the order of the list; for one alone."""
    return [_slip(room.workshop, line) for line in room.seated if only is None or line is only]


def _slip(workshop: Workshop, line: Line) -> Slip:
    starts, site, host = workshop.starts_local, workshop.site, workshop.host
    return Slip(
        first_name=line.called,
        title=i18n.in_language(workshop.module.title),
        day=starts.day,
        date=i18n.day(starts),
        hour=starts.hour,
        minute=starts.minute,
        # What stands between the hours keeps to the second one: on a narrow slip it took a line of its own.
        time=_NO_BREAK.join(i18n.span(starts, workshop.ends_local).rsplit(" ", 1)),
        host=host.name,
        place=site.name,
        address=site.address,
        directions=site.directions,
        phone=phone_as_said(host.phone) if host.phone else _TO_FILL_IN,
    )
