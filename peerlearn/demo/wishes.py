"""What people of the demonstration chose to learn, by pictures, and the workshops that were planned for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.demo.registry import World, at_local, working_day
from peerlearn.tracks.actions import choose, take_back
from peerlearn.tracks.models import Module
from peerlearn.tracks.queries import curriculum_of, modules_of
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops import actions as workshops
from peerlearn.workshops.actions import WorkshopFacts

_HOUSE, _STAFF = "tilleuls", "claire"
# Days ago, and what was chosen then; a minus is what was taken back the day after.
_WISHES: dict[str, tuple[int, tuple[str, ...]]] = {
    "Ibrahim Diallo": (8, ("M09", "M10")),
    "Nadège Lefèvre": (39, ("M06", "M10")),
    "Malika Toumi": (12, ("M09",)),
    "Rosa Almeida": (6, ("M04", "M07", "-M05")),
    "Serge Mabiala": (3, ("M08",)),
    "Awa Diop": (2, ("M08", "M09")),
}
# In how many days, in the afternoon, with every seat still free.
_PLANNED = {"M08": 8, "M06": 13, "M09": 15}
_HOUR = 14


def wish(world: World, *, now: datetime) -> None:
    """Some chose with Claire what they would like to learn; one thought again. Then she planned three workshops."""
    modules = {module.code: module for module in modules_of(curriculum_of(TrackCode.LEARNER))}
    by = world.office[_STAFF].id
    _choose(world, modules, by=by, now=now)
    today = clock.day_of(now)
    for code, days in _PLANNED.items():
        starts = at_local(working_day(today + timedelta(days=days)), _HOUR)
        facts = WorkshopFacts(
            site_id=world.sites[_HOUSE][0].id, module_id=modules[code].id, starts_local=starts, minutes=120
        )
        workshops.plan(facts, by=by, now=now)
    db.session.flush()


def _choose(world: World, modules: Mapping[str, Module], *, by: int, now: datetime) -> None:
    for person in world.people[_HOUSE]:
        days_ago, codes = _WISHES.get(person.full_name, (0, ()))
        for code in codes:
            module = modules[code.removeprefix("-")]
            with clock.standing_at(now - timedelta(days=days_ago)) as then:
                choose(person, module, by=by, now=then)
            if code.startswith("-"):
                with clock.standing_at(now - timedelta(days=days_ago - 1)) as later:
                    take_back(person, module, by=by, now=later)
