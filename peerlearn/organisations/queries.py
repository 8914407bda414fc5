"""Reads of the organisations. The directory is common; pages about one organisation ask for it in scope."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.paging import Page, page_of
from peerlearn.core.permissions import Capability
from peerlearn.core.scope import Scope
from peerlearn.core.searching import search_key
from peerlearn.organisations.models import (
    CapabilityOff,
    Department,
    Organisation,
    OrganisationInWave,
    Programme,
    Region,
    Site,
    Wave,
)
from peerlearn.organisations.rules import OrganisationKind


def programme() -> Programme:
    """The programme of this installation.

    Raises:
        NoResultFound: it was not created yet.
    """
    return db.session.execute(select(Programme)).scalar_one()


def has_programme() -> bool:
    """Whether this installation has a programme already."""
    return db.session.execute(select(Programme.id)).first() is not None


def regions() -> Sequence[Region]:
    """All regions, by name."""
    return db.session.execute(select(Region).order_by(Region.name)).scalars().all()


def departments() -> Sequence[Department]:
    """All departments, by code."""
    return db.session.execute(select(Department).order_by(Department.department_code)).scalars().all()


def organisation_in_scope(public_id: str) -> Organisation:
    """The organisation, if it is one of those the session may touch.

    Raises:
        NoResultFound: it is not, or there is none.
    """
    query = select(Organisation).where(Organisation.public_id == public_id, _in_scope())
    return db.session.execute(query).scalar_one()


def organisations_in_scope(*, kinds: Collection[OrganisationKind] = (), words: str = "") -> Sequence[Organisation]:
    """The open organisations the session may touch, by name; only these kinds when some are given."""
    query = _matching(kinds=kinds, words=words)
    return db.session.execute(query.order_by(Organisation.search_key, Organisation.kind)).scalars().all()


def organisations_called(public_ids: Collection[str]) -> Sequence[Organisation]:
    """These organisations of the directory, wherever they are, by name."""
    query = select(Organisation).where(Organisation.public_id.in_(public_ids))
    return db.session.execute(query.order_by(Organisation.search_key, Organisation.kind)).scalars().all()


def organisations_page(
    *, number: int, kinds: Collection[OrganisationKind] = (), region_code: str = "", words: str = ""
) -> Page[Organisation]:
    """One page of the open organisations the session may touch, by name, with their regions."""
    query = _matching(kinds=kinds, words=words)
    if region_code:
        query = query.where(Organisation.region_code == region_code)
    query = query.options(selectinload(Organisation.region))
    return page_of(query.order_by(Organisation.search_key, Organisation.kind, Organisation.id), number)


def organisations_in_full() -> Iterator[Organisation]:
    """All open organisations the session may touch, by name, with their regions. Asked when the first one is wanted."""
    query = _matching(kinds=(), words="").options(selectinload(Organisation.region))
    yield from db.session.execute(query.order_by(Organisation.search_key, Organisation.kind)).scalars().all()


def organisations_of(organisation_ids: Collection[int]) -> Sequence[Organisation]:
    """Those of these organisations that the session may touch, by name."""
    query = select(Organisation).where(Organisation.id.in_(organisation_ids), _in_scope())
    return db.session.execute(query.order_by(Organisation.search_key, Organisation.kind)).scalars().all()


def regions_in_scope() -> Sequence[Region]:
    """The regions where the session may touch an organisation, by name."""
    codes = select(Organisation.region_code).where(_in_scope())
    query = select(Region).where(Region.region_code.in_(codes))
    return db.session.execute(query.order_by(Region.name)).scalars().all()


def switched_off(among: Scope) -> Mapping[Capability, frozenset[int]]:
    """Capability → which of these organisations do without it."""
    query = select(CapabilityOff.capability, CapabilityOff.organisation_id)
    query = query.where(among.admits(CapabilityOff.organisation_id)).order_by(CapabilityOff.organisation_id)
    found: dict[Capability, set[int]] = defaultdict(set)
    for capability, organisation_id in db.session.execute(query):
        found[capability].add(organisation_id)
    return {capability: frozenset(ids) for capability, ids in found.items()}


def without(capability: Capability) -> Select[int]:
    """A query of the organisations that do without a capability."""
    return select(CapabilityOff.organisation_id).where(CapabilityOff.capability == capability)


def organisation_ids_of_regions(region_codes: Collection[str]) -> frozenset[int]:
    """Every organisation of these regions: what a coordinator answers for."""
    if not region_codes:
        return frozenset()
    query = select(Organisation.id).where(Organisation.region_code.in_(region_codes))
    return frozenset(db.session.execute(query).scalars())


def sites_of(organisation: Organisation) -> Sequence[Site]:
    """The open places of an organisation, by name."""
    query = select(Site).where(Site.organisation_id == organisation.id, Site.closed_at.is_(None))
    return db.session.execute(query.order_by(Site.name)).scalars().all()


def sites_in_scope() -> Sequence[Site]:
    """The open places of all organisations the session may touch, by organisation and name."""
    query = (
        select(Site)
        .join(Site.organisation)
        .where(_in_scope(), Site.closed_at.is_(None))
        .order_by(Organisation.search_key, Site.name)
    )
    return db.session.execute(query).scalars().all()


def site_in_scope(public_id: str) -> Site:
    """The place, if its organisation is one the session may touch.

    Raises:
        NoResultFound: it is not, or there is none.
    """
    query = select(Site).join(Site.organisation).where(Site.public_id == public_id, _in_scope())
    return db.session.execute(query).scalar_one()


def waves() -> Sequence[Wave]:
    """All waves, the first one first."""
    return db.session.execute(select(Wave).order_by(Wave.starts_on, Wave.id)).scalars().all()


def wave(public_id: str) -> Wave:
    """The wave.

    Raises:
        NoResultFound: there is none.
    """
    return db.session.execute(select(Wave).where(Wave.public_id == public_id)).scalar_one()


def waves_of(organisation: Organisation) -> Sequence[OrganisationInWave]:
    """Which waves the organisation takes or took part in, the first one first."""
    query = select(OrganisationInWave).where(OrganisationInWave.organisation_id == organisation.id)
    query = query.options(selectinload(OrganisationInWave.wave))
    return db.session.execute(query.order_by(OrganisationInWave.from_on, OrganisationInWave.id)).scalars().all()


def part_in_wave(organisation: Organisation, wave: Wave) -> OrganisationInWave:
    """How the organisation takes part in that wave now.

    Raises:
        NoResultFound: it does not, or has left.
    """
    query = select(OrganisationInWave).where(
        OrganisationInWave.organisation_id == organisation.id,
        OrganisationInWave.wave_id == wave.id,
        OrganisationInWave.until_on.is_(None),
    )
    return db.session.execute(query).scalar_one()


def organisations_by_wave(*, on: date) -> dict[int, int]:
    """Wave → how many of the organisations the session may touch take part on that day."""
    query = (
        select(OrganisationInWave.wave_id, func.count(Organisation.id.distinct()).label("taking_part"))
        .join(OrganisationInWave.organisation)
        .where(
            _in_scope(),
            OrganisationInWave.from_on <= on,
            or_(OrganisationInWave.until_on.is_(None), OrganisationInWave.until_on >= on),
        )
        .group_by(OrganisationInWave.wave_id)
        .order_by(OrganisationInWave.wave_id)
    )
    return {found.wave_id: found.taking_part for found in db.session.execute(query)}


def _matching(*, kinds: Collection[OrganisationKind], words: str) -> Select[Organisation]:
    query = select(Organisation).where(_in_scope(), Organisation.closed_at.is_(None))
    if kinds:
        query = query.where(Organisation.kind.in_(kinds))
    for word in search_key(words).split():
        query = query.where(Organisation.search_key.contains(word, autoescape=True))
    return query


def _in_scope() -> ColumnElement[bool]:
    return scope.current(db.session()).admits(Organisation.id)
