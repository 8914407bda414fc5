"""Which organisations may give a badge: all of the programme, or those named; a partner stands for its region's houses.

Which key signs does not change by it: that of who issues the badge.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from peerlearn.awards.models import Achievement, IssuingRight
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import organisation_ids_of_regions, organisations_in_scope
from peerlearn.organisations.rules import OrganisationKind


@dataclass(frozen=True)
class Delegation:
    """Achievement → the organisations that may give it; one that is not here may be given by all."""

    houses: dict[int, frozenset[int]]

    def allows(self, achievement_id: int, organisation_id: int) -> bool:
        """Whether this organisation may give that badge."""
        return achievement_id not in self.houses or organisation_id in self.houses[achievement_id]


def delegation() -> Delegation:
    """Who may give which badge, as it is now: one query, and one more where a partner is named."""
    query = (
        select(IssuingRight.achievement_id, Organisation.id, Organisation.kind, Organisation.region_code)
        .join(Organisation, Organisation.id == IssuingRight.organisation_id)
        .order_by(IssuingRight.achievement_id, Organisation.id)
    )
    named: dict[int, set[int]] = {}
    regions: dict[int, set[str]] = {}
    for achievement_id, organisation_id, kind, region_code in db.session.execute(query):
        named.setdefault(achievement_id, set()).add(organisation_id)
        if kind is OrganisationKind.PARTNER and region_code:
            regions.setdefault(achievement_id, set()).add(region_code)
    below = {one: organisation_ids_of_regions(regions.get(one, set())) for one in named}
    return Delegation({one: frozenset(houses) | below[one] for one, houses in named.items()})


@dataclass(frozen=True)
class GivenHere:
    """A badge that organisations in scope may give: all of them, or only those that are named."""

    achievement: Achievement
    only_by: Sequence[Organisation]


def given_here(achievements: Iterable[Achievement]) -> list[GivenHere]:
    """Those of these badges that an organisation in scope may give, each with who may where some here may not."""
    delegated, here = delegation(), organisations_in_scope()
    found = []
    for one in achievements:
        may = [house for house in here if delegated.allows(one.id, house.id)]
        if may:
            found.append(GivenHere(one, only_by=may if len(may) < len(here) else ()))
    return found


def reach_of(named: Collection[Organisation]) -> frozenset[int]:
    """The organisations that these stand for: themselves, and the houses of a partner's region."""
    regions = {one.region_code for one in named if one.kind is OrganisationKind.PARTNER and one.region_code}
    return frozenset(one.id for one in named) | organisation_ids_of_regions(regions)


def ensure_may_issue(achievement: Achievement, organisation_id: int) -> None:
    """Let nobody give what their house was not asked to give.

    Raises:
        DomainError: `awards.not_delegated`.
    """
    if not delegation().allows(achievement.id, organisation_id):
        raise DomainError("awards.not_delegated", badge=achievement.name)


def houses_with(achievement: Achievement) -> Sequence[Organisation]:
    """The organisations that are named to give this badge, by name; none when all may."""
    query = select(Organisation).join(IssuingRight, IssuingRight.organisation_id == Organisation.id)
    query = query.where(IssuingRight.achievement_id == achievement.id)
    return db.session.execute(query.order_by(Organisation.search_key, Organisation.id)).scalars().all()


def houses_seen(public_ids: Iterable[str]) -> str:
    """A fingerprint of the organisations a page showed: none named means all, so a list is changed only as it stood."""
    return hashlib.sha256(" ".join(sorted(public_ids)).encode()).hexdigest()[:16]


def ensure_as_seen(public_ids: Iterable[str], as_seen: str) -> None:
    """Compare with what the page showed; an empty fingerprint is not compared.

    Raises:
        DomainError: `awards.houses_changed`.
    """
    if as_seen and as_seen != houses_seen(public_ids):
        raise DomainError("awards.houses_changed")


def let_issue(
    achievement: Achievement, organisations: Collection[Organisation], *, as_seen: str, by: int
) -> Achievement:
    """Say who may give a badge that is published; no organisation named means all. What was given stays.

    Raises:
        DomainError: `awards.houses_changed` when somebody else named others since the page was shown.
    """
    db.session.execute(select(Achievement.id).where(Achievement.id == achievement.id).with_for_update())
    named = houses_with(achievement)
    ensure_as_seen((one.public_id for one in named), as_seen)
    before = {one.id for one in named}
    after = {one.id for one in organisations}
    if before == after:
        return achievement
    db.session.execute(delete(IssuingRight).where(IssuingRight.achievement_id == achievement.id))
    name_houses(achievement, after)
    audit.record(
        db.session(),
        "achievement.issuing_changed",
        achievement,
        account_id=by,
        organisation_id=achievement.issuer.organisation_id,
        houses=len(after),
    )
    return achievement


def name_houses(achievement: Achievement, organisation_ids: Collection[int]) -> None:
    """Write down who may give a badge of which nothing is written yet."""
    db.session.add_all(
        IssuingRight(achievement_id=achievement.id, organisation_id=one) for one in sorted(organisation_ids)
    )
    db.session.flush()
