"""What one person learns: every module for learners as it stands for them, and where there is a seat.

Gathered from the diagnosis, their own choices, seats and presence, by a fixed number of queries.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from peerlearn.attendance.queries import best_levels_of_track, workshops_attended
from peerlearn.attendance.rules import PlanPart, levels_seen, overlaps, plan_part, to_learn_before
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.diagnoses.queries import diagnoses_of
from peerlearn.diagnoses.questionnaires import questions_of
from peerlearn.diagnoses.rules import known_modules
from peerlearn.people.models import Person
from peerlearn.tracks.models import Module
from peerlearn.tracks.queries import choices_of, curricula, latest_modules, skill_codes_of_each
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.openings import Openings, openings_of
from peerlearn.workshops.queries import enrolments_of_person, workshops_led_by
from peerlearn.workshops.rules import Place

# How many dates are offered for one module: more would be a list to read, and all of them are a link away.
_OFFERED = 3
_WANTED = (PlanPart.CHOSEN, PlanPart.ADVISED)


@dataclass(frozen=True)
class PlannedModule:
    """One module for one person. `place` is their next seat, or the list they wait on; `before` advises."""

    module: Module
    is_advised: bool
    chosen_on: date | None
    done_on: date | None
    place: Enrolment | None
    before: tuple[Module, ...]
    seen: Mapping[int, int]
    openings: Openings = field(default_factory=Openings)

    @property
    def part(self) -> PlanPart:
        """Where it stands."""
        return plan_part(is_advised=self.is_advised, chosen_on=self.chosen_on, done_on=self.done_on)

    @property
    def is_theirs(self) -> bool:
        """Whether the person did it, or means to: chosen, with a seat, or waiting for one."""
        return bool(self.done_on or self.chosen_on or self.place)

    @property
    def has_seat(self) -> bool:
        """Whether the person is expected at a workshop to come, or sits in one now."""
        return self.place is not None and self.place.place is Place.SEATED


@dataclass(frozen=True)
class _Record:
    """What is known of one person; by module code, save the levels, which are by codes of curriculum and skill."""

    advised: frozenset[str]
    known: frozenset[str]
    chosen: Mapping[str, date]
    done: Mapping[str, date]
    levels: Mapping[tuple[str, str], int]
    ahead: Sequence[Enrolment]

    def place_in(self, code: str) -> Enrolment | None:
        """The next seat for this module, else the next list they wait on."""
        found = [one for one in self.ahead if one.workshop.module.code == code]
        return next((one for one in found if one.place is Place.SEATED), found[0] if found else None)


def plan_of(
    person_id: int, *, now: datetime, offered_at: int | None = None, also: Collection[str] = ()
) -> list[PlannedModule]:
    """How every module in force stands for this person, in their order, their organisation's own ones last; one of a
    former version only where it was chosen or done, or is among the codes of `also`. Nothing while no learners'
    curriculum was loaded.

    With `offered_at`, their organisation, also the next workshops where a tap gives a seat or a place on the waiting
    list, for what is advised or chosen and has no seat yet.
    """
    curriculum = next((one for one in curricula() if one.track is TrackCode.LEARNER), None)
    if curriculum is None:
        return []
    record = _record_of(person_id, now=now)
    modules = {module.code: module for module in latest_modules(curriculum.code, own_of=_home_of(person_id))}
    skills = skill_codes_of_each(modules.values())
    plan = [_planned(module, modules, skills[module.id], record) for module in modules.values()]
    shown = [
        one
        for one in plan
        if one.module.curriculum.superseded_at is None or one.chosen_on or one.done_on or one.module.code in also
    ]
    return shown if offered_at is None else _with_openings(shown, person_id, record, offered_at, now=now)


def _record_of(person_id: int, *, now: datetime) -> _Record:
    # One that was cut off when two records were put together says nothing.
    diagnosis = next((one for one in diagnoses_of(person_id) if one.result), None)
    # By code: what was attended on a former version of the curriculum stays attended.
    attended = [fact for fact in workshops_attended(person_id) if fact.track is TrackCode.LEARNER]
    on_the_list = [one for one in reversed(enrolments_of_person(person_id)) if not one.workshop.is_cancelled]
    # While it is on, somebody marked as there still sits there: it is done once it is over.
    ahead = [one for one in on_the_list if _is_ahead(one, now=now)]
    is_on = {one.workshop_id for one in ahead if one.workshop.has_started(now)}
    return _Record(
        advised=frozenset(diagnosis.result.get("modules", ())) if diagnosis else frozenset(),
        known=known_modules(questions_of(diagnosis.questionnaire), diagnosis.answers) if diagnosis else frozenset(),
        chosen={one.module_code: _day_of(one.chosen_at) for one in choices_of(person_id)},
        done={fact.module_code: fact.on for fact in attended if fact.workshop_id not in is_on},
        levels={
            (skill.seen[0].curriculum_code, skill.skill_code): skill.level
            for skill in best_levels_of_track(person_id, TrackCode.LEARNER)
        },
        ahead=ahead,
    )


def _home_of(person_id: int) -> int | None:
    person = db.session.get(Person, person_id)
    return person.organisation_id if person else None


def _is_ahead(one: Enrolment, *, now: datetime) -> bool:
    """A seat until the workshop is over; a place on the waiting list until it begins."""
    if one.place is Place.SEATED:
        return not one.workshop.has_ended(now)
    return not one.workshop.has_started(now)


def _planned(module: Module, modules: Mapping[str, Module], skills: Sequence[str], record: _Record) -> PlannedModule:
    needed = module.details.get("prerequisites", ())
    before = to_learn_before(needed, done=record.done, known=record.known)
    return PlannedModule(
        module=module,
        is_advised=module.code in record.advised,
        chosen_on=record.chosen.get(module.code),
        done_on=record.done.get(module.code),
        place=record.place_in(module.code),
        before=tuple(modules[code] for code in before if code in modules),
        seen=levels_seen(record.levels, [(module.curriculum.code, code) for code in skills]),
    )


def _with_openings(
    plan: Sequence[PlannedModule], person_id: int, record: _Record, home_id: int, *, now: datetime
) -> list[PlannedModule]:
    """Without the workshops in which the person is already, or while which they are elsewhere."""
    wanted = [one.module for one in plan if one.part in _WANTED and not one.has_seat]
    found = openings_of([module.code for module in wanted], for_home=home_id, now=now)
    elsewhere = [one.workshop for one in record.ahead if one.place is Place.SEATED]
    elsewhere += workshops_led_by(person_id, after=now)
    listed = {one.workshop_id for one in record.ahead}

    def offered(workshops: Sequence[Workshop]) -> list[Workshop]:
        return [one for one in workshops if one.id not in listed and not _meets(one, elsewhere)][:_OFFERED]

    open_to = {code: Openings(offered(each.with_seat), offered(each.to_wait)) for code, each in found.items()}
    return [replace(one, openings=open_to.get(one.module.code, Openings())) for one in plan]


def _meets(workshop: Workshop, others: Sequence[Workshop]) -> bool:
    span = (workshop.starts_at, workshop.ends_at)
    return any(overlaps(span, (other.starts_at, other.ends_at)) for other in others)


def _day_of(instant: datetime) -> date:
    return clock.day_of(instant)
