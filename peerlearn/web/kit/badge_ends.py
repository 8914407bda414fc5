"""How a badge ended the last time, said the same way wherever it may be proposed, offered or approved again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from peerlearn.awards.models import Achievement, Award
from peerlearn.awards.queries import family_of, last_ends
from peerlearn.awards.rules import AwardState, RevocationReason, may_think_again
from peerlearn.core import clock
from peerlearn.web.kit import i18n

Text = Any  # a lazy string: its language is chosen when it is shown

REVOCATION_REASONS: dict[RevocationReason, Text] = {
    RevocationReason.HOLDER_ASKED: _l("The person asks for it"),
    RevocationReason.MISTAKE: _l("It was given by mistake"),
    RevocationReason.RULES_NOT_MET: _l("What it says turned out not to be so"),
}


@dataclass(frozen=True)
class Former:
    """What was said the last time, and the page of that award, where the person may be given the choice once more."""

    said: str
    award_id: str
    may_choose_again: bool


def former_in(award: Award | None, *, now: datetime) -> Former | None:
    """In words, where it ended. A later version of the badge is another offer: it is proposed, not offered again."""
    if award is None or not (said := _ended(award)):
        return None
    is_in_force = award.achievement.superseded_at is None
    return Former(said, award.public_id, is_in_force and may_think_again(award.state, award.offered_at, now=now))


def former_of(person_id: int, achievement: Achievement, *, now: datetime) -> Former | None:
    """The same of one badge of one person."""
    return former_in(last_ends([person_id]).get(family_of(person_id, achievement)), now=now)


def _ended(award: Award) -> str:
    """To whoever may propose it again; empty when nobody said anything against it."""
    name = award.person.first_name
    if award.state is AwardState.DECLINED and award.declined_at:
        return str(_("%(name)s said no on %(day)s.", name=name, day=_on(award.declined_at)))
    if award.state is AwardState.REVOKED and award.revoked_at and award.revocation_reason:
        reason = str(REVOCATION_REASONS.get(award.revocation_reason, "")).lower()
        return str(_("Withdrawn on %(day)s: %(reason)s.", day=_on(award.revoked_at), reason=reason))
    return ""


def _on(instant: datetime) -> str:
    return i18n.day(clock.at_place(instant, clock.DEFAULT_ZONE))
