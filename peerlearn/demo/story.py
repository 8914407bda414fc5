"""What happened in the demonstration: two months of workshops, presence and skills, and what is planned.

Told through the product's own actions, each at the moment it happened, so that nothing here could not have been done by
hand. Chance comes from one seed: the same story every time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import uuid4

from peerlearn.attendance import actions as attendance
from peerlearn.attendance.marks import Mood
from peerlearn.attendance.room import Marker
from peerlearn.attendance.rules import PresenceState
from peerlearn.attendance.sync import Batch, receive
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.demo import badges
from peerlearn.demo.registry import World, at_local, working_day
from peerlearn.people.models import Person
from peerlearn.tracks import queries as tracks
from peerlearn.tracks.models import Module, Skill
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.workshops import actions as workshops
from peerlearn.workshops import queries
from peerlearn.workshops.actions import WorkshopFacts
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.rules import Place

_STATES = (
    *[PresenceState.PRESENT] * 16,
    PresenceState.LATE,
    PresenceState.LEFT_EARLY,
    PresenceState.EXCUSED,
    PresenceState.ABSENT,
)
_ESSENTIAL = {"F01", "F02", "F03", "F04", "F10"}
_SEEN = 0.6
_TRAINING = (("T1", -82), ("T2", -75))
_PAST = (-61, -54, -47, -40, -33, -26, -19, -12, -5)
_COMING = (2, 5, 9, 16)


@dataclass(frozen=True)
class Group:
    """Where a group meets: the host, whose people come, and when in the day."""

    host: str
    guests: tuple[str, ...]
    past: tuple[int, ...]
    coming: tuple[int, ...]
    hour: int


_GROUPS = (
    Group("tilleuls", ("val-escaut",), _PAST, _COMING, 9),
    Group("relais-port", ("lens-services",), _PAST[1:], _COMING[:3], 14),
    Group("meurthe", ("vosges-bois", "alsace-textile", "reims-mobilite"), _PAST, _COMING[:3], 9),
    Group("garonne", ("gard-recyclerie", "herault-propre"), _PAST[1:], _COMING[:3], 10),
    Group("val-escaut", (), (-30, -10), (7,), 14),
    Group("vosges-bois", (), (-24, -11), (6,), 14),
    Group("ariege-vert", (), (-18,), (8,), 9),
)


@dataclass
class Telling:
    """What the story needs at every step."""

    world: World
    chance: Random
    modules: list[Module]
    skills: dict[int, list[Skill]]
    leading: list[Skill]
    now: datetime
    today: date


def play(world: World, settings: Settings, *, now: datetime) -> None:
    """Play the past weeks, plan the coming ones, and hand out the badges that were earned."""
    learner = tracks.curriculum_of(TrackCode.LEARNER)
    modules = list(tracks.modules_of(learner))
    telling = Telling(
        world=world,
        chance=Random("peerlearn"),  # noqa: S311 - a story, not a secret
        modules=modules,
        skills={module.id: list(tracks.skills_of(module)) for module in modules},
        leading=list(tracks.facilitator_skills()),
        now=now,
        today=clock.day_of(now),
    )
    for group in _GROUPS[::2][:2] + _GROUPS[3:4]:
        for code, offset in _TRAINING:
            _training(telling, group, code, offset)
    for group in _GROUPS:
        for number, offset in enumerate(group.past):
            _past_workshop(telling, group, number, offset)
        for number, offset in enumerate(group.coming):
            _coming_workshop(telling, group, number, offset)
    _today(telling)
    _cancelled(telling)
    badges.hand_out(world, settings, now=now)
    db.session.flush()


def _training(telling: Telling, group: Group, code: str, offset: int) -> None:
    """Those who lead today were trained first, together with those of the region."""
    curriculum = tracks.curriculum_of(TrackCode.FACILITATOR)
    module = next(module for module in tracks.modules_of(curriculum) if module.code == code)
    starts = at_local(_day(telling, offset), 9)
    facts = WorkshopFacts(
        site_id=telling.world.sites[group.host][0].id, module_id=module.id, starts_local=starts, minutes=210
    )
    planned_at = clock.to_instant(starts, clock.DEFAULT_ZONE) - timedelta(days=20)
    with clock.standing_at(planned_at):
        workshop = workshops.plan(facts, by=_staff(telling, group.host), now=planned_at)
    region = telling.world.organisations[group.host].region_code
    people = [
        person
        for key, leaders in telling.world.facilitators.items()
        for person in leaders
        if telling.world.organisations[key].region_code == region
    ]
    staff = Marker(_staff(telling, group.host), None, Scope.of([workshop.host_organisation_id]))
    for enrolment in _seat(telling, workshop, people[:8], before=workshop.starts_at):
        attendance.mark_presence(enrolment, PresenceState.PRESENT, by=staff, now=workshop.starts_at)


def _past_workshop(telling: Telling, group: Group, number: int, offset: int) -> None:
    workshop = _plan(telling, group, number, at_local(_day(telling, offset), group.hour))
    seated = _seat(telling, workshop, _learners(telling, group, number), before=workshop.starts_at)
    is_forgotten = group.host == "tilleuls" and offset == group.past[-1]
    if is_forgotten:
        return  # its sheet is still missing: staff see it on top of their day
    for enrolment in seated:
        _record(telling, workshop, enrolment, times=number)
    if number % 2 == 0 or group.host == "tilleuls":
        _watch_leaders(telling, workshop, group)
    if offset == _PAST[-2]:
        _tell_the_office(telling, workshop, seated)


def _tell_the_office(telling: Telling, workshop: Workshop, seated: list[Enrolment]) -> None:
    """Who led said on the phone how it went, and what they need next time."""
    said = {
        "kind": "closing",
        "mood": Mood.GOOD.value,
        "sentence": "Tout le monde a ri, même pendant les mots de passe.",
        "need": "Une rallonge et deux chargeurs",
        "is_equipment_back": True,
        "may_lead": [str(seated[0].public_id)],
    }
    at = workshop.ends_at
    mark = {"id": str(uuid4()), "workshop": workshop.public_id, "recorded_at": at.isoformat(), **said}
    receive(Batch([mark], sent_at=at, received_at=at), by=_leader(telling, workshop))


def _coming_workshop(telling: Telling, group: Group, number: int, offset: int) -> None:
    workshop = _plan(telling, group, number + len(group.past), at_local(_day(telling, offset), group.hour))
    people = _learners(telling, group, number)
    is_crowded = group.host in {"tilleuls", "meurthe"} and number == 1
    wanted = people[: 10 if is_crowded else 7 - number]
    with clock.standing_at(_earlier(telling, 3)) as then:
        for person in wanted:
            workshops.enrol(workshop.id, person.id, by=_staff(telling, group.host), now=then)
    if is_crowded and group.host == "tilleuls":
        # Someone cannot come after all: a seat is free and two people wait for it.
        first = queries.enrolments_of_workshop(workshop.id)[0]
        with clock.standing_at(_earlier(telling, 1)) as then:
            workshops.withdraw(first, marked=lambda _: False, by=_staff(telling, group.host), now=then)


def _today(telling: Telling) -> None:
    """One workshop is on right now, whenever the demonstration is loaded: half the room is marked."""
    here = clock.at_place(telling.now, clock.DEFAULT_ZONE)
    starts = here.replace(minute=30 * (here.minute // 30), second=0, microsecond=0, tzinfo=None)
    group = _GROUPS[0]
    workshop = _plan(telling, group, 1, starts, leads=[telling.world.facilitators["tilleuls"][0]])
    seated = _seat(telling, workshop, _learners(telling, group, 2)[:8], before=workshop.starts_at)
    for enrolment in seated[:3]:
        attendance.mark_presence(
            enrolment, PresenceState.PRESENT, by=_leader(telling, workshop), now=workshop.starts_at
        )


def _cancelled(telling: Telling) -> None:
    group = _GROUPS[1]
    workshop = _plan(telling, group, 3, at_local(_day(telling, 12), group.hour))
    _seat(telling, workshop, _learners(telling, group, 0)[:4], before=telling.now)
    workshops.cancel(
        workshop.id,
        reason="La salle est prise pour des travaux.",
        presence_recorded=lambda _: False,
        by=_staff(telling, group.host),
        now=telling.now,
    )


def _plan(
    telling: Telling, group: Group, number: int, starts: datetime, *, leads: list[Person] | None = None
) -> Workshop:
    world = telling.world
    sites = world.sites[group.host]
    if leads is None:
        around = world.facilitators[group.host] + [f for g in group.guests for f in world.facilitators[g]]
        leads = [
            around[(number + place) % len(around)] for place in range(min(2 if number % 3 == 0 else 1, len(around)))
        ]
    facts = WorkshopFacts(
        site_id=sites[number % len(sites)].id,
        module_id=telling.modules[number % len(telling.modules)].id,
        starts_local=starts,
        minutes=120,
    )
    decided = min(clock.to_instant(starts, clock.DEFAULT_ZONE) - timedelta(days=14), _earlier(telling, 4))
    with clock.standing_at(decided):
        return workshops.plan(
            facts, led_by=[person.id for person in leads], by=_staff(telling, group.host), now=decided
        )


def _seat(telling: Telling, workshop: Workshop, people: list[Person], *, before: datetime) -> list[Enrolment]:
    asked = min(before, telling.now) - timedelta(days=5)
    host = next(k for k, o in telling.world.organisations.items() if o.id == workshop.host_organisation_id)
    by = _staff(telling, host)
    with clock.standing_at(asked):
        for person in people:
            workshops.enrol(workshop.id, person.id, by=by, now=asked)
    return [one for one in queries.enrolments_of_workshop(workshop.id) if one.place is Place.SEATED]


def _learners(telling: Telling, group: Group, number: int) -> list[Person]:
    """Who wants to come: the host's people first, a few of the guests', another order each time."""
    world = telling.world
    leaders = {person.id for people in world.facilitators.values() for person in people}
    own = [person for person in world.people[group.host] if person.id not in leaders]
    guests = [p for guest in group.guests for p in world.people[guest] if p.id not in leaders]
    # The first never misses one: her badge is there to be accepted.
    turned = own[:1] + own[1 + number % 3 :] + own[1 : 1 + number % 3] if len(own) > 3 else own
    return (turned + guests)[:10] if group.host == "tilleuls" else (turned[:6] + guests)[:8]


def _record(telling: Telling, workshop: Workshop, enrolment: Enrolment, *, times: int) -> None:
    """Presence, then skills of those who were there: the more workshops, the more is done alone."""
    by, at = _leader(telling, workshop), workshop.starts_at + timedelta(minutes=20)
    state = telling.chance.choice(_STATES)
    if enrolment.first_name == badges.TO_ACCEPT:
        state = PresenceState.PRESENT
    minutes = 90 if state in {PresenceState.LATE, PresenceState.LEFT_EARLY} else None
    told_at = at if minutes is None else workshop.ends_at  # when someone came or left is known once it has happened
    attendance.mark_presence(enrolment, state, minutes=minutes, by=by, now=told_at)
    if not state.was_there:
        return
    for skill in telling.skills[workshop.module_id]:
        level = telling.chance.choice((0, 0, 1, 2, 2, 2, 2, 3) if times > 1 else (0, 0, 1, 2))
        if enrolment.first_name == badges.TO_ACCEPT:
            level = max(level, 2)
        if level:
            attendance.observe(enrolment, skill, Level(level), by=by, now=workshop.ends_at)


def _watch_leaders(telling: Telling, workshop: Workshop, group: Group) -> None:
    """The host's staff watched how it was led."""
    staff = Marker(_staff(telling, group.host), None, Scope.of([workshop.host_organisation_id]))
    for facilitator in queries.facilitators_of(workshop.id):
        for skill in telling.leading:
            is_essential = skill.code in _ESSENTIAL
            if is_essential or telling.chance.random() < _SEEN:
                level = telling.chance.choice((2, 2, 2, 3) if is_essential else (1, 2, 2, 3))
                attendance.observe(facilitator, skill, Level(level), by=staff, now=workshop.ends_at)


def _leader(telling: Telling, workshop: Workshop) -> Marker:
    first = queries.facilitators_of(workshop.id)[0]
    return Marker(telling.world.accounts[first.person_id].id, first.person_id, Scope.of([]))


def _staff(telling: Telling, host: str) -> int | None:
    """The account that plans at this organisation, when the demonstration has one."""
    return next(_staff_accounts(telling.world, host), None)


def _staff_accounts(world: World, host: str) -> Iterator[int]:
    names = {
        "tilleuls": "claire",
        "relais-port": "bruno",
        "val-escaut": "sylvie",
        "meurthe": "helene",
        "garonne": "etienne",
        "ariege-vert": "laure",
        "vosges-bois": "julien",
    }
    if host in names:
        yield world.office[names[host]].id


def _day(telling: Telling, offset: int) -> date:
    return working_day(telling.today + timedelta(days=offset))


def _earlier(telling: Telling, days: int) -> datetime:
    return telling.now - timedelta(days=days)
