"""What a learner takes home: where to be next, as on the paper slip, and what was seen in workshops."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from peerlearn.attendance.queries import best_levels_of_track
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.kit.slip import Slip, slip
from peerlearn.web.me.agenda import Places

# As the person says it: the words of the room are those of whoever marks.
_OWN_WORDS = {
    Level.WITH_HELP: _l("I do it with help"),
    Level.ALONE: _l("I do it without help"),
    Level.CAN_EXPLAIN: _l("I can show others how"),
}


@dataclass(frozen=True)
class CanDo:
    """One skill that was seen, and how far."""

    label: str
    level: int
    word: str


def slip_of(places: Places) -> Slip | None:
    """Where to be next; None when nothing is planned."""
    if places.next is None:
        return None
    return slip(places.next.workshop, places.next.first_name)


def can_do(person_id: int | None) -> Sequence[CanDo]:
    """The skills seen at least with help, the best first."""
    if person_id is None:
        return []
    seen = [fact for fact in best_levels_of_track(person_id, TrackCode.LEARNER) if fact.level >= Level.WITH_HELP]
    best_first = sorted(seen, key=lambda fact: -fact.level)
    return [CanDo(in_language(fact.label), fact.level, str(_OWN_WORDS[Level(fact.level)])) for fact in best_first]
