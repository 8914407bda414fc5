"""A plan in words and pictures, as every page of it shows it: the pictures to tap, then where each module stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from peerlearn.attendance.plan import PlannedModule
from peerlearn.attendance.rules import PlanPart
from peerlearn.tracks.models import Module
from peerlearn.tracks.rules import Level, Picture
from peerlearn.web.kit.i18n import day, day_and_time, in_language, listed
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.rules import Place

# The national modules have a pictogram of their own; of any other, the organisation chose one.
_PICTURES = {
    ("smartphone-bases", code): f"module-{name}"
    for code, name in {
        "M01": "phone",
        "M02": "talk",
        "M03": "wifi",
        "M04": "mail",
        "M05": "apps",
        "M06": "photo",
        "M07": "map",
        "M08": "safe",
        "M09": "forms",
        "M10": "work",
    }.items()
}

_BEST_FIRST = (Level.CAN_EXPLAIN, Level.ALONE, Level.WITH_HELP)


@dataclass(frozen=True)
class Opening:
    """A workshop to come: when, where, how many seats are left (none: one may wait), and its own id."""

    public_id: str
    when: str
    where: str
    free: int


@dataclass(frozen=True)
class Seat:
    """Where the person is expected, sits now, or waits; the ids lead to the slip."""

    workshop_id: str
    enrolment_id: str
    when: str
    where: str
    waits: bool
    is_on: bool


@dataclass(frozen=True)
class Card:
    """One module as it is shown. `before` names what would come first; `done` and `seen` tell what happened."""

    code: str
    title: str
    picture: str
    is_chosen: bool
    is_advised: bool
    is_wanted: bool
    is_offered: bool
    before: str
    done: str
    seen: Sequence[tuple[str, str]]
    seat: Seat | None
    openings: Sequence[Opening]
    to_wait: Sequence[Opening]


@dataclass(frozen=True)
class Cards:
    """All cards, and which of them are chosen, advised, done; `placed`: a place that nobody wished for."""

    every: Sequence[Card]
    placed: Sequence[Card]
    chosen: Sequence[Card]
    advised: Sequence[Card]
    done: Sequence[Card]


def cards_of(plan: Sequence[PlannedModule], *, now: datetime) -> Cards:
    """The plan, ready to be drawn."""
    drawn = [(one.part, _card(one, now=now)) for one in plan]
    parts = {part: [card for standing, card in drawn if standing is part] for part in PlanPart}
    return Cards(
        every=[card for _part, card in drawn],
        placed=[card for card in parts[PlanPart.OTHER] if card.seat],
        chosen=parts[PlanPart.CHOSEN],
        advised=parts[PlanPart.ADVISED],
        done=parts[PlanPart.DONE],
    )


def picture_of(module: Module) -> str:
    """The pictogram of a module."""
    own = Picture(module.details.get("picture", Picture.BOOK))
    return _PICTURES.get((module.curriculum.code, module.code), own.value)


def _card(one: PlannedModule, *, now: datetime) -> Card:
    return Card(
        code=one.module.code,
        title=in_language(one.module.title),
        picture=picture_of(one.module),
        is_chosen=one.part is PlanPart.CHOSEN,
        is_advised=one.is_advised,
        is_wanted=one.part in {PlanPart.CHOSEN, PlanPart.ADVISED},
        is_offered=one.module.curriculum.superseded_at is None,
        before=_before(one.before),
        done=_("Done on %(day)s", day=day(one.done_on)) if one.done_on else "",
        seen=_seen(one),
        seat=_seat(one.place, now=now) if one.place else None,
        openings=[_opening(workshop) for workshop in one.openings.with_seat],
        to_wait=[_opening(workshop) for workshop in one.openings.to_wait],
    )


def _before(modules: Sequence[Module]) -> str:
    names = listed(_("“%(text)s”", text=in_language(module.title)) for module in modules)
    said: str = _("First, if you like: %(modules)s", modules=names) if modules else ""
    return said


def _seen(one: PlannedModule) -> list[tuple[str, str]]:
    """What was seen, the best first, each with its sign; kind when it is nothing."""
    if one.done_on is None:
        return []
    explained, alone, helped = (one.seen.get(level, 0) for level in _BEST_FIRST)
    said = [
        (explained, ngettext("%(num)d thing explained to others", "%(num)d things explained to others", explained)),
        (alone, ngettext("%(num)d thing done alone", "%(num)d things done alone", alone)),
        (helped, ngettext("%(num)d thing done with help", "%(num)d things done with help", helped)),
    ]
    found = [(f"level-{level.value}", words) for level, (count, words) in zip(_BEST_FIRST, said, strict=True) if count]
    return found or [("level-0", str(_("Nothing was noted yet. That is fine.")))]


def _seat(place: Enrolment, *, now: datetime) -> Seat:
    workshop = place.workshop
    return Seat(
        workshop_id=workshop.public_id,
        enrolment_id=str(place.public_id),
        when=day_and_time(workshop.starts_local),
        where=_where(workshop),
        waits=place.place is Place.WAITING,
        is_on=workshop.has_started(now),
    )


def _opening(workshop: Workshop) -> Opening:
    return Opening(workshop.public_id, day_and_time(workshop.starts_local), _where(workshop), workshop.seats.free)


def _where(workshop: Workshop) -> str:
    return f"{workshop.host.name}, {workshop.site.name}"
