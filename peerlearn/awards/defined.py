"""Reads of the badges as defined, for those who define them: what the session's scope issues."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from peerlearn.accounts.queries import names_of
from peerlearn.awards.models import Achievement, AchievementDraft, Award, IssuerProfile
from peerlearn.awards.queries import Act
from peerlearn.awards.rules import AwardState
from peerlearn.core import scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError

# Theirs, or about to be: nobody proposes it to them again.
HELD = (AwardState.ACCEPTED, AwardState.ISSUED, AwardState.SUSPENDED)


@dataclass(frozen=True)
class Defined:
    """A published version, and how many people have it."""

    achievement: Achievement
    holders: int


def defined() -> list[Defined]:
    """Every published version that the scope issues: those in force first, then the former ones, the latest first."""
    query = _published().order_by(
        Achievement.superseded_at.is_not(None), Achievement.published_at.desc(), Achievement.id
    )
    found = db.session.execute(query).scalars().all()
    holders = _holders()
    return [Defined(one, holders.get(one.id, 0)) for one in found]


def defined_achievement(public_id: str) -> Achievement:
    """The published version.

    Raises:
        NoResultFound: there is none, or who issues it is not in scope.
    """
    return db.session.execute(_published().where(Achievement.public_id == public_id)).scalar_one()


def versions_of(achievement: Achievement) -> list[Defined]:
    """Every version of a badge, the latest first."""
    query = _published().where(Achievement.issuer_id == achievement.issuer_id, Achievement.code == achievement.code)
    found = db.session.execute(query.order_by(Achievement.published_at.desc(), Achievement.id.desc())).scalars().all()
    holders = _holders()
    return [Defined(one, holders.get(one.id, 0)) for one in found]


def find_in_force(issuer_id: int, code: str) -> Achievement | None:
    """The version of a badge that is given today."""
    query = _published().where(
        Achievement.issuer_id == issuer_id, Achievement.code == code, Achievement.superseded_at.is_(None)
    )
    return db.session.execute(query).scalar_one_or_none()


def history_of(subject: Achievement | AchievementDraft) -> list[Act]:
    """What was done to a version or a draft, the first act first."""
    query = select(AuditEntry).where(
        AuditEntry.subject_type == subject.__tablename__, AuditEntry.subject_id == subject.id
    )
    entries = db.session.execute(query.order_by(AuditEntry.at, AuditEntry.id)).scalars().all()
    names = names_of({entry.account_id for entry in entries})
    return [Act(entry.at, entry.action, names.get(entry.account_id or 0), entry.details) for entry in entries]


def ensure_in_force(achievement: Achievement) -> None:
    """Let a next version be made of the latest one alone.

    Raises:
        DomainError: `awards.superseded`.
    """
    if achievement.superseded_at is not None:
        raise DomainError("awards.superseded")


def _published() -> Select[Achievement]:
    allowed = scope.current(db.session()).admits(IssuerProfile.organisation_id)
    return (
        select(Achievement)
        .join(IssuerProfile, IssuerProfile.id == Achievement.issuer_id)
        .where(allowed)
        .options(
            joinedload(Achievement.issuer).joinedload(IssuerProfile.organisation), joinedload(Achievement.curriculum)
        )
    )


def _holders() -> dict[int, int]:
    """Achievement → how many have it, of the people in scope: signed, and not withdrawn."""
    has_it = Award.state.in_((AwardState.ISSUED, AwardState.SUSPENDED))
    query = select(Award.achievement_id, func.count()).where(has_it).group_by(Award.achievement_id)
    return {row[0]: row[1] for row in db.session.execute(query.order_by(Award.achievement_id))}
