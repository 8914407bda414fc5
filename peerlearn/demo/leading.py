"""Who would like to lead in the demonstration, the training that waits for them, and how those who lead look back."""

from datetime import datetime, timedelta

from peerlearn.attendance.actions import mark_presence
from peerlearn.attendance.queries import workshops_led_done
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import PresenceState
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.demo.registry import World, at_local, working_day
from peerlearn.facilitators.actions import note_interest, place_oneself, propose, write_review
from peerlearn.facilitators.proposals import people_to_propose
from peerlearn.facilitators.queries import find_wish
from peerlearn.facilitators.rules import Answer, Source
from peerlearn.people import actions as people
from peerlearn.people.actions import PersonFacts
from peerlearn.people.models import Person
from peerlearn.people.rules import Position
from peerlearn.tracks import actions as tracks
from peerlearn.tracks.queries import curriculum_of, facilitator_skills, module_of
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.workshops import actions as workshops
from peerlearn.workshops.actions import WorkshopFacts
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.queries import find_facilitator

# House, name, days ago, answer, and who said it.
_WISHES = (
    ("tilleuls", "Rosa Almeida", 46, Answer.YES, Source.STAFF),
    ("tilleuls", "Serge Mabiala", 38, Answer.YES, Source.STAFF),
    ("tilleuls", "Dragan Petrović", 21, Answer.MAYBE, Source.STAFF),
    ("tilleuls", "Mamadou Sow", 15, Answer.NO, Source.STAFF),
    ("tilleuls", "Awa Diop", 3, Answer.YES, Source.OWN),
    ("relais-port", "Olena Kovalenko", 30, Answer.YES, Source.STAFF),
    ("val-escaut", "Driss", 12, Answer.MAYBE, Source.STAFF),
    ("meurthe", "Mihaela Ionescu", 26, Answer.YES, Source.STAFF),
    ("meurthe", "Joël Thomas", 8, Answer.MAYBE, Source.STAFF),
    ("garonne", "Tidiane Camara", 33, Answer.YES, Source.STAFF),
)
_REVIEWS = {
    "Moussa Traoré": (
        "Tout le monde a envoyé une photo. Les deux plus à l’aise ont aidé les autres.",
        "Commencer par vérifier les batteries.",
    ),
    "Yannick Leroy": ("Les gens ont ri, plus personne n’avait peur de se tromper.", "Parler moins vite au début."),
    "Éric Schmitt": ("Chacun a montré un geste à son voisin.", ""),
}
_OWN_LEVELS = (Level.CAN_EXPLAIN, Level.ALONE, Level.ALONE, Level.WITH_HELP, Level.ALONE, Level.WITH_HELP)
_TRAINED = (
    ("relais-port", "Bruno", "Morel", Position.STAFF),
    ("meurthe", "Hélène", "Simon", Position.STAFF),
    ("garonne", "Étienne", "Faure", Position.STAFF),
    ("tilleuls", "Victor", "Roux", Position.SUPERVISOR),
)
_BEGINNER, _BEGAN_DAYS_AGO, _TRAINED_DAYS_AGO = "Serge Mabiala", 16, 88


def lead(world: World, *, now: datetime) -> None:
    """What people said, the training behind one of them and ahead of the others, and a few looks back."""
    for house, name, days_ago, answer, source in _WISHES:
        at = now - timedelta(days=days_ago)
        with clock.standing_at(at):
            note_interest(_called(world, house, name), answer, source=source, by=None, now=at)
    began = _training(world, "T1", -_BEGAN_DAYS_AGO, now=now)
    beginner = _called(world, "tilleuls", _BEGINNER)
    _attend(world, beginner, began)
    _training(world, "T1", 12, now=now)
    _enrol(world, beginner, _training(world, "T2", 19, now=now), at=now)
    for house in ("tilleuls", "relais-port", "meurthe"):
        for person in world.facilitators[house]:
            _look_back(world, person, now=now)
    _propose_somebody(world, world.facilitators["tilleuls"][0], now=now)
    for skill, level in zip(facilitator_skills(), _OWN_LEVELS, strict=False):
        place_oneself(world.facilitators["tilleuls"][0], skill, level, now=now - timedelta(days=2))
    for house, first, last, position in _TRAINED:
        _train(world, house, PersonFacts(first, last, position=position), now - timedelta(days=_TRAINED_DAYS_AGO))
    db.session.flush()


def _propose_somebody(world: World, leader: Person, *, now: datetime) -> None:
    """One who came to their workshops, and whom nobody asked yet."""
    named = next(one for one in people_to_propose(leader.id) if find_wish(one.id) is None)
    propose(named.id, leader_id=leader.id, by=world.accounts[leader.id].id, now=now - timedelta(days=1))


def _training(world: World, code: str, offset: int, *, now: datetime) -> Workshop:
    """A session of the facilitators' track at Les Tilleuls, decided well before."""
    today = clock.day_of(now)
    starts = at_local(working_day(today + timedelta(days=offset)), 9)
    facts = WorkshopFacts(
        site_id=world.sites["tilleuls"][0].id,
        module_id=module_of(curriculum_of(TrackCode.FACILITATOR), code).id,
        starts_local=starts,
        minutes=210,
    )
    decided = min(clock.to_instant(starts, clock.DEFAULT_ZONE), now) - timedelta(days=10)
    with clock.standing_at(decided):
        return workshops.plan(facts, by=world.office["claire"].id, now=decided)


def _enrol(world: World, person: Person, workshop: Workshop, *, at: datetime) -> None:
    asked = min(at, workshop.starts_at) - timedelta(days=2)
    with clock.standing_at(asked):
        workshops.enrol(workshop.id, person.id, by=world.office["claire"].id, now=asked)


def _attend(world: World, person: Person, workshop: Workshop) -> None:
    asked = workshop.starts_at - timedelta(days=2)
    with clock.standing_at(asked):
        seat = workshops.enrol(workshop.id, person.id, by=world.office["claire"].id, now=asked)
    staff = Marker(world.office["claire"].id, None, Scope.of([workshop.host_organisation_id]))
    with clock.standing_at(workshop.starts_at) as then:
        mark_presence(seat, PresenceState.PRESENT, by=staff, now=then)


def _look_back(world: World, person: Person, *, now: datetime) -> None:
    words, led = _REVIEWS.get(person.full_name), workshops_led_done(person.id, now=now)
    if words is None or not led:
        return
    workshop = db.session.get_one(Workshop, led[-1].workshop_id)
    leading = find_facilitator(workshop.id, person.id)
    assert leading is not None  # noqa: S101 - they led it
    at, by = workshop.ends_at + timedelta(minutes=20), world.accounts[person.id].id
    write_review(leading, workshop, went_well=words[0], would_change=words[1], by=by, now=at)


def _train(world: World, house: str, facts: PersonFacts, at: datetime) -> None:
    """Somebody of the office attended the staff track; who plans is on the list of people then, too."""
    home = world.organisations[house]
    account = next(one for one in world.office.values() if one.name == f"{facts.first_name} {facts.last_name}")
    with clock.standing_at(at) as then:
        person = people.register(facts, organisation_id=home.id, by=None, now=then, on=then.date())
        account.person_id = person.id
        tracks.gain(
            person.id,
            organisation_id=home.id,
            permission=Permission.DIAGNOSE,
            because=curriculum_of(TrackCode.STAFF).code,
            by=None,
            now=then,
        )


def _called(world: World, house: str, name: str) -> Person:
    return next(person for person in world.people[house] if person.full_name == name)
