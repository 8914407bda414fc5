"""What can be done with an award now, by whom, and why not: decided on plain values. The actions check it again."""

from dataclasses import dataclass
from enum import StrEnum

from peerlearn.awards.rules import AwardState
from peerlearn.core.permissions import Permission


class Step(StrEnum):
    """One thing that may be done with an award."""

    APPROVE = "approve"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"
    HAND_OVER = "hand_over"
    OFFER_AGAIN = "offer_again"
    SIGN = "sign"
    CORRECT = "correct"
    SUSPEND = "suspend"
    RESTORE = "restore"
    REVOKE = "revoke"


class Obstacle(StrEnum):
    """Why this account cannot do it."""

    NOT_ALLOWED = "not_allowed"
    PROPOSED_IT = "proposed_it"
    NOT_PROPOSER = "not_proposer"
    OWN_BADGE = "own_badge"
    TOO_LATE = "too_late"
    RULE_NO_LONGER_MET = "rule_no_longer_met"


@dataclass(frozen=True)
class Actor:
    """Who looks at the award, and what they may do where its person is."""

    account_id: int
    person_id: int | None
    permissions: frozenset[Permission]


@dataclass(frozen=True)
class Standing:
    """Where the award stands, as far as the next step depends on it."""

    state: AwardState
    person_id: int
    proposed_by_id: int
    rule_holds: bool
    may_be_offered_again: bool = False
    is_void: bool = False


@dataclass(frozen=True)
class Choice:
    """A step that this award can take now, and what stands in the way of this account."""

    step: Step
    obstacle: Obstacle | None

    @property
    def is_open(self) -> bool:
        """Whether this account can do it."""
        return self.obstacle is None


NEEDED = {
    Step.APPROVE: Permission.APPROVE_AWARDS,
    Step.REFUSE: Permission.APPROVE_AWARDS,
    Step.TAKE_BACK: Permission.PROPOSE_AWARDS,
    Step.HAND_OVER: Permission.RECORD_ACCEPTANCE,
    Step.OFFER_AGAIN: Permission.RECORD_ACCEPTANCE,
    Step.SIGN: Permission.RECORD_ACCEPTANCE,
    Step.CORRECT: Permission.RECORD_ACCEPTANCE,
    Step.SUSPEND: Permission.REVOKE_AWARDS,
    Step.RESTORE: Permission.REVOKE_AWARDS,
    Step.REVOKE: Permission.REVOKE_AWARDS,
}
_FROM: dict[AwardState, tuple[Step, ...]] = {
    AwardState.PROPOSED: (Step.APPROVE, Step.REFUSE, Step.TAKE_BACK),
    AwardState.OFFERED: (Step.HAND_OVER, Step.REFUSE),
    AwardState.DECLINED: (Step.OFFER_AGAIN,),
    AwardState.ACCEPTED: (Step.SIGN, Step.REVOKE),
    AwardState.ISSUED: (Step.CORRECT, Step.SUSPEND, Step.REVOKE),
    AwardState.SUSPENDED: (Step.RESTORE, Step.REVOKE),
}


def choices(standing: Standing, actor: Actor) -> tuple[Choice, ...]:
    """The steps that the award can take from where it stands, the usual one first. What a stolen key made void can only
    be withdrawn: neither another name nor a restoration makes it good."""
    steps = _FROM.get(standing.state, ())
    steps = tuple(step for step in steps if step is Step.REVOKE) if standing.is_void else steps
    return tuple(Choice(step, _obstacle(step, standing, actor)) for step in steps)


def _obstacle(step: Step, standing: Standing, actor: Actor) -> Obstacle | None:
    if NEEDED[step] not in actor.permissions:
        return Obstacle.NOT_ALLOWED
    if step is Step.TAKE_BACK:
        return None if actor.account_id == standing.proposed_by_id else Obstacle.NOT_PROPOSER
    if step is Step.OFFER_AGAIN:
        return None if standing.may_be_offered_again else Obstacle.TOO_LATE
    return _against_approval(standing, actor) if step is Step.APPROVE else None


def _against_approval(standing: Standing, actor: Actor) -> Obstacle | None:
    if actor.account_id == standing.proposed_by_id:
        return Obstacle.PROPOSED_IT
    if actor.person_id == standing.person_id:
        return Obstacle.OWN_BADGE
    return None if standing.rule_holds else Obstacle.RULE_NO_LONGER_MET
