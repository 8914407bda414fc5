"""What the pages of one badge show: the offer of a badge to a person, and an award with what can be done now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peerlearn.accounts import queries as accounts
from peerlearn.awards import queries
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.criteria import decision_for
from peerlearn.awards.delegation import delegation
from peerlearn.awards.endorsements import count_offered
from peerlearn.awards.models import Achievement, Award
from peerlearn.awards.rules import AwardState, Condition, Decision, conditions_kept, may_think_again
from peerlearn.awards.steps import NEEDED, Actor, Choice, Standing, Step, choices
from peerlearn.awards.stolen import void_among
from peerlearn.people.models import Person
from peerlearn.web.awards.evidence import Evidence, evidence_of
from peerlearn.web.awards.sharing import Way, language_of_cv, line_for_cv, ways_to_share
from peerlearn.web.awards.words import STATES, VOID, Happened, NamePreview, name_previews, timeline, why_not
from peerlearn.web.kit.badge_ends import Former, former_of
from peerlearn.web.kit.badge_words import received
from peerlearn.web.kit.holder import Contact, contact_of, withdrawn_because, withdrawn_since
from peerlearn.web.kit.session import SignedIn


@dataclass(frozen=True)
class Offer:
    """A badge, and how far a person is from it; the award when they have it or may still get it."""

    person: Person
    achievement: Achievement
    decision: Decision
    award: Award | None
    labels: Mapping[str, dict[str, str]]
    former: Former | None = None
    may_be_given: bool = True


@dataclass(frozen=True)
class OwnPage:
    """The holder's page of their badge: the names to choose from, the public address, and whom to talk to."""

    previews: list[NamePreview]
    address: str
    ways_to_share: list[Way]
    line_for_cv: str
    language_of_cv: str
    contact: Contact
    may_think_again: bool
    why: str
    since: str
    to_answer: int
    is_void: bool


@dataclass(frozen=True)
class ShownAward:
    """An award with the words of its page."""

    award: Award
    state_word: Any
    state_kind: str
    next_word: Any
    choices: tuple[Choice, ...]
    conditions: Sequence[Condition]
    labels: Mapping[str, dict[str, str]]
    history: list[Happened]
    evidence: Evidence
    is_public: bool
    former: Former | None = None
    is_void: bool = False

    @property
    def closed_because(self) -> Any:
        """Why this account cannot take the usual step, in words; empty when it can."""
        return why_not(self.choices[0]) if self.choices else ""

    @property
    def suspended_by(self) -> Any:
        """Who can suspend or withdraw it, in words, where this account cannot."""
        return next((why_not(one) for one in self.choices if one.step is Step.SUSPEND), "")

    @property
    def is_to_come(self) -> bool:
        """Whether nobody has it in hand yet, or any more."""
        return self.is_void or self.award.state not in {AwardState.ACCEPTED, AwardState.ISSUED}

    @property
    def shown_to_all(self) -> str:
        """The first line of the public page."""
        return received(self.award.shown_as)


def offer_of(person: Person, achievement: Achievement, *, now: datetime) -> Offer:
    """One badge for one person."""
    _, decision = decision_for(person.id, achievement, now=now)
    award = queries.find_living_award(person.id, achievement.id)
    former = None if award else former_of(person.id, achievement, now=now)
    may = delegation().allows(achievement.id, person.organisation_id)
    return Offer(person, achievement, decision, award, queries.skill_labels(achievement), former, may)


def offers_for(person: Person, *, now: datetime) -> list[Offer]:
    """Every badge that can be proposed today, the nearest first: whoever looks for it must not take another for it."""
    offers = [offer_of(person, achievement, now=now) for achievement in queries.achievements_in_force()]
    return sorted(offers, key=lambda offer: len(offer.decision.unmet))


def own_page(award: Award, *, now: datetime) -> OwnPage:
    """What the holder reads."""
    address = Addresses(award.achievement.issuer.base_url).page(award.public_code)
    return OwnPage(
        previews=name_previews(award),
        address=address,
        ways_to_share=ways_to_share(award, address),
        line_for_cv=line_for_cv(award, address),
        language_of_cv=language_of_cv(),
        contact=contact_of(award.person.organisation),
        may_think_again=may_think_again(award.state, award.offered_at, now=now),
        why=withdrawn_because(award),
        since=withdrawn_since(award),
        to_answer=count_offered(award.id),
        is_void=award.state is AwardState.ISSUED and award.id in void_among([award.id]),
    )


def shown_award(award: Award, account: SignedIn, *, now: datetime) -> ShownAward:
    """The award as this account sees it. While it waits to be approved, its facts are those of today."""
    is_open = award.state is AwardState.PROPOSED
    conditions = (
        decision_for(award.person_id, award.achievement, now=now)[1].conditions
        if is_open
        else conditions_kept(award.facts)
    )
    holds = bool(award.reason) or all(condition.is_met for condition in conditions)
    is_void = award.state in {AwardState.ISSUED, AwardState.SUSPENDED} and award.id in void_among([award.id])
    word, kind, following = VOID if is_void else STATES[award.state]
    return ShownAward(
        award=award,
        state_word=word,
        state_kind=kind,
        next_word=following,
        choices=choices(replace(_standing(award, holds, now), is_void=is_void), _actor(account, award)),
        conditions=conditions,
        labels=queries.skill_labels(award.achievement),
        history=timeline(queries.history_of(award)),
        evidence=evidence_of(award, now=now),
        is_public=queries.current_edition(award) is not None,
        former=former_of(award.person_id, award.achievement, now=now) if is_open else None,
        is_void=is_void,
    )


def _standing(award: Award, rule_holds: bool, now: datetime) -> Standing:
    again = may_think_again(award.state, award.offered_at, now=now)
    return Standing(award.state, award.person_id, award.proposed_by_id, rule_holds, again)


def _actor(account: SignedIn, award: Award) -> Actor:
    """A permission counts where the role that gives it is held: staff here are not staff there. And where the holder is
    now: whoever has the badge of somebody who moved is asked there, and the former house reaches it no more."""
    held = {one for one in NEEDED.values() if account.may(one)}
    here = {one for one in held if account.scope_for(one).holds(award.person.organisation_id)}
    is_theirs = accounts.is_person(account.account_id, award.person_id)
    return Actor(account.account_id, award.person_id if is_theirs else account.person_id, frozenset(here))
