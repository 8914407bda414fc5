"""A workshop as its page shows it: who sits, who waits, who leads, and what this account may do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from babel.dates import get_timezone_location
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import NoResultFound

from peerlearn.attendance.rules import OPENS_BEFORE
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.core.phones import phone_as_said
from peerlearn.people.models import Person
from peerlearn.people.rules import Channel, names_in_room
from peerlearn.web.kit import i18n
from peerlearn.web.kit.labels import CHANNEL_ICONS, word_of
from peerlearn.web.kit.session import SignedIn
from peerlearn.workshops import queries
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.rules import Part, Place

PART_WORDS = {
    Part.LEAD: _l("leads"),
    Part.CO_LEAD: _l("leads too"),
    Part.SUBSTITUTE: _l("stands in"),
    Part.REPLACED: _l("was replaced"),
}


@dataclass(frozen=True)
class Line:
    """Someone on the list: `called` in the room, `name` in full where the person's own row may be seen.

    `rank` is the place in the queue, zero for whoever has a seat; `url` the person's page, for whoever may open it.
    """

    enrolment: Enrolment
    called: str
    name: str
    home: str
    rank: int
    url: str

    @property
    def contact(self) -> str:
        """The number or address to reach the person by, where their own row may be seen and their channel needs one."""
        return _contact_of(self.enrolment)

    @property
    def contact_url(self) -> str:
        """The same as a link that a phone can follow: call, text, write."""
        schemes = {Channel.SMS: "sms:", Channel.CALL: "tel:", Channel.EMAIL: "mailto:"}
        return schemes.get(self.enrolment.channel, "") + self.contact.replace(" ", "").replace("\xa0", "")

    @property
    def icon(self) -> str:
        """The pictogram of how the person is told something."""
        return CHANNEL_ICONS[self.enrolment.channel]


@dataclass(frozen=True)
class Room:
    """Everything about one workshop that its pages ask for."""

    workshop: Workshop
    seated: Sequence[Line]
    waiting: Sequence[Line]
    waiting_in_all: int
    leaders: Sequence[WorkshopFacilitator]
    is_ours: bool
    may_plan: bool
    may_enrol: bool
    now: datetime

    @property
    def first_waiting(self) -> Line | None:
        """Who gets the next free seat; nobody for guests, whose first one is not the queue's."""
        return self.waiting[0] if self.is_ours and self.waiting else None

    @property
    def names(self) -> list[str]:
        """One name for each seat taken; a seat of another organisation's person, seen by a guest, has no name."""
        unseen = self.workshop.seats_taken - len(self.seated)
        return [line.called for line in self.seated] + [str(_("taken"))] * unseen

    def line_of(self, enrolment_id: UUID) -> Line:
        """Someone on the list.

        Raises:
            NoResultFound: not on it, or taken off it meanwhile.
        """
        for line in (*self.seated, *self.waiting):
            if line.enrolment.public_id == enrolment_id:
                return line
        raise NoResultFound

    @property
    def is_open(self) -> bool:
        """Whether people may still be enrolled."""
        return not self.workshop.is_cancelled and not self.workshop.has_ended(self.now)

    @property
    def is_to_come(self) -> bool:
        """Whether it has yet to start: until then it may be changed, and people may leave the list."""
        return not self.workshop.is_cancelled and not self.workshop.has_started(self.now)

    @property
    def is_on(self) -> bool:
        """Whether presence is noted now: from a little before the start until the end of that day."""
        noted_from = self.workshop.starts_at - OPENS_BEFORE
        is_the_day = self.workshop.starts_local.date() == i18n.today_at(self.workshop.time_zone, self.now)
        return not self.workshop.is_cancelled and noted_from <= self.now and (is_the_day or not self.has_ended)

    @property
    def has_ended(self) -> bool:
        """Whether it is over."""
        return self.workshop.has_ended(self.now)

    @property
    def gives_seats(self) -> bool:
        """Whether the next one to be enrolled gets a seat, not a place in the queue."""
        return bool(self.workshop.seats.free) and not self.waiting_in_all


def room_of(workshop: Workshop, account: SignedIn) -> Room:
    """The workshop with its list, as this account may see it."""
    host = workshop.host_organisation_id
    is_ours = account.scope_for(Permission.SEE_WORKSHOPS).holds(host)
    order = queries.waiting_order(workshop.id)
    lines = _lines(workshop, order, tell_homes=is_ours, with_links=account.may(Permission.SEE_PEOPLE))
    return Room(
        workshop=workshop,
        seated=[line for line in lines if line.enrolment.place is Place.SEATED],
        waiting=[line for line in lines if line.enrolment.place is Place.WAITING],
        waiting_in_all=len(order),
        leaders=queries.facilitators_of(workshop.id),
        is_ours=is_ours,
        may_plan=account.may(Permission.PLAN_WORKSHOPS) and account.scope_for(Permission.PLAN_WORKSHOPS).holds(host),
        may_enrol=account.may(Permission.ENROL),
        now=clock.now(),
    )


def whom_to_tell(enrolment: Enrolment) -> str:
    """ "À prévenir : par SMS, 06 12 34 56 78." after something changed for one person."""
    word = word_of(enrolment.channel)
    contact = _contact_of(enrolment)
    how = word[:1].lower() + word[1:]
    return str(_("Tell them: %(how)s.", how=f"{how}, {contact}" if contact else how))


def when(workshop: Workshop) -> str:
    """ "mardi 3 mars, 9 h à 11 h", with the place's clock named where it is not Paris's."""
    span = i18n.span(workshop.starts_local, workshop.ends_local)
    said = _("%(day)s, %(span)s", day=i18n.day(workshop.starts_local), span=span)
    zone = zone_of(workshop)
    return str(_("%(when)s (time of %(place)s)", when=said, place=zone) if zone else said)


def zone_of(workshop: Workshop) -> str:
    """The place whose clock is meant; nothing where it is Paris's."""
    if workshop.time_zone == clock.DEFAULT_ZONE:
        return ""
    return get_timezone_location(workshop.time_zone, locale=i18n.language(), return_city=True)


def _lines(workshop: Workshop, order: Sequence[int], *, tell_homes: bool, with_links: bool) -> list[Line]:
    enrolments = queries.enrolments_of_workshop(workshop.id)
    ranks = {enrolment_id: rank for rank, enrolment_id in enumerate(order, 1)}
    called = names_in_room([enrolment.called for enrolment in enrolments])
    host = workshop.host_organisation_id
    return [
        Line(
            enrolment=enrolment,
            called=name,
            name=enrolment.person.full_name if enrolment.person else name,
            home=enrolment.home.name if tell_homes and enrolment.home_organisation_id != host else "",
            rank=ranks.get(enrolment.id, 0),
            url=_url_of(enrolment.person) if with_links else "",
        )
        for enrolment, name in zip(enrolments, called, strict=True)
    ]


def _contact_of(enrolment: Enrolment) -> str:
    person, channel = enrolment.person, enrolment.channel
    if person is None or channel not in {Channel.SMS, Channel.CALL, Channel.EMAIL}:
        return ""
    return (person.email or "") if channel is Channel.EMAIL else phone_as_said(person.phone) if person.phone else ""


def _url_of(person: Person | None) -> str:
    return url_for("people.show", public_id=person.public_id) if person else ""
