"""The diagnoses of the demonstration: staff were trained, and talked with some people about their phone."""

from datetime import datetime, timedelta

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.demo.registry import World
from peerlearn.diagnoses import actions
from peerlearn.diagnoses.rules import Need
from peerlearn.people import actions as people
from peerlearn.people.actions import PersonFacts
from peerlearn.people.rules import Position
from peerlearn.tracks import actions as tracks
from peerlearn.tracks.queries import curriculum_of
from peerlearn.tracks.rules import TrackCode

_STAFF = {"tilleuls": "claire", "aude-jardins": "mathilde"}
_TRAINED_DAYS_AGO = 90
_CODES = tuple(f"A{number}" for number in range(1, 11))
# Days ago, the answers A1 to A10 ("-" is skipped), and the others.
_TALKS: dict[str, tuple[tuple[int, str, dict[str, str]], ...]] = {
    "Ibrahim Diallo": (
        (80, "1000-00000", {"E1": "none", "E3": "none", "E4": "help", "P1": "yes"}),
        (9, "2221210111", {"E1": "own_smartphone", "E3": "plan_small", "E4": "slow", "P1": "yes"}),
    ),
    "Nadège Lefèvre": ((40, "3322322121", {"E1": "own_smartphone", "E2": "android", "E3": "plan_ok", "E4": "easy"}),),
    "Aminata Sow": ((16, "1101010-00", {"E1": "shared_smartphone", "E3": "plan_small", "P1": "yes"}),),
    "Jean-Luc Barthe": ((3, "2212221110", {"E1": "own_smartphone", "E3": "plan_ok", "E4": "easy"}),),
    "Malika Toumi": ((12, "33333332--", {"E1": "shared_smartphone", "E3": "wifi_only", "P1": "maybe"}),),
}


def talk(world: World, *, now: datetime) -> None:
    """One of the staff finished the staff track; then came the conversations, the oldest first."""
    for house, staff in _STAFF.items():
        _train(world, staff, house, now - timedelta(days=_TRAINED_DAYS_AGO))
        _talk_in(world, house, by=world.office[staff].id, now=now)
    db.session.flush()


def _talk_in(world: World, house: str, *, by: int, now: datetime) -> None:
    for person in world.people[house]:
        for days_ago, marks, others in _TALKS.get(person.full_name, ()):
            answers = {code: "skip" if mark == "-" else mark for code, mark in zip(_CODES, marks, strict=True)}
            with clock.standing_at(now - timedelta(days=days_ago)) as then:
                diagnosis = actions.begin(person, by=by, now=then)
                actions.answer(diagnosis, answers | others)
                seen = [Need.QUIET_PLACE] if "0" in marks else []
                actions.finish(diagnosis, seen=seen, by=by, now=then + timedelta(minutes=14))


def _train(world: World, staff: str, at_house: str, at: datetime) -> None:
    account, house = world.office[staff], world.organisations[at_house]
    first, _, last = account.name.partition(" ")
    with clock.standing_at(at) as then:
        facts = PersonFacts(first, last or None, position=Position.STAFF)
        person = people.register(facts, organisation_id=house.id, by=None, now=then, on=then.date())
        account.person_id = person.id
        tracks.gain(
            person.id,
            organisation_id=house.id,
            permission=Permission.DIAGNOSE,
            because=curriculum_of(TrackCode.STAFF).code,
            by=None,
            now=then,
        )
