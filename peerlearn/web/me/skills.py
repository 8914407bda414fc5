"""The skills of leading as their owner sees them: what was seen, where, from which side; their own word beside."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from peerlearn.attendance.queries import ObservationFact, SkillFact, best_levels
from peerlearn.attendance.rules import Side
from peerlearn.facilitators.models import SelfAssessment
from peerlearn.facilitators.queries import own_levels
from peerlearn.tracks.queries import facilitator_skills
from peerlearn.tracks.rules import Level
from peerlearn.web.kit.i18n import day, in_language
from peerlearn.web.kit.labels import own_level_words


@dataclass(frozen=True)
class SkillSeen:
    """One skill of leading: whether it was seen well enough, and where; with help does not count yet, and says so.

    `own` is the person's own word. It counts towards nothing.
    """

    label: str
    is_shown: bool
    detail: str
    seen: Sequence[str] = ()
    own: str = ""


def skills_seen(person_id: int) -> list[SkillSeen]:
    """Every skill of leading, in the order of the curriculum."""
    every = facilitator_skills()
    if not every:
        return []
    curriculum = every[0].curriculum
    words = [in_language(level["label"]) for level in curriculum.observation_scale["levels"]]
    facts = {fact.skill_code: fact for fact in best_levels(person_id, curriculum.code)}
    own = own_levels(person_id)
    return [_skill(in_language(one.label), facts.get(one.code), own.get(one.code), words) for one in every]


def _skill(label: str, fact: SkillFact | None, said: SelfAssessment | None, words: Sequence[str]) -> SkillSeen:
    own = own_level_words()[said.level] if said else ""
    if fact is None:
        return SkillSeen(label, is_shown=False, detail="", own=own)
    seen = [_line(one, words) for one in reversed(fact.seen) if one.level]
    if times := fact.times_at(Level.ALONE):
        detail = ngettext("without help, in %(num)d workshop", "without help, in %(num)d workshops", times)
        return SkillSeen(label, is_shown=True, detail=detail, seen=seen, own=own)
    times = fact.times_at(Level.WITH_HELP)
    detail = ngettext("with help, in %(num)d workshop", "with help, in %(num)d workshops", times) if times else ""
    return SkillSeen(label, is_shown=False, detail=detail, seen=seen, own=own)


def _line(fact: ObservationFact, words: Sequence[str]) -> str:
    who = _("seen by staff") if fact.side is Side.STAFF else _("seen by who led with you")
    said = _("%(day)s, %(place)s: %(level)s, %(who)s")
    return str(said) % {"day": day(fact.on), "place": fact.host_name, "level": words[fact.level], "who": who}
