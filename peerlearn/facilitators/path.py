"""The way of someone who learns to lead, told from real workshops: attended, co-led, led, and looked back at."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from peerlearn.attendance.queries import (
    LedFact,
    PresenceFact,
    led_by_each,
    training_of_each,
    workshops_attended,
    workshops_led_done,
)
from peerlearn.facilitators.queries import reviewed_workshops
from peerlearn.facilitators.rules import IN_A_PAIR, Count, StageState, Teaching, count_of, first_led, stage_states
from peerlearn.tracks.models import Module
from peerlearn.tracks.queries import curricula, modules_of
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.queries import facilitators_of_each
from peerlearn.workshops.rules import Part


@dataclass(frozen=True)
class Stage:
    """One module of the facilitators' curriculum, as far as this person has come with it.

    `to_review` is the workshop to look back at (its public id), where that is all that is missing.
    """

    code: str
    title: dict[str, str]
    state: StageState
    have: int
    need: int
    is_practice: bool
    number: int
    on: date | None = None
    partners: tuple[str, ...] = ()
    learners: int = 0
    to_review: str = ""


@dataclass(frozen=True)
class Whereabouts:
    """Where someone stands, in short: the stage of now; none where all is done. Not begun: nothing was done yet."""

    stage: Module | None
    has_begun: bool

    @property
    def is_in_practice(self) -> bool:
        """Whether the training in a room is behind them."""
        return self.stage is None or _is_practice(self.stage)


def path_of(person_id: int, *, now: datetime) -> list[Stage]:
    """The stages in their order; one of them at most is where the person stands now. Empty without a curriculum."""
    attended = [fact for fact in workshops_attended(person_id) if fact.track is TrackCode.FACILITATOR]
    led = workshops_led_done(person_id, now=now)
    reviewed = reviewed_workshops([person_id]).get(person_id, frozenset())
    modules = _modules()
    counts = _counts(
        modules,
        attended={fact.module_code for fact in attended},
        led=[fact.part for fact in led],
        reviews=len(reviewed & {fact.workshop_id for fact in led}),
    )
    states = stage_states([count.is_done for count in counts])
    told = [_told(module, attended, led) for module in modules]
    partners = _partners([one.workshop_id for one in told if isinstance(one, LedFact)], person_id)
    unreviewed = next((fact.public_id for fact in reversed(led) if fact.workshop_id not in reviewed), "")
    stages = [
        _stage(module, count, state, fact, partners)
        for module, count, state, fact in zip(modules, counts, states, told, strict=True)
    ]
    return [
        replace(stage, to_review=unreviewed) if count.waits_for_review else stage
        for stage, count in zip(stages, counts, strict=True)
    ]


def whereabouts_of(person_ids: Collection[int], *, now: datetime) -> dict[int, Whereabouts]:
    """Person → where they stand on the way, for a whole list at once."""
    modules = _modules()
    attended, led = training_of_each(person_ids), led_by_each(person_ids, now=now)
    reviewed = reviewed_workshops(person_ids)
    found = {}
    for person_id in person_ids:
        workshops = led.get(person_id, [])
        done = [
            count.is_done
            for count in _counts(
                modules,
                attended=attended.get(person_id, frozenset()),
                led=[part for _, part in workshops],
                reviews=len(reviewed.get(person_id, frozenset()) & {workshop for workshop, _ in workshops}),
            )
        ]
        stage = modules[done.index(False)] if False in done else None
        found[person_id] = Whereabouts(stage, has_begun=any(done) or bool(workshops))
    return found


def _modules() -> Sequence[Module]:
    found = [curriculum for curriculum in curricula() if curriculum.track is TrackCode.FACILITATOR]
    return modules_of(found[-1]) if found else []


def theory_codes() -> frozenset[str]:
    """The modules that are learnt in a room: who attended each of them is trained to lead."""
    return frozenset(module.code for module in _modules() if not _is_practice(module))


def _counts(modules: Sequence[Module], *, attended: Collection[str], led: Sequence[Part], reviews: int) -> list[Count]:
    stages = [Teaching(module.code, _is_practice(module)) for module in modules]
    return [count_of(stage, attended=attended, led=led, reviews=reviews) for stage in stages]


def _told(module: Module, attended: Sequence[PresenceFact], led: Sequence[LedFact]) -> PresenceFact | LedFact | None:
    """The workshop of which a stage that is done tells: when it was, and with whom."""
    here = next((fact for fact in attended if fact.module_code == module.code), None)
    if not _is_practice(module):
        return here
    number = first_led([fact.part for fact in led])
    first = None if number is None else led[number]
    if module.code == IN_A_PAIR:
        return first or here
    alone = [fact for fact in led if fact is not first and fact.part is not Part.CO_LEAD]
    return alone[-1] if alone else None


def _is_practice(module: Module) -> bool:
    return bool(module.details.get("practice"))


def _stage(
    module: Module,
    count: Count,
    state: StageState,
    fact: PresenceFact | LedFact | None,
    partners: Mapping[int, tuple[str, ...]],
) -> Stage:
    led = fact if isinstance(fact, LedFact) else None
    return Stage(
        code=module.code,
        title=module.title,
        state=state,
        have=count.have,
        need=count.need,
        is_practice=_is_practice(module),
        number=module.position,
        on=fact.on if fact else None,
        partners=partners.get(led.workshop_id, ()) if led else (),
        learners=led.learners if led else 0,
    )


def _partners(workshop_ids: Sequence[int], person_id: int) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for workshop, leading in facilitators_of_each(workshop_ids).items():
        found[workshop] = tuple(one.name.split()[0] for one in leading if one.person_id != person_id)
    return found
