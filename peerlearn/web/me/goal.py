"""A badge as its future holder sees it: where it stands, what is missing, and the one thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from peerlearn.awards.criteria import decision_for
from peerlearn.awards.models import Achievement, Award
from peerlearn.awards.queries import achievements_in_force, awards_of
from peerlearn.awards.rules import AwardState, Condition, Kind
from peerlearn.tracks.rules import TrackCode
from peerlearn.web.kit.i18n import in_language


@dataclass(frozen=True)
class Goal:
    """A badge and how far it is: a title, a line, what is missing, and maybe one button."""

    name: str
    picture: str
    title: str
    line: str
    is_held: bool = False
    is_to_come: bool = False
    missing: Sequence[str] = ()
    url: str = ""
    label: str = ""


def goals_of(person_id: int | None, track: TrackCode, *, now: datetime) -> list[Goal]:
    """What this person has or may still get: their own badges first, then those of the track that are to come."""
    if person_id is None:
        return []
    awards = [award for award in awards_of(person_id) if award.state.is_living]
    own = {award.achievement_id for award in awards}
    to_come = [one for one in achievements_in_force() if one.track is track and one.id not in own]
    return [_given(award) for award in awards] + [_to_come(one, person_id, now) for one in to_come]


def offered_to(person_id: int | None) -> list[Goal]:
    """The badges that wait for this person's yes or no."""
    awards = awards_of(person_id) if person_id else []
    return [_given(award) for award in awards if award.state is AwardState.OFFERED]


def _given(award: Award) -> Goal:
    title, line = {
        AwardState.PROPOSED: (_("Your badge is proposed"), _("Someone else reads it again. Then you say yes or no.")),
        AwardState.OFFERED: (
            _("Your badge is waiting for you"),
            _("You choose the name it shows. You may say no."),
        ),
        AwardState.ACCEPTED: (_("Your badge is on its way"), _("You said yes. It is being signed.")),
        AwardState.ISSUED: (_("You have your badge"), _("Show it to whoever you like. It is yours.")),
        AwardState.SUSPENDED: (_("Your badge is on hold"), _("Ask the person who accompanies you why.")),
    }[award.state]
    url, label = _next_step(award)
    return Goal(
        name=in_language(award.achievement.name),
        picture=_picture(award.achievement),
        title=title,
        line=line,
        is_held=award.state is AwardState.ISSUED,
        is_to_come=award.state is AwardState.PROPOSED,
        url=url,
        label=label,
    )


def _next_step(award: Award) -> tuple[str, str]:
    if award.state is AwardState.OFFERED:
        return url_for("awards.own_badge", public_id=award.public_id), _("See my badge")
    if award.state is AwardState.ISSUED:
        return url_for("public.badge", code=award.public_code), _("Show my badge")
    return "", ""


def _to_come(achievement: Achievement, person_id: int, now: datetime) -> Goal:
    _facts, decision = decision_for(person_id, achievement, now=now)
    name = in_language(achievement.name)
    missing = [_missing(condition) for condition in decision.unmet]
    return Goal(
        name=name,
        picture=_picture(achievement),
        title=_("You still need %(what)s", what=missing[0]) if missing else _("You have all it takes"),
        line=_("After that, you can receive the badge “%(name)s”.", name=name)
        if missing
        else _("Ask for it: someone proposes it, someone else reads it again."),
        missing=missing[1:],
        is_to_come=True,
    )


def _missing(condition: Condition) -> str:
    """ "1 atelier à animer": what follows "Il te manque"."""
    count = condition.lacking
    match condition.kind:
        case Kind.WORKSHOPS_LED:
            return str(ngettext("%(num)d workshop to lead", "%(num)d workshops to lead", count))
        case Kind.WORKSHOPS_ATTENDED:
            return str(ngettext("%(num)d workshop to go to", "%(num)d workshops to go to", count))
        case Kind.DISTINCT_LEARNERS:
            return str(ngettext("%(num)d person to accompany", "%(num)d people to accompany", count))
        case Kind.MODULES_REACHED:
            return str(ngettext("%(num)d theme to try", "%(num)d themes to try", count))
        case Kind.SKILLS:
            return str(ngettext("%(num)d important skill to show", "%(num)d important skills to show", count))
        case Kind.SKILLS_REACHED:
            return str(ngettext("%(num)d skill to show", "%(num)d skills to show", count))


def _picture(achievement: Achievement) -> str:
    return url_for("public.image", achievement_id=achievement.public_id)
