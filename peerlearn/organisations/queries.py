"""Reads of the organisations. The directory is common; pages about one organisation ask for it in scope."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select, true

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.organisations.models import (
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
    query = select(Organisation).where(_in_scope(), Organisation.closed_at.is_(None))
    if kinds:
        query = query.where(Organisation.kind.in_(kinds))
    if words:
        query = query.where(Organisation.name.icontains(words, autoescape=True))
    return db.session.execute(query.order_by(Organisation.name, Organisation.kind)).scalars().all()


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
        .order_by(Organisation.name, Site.name)
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
    return db.session.execute(query.order_by(OrganisationInWave.from_on, OrganisationInWave.id)).scalars().all()


def _in_scope() -> ColumnElement[bool]:
    allowed = scope.current(db.session())
    return true() if allowed.reason else Organisation.id.in_(allowed.organisation_ids)
