"""A workshop as its page shows it: who sits, who waits, who leads, and what this account may do about it."""

from collections.abc import Mapping, Sequence
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
from peerlearn.core.scope import Scope
from peerlearn.people.models import Person
from peerlearn.people.queries import people_of
from peerlearn.people.rules import Channel, names_in_room
from peerlearn.web.kit import i18n
from peerlearn.web.kit.labels import CHANNEL_ICONS, word_of
from peerlearn.web.kit.languages import language
from peerlearn.web.kit.session import SignedIn
from peerlearn.workshops import queries
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator
from peerlearn.workshops.readiness import obstacles_in
from peerlearn.workshops.rules import Obstacle, Part, Place, is_too_late_to_wait

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
    is_told_here: bool = False
    obstacle: Obstacle | None = None

    @property
    def contact(self) -> str:
        """The number or address to reach the person by, for whoever tells them: where their own row may be seen and
        their channel needs one."""
        return _contact_of(self.enrolment) if self.is_told_here else ""

    @property
    def contact_url(self) -> str:
        """The same as a link that a phone can follow: call, text, write."""
        schemes = {Channel.SMS: "sms:", Channel.CALL: "tel:", Channel.EMAIL: "mailto:"}
        return schemes.get(self.enrolment.channel, "") + self.contact.replace(" ", "").replace("\xa0", "")

    @property
    def is_on_paper(self) -> bool:
        """Whether a slip in the hand is what reaches this person."""
        return self.is_told_here and self.enrolment.channel is Channel.PAPER

    @property
    def icon(self) -> str:
        """The pictogram of how the person is told something."""
        return CHANNEL_ICONS[self.enrolment.channel]


@dataclass(frozen=True)
class Unready:
    """Someone who is to lead and may not yet; `url` is where their training is noted, for whoever may."""

    leader: WorkshopFacilitator
    url: str


@dataclass(frozen=True)
class Room:
    """Everything about one workshop that its pages ask for."""

    workshop: Workshop
    seated: Sequence[Line]
    waiting: Sequence[Line]
    waiting_in_all: int
    leaders: Sequence[WorkshopFacilitator]
    unready: Sequence[Unready]
    is_ours: bool
    may_plan: bool
    may_enrol: bool
    may_prepare: bool
    now: datetime

    @property
    def ready(self) -> list[WorkshopFacilitator]:
        """Who leads and may: somebody from outside who is not trained does not count."""
        unready = {one.leader.id for one in self.unready}
        return [leader for leader in self.leaders if leader.id not in unready]

    @property
    def misplaced(self) -> list[Line]:
        """Who has a seat, or waits for one, that is not for them."""
        return [line for line in (*self.seated, *self.waiting) if line.obstacle]

    @property
    def tells(self) -> bool:
        """Whether this account tells anybody on the list something, and so sees how."""
        return any(line.is_told_here for line in (*self.seated, *self.waiting))

    @property
    def note(self) -> str:
        """What the team noted for itself; a supervisor sees who is away when, no more."""
        return self.workshop.note if self.is_ours and self.may_prepare else ""

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
    def takes_nobody(self) -> bool:
        """Whether it is full and has begun: there is nothing to wait for."""
        return is_too_late_to_wait(self.workshop.seats, has_started=self.workshop.has_started(self.now))

    @property
    def is_to_come(self) -> bool:
        """Whether it has yet to start: until then it may be changed, and people may leave the list."""
        return not self.workshop.is_cancelled and not self.workshop.has_started(self.now)

    @property
    def is_on(self) -> bool:
        """Whether presence is noted now: from a little before the start until the end of that day."""
        noted_from = self.workshop.starts_at - OPENS_BEFORE
        is_the_day = self.workshop.starts_local.date() == clock.day_of(self.now, self.workshop.time_zone)
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
    may_enrol, may_plan = (_reach(account, one) for one in (Permission.ENROL, Permission.PLAN_WORKSHOPS))
    now, leaders = clock.now(), queries.facilitators_of(workshop.id)
    obstacles = obstacles_in([workshop], now=now)[workshop.id]
    with_links = account.may(Permission.SEE_PEOPLE)
    lines = _lines(workshop, order, may_enrol, obstacles, tell_homes=is_ours, with_links=with_links)
    return Room(
        workshop=workshop,
        seated=[line for line in lines if line.enrolment.place is Place.SEATED],
        waiting=[line for line in lines if line.enrolment.place is Place.WAITING],
        waiting_in_all=len(order),
        leaders=leaders,
        unready=_unready([one for one in leaders if one.person_id in obstacles], account),
        is_ours=is_ours,
        may_plan=may_plan.holds(host),
        may_enrol=account.may(Permission.ENROL),
        may_prepare=may_plan.holds(host) or may_enrol.holds(host),
        now=now,
    )


def _unready(leaders: Sequence[WorkshopFacilitator], account: SignedIn) -> list[Unready]:
    """A guest's person is trained at home: no link leads there."""
    known = people_of([one.person_id for one in leaders]) if leaders and account.may(Permission.ENROL) else {}
    pages = {found.id: url_for("people.training", public_id=found.public_id) for found in known.values()}
    return [Unready(one, pages.get(one.person_id, "")) for one in leaders]


def _reach(account: SignedIn, permission: Permission) -> Scope:
    """Where a role of this account gives the permission: staff elsewhere are not staff here."""
    return account.scope_for(permission) if account.may(permission) else Scope()


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
    return get_timezone_location(workshop.time_zone, locale=language(), return_city=True)


def _lines(  # noqa: PLR0913 - of which workshop, in which order, for whom, and what is told of each
    workshop: Workshop,
    order: Sequence[int],
    may_enrol: Scope,
    obstacles: Mapping[int, Obstacle],
    *,
    tell_homes: bool,
    with_links: bool,
) -> list[Line]:
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
            is_told_here=may_enrol.holds(host) or may_enrol.holds(enrolment.home_organisation_id),
            obstacle=obstacles.get(enrolment.person_id),
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
