"""Reads of the workshops; the session's scope decides whose."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from peerlearn.core import scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.paging import SIZE, Page, page_of
from peerlearn.core.permissions import Capability
from peerlearn.core.searching import search_key
from peerlearn.organisations.models import Organisation, Site
from peerlearn.organisations.queries import without
from peerlearn.tracks.models import Module
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator, WorkshopGuest
from peerlearn.workshops.rules import Part, Place, WorkshopState

ON_THE_LIST = (Place.SEATED, Place.WAITING)
_SHOWN = (
    joinedload(Workshop.site),
    joinedload(Workshop.module).joinedload(Module.curriculum),
    joinedload(Workshop.host),
)


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to, as it stands in an address; empty means everything."""

    words: str = ""
    organisation: str = ""
    site: str = ""
    module: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing was narrowed."""
        return not (self.words or self.organisation or self.site or self.module)


EVERYTHING = Wanted()


class Queue(NamedTuple):
    """The waiting list as a whole, guests' people included: how many wait, and when someone last joined the list."""

    waiting: int
    last_joined_at: datetime | None


def workshop(public_id: str) -> Workshop:
    """The workshop, with its site, module and host.

    Raises:
        NoResultFound: there is none in scope, or to which an organisation of the scope is invited.
    """
    query = select(Workshop).where(Workshop.public_id == public_id).options(*_SHOWN)
    return db.session.execute(query).scalar_one()


def upcoming_workshops(
    wanted: Wanted = EVERYTHING, *, now: datetime, cancelled: bool = False, page: int = 1, size: int = SIZE
) -> Page[Workshop]:
    """Those that have not ended, the next one first; the cancelled ones too if asked for."""
    query = _narrowed(wanted, cancelled=cancelled).where(Workshop.ends_at > now)
    return page_of(query.order_by(Workshop.starts_at, Workshop.id), page, size=size)


def past_workshops(
    wanted: Wanted = EVERYTHING, *, now: datetime, cancelled: bool = False, page: int = 1, size: int = SIZE
) -> Page[Workshop]:
    """Those that have ended, the latest first; the cancelled ones too if asked for."""
    query = _narrowed(wanted, cancelled=cancelled).where(Workshop.ends_at <= now)
    return page_of(query.order_by(Workshop.starts_at.desc(), Workshop.id.desc()), page, size=size)


def workshop_to_manage(public_id: str) -> Workshop:
    """The workshop, if its host lies in the scope: a guest may look and enrol, not change.

    Raises:
        NoResultFound: it does not, or there is none.
    """
    query = select(Workshop).where(Workshop.public_id == public_id, _hosted()).options(*_SHOWN)
    return db.session.execute(query).scalar_one()


def workshop_for_update(workshop_id: int) -> Workshop:
    """The workshop as it is now, its row locked until the transaction ends. SQLite's transactions lock it already.

    Raises:
        NoResultFound: there is none in scope.
    """
    query = select(Workshop).where(Workshop.id == workshop_id).with_for_update(key_share=True)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one()


def enrolments_of_workshop(workshop_id: int, *, places: Collection[Place] = ON_THE_LIST) -> Sequence[Enrolment]:
    """Who is on the list: the seated by name, then the waiting in their order, then, if asked for, who withdrew.

    The person's own row comes along where the scope may see it; a guest's staff find their own people only.
    """
    query = (
        select(Enrolment)
        .where(Enrolment.workshop_id == workshop_id, Enrolment.place.in_(places))
        .options(selectinload(Enrolment.person), joinedload(Enrolment.home))
        .order_by(Enrolment.queued_at, Enrolment.id)
    )
    found = db.session.execute(query).scalars().all()
    return sorted(found, key=_list_order)


def enrolment(workshop_id: int, public_id: UUID) -> Enrolment:
    """One enrolment of a workshop.

    Raises:
        NoResultFound: there is none in scope.
    """
    query = select(Enrolment).where(Enrolment.workshop_id == workshop_id, Enrolment.public_id == public_id)
    return db.session.execute(query).scalar_one()


