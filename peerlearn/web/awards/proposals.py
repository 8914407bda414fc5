"""Several proposals at once: each with what is known today, and what keeps this account from approving it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peerlearn.accounts.queries import names_of, own_people
from peerlearn.awards import queries
from peerlearn.awards.models import Award
from peerlearn.awards.rules import Condition, Decision
from peerlearn.awards.steps import Choice, Obstacle, Step
from peerlearn.web.awards.words import why_not
from peerlearn.web.kit.badge_ends import Former, former_in

# As many as somebody can look at with open eyes.
MOST = 50


@dataclass(frozen=True)
class Proposal:
    """A badge that waits to be approved."""

    award: Award
    decision: Decision
    labels: Mapping[str, dict[str, str]]
    proposer: str
    why_not: Any
    former: Former | None = None

    @property
    def conditions(self) -> Sequence[Condition]:
        """How each condition stands today."""
        return self.decision.conditions

    @property
    def is_open(self) -> bool:
        """Whether this account can approve it now."""
        return not self.why_not


@dataclass(frozen=True)
class Proposals:
    """What was chosen, and how much there is beyond what fits on one page."""

    shown: list[Proposal]
    beyond: int

    @property
    def open(self) -> list[Proposal]:
        """Those that can be approved now."""
        return [one for one in self.shown if one.is_open]

    @property
    def met(self) -> list[Proposal]:
        """Of those that can be approved, the ones with everything that their badge asks for."""
        return [one for one in self.open if one.decision.is_met]

    @property
    def reasoned(self) -> list[Proposal]:
        """Of those that can be approved, the ones where a reason stands in the place of a condition: to be read."""
        return [one for one in self.open if not one.decision.is_met]

    @property
    def closed(self) -> list[Proposal]:
        """Those that cannot, by this account or by nobody."""
        return [one for one in self.shown if not one.is_open]


def chosen(public_ids: Sequence[str], account_id: int, *, now: datetime) -> Proposals:
    """The proposals that were ticked."""
    return _proposals(queries.proposals(public_ids), account_id, now=now)


def with_rule_met(account_id: int, *, now: datetime) -> Proposals:
    """The proposals whose rule is met today, and that this account may approve."""
    found = _proposals(queries.proposals(), account_id, now=now, met_alone=True)
    return Proposals(found.open, found.beyond)


def _proposals(awards: Sequence[Award], account_id: int, *, now: datetime, met_alone: bool = False) -> Proposals:
    decisions = queries.decisions_on(awards, now=now)
    own = own_people(account_id, {award.person_id for award in awards})
    obstacles = {award.id: _obstacle(award, decisions[award.id], account_id, own) for award in awards}
    if met_alone:
        awards = [award for award in awards if decisions[award.id].is_met and not obstacles[award.id]]
    names = names_of({award.proposed_by_id for award in awards[:MOST]})
    ends = queries.last_ends({award.person_id for award in awards[:MOST]})
    labels = {one.id: queries.skill_labels(one) for one in {award.achievement for award in awards[:MOST]}}
    shown = [
        Proposal(
            award,
            decisions[award.id],
            labels[award.achievement_id],
            names.get(award.proposed_by_id, ""),
            why_not(Choice(Step.APPROVE, obstacles[award.id])),
            former_in(ends.get(queries.family_of(award.person_id, award.achievement)), now=now),
        )
        for award in awards[:MOST]
    ]
    return Proposals(shown, beyond=len(awards) - len(shown))


def _obstacle(award: Award, decision: Decision, account_id: int, own: set[int]) -> Obstacle | None:
    if award.proposed_by_id == account_id:
        return Obstacle.PROPOSED_IT
    if award.person_id in own:
        return Obstacle.OWN_BADGE
    return None if decision.is_met or award.reason else Obstacle.RULE_NO_LONGER_MET
