"""Reads of the badges for those who give them and those who hold them; the session's scope decides whose."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer, joinedload, selectinload

from peerlearn.accounts.queries import names_of
from peerlearn.awards.criteria import gather, people_who_may_have
from peerlearn.awards.delegation import delegation
from peerlearn.awards.models import Achievement, Award, Credential, Edition, IssuerKey, IssuerProfile
from peerlearn.awards.reading import read_criteria
from peerlearn.awards.rules import AwardState, Decision, Facts, KeyState, decide
from peerlearn.awards.stolen import awards_made_void, void_editions
from peerlearn.core import scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db
from peerlearn.core.paging import SIZE, Page, page_of
from peerlearn.people.finding import is_called, is_there
from peerlearn.people.models import Person
from peerlearn.tracks.models import Skill


class Shelf(StrEnum):
    """Where a badge lies on its way: what somebody has to do next."""

    TO_PROPOSE = "to-propose"
    TO_APPROVE = "to-approve"
    TO_HAND_OVER = "to-hand-over"
    DECLINED = "declined"
    ISSUED = "issued"


_STATES: dict[Shelf, tuple[AwardState, ...]] = {
    Shelf.TO_APPROVE: (AwardState.PROPOSED,),
    Shelf.TO_HAND_OVER: (AwardState.OFFERED,),
    Shelf.DECLINED: (AwardState.DECLINED,),
    Shelf.ISSUED: (AwardState.ACCEPTED, AwardState.ISSUED, AwardState.SUSPENDED, AwardState.REVOKED),
}


@dataclass(frozen=True)
class Candidate:
    """A person who has earned a badge that nobody has proposed yet."""

    person: Person
    achievement: Achievement
    facts: Facts


@dataclass(frozen=True)
class Act:
    """One act in the life of an award, from the audit trail."""

    at: datetime
    action: str
    by: str | None
    details: Mapping[str, Any]


def award(public_id: str) -> Award:
    """The award.

    Raises:
        NoResultFound: there is none in scope.
    """
    found: Award = db.session.execute(_awards().where(Award.public_id == public_id)).scalar_one()
    return found


def own_award(public_id: str, *, person_id: int | None) -> Award:
    """The award, if it is this person's, and approved: a hope that a refusal would dash is not shown.

    Raises:
        NoResultFound: it is somebody else's, or there is none.
    """
    unseen = (AwardState.PROPOSED, AwardState.REFUSED, AwardState.TAKEN_BACK)
    query = _awards().where(Award.public_id == public_id, Award.person_id == person_id, Award.state.not_in(unseen))
    found: Award = db.session.execute(query).scalar_one()
    return found


def award_for_update(award_id: int) -> Award:
    """The award as it is now, held until the transaction ends: nobody else moves it meanwhile."""
    query = select(Award).where(Award.id == award_id).with_for_update()
    return db.session.execute(query, execution_options={"populate_existing": True}).scalar_one()


def awards_for_update(award_ids: Sequence[int]) -> Sequence[Award]:
    """These awards as they are now, held until the transaction ends. Always in the same order, so that two who hold
    some of the same never wait for one another without end."""
    query = (
        select(Award)
        .where(Award.id.in_(award_ids))
        # What a badge says is long and the same for all: read once, not beside each award. Nor are their facts needed.
        .options(selectinload(Award.achievement).selectinload(Achievement.issuer), defer(Award.facts))
        .order_by(Award.id)
        .with_for_update()
    )
    return db.session.execute(query, execution_options={"populate_existing": True}).scalars().all()


def awards_of(person_id: int) -> Sequence[Award]:
    """Every award of a person, the latest first."""
    query = _awards().where(Award.person_id == person_id)
    return db.session.execute(query.order_by(Award.proposed_at.desc(), Award.id.desc())).scalars().all()


def awards_told(person_id: int) -> Sequence[Award]:
    """Every award of a person that the scope knows of, the latest first, without the person's own row: the house that
    someone left still tells what they received there.
    """
    query = select(Award).where(Award.person_id == person_id).options(joinedload(Award.achievement))
    return db.session.execute(query.order_by(Award.proposed_at.desc(), Award.id.desc())).scalars().all()


def achievements_in_force() -> Sequence[Achievement]:
    """The badges that can be proposed today, in the order in which they were defined."""
    query = (
        select(Achievement)
        .where(Achievement.superseded_at.is_(None))
        .options(joinedload(Achievement.issuer), joinedload(Achievement.curriculum))
        .order_by(Achievement.issuer_id, Achievement.id)
    )
    return db.session.execute(query).scalars().all()


def achievement_in_force(public_id: str) -> Achievement:
    """The badge, if it can be proposed today.

    Raises:
        NoResultFound: there is none, or a later version took its place.
    """
    query = select(Achievement).where(Achievement.public_id == public_id, Achievement.superseded_at.is_(None))
    return db.session.execute(query).scalar_one()


def find_living_award(person_id: int, achievement_id: int) -> Award | None:
    """The award of this badge that the person has, or may still get."""
    dead = [state for state in AwardState if not state.is_living]
    query = _awards().where(
        Award.person_id == person_id, Award.achievement_id == achievement_id, Award.state.not_in(dead)
    )
    return db.session.execute(query).scalar_one_or_none()


def last_ends(person_ids: Collection[int]) -> dict[tuple[int, int, str], Award]:
    """Person, issuer and code of a badge → the last time it ended against their wish or the issuer's: they said no, or
    it was withdrawn. Of any version of the badge, and whatever was proposed since: a no is not forgotten with that."""
    query = _awards().where(Award.person_id.in_(person_ids), Award.state.in_((AwardState.DECLINED, AwardState.REVOKED)))
    found = db.session.execute(query.order_by(Award.id)).scalars()
    return {family_of(one.person_id, one.achievement): one for one in found}


def family_of(person_id: int, achievement: Achievement) -> tuple[int, int, str]:
    """What all versions of a badge of one person have in common."""
    return person_id, achievement.issuer_id, achievement.code


def shelf(which: Shelf, *, words: str = "", page: int = 1, only_void: bool = False) -> Page[Award]:
    """One page of the awards on a shelf: what waits longest first; what is done, the latest first.

    `only_void`: those that were in force, and count no more because of a stolen key.
    """
    query = _matching(_awards().where(Award.state.in_(_STATES[which]), _is_last_word()), words)
    query = query.where(*_made_void()) if only_void else query
    order = (Award.accepted_at.desc(), Award.id.desc()) if which is Shelf.ISSUED else (Award.proposed_at, Award.id)
    return page_of(query.order_by(*order), page)


def with_card(*, words: str = "", among: Collection[int] | None = None, page: int = 1, size: int = SIZE) -> Page[Award]:
    """One page of the badges of which a card can be printed: those that never had one first, then by name."""
    query = _matching(_awards().where(Award.state == AwardState.ISSUED, Award.id.not_in(awards_made_void())), words)
    query = query if among is None else query.where(Award.id.in_(among))
    return page_of(query.order_by(Award.holder_code_at.is_not(None), Person.search_key, Award.id), page, size=size)


def accepted(*, besides: Collection[int], page: int = 1) -> Page[Award]:
    """One page of the badges that wait to be signed, but for some, by name."""
    query = _awards().where(Award.state == AwardState.ACCEPTED, Award.id.not_in(besides))
    return page_of(query.order_by(Person.search_key, Award.id), page)


def candidates(*, now: datetime, words: str = "") -> list[Candidate]:
    """Who has earned a badge that nobody proposed: the rule found them. By name."""
    delegated = delegation()
    found = [
        one
        for achievement in achievements_in_force()
        for one in _candidates_for(achievement, words, now)
        if delegated.allows(achievement.id, one.person.organisation_id)
    ]
    return sorted(found, key=lambda one: (one.person.search_key, one.person.id, one.achievement.id))


def page_of_candidates(found: Sequence[Candidate], page: int) -> Page[Candidate]:
    """One page of candidates that were found; a number outside the pages gives the nearest one."""
    last = max(1, -(-len(found) // SIZE))
    shown = min(max(1, page), last)
    return Page(rows=found[(shown - 1) * SIZE : shown * SIZE], number=shown, last=last, total=len(found))


def counts(*, now: datetime, to_propose: int | None = None) -> dict[Shelf, int]:
    """How much lies on each shelf; `to_propose` when the candidates were already looked for."""
    query = select(Award.state, func.count()).join(Award.person).where(_is_last_word()).group_by(Award.state)
    rows = db.session.execute(query.order_by(Award.state)).all()
    by_state = {row[0]: row[1] for row in rows}
    found = {which: sum(by_state.get(state, 0) for state in states) for which, states in _STATES.items()}
    return {Shelf.TO_PROPOSE: len(candidates(now=now)) if to_propose is None else to_propose, **found}


def decision_on(facts: Facts, achievement: Achievement) -> Decision:
    """The rule of a badge on these facts."""
    return decide(read_criteria(achievement.criteria), facts)


def due_awards(*, until: datetime | None = None) -> Sequence[int]:
    """Awards that were accepted, until then if so, and are not signed yet, the first accepted first."""
    query = select(Award.id).where(Award.state == AwardState.ACCEPTED).order_by(Award.accepted_at, Award.id)
    query = query if until is None else query.where(Award.accepted_at <= until)
    return db.session.execute(query).scalars().all()


def awards_to_sign_again(*, among: Sequence[int] | None = None) -> Sequence[int]:
    """Badges in force, one form of which was signed by a key that was stolen only later; the oldest first.

    Not those of which another form was signed by a key already stolen: a new signature would make good what nobody
    can vouch for.
    """
    later = select(Edition.award_id, func.max(Edition.number).label("number")).group_by(Edition.award_id).subquery()
    query = (
        select(Award.id)
        .join(Edition, Edition.award_id == Award.id)
        .join(later, and_(later.c.award_id == Edition.award_id, later.c.number == Edition.number))
        .join(Credential, Credential.edition_id == Edition.id)
        .join(IssuerKey, IssuerKey.kid == Credential.kid)
        .where(
            Award.state == AwardState.ISSUED,
            IssuerKey.state == KeyState.COMPROMISED,
            Edition.registered_at < IssuerKey.compromised_since,
            Edition.id.not_in(void_editions()),
        )
    )
    query = query if among is None else query.where(Award.id.in_(among))
    return db.session.execute(query.distinct().order_by(Award.id)).scalars().all()


def codes_made_void() -> Sequence[str]:
    """Public codes of badges that were in force and count no more, because a key was stolen before they were
    registered: they have to be withdrawn and proposed again."""
    return db.session.execute(select(Award.public_code).where(*_made_void()).order_by(Award.id)).scalars().all()


def count_made_void() -> int:
    """How many of them there are of people in scope, as the shelf lists them."""
    return db.session.execute(
        select(func.count()).select_from(Award).join(Award.person).where(*_made_void())
    ).scalar_one()


def proposals_among(public_ids: Sequence[str]) -> Sequence[int]:
    """Those of these awards that are in scope, whatever became of them since they were shown, oldest first."""
    query = select(Award.id).where(Award.public_id.in_(public_ids)).order_by(Award.proposed_at, Award.id)
    return db.session.execute(query).scalars().all()


def houses_of(award_ids: Sequence[int]) -> list[int]:
    """The houses where these awards were earned, and those where their holders are now."""
    query = select(Award.organisation_id, Person.organisation_id).join(Award.person).where(Award.id.in_(award_ids))
    return [house for row in db.session.execute(query.order_by(Award.id)) for house in row]


def proposals(public_ids: Sequence[str] | None = None) -> Sequence[Award]:
    """What waits to be approved, or what of these does; what waits longest first."""
    query = _awards().where(Award.state == AwardState.PROPOSED)
    query = query if public_ids is None else query.where(Award.public_id.in_(public_ids))
    return db.session.execute(query.order_by(Award.proposed_at, Award.id)).scalars().all()


def decisions_on(awards: Sequence[Award], *, now: datetime) -> dict[int, Decision]:
    """Award → the rule of its badge on what is known today, in a few queries for each badge there is."""
    found: dict[int, Decision] = {}
    for achievement in {award.achievement for award in awards}:
        asked = [award for award in awards if award.achievement is achievement]
        facts = gather([award.person_id for award in asked], achievement, now=now)
        found |= {award.id: decision_on(facts[award.person_id], achievement) for award in asked}
    return found


def lacking_among(awards: Sequence[Award], *, now: datetime) -> set[int]:
    """Those of these proposals that lack a condition today: a reason stands in its place."""
    return {award_id for award_id, decision in decisions_on(awards, now=now).items() if not decision.is_met}


def every_award() -> Sequence[Award]:
    """Every award in scope, the latest first."""
    return db.session.execute(_awards().order_by(Award.proposed_at.desc(), Award.id.desc())).scalars().all()


def current_edition(award: Award) -> Edition | None:
    """The edition that counts: the latest."""
    query = select(Edition).where(Edition.award_id == award.id).order_by(Edition.number.desc()).limit(1)
    return db.session.execute(query).scalar_one_or_none()


def current_editions() -> dict[int, Edition]:
    """Award → its latest edition, for every award in scope."""
    query = select(Edition).order_by(Edition.award_id, Edition.number)
    return {edition.award_id: edition for edition in db.session.execute(query).scalars()}


def history_of(award: Award) -> list[Act]:
    """What happened to the award, the first act first; who did it from the audit trail, when from the award itself."""
    query = select(AuditEntry).where(AuditEntry.subject_type == Award.__tablename__, AuditEntry.subject_id == award.id)
    entries = db.session.execute(query.order_by(AuditEntry.at, AuditEntry.id)).scalars().all()
    names = names_of({entry.account_id for entry in entries})
    # The first edition: a later one was made by an act of its own, and must not move the signing after it.
    first = select(Edition.registered_at).where(Edition.award_id == award.id).order_by(Edition.number).limit(1)
    moments = {
        "award.issued": db.session.execute(first).scalar_one_or_none(),
        "award.proposed": award.proposed_at,
        "award.approved": award.approved_at,
        "award.declined": award.declined_at,
        "award.accepted": award.accepted_at,
        "award.revoked": award.revoked_at,
    }
    # One second may hold several acts: then the order of the trail tells which came first.
    acts = [
        Act(moments.get(entry.action) or entry.at, entry.action, names.get(entry.account_id or 0), entry.details)
        for entry in entries
    ]
    return sorted(acts, key=lambda act: act.at.replace(microsecond=0))


def skill_labels(achievement: Achievement) -> dict[str, dict[str, str]]:
    """Skill → its wording, for the skills that the badge asks for by name."""
    wanted = read_criteria(achievement.criteria).skills
    query = select(Skill.code, Skill.label).where(
        Skill.curriculum_id == achievement.curriculum_id, Skill.code.in_(wanted)
    )
    return {row[0]: row[1] for row in db.session.execute(query.order_by(Skill.code))}


def _awards() -> Any:
    return (
        select(Award)
        .join(Award.person)
        .options(
            contains_eager(Award.person).joinedload(Person.organisation),
            joinedload(Award.achievement).joinedload(Achievement.issuer).joinedload(IssuerProfile.organisation),
            joinedload(Award.achievement).joinedload(Achievement.curriculum),
        )
    )


def _is_last_word() -> ColumnElement[bool]:
    """A no stands until the badge is under way again, or was declined once more."""
    later, stands = aliased(Award), [state for state in AwardState if state.is_living or state is AwardState.DECLINED]
    since = exists().where(
        later.person_id == Award.person_id,
        later.achievement_id == Award.achievement_id,
        later.id > Award.id,
        later.state.in_(stands),
    )
    return or_(Award.state != AwardState.DECLINED, ~since)


def _made_void() -> tuple[ColumnElement[bool], ...]:
    return Award.state.in_((AwardState.ISSUED, AwardState.SUSPENDED)), Award.id.in_(awards_made_void())


def _matching(query: Any, words: str) -> Any:
    return query.where(is_called(words))


def _candidates_for(achievement: Achievement, words: str, now: datetime) -> list[Candidate]:
    people = people_who_may_have(achievement, among=whose_is_fresh_work(achievement), now=now)
    facts = gather(people, achievement, now=now)
    earned = {person for person, known in facts.items() if decision_on(known, achievement).is_met}
    query = _matching(select(Person).where(Person.id.in_(earned)).options(joinedload(Person.organisation)), words)
    rows = db.session.execute(query.order_by(Person.search_key, Person.id)).scalars().all()
    return [Candidate(person, achievement, facts[person.id]) for person in rows]


def whose_is_fresh_work(achievement: Achievement) -> Select[Any]:
    """The people in scope for whom this badge is fresh work: who said no, or had it withdrawn, is not asked again by
    a list; nor is who has a former version. The scope is spelt out, since facts are gathered past it."""
    settled = [state for state in AwardState if state.is_settled]
    versions = select(Achievement.id).where(
        Achievement.issuer_id == achievement.issuer_id, Achievement.code == achievement.code
    )
    done = select(Award.person_id).where(Award.achievement_id.in_(versions), Award.state.in_(settled))
    query = select(Person.id).where(Person.id.not_in(done), is_there())
    allowed = scope.current(db.session())
    return query if allowed.is_whole else query.where(Person.scope_criterion(allowed.as_ids()))