def seated_in_each(workshop_ids: Collection[int]) -> Mapping[int, Sequence[Enrolment]]:
    """Workshop → who has a seat in it, by name."""
    query = select(Enrolment).where(Enrolment.workshop_id.in_(workshop_ids), Enrolment.place == Place.SEATED)
    found: dict[int, list[Enrolment]] = defaultdict(list)
    for one in sorted(db.session.execute(query.order_by(Enrolment.id)).scalars(), key=_list_order):
        found[one.workshop_id].append(one)
    return found


def find_enrolment(workshop_id: int, person_id: int) -> Enrolment | None:
    """The person's enrolment, also one that was withdrawn."""
    query = select(Enrolment).where(Enrolment.workshop_id == workshop_id, Enrolment.person_id == person_id)
    return db.session.execute(query).scalar_one_or_none()


def enrolments_of_person(person_id: int, *, places: Collection[Place] = ON_THE_LIST) -> Sequence[Enrolment]:
    """Where the person has or had a seat or waits, the latest workshop first, with workshop, site and module."""
    query = (
        select(Enrolment)
        .join(Enrolment.workshop)
        .where(Enrolment.person_id == person_id, Enrolment.place.in_(places))
        .options(joinedload(Enrolment.workshop).options(*_SHOWN))
        .order_by(Workshop.starts_at.desc(), Workshop.id.desc())
    )
    return db.session.execute(query).scalars().all()


def queue_of(workshop_id: int) -> Queue:
    """How many wait and when someone last joined. Nobody overtakes, so a guest's staff are told of all who wait."""
    query = select(
        func.count().filter(Enrolment.place == Place.WAITING),
        func.max(Enrolment.queued_at),
    ).where(Enrolment.workshop_id == workshop_id)
    with scope.beyond(db.session(), "the order of the waiting list, whoever waits"):
        return Queue(*db.session.execute(query).one())


def waiting_order(workshop_id: int) -> Sequence[int]:
    """Identifiers of the enrolments that wait, in their order, guests' people included."""
    query = select(Enrolment.id).where(Enrolment.workshop_id == workshop_id, Enrolment.place == Place.WAITING)
    with scope.beyond(db.session(), "one's rank in the queue counts people one may not see"):
        return db.session.execute(query.order_by(Enrolment.queued_at, Enrolment.id)).scalars().all()


def waiting_counts(workshop_ids: Collection[int]) -> Mapping[int, int]:
    """Workshop → how many wait, guests' people included."""
    query = (
        select(Enrolment.workshop_id, func.count())
        .where(Enrolment.workshop_id.in_(workshop_ids), Enrolment.place == Place.WAITING)
        .group_by(Enrolment.workshop_id)
    )
    with scope.beyond(db.session(), "how many wait, whoever they are"):
        return defaultdict(int, {row[0]: row[1] for row in db.session.execute(query)})


def facilitators_of(workshop_id: int, *, with_replaced: bool = False) -> Sequence[WorkshopFacilitator]:
    """Who leads, in the order in which they were named; with those who were replaced, if asked for."""
    found = facilitators_of_each([workshop_id], with_replaced=with_replaced)
    return found[workshop_id]


def facilitators_of_each(
    workshop_ids: Collection[int], *, with_replaced: bool = False
) -> Mapping[int, Sequence[WorkshopFacilitator]]:
    """Workshop → who leads, in the order in which they were named."""
    query = select(WorkshopFacilitator).where(WorkshopFacilitator.workshop_id.in_(workshop_ids))
    if not with_replaced:
        query = query.where(WorkshopFacilitator.part != Part.REPLACED)
    found: dict[int, list[WorkshopFacilitator]] = defaultdict(list)
    order = (WorkshopFacilitator.named_at, WorkshopFacilitator.id)
    for facilitator in db.session.execute(query.order_by(*order)).scalars():
        found[facilitator.workshop_id].append(facilitator)
    return found


