"""What happened with one person and what is to come, gathered from every feature: the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from peerlearn.attendance.queries import presences_of_person
from peerlearn.awards.models import Award
from peerlearn.awards.queries import awards_of
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.people.models import Person
from peerlearn.people.queries import affiliations_of
from peerlearn.web.kit.i18n import in_language
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.queries import enrolments_of_person, workshops_led_by
from peerlearn.workshops.rules import Place


@dataclass(frozen=True)
class Moment:
    """One line of the story. `kind` and `state` choose its words; `url` leads to the thing."""

    on: date
    kind: str
    what: str
    where: str = ""
    state: str = ""
    url: str = ""
    is_to_come: bool = False


def story_of(person: Person, *, now: datetime) -> list[Moment]:
    """Workshops to come on top, then what happened, down to the day the person arrived."""
    moments = [*_seats(person, now), *_led(person, now), *_badges(person), *_homes(person)]
    return sorted(moments, key=lambda moment: (moment.is_to_come, moment.on), reverse=True)


def _seats(person: Person, now: datetime) -> Iterator[Moment]:
    marks = {fact.workshop_id: fact.state.value for fact in presences_of_person(person.id)}
    for enrolment in enrolments_of_person(person.id):
        workshop, waits = enrolment.workshop, enrolment.place is Place.WAITING
        if waits and workshop.has_ended(now):
            continue
        unmarked = "on" if workshop.has_started(now) and not workshop.has_ended(now) else ""
        state = "waiting" if waits else marks.get(workshop.id, unmarked)
        yield _moment("seat", workshop, state, is_to_come=not workshop.has_started(now) and state in {"", "waiting"})


def _led(person: Person, now: datetime) -> Iterator[Moment]:
    for workshop in workshops_led_by(person.id):
        yield _moment("led", workshop, is_to_come=not workshop.has_started(now))


def _moment(kind: str, workshop: Workshop, state: str = "", *, is_to_come: bool) -> Moment:
    return Moment(
        on=workshop.starts_local.date(),
        kind=kind,
        what=in_language(workshop.module.title),
        where=f"{workshop.host.name}, {workshop.site.name}",
        state="cancelled" if workshop.is_cancelled else state,
        url=url_for("workshops.workshop", public_id=workshop.public_id),
        is_to_come=is_to_come and not workshop.is_cancelled,
    )


def _badges(person: Person) -> Iterator[Moment]:
    for award in awards_of(person.id):
        url = url_for("awards.award", public_id=award.public_id)
        yield Moment(
            on=_last_step_of(award),
            kind="badge",
            what=in_language(award.achievement.name),
            state=award.state.value,
            url=url,
        )


def _last_step_of(award: Award) -> date:
    """The day of what the line says of the badge: when it was declined, not when it was proposed."""
    steps = {
        AwardState.OFFERED: award.offered_at,
        AwardState.DECLINED: award.declined_at,
        AwardState.ACCEPTED: award.accepted_at,
        AwardState.REVOKED: award.revoked_at,
    }
    if award.state in {AwardState.ISSUED, AwardState.SUSPENDED} and award.awarded_on:
        return award.awarded_on
    return clock.at_place(steps.get(award.state) or award.proposed_at, clock.DEFAULT_ZONE).date()


def _homes(person: Person) -> Iterator[Moment]:
    for affiliation in affiliations_of(person.id):
        yield Moment(on=affiliation.from_on, kind="home", what=affiliation.organisation.name)
