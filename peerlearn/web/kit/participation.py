"""The participation certificate: what somebody took part in, led, and was seen to do. A statement of the house that
knows it by its sheets; no badge, and signed by hand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Response, make_response
from flask_babel import gettext as _
from flask_babel import ngettext

from peerlearn.attendance.queries import (
    LedFact,
    PresenceFact,
    SkillFact,
    best_levels_of_track,
    workshops_attended,
    workshops_led_done,
)
from peerlearn.core import clock
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.rules import siret_as_written
from peerlearn.people.models import Person
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.web.kit import i18n, paper
from peerlearn.web.kit.languages import language


@dataclass(frozen=True)
class Participation:
    """What the sheets of workshops say of one person."""

    attended: Sequence[PresenceFact]
    led: Sequence[LedFact]
    skills: Sequence[SkillFact]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to certify yet."""
        return not self.attended and not self.led

    @property
    def days(self) -> list[date]:
        """Every day on which they took part or led, the first first."""
        return sorted({*(fact.on for fact in self.attended), *(fact.on for fact in self.led)})


def participation_of(person_id: int, *, now: datetime) -> Participation:
    """All of it, on every track and at every house."""
    skills = [fact for track in TrackCode for fact in best_levels_of_track(person_id, track)]
    return Participation(
        attended=workshops_attended(person_id),
        led=workshops_led_done(person_id, now=now),
        skills=[fact for fact in skills if fact.level >= Level.WITH_HELP],
    )


def certificate_of(person: Person, *, now: datetime) -> bytes | None:
    """The sheet as PDF; None where there is nothing to certify yet."""
    found = participation_of(person.id, now=now)
    if found.is_empty:
        return None
    today = clock.day_of(now)
    values = _heads(person, today) | _who_and_when(person, found) | _rows(found)
    return paper.sheet("paper/participation.typ", values, files={}, dated=now)


def handed_over(person: Person, *, now: datetime) -> Response | None:
    """The sheet as an answer: a file to keep, whose name says nothing of anybody."""
    sheet = certificate_of(person, now=now)
    if sheet is None:
        return None
    answer = make_response(sheet)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = 'attachment; filename="attestation-participation.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _heads(person: Person, today: date) -> dict[str, object]:
    house = person.organisation.name
    return {
        "lang": language(),
        "title": _("Participation certificate: %(name)s", name=person.full_name),
        "heading": _("Participation certificate"),
        "house": house,
        "certifies": _("%(house)s certifies that", house=house),
        "name": person.full_name,
        "attended_title": _("Workshops attended"),
        "led_title": _("Workshops led for others"),
        "skills_title": _("What was seen in workshops"),
        "day_head": _("Day"),
        "what_head": _("Workshop"),
        "where_head": _("Where"),
        "how_long_head": _("Time there"),
        "people_head": _("People helped"),
        "made": _("Made on %(day)s, from the attendance sheets.", day=i18n.day(today, year=True)),
        "signature": _("For %(house)s: name, signature, stamp", house=house),
        "foot": _(
            "This sheet says what was done and seen. It is no badge and no diploma: it counts with the signature above."
        ),
    }


def _who_and_when(person: Person, found: Participation) -> dict[str, object]:
    first, last = found.days[0], found.days[-1]
    if first == last:
        when = _("on %(day)s", day=i18n.day(first, year=True))
    else:
        when = _("from %(first)s to %(last)s", first=i18n.day(first, year=True), last=i18n.day(last, year=True))
    return {"when": _("took part in the programme, %(when)s.", when=when), "legal": _legal(person.organisation)}


def _legal(house: Organisation) -> str:
    if not house.siret:
        return house.name
    return str(_("%(house)s, SIRET %(siret)s", house=house.name, siret=siret_as_written(house.siret)))


def _rows(found: Participation) -> dict[str, object]:
    attended = list(_attended(found.attended))
    return {
        "attended": [row for row, _minutes in attended],
        "total": _total(len(attended), sum(minutes for _row, minutes in attended)) if attended else "",
        "led": [
            [i18n.day(fact.on, year=True), i18n.in_language(fact.module_title), fact.host_name, str(fact.learners)]
            for fact in found.led
        ],
        "skills": list(_skills(found.skills)),
    }


def _skills(facts: Sequence[SkillFact]) -> Iterable[dict[str, object]]:
    """What they do best comes first, under a sentence that whoever reads the sheet understands without a key."""
    said = {
        Level.CAN_EXPLAIN: _("Does this without help, and explained it to others:"),
        Level.ALONE: _("Does this without help:"),
        Level.WITH_HELP: _("Does this with a little help:"),
    }
    for level, words in said.items():
        if labels := [i18n.in_language(fact.label) for fact in facts if fact.level == level]:
            yield {"words": words, "labels": labels}


def _attended(facts: Iterable[PresenceFact]) -> Iterable[tuple[list[str], int]]:
    """One row for each workshop, both halves of a day together."""
    by_workshop: dict[int, list[PresenceFact]] = {}
    for fact in facts:
        by_workshop.setdefault(fact.workshop_id, []).append(fact)
    for halves in by_workshop.values():
        first, minutes = halves[0], sum(half.minutes for half in halves)
        title = i18n.in_language(first.module_title)
        yield [i18n.day(first.on, year=True), title, first.host_name, i18n.duration(minutes)], minutes


def _total(workshops: int, minutes: int) -> str:
    said = ngettext(
        "In all: %(num)d workshop, %(time)s.",
        "In all: %(num)d workshops, %(time)s.",
        workshops,
        time=i18n.duration(minutes),
    )
    return str(said)