def facilitator_of(workshop_id: int, facilitator_id: int) -> WorkshopFacilitator:
    """One of those who lead.

    Raises:
        NoResultFound: not here, or replaced.
    """
    query = select(WorkshopFacilitator).where(
        WorkshopFacilitator.id == facilitator_id,
        WorkshopFacilitator.workshop_id == workshop_id,
        WorkshopFacilitator.part != Part.REPLACED,
    )
    return db.session.execute(query).scalar_one()


def find_facilitator(workshop_id: int, person_id: int) -> WorkshopFacilitator | None:
    """The person as one who leads here, or led before being replaced."""
    query = select(WorkshopFacilitator).where(
        WorkshopFacilitator.workshop_id == workshop_id, WorkshopFacilitator.person_id == person_id
    )
    return db.session.execute(query).scalar_one_or_none()


def workshops_led_by(
    person_id: int, *, after: datetime | None = None, before: datetime | None = None
) -> Sequence[Workshop]:
    """The workshops this person leads, the earliest first: those that end after and start before, if given.

    Neither cancelled ones nor those where someone else stepped in.
    """
    query = (
        select(Workshop)
        .join(WorkshopFacilitator, WorkshopFacilitator.workshop_id == Workshop.id)
        .where(
            WorkshopFacilitator.person_id == person_id,
            WorkshopFacilitator.part != Part.REPLACED,
            Workshop.state != WorkshopState.CANCELLED,
        )
        .options(*_SHOWN)
        .order_by(Workshop.starts_at, Workshop.id)
    )
    if after is not None:
        query = query.where(Workshop.ends_at > after)
    if before is not None:
        query = query.where(Workshop.starts_at < before)
    return db.session.execute(query).scalars().all()


def busy_people(
    person_ids: Collection[int], *, start: datetime, end: datetime, except_for: int | None = None
) -> frozenset[int]:
    """Those of these people who lead, or have a seat in, another workshop in this span, at whatever organisation."""
    elsewhere = select(Workshop.id).where(
        Workshop.state != WorkshopState.CANCELLED,
        Workshop.starts_at < end,
        Workshop.ends_at > start,
        Workshop.id != except_for if except_for is not None else true(),
    )
    leads = select(WorkshopFacilitator.person_id).where(
        WorkshopFacilitator.person_id.in_(person_ids),
        WorkshopFacilitator.part != Part.REPLACED,
        WorkshopFacilitator.workshop_id.in_(elsewhere),
    )
    sits = select(Enrolment.person_id).where(
        Enrolment.person_id.in_(person_ids), Enrolment.place == Place.SEATED, Enrolment.workshop_id.in_(elsewhere)
    )
    with scope.beyond(db.session(), "nobody can be in two workshops at once, wherever the other one is"):
        return frozenset(db.session.execute(leads).scalars()) | frozenset(db.session.execute(sits).scalars())


def busy_at(workshop: Workshop, person_ids: Collection[int]) -> frozenset[int]:
    """Those of these people who are in another workshop while this one takes place."""
    return busy_people(person_ids, start=workshop.starts_at, end=workshop.ends_at, except_for=workshop.id)


def hosts_led_by(person_id: int) -> frozenset[int]:
    """The organisations at whose workshops this person leads."""
    query = select(WorkshopFacilitator.host_organisation_id).where(
        WorkshopFacilitator.person_id == person_id, WorkshopFacilitator.part != Part.REPLACED
    )
    return frozenset(db.session.execute(query).scalars())


def guests_of(workshop_id: int) -> Sequence[Organisation]:
    """The invited organisations, by name."""
    query = (
        select(Organisation)
        .join(WorkshopGuest, WorkshopGuest.organisation_id == Organisation.id)
        .where(WorkshopGuest.workshop_id == workshop_id)
        .order_by(Organisation.name, Organisation.id)
    )
    return db.session.execute(query).scalars().all()


