"""Where a tap gives a seat, or a place on a waiting list: for each module, the workshops of the scope still to come."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from peerlearn.core.db import db
from peerlearn.tracks.models import Curriculum, Module
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.queries import waiting_counts
from peerlearn.workshops.rules import Place, WorkshopState, place_for_next

# Of each module, how many are looked at: some have a waiting list, in others the person is on the list already.
_LOOKED_AT = 12


@dataclass(frozen=True)
class Openings:
    """The next workshops of one module: those where a tap gives a seat, and those where one may wait for one."""

    with_seat: Sequence[Workshop] = ()
    to_wait: Sequence[Workshop] = ()


def openings_of(codes: Collection[str], *, for_home: int, now: datetime) -> Mapping[str, Openings]:
    """Module code → the next workshops, in whatever version of the curriculum; those that the organisation `for_home`
    hosts come first.
    """
    away = case((Workshop.host_organisation_id == for_home, 0), else_=1)
    is_full = case((Workshop.seats_taken < Workshop.capacity + Workshop.extra_seats, 0), else_=1)
    order = (is_full, away, Workshop.starts_at, Workshop.id)
    ranked = (
        select(Workshop.id, func.row_number().over(partition_by=Module.code, order_by=order).label("rank"))
        .join(Module, Module.id == Workshop.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(
            Curriculum.track == TrackCode.LEARNER,
            Module.code.in_(codes),
            Workshop.starts_at > now,
            Workshop.state != WorkshopState.CANCELLED,
        )
        .subquery()
    )
    query = (
        select(Workshop)
        .join(ranked, ranked.c.id == Workshop.id)
        .where(ranked.c.rank <= _LOOKED_AT)
        .options(joinedload(Workshop.site), joinedload(Workshop.module), joinedload(Workshop.host))
        .order_by(*order)
    )
    found = db.session.execute(query).scalars().all()
    waiting = waiting_counts([workshop.id for workshop in found])
    openings: dict[tuple[str, Place], list[Workshop]] = defaultdict(list)
    for workshop in found:
        place = place_for_next(workshop.seats, waiting=waiting[workshop.id])
        openings[workshop.module.code, place].append(workshop)
    return {code: Openings(openings[code, Place.SEATED], openings[code, Place.WAITING]) for code in codes}
