"""The demonstration's badges, one at each step of its life."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from peerlearn.accounts.rules import token_hash
from peerlearn.awards import actions as awards
from peerlearn.awards import drafting, endorsing, queries, uses
from peerlearn.awards.actions import Acceptance
from peerlearn.awards.endorsement_rules import Sentence
from peerlearn.awards.endorsements import find_by_token_hash
from peerlearn.awards.endorsing import Asked, Given
from peerlearn.awards.issuers import set_up_issuer
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Endorsement
from peerlearn.awards.queries import Candidate, Shelf
from peerlearn.awards.rules import AwardState, NameShown, RevocationReason, Use
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.demo.registry import World
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Person
from peerlearn.tracks.rules import TrackCode

# Who proposes: at home, where the house has an account; of the others, the national team.
_PROPOSERS = {
    "Les Tilleuls": "claire",
    "Le Relais du Port": "bruno",
    "Chantier du Val d’Escaut": "sylvie",
    "Meurthe Insertion": "helene",
    "Atelier Garonne": "etienne",
    "Ariège Espaces Verts": "laure",
    "Les Jardins de l’Aude": "mathilde",
}
# Who approves, by the region of the person's organisation.
_APPROVERS = {"32": "carole", "44": "julien", "76": "ines"}
# These two are left for the visitor: Moussa's badge can be proposed, Awa's is offered to her.
TO_PROPOSE, TO_ACCEPT = "Moussa", "Awa"
# Said no: of a house whose staff and coordinator a visitor signs in as.
SAID_NO = "Mamadou Sow"

_SAID = (
    Given(
        (Sentence.HELPED, Sentence.CLEAR, Sentence.RELIABLE),
        "Jeanne Marchal",
        "Responsable d’exploitation",
        "Transports Marchal",
        words="Nos chauffeurs lui demandent conseil pour leurs applications.",
    ),
    Given((Sentence.PATIENT, Sentence.AGAIN), "Hervé Lemoine", "Chef d’équipe", "Jardins du Canal"),
)
_BY_HAND = (
    "Malika",
    "Toumi",
    "Elle a suivi quatre ateliers chez un autre employeur, en 2025. Je l’ai vue tout faire seule.",
)
_ASKED = Asked("Nadège Colin", "Responsable de l’accueil", "Médiathèque du Fort")


@dataclass(frozen=True)
class Steps:
    """How far the badges of one track go: the first few candidates, in order."""

    shown: tuple[NameShown, ...]
    withdrawn: int = 0
    offered: int = 1
    accepted: int = 0
    proposed: int = 1


_FIRST_GIVEN = 6
# About how often on one day.
_USES = {Use.PAGE: 7, Use.FILE: 1, Use.CHECK: 2, Use.PROGRAM_CHECK: 1}
_STEPS = {
    TrackCode.FACILITATOR: Steps(shown=(NameShown.FULL, NameShown.FIRST_NAME)),
    TrackCode.LEARNER: Steps(
        # Five are public: how often they are looked at may be told.
        shown=(NameShown.FULL, NameShown.INITIALS, NameShown.FIRST_NAME, NameShown.FULL, NameShown.INITIALS),
        withdrawn=1,
        accepted=3,
        proposed=3,
    ),
}


@dataclass(frozen=True)
class Desk:
    """Who acts, and where the keys lie."""

    world: World
    folder: KeyFolder
    now: datetime


def hand_out(world: World, settings: Settings, *, now: datetime) -> None:
    """Set up the issuer, then badges: some to propose, to approve, to hand over, to sign; some out, one withdrawn."""
    set_up_issuer(world.organisations["national"], settings, now - timedelta(days=90))
    desk = Desk(world, KeyFolder.of(settings), now)
    for track, steps in _STEPS.items():
        earned = [c for c in queries.candidates(now=now) if c.achievement.track is track]
        refusing = [c for c in earned if c.person.full_name == SAID_NO]
        told = [c for c in earned if c.person.first_name in {TO_PROPOSE, TO_ACCEPT}]
        _walk(desk, [c for c in earned if c not in [*told, *refusing]], steps)
        for candidate in (c for c in told if c.person.first_name == TO_ACCEPT):
            _approved(desk, candidate, days_ago=1)
        for candidate in refusing:
            _declined(desk, candidate)
    issued = next(award for award in queries.shelf(Shelf.ISSUED).rows if award.state is AwardState.ISSUED)
    _recommended(desk, issued)
    _propose_by_hand(desk)
    _draft_next(desk)
    _used(desk)


def _used(desk: Desk) -> None:
    """What strangers did since the first badges were given; more on the first days, when they were passed round."""
    counts = {}
    for achievement in queries.achievements_in_force():
        for days_ago in range(_FIRST_GIVEN):
            day = clock.day_of(desk.now - timedelta(days=days_ago))
            for use, number in _USES.items():
                counts[achievement.public_id, day, use] = number + days_ago
    uses.add_up(counts)


def _propose_by_hand(desk: Desk) -> None:
    """One lacks conditions: a reason stands in their place, for whoever approves to read."""
    first_name, last_name, reason = _BY_HAND
    named = select(Person).where(Person.first_name == first_name, Person.last_name == last_name)
    person = db.session.execute(named).scalar_one()
    badge = next(one for one in queries.achievements_in_force() if one.track is TrackCode.LEARNER)
    with clock.standing_at(desk.now - timedelta(hours=20)) as then:
        awards.propose(person, badge, by=_proposer(desk, person.organisation), reason=reason, now=then)


def _draft_next(desk: Desk) -> None:
    """The next version of the learners' badge, half decided: it would ask for a little more, and have an end."""
    by = desk.world.office["nadia"].id
    published = next(one for one in queries.achievements_in_force() if one.track is TrackCode.LEARNER)
    lines = [
        {"workshops_attended": {"at_least": 5}},
        {"skills_reached": {"at_least": 8, "level": 2, "of_modules": 3}},
    ]
    with clock.standing_at(desk.now - timedelta(days=3)) as then:
        draft = drafting.begin_next(published, by=by, now=then)
        drafting.set_conditions(draft, lines, by=by, now=then)
        drafting.set_validity(draft, 36, by=by, now=then)


