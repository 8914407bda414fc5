"""Use cases of the organisations. They flush and never commit."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import available_timezones

from sqlalchemy import select

from peerlearn.core import audit
from peerlearn.core.clock import DEFAULT_ZONE
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.organisations.models import Department, Organisation, OrganisationInWave, Programme, Site, Wave
from peerlearn.organisations.rules import OrganisationKind, clean_siret, is_siret


@dataclass(frozen=True)
class OrganisationFacts:
    """What is written down about an organisation. The region follows from the department when one is given."""

    name: str
    kind: OrganisationKind
    siret: str | None = None
    department_code: str | None = None
    region_code: str | None = None
    phone: str | None = None


def create_programme(name: str, *, contact: str, now: datetime) -> Programme:
    """Set up the one programme of this installation."""
    programme = Programme(id=1, name=name, contact=contact, created_at=now, demo_day=None)
    db.session.add(programme)
    db.session.flush()
    return programme


def create_organisation(facts: OrganisationFacts, *, by: int | None, now: datetime) -> Organisation:
    """Register an organisation.

    Raises:
        DomainError: `organisations.siret_wrong`, `organisations.siret_taken`.
    """
    organisation = Organisation(created_at=now)
    _write(organisation, facts)
    db.session.add(organisation)
    audit.record(db.session(), "organisation.created", organisation, account_id=by)
    return organisation


def change_organisation(organisation: Organisation, facts: OrganisationFacts, *, by: int | None) -> None:
    """Correct what is written down.

    Raises:
        DomainError: `organisations.siret_wrong`, `organisations.siret_taken`.
    """
    _write(organisation, facts)
    audit.record(db.session(), "organisation.changed", organisation, account_id=by)


def add_site(
    organisation: Organisation, name: str, *, address: str = "", directions: str = "", time_zone: str = DEFAULT_ZONE
) -> Site:
    """Add a place where workshops happen; `time_zone` is an IANA name.

    Raises:
        DomainError: `organisations.zone_unknown`, `organisations.site_taken`.
    """
    if time_zone not in available_timezones():
        raise DomainError("organisations.zone_unknown")
    same = select(Site.id).where(Site.organisation_id == organisation.id, Site.name == name)
    if db.session.execute(same).first():
        raise DomainError("organisations.site_taken")
    site = Site(organisation_id=organisation.id, name=name, address=address, directions=directions, time_zone=time_zone)
    db.session.add(site)
    db.session.flush()
    return site


def create_wave(name: str, *, starts_on: date, ends_on: date | None) -> Wave:
    """Open a wave of the programme.

    Raises:
        DomainError: `organisations.wave_taken`.
    """
    if db.session.execute(select(Wave.id).where(Wave.name == name)).first():
        raise DomainError("organisations.wave_taken")
    wave = Wave(name=name, starts_on=starts_on, ends_on=ends_on)
    db.session.add(wave)
    db.session.flush()
    return wave


def join_wave(organisation: Organisation, wave: Wave, *, from_on: date, by: int | None) -> OrganisationInWave:
    """Let the organisation take part in a wave from a day on.

    Raises:
        DomainError: `organisations.already_in_wave`.
    """
    query = select(OrganisationInWave.id).where(
        OrganisationInWave.wave_id == wave.id,
        OrganisationInWave.organisation_id == organisation.id,
        OrganisationInWave.until_on.is_(None),
    )
    if db.session.execute(query).first():
        raise DomainError("organisations.already_in_wave")
    part = OrganisationInWave(wave_id=wave.id, organisation_id=organisation.id, from_on=from_on, until_on=None)
    db.session.add(part)
    audit.record(db.session(), "organisation.joined_wave", organisation, account_id=by, wave=wave.id)
    return part


def _write(organisation: Organisation, facts: OrganisationFacts) -> None:
    siret = clean_siret(facts.siret) if facts.siret else None
    if siret is not None and not is_siret(siret):
        raise DomainError("organisations.siret_wrong")
    if siret is not None and _siret_is_taken(siret, facts.kind, except_for=organisation):
        raise DomainError("organisations.siret_taken")
    department = db.session.get(Department, facts.department_code) if facts.department_code else None
    organisation.name = facts.name
    organisation.kind = facts.kind
    organisation.siret = siret
    organisation.department_code = department.department_code if department else None
    organisation.region_code = department.region_code if department else facts.region_code
    organisation.phone = facts.phone


def _siret_is_taken(siret: str, kind: OrganisationKind, *, except_for: Organisation) -> bool:
    with db.session.no_autoflush:
        query = select(Organisation.id).where(Organisation.siret == siret, Organisation.kind == kind)
        return any(found != except_for.id for found in db.session.execute(query).scalars())
