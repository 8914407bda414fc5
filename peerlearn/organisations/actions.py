"""Use cases of the organisations. They flush and never commit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import available_timezones

from sqlalchemy import or_, select

from peerlearn.core import audit
from peerlearn.core.clock import DEFAULT_ZONE
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Capability
from peerlearn.core.phones import find_phone
from peerlearn.core.searching import search_key
from peerlearn.organisations.models import (
    CapabilityOff,
    Department,
    Organisation,
    OrganisationInWave,
    Programme,
    Site,
    Wave,
)
from peerlearn.organisations.rules import FURTHEST_YEARS, OrganisationKind, clean_siret, is_far_from, is_siret


@dataclass(frozen=True)
class OrganisationFacts:
    """What is written down about an organisation. The region follows from the department when one is given."""

    name: str
    kind: OrganisationKind
    siret: str | None = None
    department_code: str | None = None
    region_code: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class SiteFacts:
    """What is written down about a place; `time_zone` is an IANA name."""

    name: str
    address: str = ""
    directions: str = ""
    time_zone: str = DEFAULT_ZONE


def create_programme(name: str, *, contact: str, now: datetime) -> Programme:
    """Set up the one programme of this installation."""
    programme = Programme(id=1, name=name, contact=contact, created_at=now, demo_day=None)
    db.session.add(programme)
    db.session.flush()
    return programme


def create_organisation(
    facts: OrganisationFacts, *, by: int | None, now: datetime, regions: Collection[str] | None = None
) -> Organisation:
    """Register an organisation; `regions` are those whoever does it answers for, None meaning all.

    Raises:
        DomainError: `organisations.siret_wrong`, `organisations.siret_taken`, `organisations.phone_wrong`,
            `organisations.outside_region`.
    """
    organisation = Organisation(created_at=now)
    _write(organisation, facts, regions)
    db.session.add(organisation)
    audit.record(db.session(), "organisation.created", organisation, account_id=by)
    return organisation


def change_organisation(
    organisation: Organisation, facts: OrganisationFacts, *, by: int | None, regions: Collection[str] | None = None
) -> None:
    """Correct what is written down.

    Raises:
        DomainError: as for `create_organisation`.
    """
    _write(organisation, facts, regions)
    audit.record(db.session(), "organisation.changed", organisation, account_id=by, organisation_id=organisation.id)


def switch(organisation: Organisation, capability: Capability, *, on: bool, by: int | None, now: datetime) -> None:
    """Let the organisation do with or without a capability from now on; nothing is deleted. Twice is once."""
    lock(organisation)
    off = db.session.get(CapabilityOff, (organisation.id, capability))
    if (off is None) == on:
        return
    if off is not None:
        db.session.delete(off)
    else:
        db.session.add(CapabilityOff(organisation_id=organisation.id, capability=capability, since_at=now))
    audit.record(
        db.session(),
        "organisation.switched",
        organisation,
        account_id=by,
        organisation_id=organisation.id,
        capability=capability.value,
        on=on,
    )


def lock(organisation: Organisation | None) -> None:
    """Let nobody else change what belongs to this organisation, or to the programme, until the transaction ends."""
    whole = select(Programme.id)
    query = whole if organisation is None else select(Organisation.id).where(Organisation.id == organisation.id)
    db.session.execute(query.with_for_update(key_share=True)).scalar_one()


def add_site(  # noqa: PLR0913 - where it is, how to find it, who says so
    organisation: Organisation,
    name: str,
    *,
    address: str = "",
    directions: str = "",
    time_zone: str = DEFAULT_ZONE,
    by: int | None = None,
) -> Site:
    """Add a place where workshops happen; one of that name that was closed opens again.

    Raises:
        DomainError: `organisations.zone_unknown`, `organisations.site_taken`.
    """
    same = select(Site).where(Site.organisation_id == organisation.id, Site.name == name)
    site = db.session.execute(same).scalar_one_or_none()
    if site is not None and site.closed_at is None:
        raise DomainError("organisations.site_taken")
    if site is None:
        site = Site(organisation_id=organisation.id, closed_at=None)
        db.session.add(site)
    with db.session.no_autoflush:
        _write_site(site, SiteFacts(name=name, address=address, directions=directions, time_zone=time_zone))
    site.closed_at = None
    audit.record(db.session(), "site.added", site, account_id=by, organisation_id=organisation.id)
    return site


def change_site(site: Site, facts: SiteFacts, *, by: int | None) -> None:
    """Correct what is written down about a place.

    Raises:
        DomainError: `organisations.zone_unknown`, `organisations.site_taken`.
    """
    same = select(Site.id).where(
        Site.organisation_id == site.organisation_id, Site.name == facts.name, Site.id != site.id
    )
    if db.session.execute(same).first():
        raise DomainError("organisations.site_taken")
    _write_site(site, facts)
    audit.record(db.session(), "site.changed", site, account_id=by, organisation_id=site.organisation_id)


def close_site(site: Site, *, by: int | None, now: datetime) -> None:
    """No new workshop takes place there; what took place keeps its place. Twice is once."""
    site.closed_at = site.closed_at or now
    audit.record(db.session(), "site.closed", site, account_id=by, organisation_id=site.organisation_id)


def create_wave(name: str, *, starts_on: date, ends_on: date | None, on: date, by: int | None = None) -> Wave:
    """Open a wave of the programme, `on` being the day on which this is done.

    Raises:
        DomainError: `organisations.day_too_far`, `organisations.wave_taken`, `organisations.wave_ends_first`.
    """
    _ensure_near(starts_on, on)
    _ensure_near(ends_on or starts_on, on)
    if ends_on is not None and ends_on < starts_on:
        raise DomainError("organisations.wave_ends_first")
    if db.session.execute(select(Wave.id).where(Wave.name == name)).first():
        raise DomainError("organisations.wave_taken")
    wave = Wave(name=name, starts_on=starts_on, ends_on=ends_on)
    db.session.add(wave)
    audit.record(db.session(), "wave.created", wave, account_id=by)
    return wave


def join_wave(organisation: Organisation, wave: Wave, *, from_on: date, by: int | None) -> OrganisationInWave:
    """Let the organisation take part in a wave from a day on.

    Raises:
        DomainError: `organisations.day_too_far`, `organisations.already_in_wave`.
    """
    _ensure_near(from_on, wave.starts_on)
    query = select(OrganisationInWave.id).where(
        OrganisationInWave.wave_id == wave.id,
        OrganisationInWave.organisation_id == organisation.id,
        or_(OrganisationInWave.until_on.is_(None), OrganisationInWave.until_on >= from_on),
    )
    if db.session.execute(query).first():
        raise DomainError("organisations.already_in_wave")
    part = OrganisationInWave(wave_id=wave.id, organisation_id=organisation.id, from_on=from_on, until_on=None)
    db.session.add(part)
    audit.record(
        db.session(),
        "organisation.joined_wave",
        organisation,
        account_id=by,
        organisation_id=organisation.id,
        wave=wave.id,
    )
    return part


def leave_wave(part: OrganisationInWave, *, until_on: date, by: int | None) -> None:
    """The organisation takes part up to and including a day.

    Raises:
        DomainError: `organisations.day_too_far`, `organisations.left_before_joining`.
    """
    _ensure_near(until_on, part.from_on)
    if until_on < part.from_on:
        raise DomainError("organisations.left_before_joining")
    part.until_on = until_on
    audit.record(
        db.session(),
        "organisation.left_wave",
        part.organisation,
        account_id=by,
        organisation_id=part.organisation_id,
        wave=part.wave_id,
    )


def _ensure_near(day: date, other: date) -> None:
    if is_far_from(day, other):
        raise DomainError("organisations.day_too_far", years=FURTHEST_YEARS)


def _write(organisation: Organisation, facts: OrganisationFacts, regions: Collection[str] | None) -> None:
    department = db.session.get(Department, facts.department_code) if facts.department_code else None
    region_code = department.region_code if department else facts.region_code
    if regions is not None and region_code not in regions:
        raise DomainError("organisations.outside_region")
    siret = clean_siret(facts.siret) if facts.siret else None
    if siret is not None and not is_siret(siret):
        raise DomainError("organisations.siret_wrong")
    if siret is not None and _siret_is_taken(siret, facts.kind, except_for=organisation):
        raise DomainError("organisations.siret_taken")
    organisation.phone = _phone(facts.phone)
    organisation.name = facts.name
    organisation.search_key = search_key(facts.name)
    organisation.kind = facts.kind
    organisation.siret = siret
    organisation.department_code = department.department_code if department else None
    organisation.region_code = region_code


def _phone(typed: str | None) -> str | None:
    stored = find_phone(typed) if typed else None
    if typed and stored is None:
        raise DomainError("organisations.phone_wrong")
    return stored


def _write_site(site: Site, facts: SiteFacts) -> None:
    if facts.time_zone not in available_timezones():
        raise DomainError("organisations.zone_unknown")
    site.name = facts.name
    site.address = facts.address
    site.directions = facts.directions
    site.time_zone = facts.time_zone


def _siret_is_taken(siret: str, kind: OrganisationKind, *, except_for: Organisation) -> bool:
    with db.session.no_autoflush:
        query = select(Organisation.id).where(Organisation.siret == siret, Organisation.kind == kind)
        return any(found != except_for.id for found in db.session.execute(query).scalars())
