"""The way of someone who learns to lead, told from real workshops: attended, co-led, led."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peerlearn.attendance.queries import LedFact, PresenceFact, workshops_attended, workshops_led_done
from peerlearn.attendance.rules import StageState, stage_states
from peerlearn.tracks.models import Module
from peerlearn.tracks.queries import curricula, modules_of
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.queries import facilitators_of_each
from peerlearn.workshops.rules import Part

# "Lead two workshops and look back at them": the last stage; the one before asks for one, best co-led.
_LED_AT_LAST = 2


@dataclass(frozen=True)
class Stage:
    """One module of the facilitators' curriculum, as far as this person has come with it."""

    code: str
    title: dict[str, str]
    state: StageState
    have: int
    need: int
    is_practice: bool
    on: date | None = None
    partners: tuple[str, ...] = ()
    learners: int = 0


@dataclass(frozen=True)
class _Done:
    """What counts towards one stage."""

    have: int
    need: int = 1
    attended: PresenceFact | None = None
    led: LedFact | None = None


def path_of(person_id: int, *, now: datetime) -> list[Stage]:
    """The stages in their order; one of them at most is where the person stands now. Empty without a curriculum."""
    modules = _modules()
    attended = [fact for fact in workshops_attended(person_id) if fact.track is TrackCode.FACILITATOR]
    led = workshops_led_done(person_id, now=now)
    done = [_done(module, attended, led) for module in modules]
    states = stage_states([one.have >= one.need for one in done])
    partners = _partners([one.led.workshop_id for one in done if one.led], person_id)
    return [_stage(module, one, state, partners) for module, one, state in zip(modules, done, states, strict=True)]


def _modules() -> Sequence[Module]:
    found = [curriculum for curriculum in curricula() if curriculum.track is TrackCode.FACILITATOR]
    return modules_of(found[-1]) if found else []


def _done(module: Module, attended: Sequence[PresenceFact], led: Sequence[LedFact]) -> _Done:
    """Theory is done by being there; practice by leading: the first workshop in a pair if it can be, then two more."""
    here = next((fact for fact in attended if fact.module_code == module.code), None)
    if not _is_practice(module):
        return _Done(have=int(here is not None), attended=here)
    first = next((fact for fact in led if fact.part is Part.CO_LEAD), next(iter(led), None))
    if module.code == "T3":
        return _Done(have=int(bool(first or here)), attended=here, led=first)
    alone = [fact for fact in led if fact is not first and fact.part is not Part.CO_LEAD]
    return _Done(have=min(len(alone), _LED_AT_LAST), need=_LED_AT_LAST, led=alone[-1] if alone else None)


def _is_practice(module: Module) -> bool:
    return bool(module.details.get("practice"))


def _stage(module: Module, done: _Done, state: StageState, partners: dict[int, tuple[str, ...]]) -> Stage:
    fact = done.led or done.attended
    return Stage(
        code=module.code,
        title=module.title,
        state=state,
        have=done.have,
        need=done.need,
        is_practice=_is_practice(module),
        on=fact.on if fact else None,
        partners=partners.get(done.led.workshop_id, ()) if done.led else (),
        learners=done.led.learners if done.led else 0,
    )


def _partners(workshop_ids: Sequence[int], person_id: int) -> dict[int, tuple[str, ...]]:
    found = facilitators_of_each(workshop_ids)
    return {
        workshop: tuple(one.name.split()[0] for one in leading if one.person_id != person_id)
        for workshop, leading in found.items()
    }
