"""When and where a workshop is, as the pictures of a slip: calendar leaf, clock, house; on paper and on a phone."""

from dataclasses import dataclass

from peerlearn.core.phones import phone_as_said
from peerlearn.web.kit import i18n
from peerlearn.workshops.models import Workshop

_NO_BREAK = "\xa0"


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


def slip(workshop: Workshop, first_name: str, *, without_phone: str = "") -> Slip:
    """The slip of one person; `without_phone` stands where the host has no telephone."""
    starts, site, host = workshop.starts_local, workshop.site, workshop.host
    return Slip(
        first_name=first_name,
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
        phone=phone_as_said(host.phone) if host.phone else without_phone,
    )
