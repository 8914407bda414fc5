"""The way to leading, as its walker sees it: what is done, where one stands, what has been seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from peerlearn.attendance.queries import distinct_learners_led
from peerlearn.attendance.room import Marker
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.facilitators.looking_back import Led, led_by
from peerlearn.facilitators.path import Stage, path_of
from peerlearn.facilitators.rules import StageState
from peerlearn.people.queries import people_of
from peerlearn.tracks.rules import TrackCode
from peerlearn.web.kit.i18n import day, day_and_time, in_language, listed
from peerlearn.web.me.agenda import Agenda, Places, agenda_of, places_of
from peerlearn.web.me.goal import Goal, goals_of, skills_needed
from peerlearn.web.me.leading import leaning_of
from peerlearn.web.me.skills import SkillSeen, skills_seen
from peerlearn.workshops.models import Workshop

_MOST_LED = 5


@dataclass(frozen=True)
class Next:
    """The real workshop that the step of now waits for; without an address when one takes part and does not lead."""

    title: str
    when: str
    where: str
    url: str = ""


@dataclass(frozen=True)
class Step:
    """One step as the path draws it; `have` of `need` workshops are shown as discs."""

    title: str
    state: str
    place: str = ""
    detail: str = ""
    icon: str = ""
    have: int = 0
    need: int = 0
    next: Next | None = None
    review_url: str = ""
    calls: bool = False


@dataclass(frozen=True)
class Path:
    """The page "My badge". For who learns, the badge for leading is `ahead`, once they are on the way to it."""

    goals: Sequence[Goal]
    ahead: Goal | None = None
    steps: Sequence[Step] = ()
    skills: Sequence[SkillSeen] = ()
    learners: int = 0
    needed: int = 0
    led: Sequence[Led] = ()
    handle: str = ""
    is_walked: bool = False

    @property
    def shown(self) -> int:
        """How many skills were seen well enough."""
        return sum(skill.is_shown for skill in self.skills)


def path_page(by: Marker, track: TrackCode, *, now: datetime, workshops: Scope, of_badges: bool = True) -> Path:
    """Everything on the page, from real workshops.

    `workshops` are the organisations that have them; a badge that one has is there whatever the house does.
    """
    person_id = by.person_id
    if person_id is None:
        return Path(())
    goals = goals_of(person_id, track, now=now, with_ahead=of_badges)
    leaning = leaning_of(person_id, now=now) if track is TrackCode.LEARNER else None
    if workshops.is_empty or (leaning and not (leaning.is_wished or leaning.is_on_the_way)):
        return Path(goals)
    # Who left keeps their way; the pages of this house know them no more.
    handle = one.public_id if (one := people_of([person_id]).get(person_id)) else ""
    with scope.within(db.session(), workshops):
        ahead = _Ahead(agenda_of(by, now=now), places_of(person_id, now=now))
        stages = path_of(person_id, now=now)
        steps = [_step(stage, len(stages), ahead, handle) for stage in stages]
    of_leading = goals_of(person_id, TrackCode.FACILITATOR, now=now, with_ahead=of_badges) if leaning else goals
    of_leading = [_from_steps(goal, steps) for goal in of_leading if goal.track is TrackCode.FACILITATOR]
    is_walked = any(goal.is_approved for goal in of_leading)
    others = [goal for goal in goals if goal.track is not TrackCode.FACILITATOR]
    is_beside = track is TrackCode.LEARNER and not any(goal.public_code for goal in of_leading)
    return Path(
        goals=others if is_beside else _held_first([*of_leading, *others]),
        ahead=next(iter(of_leading), None) if is_beside else None,
        steps=_behind(steps) if is_walked else _with_last(steps, of_leading if of_badges else None),
        skills=skills_seen(person_id),
        learners=distinct_learners_led(person_id, now=now),
        needed=skills_needed(TrackCode.FACILITATOR) if of_badges else 0,
        led=led_by(person_id, most=_MOST_LED, now=now),
        handle=handle,
        is_walked=is_walked,
    )


def _held_first(goals: Sequence[Goal]) -> list[Goal]:
    """What waits for an answer, what one has, and then what is to come."""
    return sorted(goals, key=lambda goal: (not goal.is_waiting, not goal.is_held))


def _from_steps(goal: Goal, steps: Sequence[Step]) -> Goal:
    """A badge to come, told by the steps towards it: those that are done, and the one of now."""
    now = next((step for step in steps if step.state == StageState.NOW), None)
    if not goal.missing:
        return goal
    done = sum(step.state == StageState.DONE for step in steps)
    said = ngettext("%(num)d step done: well done!", "%(num)d steps done: well done!", done)
    line = _("Your next step: %(what)s.", what=now.title) if now else goal.line
    return replace(goal, title=str(said) if done else goal.title, line=line)


@dataclass(frozen=True)
class _Ahead:
    """What this person leads and takes part in from now on."""

    agenda: Agenda
    places: Places

    def for_stage(self, stage: Stage) -> Next | None:
        """The next workshop that counts for this stage: one to lead when it is practice, else one to attend."""
        if stage.is_practice:
            led = next(iter((*self.agenda.today, *self.agenda.coming)), None)
            return _next(led, leads=True) if led else None
        seats = [self.places.next, *self.places.later] if self.places.next else []
        return next((_next(x.workshop, leads=False) for x in seats if x.workshop.module.code == stage.code), None)


def _next(workshop: Workshop, *, leads: bool) -> Next:
    return Next(
        title=in_language(workshop.module.title),
        when=day_and_time(workshop.starts_local),
        where=f"{workshop.host.name}, {workshop.site.name}",
        url=url_for("attendance.presence", public_id=workshop.public_id) if leads else "",
    )


def _step(stage: Stage, count: int, ahead: _Ahead, handle: str) -> Step:
    is_now = stage.state is StageState.NOW
    return Step(
        title=in_language(stage.title),
        state=stage.state.value,
        place=_("Step %(number)s of %(count)s", number=stage.number, count=count),
        detail=_done_words(stage) if stage.state is StageState.DONE else "",
        have=stage.have if is_now else 0,
        need=stage.need if is_now and stage.need > 1 else 0,
        next=ahead.for_stage(stage) if is_now and not stage.to_review else None,
        review_url=_review_url(stage, handle) if is_now else "",
        calls=is_now,
    )


def _review_url(stage: Stage, handle: str) -> str:
    if not stage.to_review or not handle:
        return ""
    return url_for("facilitators.review", public_id=stage.to_review, person_id=handle)


def _done_words(stage: Stage) -> str:
    said = _("Done on %(day)s", day=day(stage.on)) if stage.on else _("Done")
    if stage.partners:
        said = _("%(done)s, with %(names)s", done=said, names=listed(stage.partners))
    if stage.learners:
        said = f"{said}. " + ngettext("%(num)d person there.", "%(num)d people there.", stage.learners)
    return str(said)


def _behind(steps: Sequence[Step]) -> list[Step]:
    """The way of whom somebody found ready for the badge: what was left open on it calls nobody any more."""
    return [Step(title=step.title, state=StageState.DONE.value, place=step.place, detail=step.detail) for step in steps]


def _with_last(steps: Sequence[Step], goals: Sequence[Goal] | None) -> Sequence[Step]:
    """The steps and the badge at their end, where there are badges."""
    return [*steps, _last_step(goals, steps)] if steps and goals is not None else steps


def _last_step(goals: Sequence[Goal], steps: Sequence[Step]) -> Step:
    """Receiving the badge: the step of now once the others are done."""
    is_over = any(goal.is_over for goal in goals)
    is_next = not is_over and all(step.state == StageState.DONE for step in steps)
    detail = "" if is_over else _("Someone else has to approve it. Then you choose.")
    state = StageState.NOW if is_next else StageState.LATER
    return Step(title=_("Receive my badge"), state=state.value, detail=detail, icon="badge")
