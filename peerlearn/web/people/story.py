"""What happened with one person and what is to come, gathered from every feature: the latest first, month by month.

A fixed number of queries, however long the story is.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from flask import url_for

from peerlearn.accounts.queries import names_of
from peerlearn.attendance.queries import (
    PresenceFact,
    observations_of_person,
    presences_of_person,
    workshops_led_done,
)
from peerlearn.awards.models import Award
from peerlearn.awards.queries import awards_told
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Capability, Permission
from peerlearn.diagnoses.queries import diagnoses_of
from peerlearn.followup.queries import follows_of
from peerlearn.lifecycle.queries import merges_into
from peerlearn.notes.queries import signed_notes_of
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.queries import affiliations_of
from peerlearn.web.kit import session
from peerlearn.web.kit.confidence import reader_here
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.kit.labels import word_of
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.queries import enrolments_of_person, workshops_led_by
from peerlearn.workshops.rules import Place


@dataclass(frozen=True)
class Moment:
    """One line of the story. `kind` and `state` choose its words and its icon; `url` leads to the thing."""

    on: date
    kind: str
    what: str
    where: str = ""
    state: str = ""
    url: str = ""
    seen: int = 0
    by: str = ""
    is_to_come: bool = False


@dataclass(frozen=True)
class Month:
    """The moments of one month; those to come have a heading of their own."""

    first_day: date | None
    moments: Sequence[Moment]


@dataclass(frozen=True)
class _Record:
    """What was marked of a person, by workshop: the state that counts, and how many skills were seen."""

    presences: dict[int, PresenceFact]
    seen: Counter[int]

    @classmethod
    def of(cls, person_id: int) -> "_Record":
        shown = {(fact.workshop_id, fact.skill_code) for fact in observations_of_person(person_id) if fact.level}
        presences = {fact.workshop_id: fact for fact in presences_of_person(person_id)}
        return cls(presences, Counter(workshop for workshop, _skill in shown))

    def state_in(self, workshop_id: int) -> str:
        fact = self.presences.get(workshop_id)
        return fact.state.value if fact else ""


def capabilities_at(person: Person) -> frozenset[Capability]:
    """What the present house of a person has switched on."""
    account = session.account_here()
    return frozenset(one for one in Capability if account.has(one, at=person.organisation_id))


def story_of(
    person_id: int, *, now: datetime, tells: Collection[Capability] = tuple(Capability), is_here: bool = True
) -> list[Month]:
    """What is to come on top, then month by month down to the day the person arrived; of what the house does only.

    Where the person is, what they did elsewhere is told too; the house they left tells what happened in it.
    """
    moments = [*_homes(person_id), *_merges(person_id)]
    if is_here and Capability.DIAGNOSIS in tells:
        moments += _talks(person_id)
    if is_here and Capability.FOLLOW_UP in tells:
        moments += [*_followers(person_id), *_notes(person_id)]
    if Capability.BADGES in tells:
        moments += _badges(person_id, is_here=is_here)
    if Capability.WORKSHOPS in tells:
        moments += _workshops(person_id, now, is_here=is_here)
    return _by_month(sorted(moments, key=lambda moment: (moment.is_to_come, moment.on), reverse=True))


def _workshops(person_id: int, now: datetime, *, is_here: bool) -> Iterator[Moment]:
    record = _Record.of(person_id)
    enrolments, led = enrolments_of_person(person_id), workshops_led_by(person_id)
    yield from _seats(enrolments, record, now)
    yield from _led(led, record, now)
    if is_here:
        told = {enrolment.workshop_id for enrolment in enrolments} | {workshop.id for workshop in led}
        yield from _elsewhere(person_id, record, told, now)


def _by_month(moments: Sequence[Moment]) -> list[Month]:
    return [Month(day, list(found)) for day, found in groupby(moments, key=_first_of_month)]


def _first_of_month(moment: Moment) -> date | None:
    return None if moment.is_to_come else moment.on.replace(day=1)


def _seats(enrolments: Sequence[Enrolment], record: _Record, now: datetime) -> Iterator[Moment]:
    names = names_of({one.enrolled_by_id for one in enrolments})
    for enrolment in enrolments:
        workshop, waits = enrolment.workshop, enrolment.place is Place.WAITING
        if waits and workshop.has_ended(now):
            continue
        unmarked = "on" if workshop.has_started(now) and not workshop.has_ended(now) else ""
        state = "waiting" if waits else record.state_in(workshop.id) or unmarked
        is_to_come = not workshop.has_started(now) and state in {"", "waiting"}
        moment = _moment("seat", workshop, state, seen=record.seen[workshop.id], is_to_come=is_to_come)
        yield replace(moment, by=names.get(enrolment.enrolled_by_id or 0, ""))


def _led(led: Sequence[Workshop], record: _Record, now: datetime) -> Iterator[Moment]:
    for workshop in led:
        yield _moment("led", workshop, seen=record.seen[workshop.id], is_to_come=not workshop.has_started(now))


def _moment(kind: str, workshop: Workshop, state: str = "", *, seen: int, is_to_come: bool) -> Moment:
    return Moment(
        on=workshop.starts_local.date(),
        kind=kind,
        what=in_language(workshop.module.title),
        where=f"{workshop.host.name}, {workshop.site.name}",
        state="cancelled" if workshop.is_cancelled else state,
        url=url_for("workshops.workshop", public_id=workshop.public_id),
        seen=seen,
        is_to_come=is_to_come and not workshop.is_cancelled,
    )


def _elsewhere(person_id: int, record: _Record, told: Collection[int], now: datetime) -> Iterator[Moment]:
    """What is the person's own record and was written where this scope does not reach: no link leads there."""
    for workshop_id, fact in record.presences.items():
        if workshop_id not in told:
            title, seen = in_language(fact.module_title), record.seen[workshop_id]
            yield Moment(fact.on, "seat", title, fact.host_name, fact.state.value, seen=seen)
    for led in workshops_led_done(person_id, now=now):
        if led.workshop_id not in told:
            seen = record.seen[led.workshop_id]
            yield Moment(led.on, "led", in_language(led.module_title), led.host_name, seen=seen)