def _walk(desk: Desk, earned: Sequence[Candidate], steps: Steps) -> None:
    """One candidate after the other, each at the next step; fewer candidates leave the last steps out."""
    plan: list[Callable[[Desk, Candidate], Award]] = [
        *[partial(_issued, shown=shown, days_ago=6 - number) for number, shown in enumerate(steps.shown)],
        *[_withdrawn] * steps.withdrawn,
        *[partial(_approved, days_ago=2)] * steps.offered,
        *[partial(_accepted, shown=NameShown.FULL, days_ago=1)] * steps.accepted,
        *[partial(_proposed, days_ago=1)] * steps.proposed,
    ]
    for candidate, step in zip(earned, plan, strict=False):
        step(desk, candidate)


def _withdrawn(desk: Desk, candidate: Candidate) -> Award:
    award = _issued(desk, candidate, shown=NameShown.FIRST_NAME, days_ago=9)
    by = _approver(desk, candidate.person.organisation)
    awards.revoke(award, desk.folder, reason=RevocationReason.HOLDER_ASKED, by=by, now=desk.now)
    return award


def _proposed(desk: Desk, candidate: Candidate, *, days_ago: int) -> Award:
    by = _proposer(desk, candidate.person.organisation)
    at = desk.now - timedelta(days=days_ago, hours=3)
    with clock.standing_at(at):
        return awards.propose(candidate.person, candidate.achievement, by=by, reason="", now=at)


def _approved(desk: Desk, candidate: Candidate, *, days_ago: int) -> Award:
    award = _proposed(desk, candidate, days_ago=days_ago)
    by = _approver(desk, candidate.person.organisation)
    with clock.standing_at(desk.now - timedelta(days=days_ago, hours=2)) as then:
        awards.approve(award, by=by, now=then)
    return award


def _declined(desk: Desk, candidate: Candidate) -> Award:
    """Said no, to whoever handed it over."""
    award = _approved(desk, candidate, days_ago=5)
    by = _proposer(desk, candidate.person.organisation)
    with clock.standing_at(desk.now - timedelta(days=4)) as then:
        awards.decline(award, by=by, in_person=True, now=then)
    return award


def _accepted(desk: Desk, candidate: Candidate, *, shown: NameShown, days_ago: int) -> Award:
    """Accepted while no key was ready: it waits to be signed."""
    award = _approved(desk, candidate, days_ago=days_ago)
    by = _proposer(desk, candidate.person.organisation)
    with clock.standing_at(desk.now - timedelta(days=days_ago, hours=1)) as then:
        awards.accept(award, Acceptance(name_shown=shown, in_person=True), by=by, now=then)
    return award


def _issued(desk: Desk, candidate: Candidate, *, shown: NameShown, days_ago: int) -> Award:
    award = _accepted(desk, candidate, shown=shown, days_ago=days_ago)
    with clock.standing_at(desk.now - timedelta(days=days_ago, hours=1)) as then:
        awards.sign(award, desk.folder, now=then)
    return award


def _recommended(desk: Desk, award: Award) -> None:
    """The first badge given is recommended, for all to see; another recommendation of it waits to be read, and somebody
    who was asked has not answered yet."""
    home = award.person.organisation
    proposer, approver = _proposer(desk, home), _approver(desk, home)
    first, second = _SAID
    shown = _given(desk, award, first, days_ago=3, by=proposer)
    _given(desk, award, second, days_ago=1, by=proposer)
    with clock.standing_at(desk.now - timedelta(days=2)) as then:
        endorsing.approve(shown, by=approver, now=then)
        endorsing.agree(shown, desk.folder, by=proposer, in_person=True, now=then)
        endorsing.invite(award, _ASKED, by=proposer, now=then)


def _given(desk: Desk, award: Award, said: Given, *, days_ago: int, by: int) -> Endorsement:
    with clock.standing_at(desk.now - timedelta(days=days_ago)) as then:
        hashed = token_hash(endorsing.invite(award, by=by, now=then))
        invited = find_by_token_hash(award.public_code, hashed)
        assert invited is not None  # noqa: S101 - it was made a line above
        return endorsing.give(invited, said, now=then)


def _proposer(desk: Desk, home: Organisation) -> int:
    return desk.world.office[_PROPOSERS.get(home.name, "nadia")].id


def _approver(desk: Desk, home: Organisation) -> int:
    return desk.world.office[_APPROVERS[home.region_code or ""]].id
