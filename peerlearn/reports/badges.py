"""Figures of the badges, by version and month: what became of them in the houses one may see; what strangers did with
them in the whole programme.

Nothing is counted by holder. A badge whose holder is erased stays counted as given, and is none that was withdrawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import joinedload

from peerlearn.awards.models import Achievement, AchievementUse, Award, Edition
from peerlearn.awards.rules import AwardState, Use
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.reports.rules import SMALLEST_SHOWN, Step

_COUNTED = "how many hold a badge anywhere decides whether its uses may be told; no row and no number leaves"
_PUBLIC = (AwardState.ISSUED, AwardState.SUSPENDED)

ByMonth = Sequence[int]


@dataclass(frozen=True)
class BadgeFigures:
    """One version of a badge, month by month. `uses` is None where so few hold it that they could point at somebody,
    or where the reader may not see them."""

    achievement: Achievement
    steps: Mapping[Step, ByMonth]
    uses: Mapping[Use, ByMonth] | None


def badge_figures(months: Sequence[date], *, with_uses: bool, achievement_id: str = "") -> list[BadgeFigures]:
    """Every version of which something happened in these months, or the one that is asked for; the latest first."""
    steps = _steps(months)
    uses = _uses(months) if with_uses else {}
    shown = _held_by_enough() if with_uses else frozenset()
    query = select(Achievement).options(joinedload(Achievement.issuer)).where(Achievement.id.in_({*steps, *uses}))
    if achievement_id:
        query = query.where(Achievement.public_id == achievement_id)
    found = db.session.execute(query.order_by(Achievement.published_at.desc(), Achievement.id)).scalars().all()
    nothing = [0] * len(months)
    return [
        BadgeFigures(
            one,
            {step: steps.get(one.id, {}).get(step, nothing) for step in Step},
            {use: uses.get(one.id, {}).get(use, nothing) for use in Use} if one.id in shown else None,
        )
        for one in found
    ]


def _steps(months: Sequence[date]) -> dict[int, dict[Step, ByMonth]]:
    """Achievement → what became of its badges, of people in scope."""
    accepted = select(Award.achievement_id, *_by_month(Award.accepted_at, months)).where(
        Award.state != AwardState.TAKEN_BACK
    )
    issued = (
        select(Award.achievement_id, *_by_month(Edition.registered_at, months))
        .join(Award, Award.id == Edition.award_id)
        .where(Edition.number == 1)
    )
    withdrawn = select(Award.achievement_id, *_by_month(Award.revoked_at, months)).where(
        Award.state == AwardState.REVOKED
    )
    found: dict[int, dict[Step, ByMonth]] = {}
    for step, query in ((Step.ACCEPTED, accepted), (Step.ISSUED, issued), (Step.WITHDRAWN, withdrawn)):
        grouped = query.group_by(Award.achievement_id).order_by(Award.achievement_id)
        for achievement_id, *numbers in db.session.execute(grouped).all():
            if any(numbers):
                found.setdefault(achievement_id, {})[step] = numbers
    return found


def _uses(months: Sequence[date]) -> dict[int, dict[Use, ByMonth]]:
    """Achievement → how its badges were used, of the whole programme."""
    key = AchievementUse.achievement_id, AchievementUse.use
    day, number = AchievementUse.day, AchievementUse.number
    sums = [func.sum(case((and_(day >= a, day < b), number), else_=0)) for a, b in _spans(months)]
    within = and_(day >= months[0], day < _next(months[-1]))
    found: dict[int, dict[Use, ByMonth]] = {}
    for achievement_id, use, *numbers in db.session.execute(
        select(*key, *sums).where(within).group_by(*key).order_by(*key)
    ).all():
        found.setdefault(achievement_id, {})[use] = numbers
    return found


def _held_by_enough() -> frozenset[int]:
    """The versions of which so many badges are public that their uses say nothing of one person."""
    query = select(Award.achievement_id).where(Award.state.in_(_PUBLIC)).group_by(Award.achievement_id)
    query = query.having(func.count() >= SMALLEST_SHOWN).order_by(Award.achievement_id)
    with scope.beyond(db.session(), _COUNTED):
        return frozenset(db.session.execute(query).scalars())


def _by_month(when: Any, months: Sequence[date]) -> list[ColumnElement[int]]:
    """How often that instant lies in each month, where the programme is."""
    spans = [(_instant(a), _instant(b)) for a, b in _spans(months)]
    return [func.sum(case((and_(when >= a, when < b), 1), else_=0)) for a, b in spans]


def _spans(months: Sequence[date]) -> list[tuple[date, date]]:
    return [(first, _next(first)) for first in months]


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _instant(day: date) -> datetime:
    return clock.to_instant(datetime.combine(day, time.min), clock.DEFAULT_ZONE)
