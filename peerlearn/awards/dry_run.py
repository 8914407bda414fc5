"""Whom a rule would reach today: who has the badge, who has earned it, who nearly has, and what is missing.

Nothing is stored. It takes the same number of queries however many people there are.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from peerlearn.awards.criteria import gather_for
from peerlearn.awards.defined import HELD, find_in_force
from peerlearn.awards.delegation import delegation, reach_of
from peerlearn.awards.drafting import houses_of
from peerlearn.awards.models import Achievement, AchievementDraft, Award
from peerlearn.awards.reading import read_criteria
from peerlearn.awards.rules import AwardState, Condition, Criteria, Decision, decide
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.paging import SIZE, Page
from peerlearn.people.finding import is_there
from peerlearn.people.models import Person


class Standing(StrEnum):
    """How far somebody is from a badge: `HAS` once it was accepted, since then it is theirs whatever the rule becomes;
    one step is one workshop, one skill, one of whatever is counted, for whoever has begun."""

    HAS = "has"
    ENTITLED = "entitled"
    ONE_STEP = "one_step"
    FURTHER = "further"


class Change(StrEnum):
    """What a draft would change for somebody who does not have the badge."""

    GAINS = "gains"
    LOSES = "loses"


@dataclass(frozen=True)
class Rule:
    """What decides: the criteria, on what was seen of one curriculum; of which badge, and whose houses may give it."""

    criteria: Criteria
    curriculum_code: str
    issuer_id: int
    code: str
    houses: frozenset[int] | None


@dataclass(frozen=True)
class Reached:
    """One person, and what is missing; `is_under_way` once the badge was proposed or offered, or, for whoever counts as
    having it, accepted and not signed yet."""

    person_id: int
    standing: Standing
    missing: tuple[Condition, ...]
    is_under_way: bool
    change: Change | None


@dataclass(frozen=True)
class DryRun:
    """Everybody of whom something is known, by how far they are and by name."""

    reached: tuple[Reached, ...]
    standings: Mapping[Standing, int]
    changes: Mapping[Change, int] = field(default_factory=dict)

    def shown(self, which: Standing | Change | None) -> list[Reached]:
        """Those who stand so, or for whom the draft changes this; everybody when nothing is asked for."""
        if which is None:
            return list(self.reached)
        return [one for one in self.reached if which in {one.standing, one.change}]


def rule_of(achievement: Achievement) -> Rule:
    """The rule of a published version."""
    houses = delegation().houses.get(achievement.id)
    criteria = read_criteria(achievement.criteria)
    return Rule(criteria, achievement.curriculum.code, achievement.issuer_id, achievement.code, houses)


def rule_of_draft(draft: AchievementDraft) -> Rule:
    """The rule of a draft.

    Raises:
        DomainError: `awards.criteria_wrong` while a condition is not finished.
    """
    criteria, named = read_criteria(draft.content["criteria"]), houses_of(draft)
    return Rule(criteria, draft.curriculum.code, draft.issuer_id, draft.code, reach_of(named) if named else None)


def dry_run(rule: Rule, *, now: datetime, compare: bool = False) -> DryRun:
    """The rule on the people in scope; with `compare`, beside the rule of the version in force of the same badge."""
    decisions = _decisions(rule, now)
    former = find_in_force(rule.issuer_id, rule.code) if compare else None
    before = _decisions(rule_of(former), now) if former else None
    states = _states(rule)
    found = [
        _reached(person_id, decisions.get(person_id), before, states.get(person_id))
        for person_id in _by_name(rule, {*decisions, *(before or ()), *states})
    ]
    order = list(Standing)
    found.sort(key=lambda one: (order.index(one.standing), len(one.missing)))
    changes = Counter(one.change for one in found if one.change)
    return DryRun(tuple(found), Counter(one.standing for one in found), changes)


def page_of_reached(reached: list[Reached], number: int) -> Page[tuple[Person, Reached]]:
    """One page of them, with their people; a number outside the pages gives the nearest one."""
    last = max(1, -(-len(reached) // SIZE))
    shown = min(max(1, number), last)
    rows = reached[(shown - 1) * SIZE : shown * SIZE]
    query = select(Person).where(Person.id.in_([one.person_id for one in rows]))
    query = query.options(joinedload(Person.organisation)).order_by(Person.id)
    people = {person.id: person for person in db.session.execute(query).scalars()}
    there = [(people[one.person_id], one) for one in rows if one.person_id in people]
    return Page(rows=there, number=shown, last=last, total=len(reached))


def _reached(
    person_id: int, decision: Decision | None, before: Mapping[int, Decision] | None, state: AwardState | None
) -> Reached:
    """Whoever has the badge keeps it, whatever a draft asks for."""
    is_met = decision is not None and decision.is_met
    missing = decision.unmet if decision else ()
    if state in HELD:
        return Reached(person_id, Standing.HAS, (), state is AwardState.ACCEPTED, None)
    is_near = decision is not None and decision.last_step is not None
    standing = Standing.ENTITLED if is_met else Standing.ONE_STEP if is_near else Standing.FURTHER
    change = None
    if before is not None:
        was_met = person_id in before and before[person_id].is_met
        change = Change.GAINS if is_met and not was_met else Change.LOSES if was_met and not is_met else None
    return Reached(person_id, standing, missing, state is not None, change)


def _decisions(rule: Rule, now: datetime) -> dict[int, Decision]:
    facts = gather_for(_people(rule), rule.criteria, rule.curriculum_code, now=now)
    return {person_id: decide(rule.criteria, known) for person_id, known in facts.items()}


def _people(rule: Rule) -> Select[Any]:
    """The people whom the rule is tried on. The scope is spelt out, since facts are gathered past it."""
    query, allowed = select(Person.id).where(is_there()), scope.current(db.session())
    query = query if allowed.is_whole else query.where(Person.scope_criterion(allowed.as_ids()))
    return query if rule.houses is None else query.where(Person.organisation_id.in_(sorted(rule.houses)))


def _by_name(rule: Rule, known: set[int]) -> list[int]:
    rows = db.session.execute(_people(rule).order_by(Person.search_key, Person.id)).scalars()
    return [person_id for person_id in rows if person_id in known]


def _states(rule: Rule) -> dict[int, AwardState]:
    """Person → where their badge stands, of whatever version; held before under way."""
    living = [state for state in AwardState if state.is_living]
    query = (
        select(Award.person_id, Award.state)
        .join(Achievement, Achievement.id == Award.achievement_id)
        .where(Achievement.issuer_id == rule.issuer_id, Achievement.code == rule.code, Award.state.in_(living))
        .order_by(Award.id)
    )
    found: dict[int, AwardState] = {}
    for person_id, state in db.session.execute(query):
        if found.get(person_id) not in HELD:
            found[person_id] = state
    return found