def guest_of(workshop_id: int, public_id: str) -> Organisation:
    """One of the invited organisations.

    Raises:
        NoResultFound: it is not invited.
    """
    query = select(Organisation).where(
        Organisation.public_id == public_id,
        Organisation.id.in_(select(WorkshopGuest.organisation_id).where(WorkshopGuest.workshop_id == workshop_id)),
    )
    return db.session.execute(query).scalar_one()


def organisation_to_invite(public_id: str) -> Organisation:
    """Any open organisation of the directory that has workshops.

    Raises:
        NoResultFound: there is none.
    """
    query = select(Organisation).where(
        Organisation.public_id == public_id,
        Organisation.closed_at.is_(None),
        Organisation.id.not_in(without(Capability.WORKSHOPS)),
    )
    return db.session.execute(query).scalar_one()


def organisation_names(ids: Collection[int]) -> dict[int, str]:
    """Organisation → its name."""
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)).order_by(Organisation.id)
    return {found.id: found.name for found in db.session.execute(query)}


def is_guest(workshop_id: int, organisation_id: int) -> bool:
    """Whether the organisation is invited."""
    return db.session.get(WorkshopGuest, (workshop_id, organisation_id)) is not None


def organisations_with_people_in(workshop_id: int) -> frozenset[int]:
    """The homes of those who are on the list or lead: they cannot be uninvited."""
    listed = select(Enrolment.home_organisation_id).where(
        Enrolment.workshop_id == workshop_id, Enrolment.place != Place.WITHDRAWN
    )
    leading = select(WorkshopFacilitator.home_organisation_id).where(
        WorkshopFacilitator.workshop_id == workshop_id, WorkshopFacilitator.part != Part.REPLACED
    )
    return frozenset(db.session.execute(listed).scalars()) | frozenset(db.session.execute(leading).scalars())


def history_of(workshop_id: int) -> Sequence[AuditEntry]:
    """What was done to the workshop, the latest first; the host's scope sees it."""
    query = select(AuditEntry).where(
        AuditEntry.subject_type == Workshop.__tablename__, AuditEntry.subject_id == workshop_id
    )
    return db.session.execute(query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())).scalars().all()


def _hosted() -> ColumnElement[bool]:
    return scope.current(db.session()).admits(Workshop.host_organisation_id)


def _list_order(one: Enrolment) -> tuple[int, str, datetime]:
    by_name = search_key(one.first_name, one.last_name) if one.place is Place.SEATED else ""
    return list(Place).index(one.place), by_name, one.queued_at


def _narrowed(wanted: Wanted, *, cancelled: bool) -> Select[Workshop]:
    query = select(Workshop).join(Workshop.site).join(Workshop.module).join(Workshop.host)
    query = query.options(contains_eager(Workshop.site), contains_eager(Workshop.module), contains_eager(Workshop.host))
    if not cancelled:
        query = query.where(Workshop.state != WorkshopState.CANCELLED)
    if wanted.organisation:
        query = query.where(Organisation.public_id == wanted.organisation)
    if wanted.site:
        query = query.where(Site.public_id == wanted.site)
    if wanted.module:
        query = query.where(Module.code == wanted.module)
    for word in wanted.words.split():
        query = query.where(_mentions(word))
    return query


def _mentions(word: str) -> ColumnElement[bool]:
    """The word stands in the module's title, the place, the host's name, or the name of someone who leads."""
    led = select(WorkshopFacilitator.workshop_id).where(
        WorkshopFacilitator.name.icontains(word, autoescape=True), WorkshopFacilitator.part != Part.REPLACED
    )
    return or_(
        Workshop.module_id.in_(_modules_about(word)),
        Site.name.icontains(word, autoescape=True),
        Organisation.name.icontains(word, autoescape=True),
        Workshop.id.in_(led),
    )


def _modules_about(word: str) -> list[int]:
    # Titles are JSON, whose accents SQLite stores escaped: the few there are are read and compared here.
    found = db.session.execute(select(Module.id, Module.code, Module.title).order_by(Module.id))
    key = search_key(word)
    return [row.id for row in found if key in search_key(row.code, *row.title.values())]
