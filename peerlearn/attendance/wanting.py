"""Who waits for which module: chosen by the person or advised by their latest diagnosis, not done since, and without a
seat to come. The session's scope decides whose people; the number of queries does not depend on how many modules.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from peerlearn.attendance.models import Presence
from peerlearn.attendance.rules import WAS_THERE, PlanPart, plan_part
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.people.finding import is_there
from peerlearn.people.models import Person
from peerlearn.tracks.models import Curriculum, Module, ModuleChoice
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.rules import Place, WorkshopState

# Of so many people at once it is asked what they did: databases bound how much one question names.
_AT_ONCE = 1000


@dataclass(frozen=True)
class Waiting:
    """Ids of those who wait for one module, each in one list only; who has waited longest comes first."""

    chosen: Sequence[int] = ()
    advised: Sequence[int] = ()

    def __len__(self) -> int:
        return len(self.chosen) + len(self.advised)

    @property
    def everyone(self) -> list[int]:
        """Who chose it, then to whom it is advised."""
        return [*self.chosen, *self.advised]


def waiting_for(*, now: datetime) -> Mapping[str, Waiting]:
    """Module code → who waits for it; for nobody, nothing."""
    chosen, advised = _choices(), _advice()
    people = {person_id for person_id, _ in (*chosen, *advised)}
    done, seated = _done(people, now=now), _seated(now=now)
    lists: dict[tuple[str, PlanPart], list[int]] = defaultdict(list)
    for person_id, code in dict.fromkeys((*chosen, *advised)):
        key = (person_id, code)
        part = plan_part(is_advised=key in advised, chosen_on=chosen.get(key), done_on=done.get(key))
        if part is not PlanPart.DONE and key not in seated:
            lists[code, part].append(person_id)
    codes = dict.fromkeys(code for code, _ in lists)
    return {code: Waiting(lists[code, PlanPart.CHOSEN], lists[code, PlanPart.ADVISED]) for code in codes}


def _choices() -> dict[tuple[int, str], date]:
    query = (
        select(ModuleChoice.person_id, ModuleChoice.module_code, ModuleChoice.chosen_at)
        .join(Person, Person.id == ModuleChoice.person_id)
        .where(ModuleChoice.taken_back_at.is_(None), is_there())
        .order_by(ModuleChoice.chosen_at, ModuleChoice.id)
    )
    return {(row.person_id, row.module_code): _day(row.chosen_at) for row in db.session.execute(query)}


def _advice() -> Mapping[tuple[int, str], None]:
    """What the latest diagnosis advises; one that was cut off when two records were put together says nothing."""
    query = (
        select(Diagnosis.person_id, Diagnosis.result)
        .join(Person, Person.id == Diagnosis.person_id)
        .where(Diagnosis.finished_at.is_not(None), is_there())
        .order_by(Diagnosis.finished_at, Diagnosis.id)
    )
    latest = {row.person_id: row.result for row in db.session.execute(query) if row.result}
    return {(person_id, code): None for person_id, said in latest.items() for code in said.get("modules", ())}


def _done(people: Collection[int], *, now: datetime) -> dict[tuple[int, str], date]:
    """Wherever it was: what a person did follows them."""
    query = (
        select(Presence.person_id, Module.code, func.max(Workshop.starts_local).label("last"))
        .join(Workshop, Workshop.id == Presence.workshop_id)
        .join(Module, Module.id == Workshop.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Presence.is_current, Presence.state.in_(WAS_THERE), Workshop.ends_at <= now)
        .where(Curriculum.track == TrackCode.LEARNER)
        .group_by(Presence.person_id, Module.code)
        .order_by(Presence.person_id, Module.code)
    )
    every = sorted(people)
    found: dict[tuple[int, str], date] = {}
    with scope.beyond(db.session(), "what a person did counts wherever it was"):
        for first in range(0, len(every), _AT_ONCE):
            some = query.where(Presence.person_id.in_(every[first : first + _AT_ONCE]))
            found |= {(row.person_id, row.code): row.last.date() for row in db.session.execute(some)}
    return found


def _seated(*, now: datetime) -> frozenset[tuple[int, str]]:
    query = (
        select(Enrolment.person_id, Module.code)
        .join(Workshop, Workshop.id == Enrolment.workshop_id)
        .join(Module, Module.id == Workshop.module_id)
        .where(Enrolment.place == Place.SEATED, Workshop.ends_at > now, Workshop.state != WorkshopState.CANCELLED)
        .order_by(Enrolment.id)
    )
    return frozenset((row.person_id, row.code) for row in db.session.execute(query))


def _day(instant: datetime) -> date:
    return clock.day_of(instant)