def _badges(person_id: int, *, is_here: bool) -> Iterator[Moment]:
    for award in awards_told(person_id):
        yield Moment(
            on=_last_step_of(award),
            kind="badge",
            what=in_language(award.achievement.name),
            state=award.state.value,
            url=url_for("awards.award", public_id=award.public_id) if is_here else "",
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
    return _day_of(steps.get(award.state) or award.proposed_at)


def _talks(person_id: int) -> Iterator[Moment]:
    for one in diagnoses_of(person_id):
        if one.finished_at is not None:
            state = str(one.level_that_counts or "")
            url = url_for("diagnoses.result", public_id=one.public_id)
            yield Moment(_day_of(one.finished_at), "diagnosis", "", state=state, url=url)


def _followers(person_id: int) -> Iterator[Moment]:
    for one in follows_of(person_id):
        yield Moment(_day_of(one.started_at), "followed", one.account.name)


def _notes(person_id: int) -> Iterator[Moment]:
    """Signed ones, for who may read them: whoever answers for many houses looks on without."""
    account = session.account_here()
    if not account.may(Permission.WRITE_NOTES):
        return
    with scope.within(db.session(), account.scope_for(Permission.WRITE_NOTES)):
        found = signed_notes_of(person_id, reader_here())
    for one in found:
        what = in_language(one.theme) if one.theme else ""
        url = url_for("notes.show", note_id=one.public_id)
        yield Moment(one.facts.met_on, "note", what, url=url, by=one.facts.with_whom)


def _homes(person_id: int) -> Iterator[Moment]:
    """Arrived, became something else there, or moved from one house to the other where both are known here; left, where
    the next one is not."""
    found = affiliations_of(person_id)
    starts = {one.from_on for one in found}
    for one in found:
        before = next((other for other in found if other.until_on == one.from_on and other is not one), None)
        if before and before.organisation_id == one.organisation_id:
            yield Moment(one.from_on, "position", word_of(one.position))
        else:
            yield Moment(one.from_on, "moved" if before else "home", one.organisation.name)
        if one.until_on is not None and one.until_on not in starts and not _stays_on(one, found):
            yield Moment(one.until_on, "left", one.organisation.name)


def _stays_on(left: Affiliation, found: Sequence[Affiliation]) -> bool:
    """Two records that were put together may have been at one house side by side."""
    return any(one.organisation_id == left.organisation_id and one.until_on is None for one in found)


def _merges(person_id: int) -> Iterator[Moment]:
    for merge in merges_into(person_id):
        yield Moment(_day_of(merge.merged_at), "merged", "", state="undone" if merge.undone_at else "")


def _day_of(instant: datetime) -> date:
    return clock.day_of(instant)
