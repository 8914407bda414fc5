"""What whoever approves a badge reads again: each workshop with its day, each skill with who saw it when.

Workshops by day and module, skills by name; the people who took part are counted, never named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from peerlearn.accounts.queries import names_of
from peerlearn.attendance.queries import (
    LedFact,
    ObservationFact,
    SkillFact,
    best_levels,
    workshops_attended,
    workshops_led_done,
)
from peerlearn.awards.models import Award
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.web.kit.i18n import day, in_language, listed
from peerlearn.web.kit.languages import language
from peerlearn.workshops.rules import Part


@dataclass(frozen=True)
class Seen:
    """One workshop or one skill, and what is known of it."""

    what: str
    detail: str


@dataclass(frozen=True)
class Evidence:
    """What stands behind the counts."""

    workshops: Sequence[Seen]
    skills: Sequence[Seen]


def evidence_of(award: Award, *, now: datetime) -> Evidence:
    """Everything that counts for this badge, as it is known today."""
    achievement = award.achievement
    known = best_levels(award.person_id, achievement.curriculum.code)
    shown = [fact for fact in known if fact.level >= Level.ALONE]
    names = names_of({one.observer_id for fact in shown for one in fact.seen})
    is_leading = achievement.track is TrackCode.FACILITATOR
    workshops = _led(award.person_id, now) if is_leading else _attended(award)
    return Evidence(workshops, [_skill(fact, names) for fact in shown])


def _led(person_id: int, now: datetime) -> list[Seen]:
    return [Seen(_title_and_part(one), _when_where(one)) for one in workshops_led_done(person_id, now=now)]


def _title_and_part(one: LedFact) -> str:
    title = in_language(one.module_title)
    return str(_("%(title)s (in a pair)", title=title)) if one.part is Part.CO_LEAD else title


def _when_where(one: LedFact) -> str:
    people = ngettext("%(num)d person", "%(num)d people", one.learners)
    return f"{day(one.on)} · {one.host_name} · {people}"


def _attended(award: Award) -> list[Seen]:
    facts = [fact for fact in workshops_attended(award.person_id) if fact.track is award.achievement.track]
    return [Seen(in_language(fact.module_title), day(fact.on)) for fact in facts]


def _skill(fact: SkillFact, names: Mapping[int, str]) -> Seen:
    by_observer: dict[str, list[ObservationFact]] = {}
    for one in fact.seen:
        if one.level >= Level.ALONE:
            by_observer.setdefault(names.get(one.observer_id or 0, ""), []).append(one)
    return Seen(in_language(fact.label), " · ".join(_times(who, seen) for who, seen in by_observer.items()))


def _times(who: str, seen: Sequence[ObservationFact]) -> str:
    days = listed(dict.fromkeys(format_date(one.on, "d MMMM", locale=language()) for one in seen))
    return str(_("%(days)s, by %(who)s", days=days, who=who)) if who else days
