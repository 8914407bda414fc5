"""Leading, on somebody's page: whether they would like to, how far they are, and the one next step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from peerlearn.facilitators.looking_back import Led, led_by
from peerlearn.facilitators.path import Stage, path_of
from peerlearn.facilitators.proposals import Proposal, proposals_of
from peerlearn.facilitators.queries import Wish, coming_sessions, coming_trainings, find_wish
from peerlearn.facilitators.rules import StageState
from peerlearn.people.models import Person
from peerlearn.web.kit.i18n import day_and_time, in_language

_MOST_LED = 3


@dataclass(frozen=True)
class NextStep:
    """What comes next, in words, and maybe where one does it; with a workshop's id, one tap enrols."""

    words: str
    label: str = ""
    url: str = ""
    workshop: str = ""


@dataclass(frozen=True)
class Leading:
    """The wish, the stages for someone who walks them, the next step, the latest workshops led, who proposes them."""

    wish: Wish | None
    stages: Sequence[Stage]
    step: NextStep | None
    led: Sequence[Led]
    proposals: Sequence[Proposal] = ()


def leading_of(person: Person, *, now: datetime) -> Leading:
    """The whole section."""
    return replace(_way_of(person, now=now), proposals=proposals_of([person.id]).get(person.id, ()))


def _way_of(person: Person, *, now: datetime) -> Leading:
    """The stages are shown to those who want to, or who have begun."""
    wish = find_wish(person.id)
    stages = path_of(person.id, now=now)
    led = led_by(person.id, most=_MOST_LED, now=now)
    has_begun = bool(led) or any(stage.state is StageState.DONE for stage in stages)
    expected = coming_trainings([person.id], now=now).get(person.id)
    if not has_begun and not expected and (wish is None or not wish.is_open):
        return Leading(wish, (), None, ())
    now_at = next((stage for stage in stages if stage.state is StageState.NOW), None)
    if now_at is None:
        return Leading(wish, stages, None, led)
    if expected is not None and not now_at.is_practice:
        when = day_and_time(expected.workshop.starts_local)
        url = url_for("workshops.workshop", public_id=expected.workshop.public_id)
        step = NextStep(_("Expected on %(when)s", when=when), _("See the workshop"), url)
        return Leading(wish, stages, step, led)
    return Leading(wish, stages, _next_step(person, now_at, now=now), led)


def _next_step(person: Person, stage: Stage, *, now: datetime) -> NextStep:
    if stage.to_review:
        url = url_for("facilitators.review", public_id=stage.to_review, person_id=person.public_id)
        return NextStep(_("What is missing: a look back at a workshop."), _("Write the look back"), url)
    if stage.is_practice:
        words = _("A workshop to lead with someone.") if stage.need == 1 else _("Workshops to lead.")
        return NextStep(words, _("Choose a workshop"), url_for("workshops.index"))
    workshop = coming_sessions([stage.code], now=now).next_for(person, stage.code)
    if workshop is None:
        return NextStep(_("No training is planned yet."), _("Plan one"), url_for("workshops.new"))
    words = f"{in_language(workshop.module.title)}, {day_and_time(workshop.starts_local)}, {workshop.host.name}"
    return NextStep(words, _("Invite to the training"), workshop=workshop.public_id)
