"""Move an old demonstration to today: what happened last week stays last week. Signed bytes keep their dates."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from peerlearn.attendance.models import FieldMark, Observation, Presence, WorkshopClosing
from peerlearn.awards.models import AchievementDraft, Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.facilitators.models import Interest, Review, SelfAssessment
from peerlearn.followup.models import Follow
from peerlearn.organisations.models import OrganisationInWave, Programme, Wave
from peerlearn.people.models import Affiliation, Person
from peerlearn.tracks.models import ModuleChoice, Outcome
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator

_RECORDS: dict[Any, tuple[str, ...]] = {
    Person: ("created_at",),
    ModuleChoice: ("chosen_at", "taken_back_at"),
    Diagnosis: ("started_at", "finished_at", "chosen_at"),
    Follow: ("started_at", "ended_at"),
    Interest: ("said_at", "taken_back_at"),
    Review: ("written_at",),
    WorkshopClosing: ("recorded_at", "received_at"),
    FieldMark: ("recorded_at", "counted_at", "received_at"),
    SelfAssessment: ("said_at",),
    Outcome: ("gained_at",),
    AchievementDraft: ("begun_at", "changed_at"),
}


def move_to(day: date) -> int:
    """Move workshops, presence, observations, waves, ends of contracts, conversations, wishes, who accompanies whom
    and unsigned badges by the days since the demonstration was dated.

    Returns how many days. Badges that were given keep their dates: signed bytes never change.
    """
    programme = db.session.execute(select(Programme)).scalar_one()
    if programme.demo_day is None:
        return 0
    days = timedelta(days=(day - programme.demo_day).days)
    programme.demo_day = day
    for workshop in db.session.execute(select(Workshop).order_by(Workshop.id)).scalars():
        _move_workshop(workshop, days)
    for enrolment in db.session.execute(select(Enrolment).order_by(Enrolment.id)).scalars():
        enrolment.queued_at += days
        enrolment.seated_at = _later(enrolment.seated_at, days)
    for named in db.session.execute(select(WorkshopFacilitator).order_by(WorkshopFacilitator.id)).scalars():
        named.named_at += days
    presences = db.session.execute(select(Presence).order_by(Presence.id)).scalars()
    observations = db.session.execute(select(Observation).order_by(Observation.id)).scalars()
    for mark in (*presences, *observations):
        mark.recorded_at += days
        mark.received_at += days
    _move_affiliations(days)
    for wave in db.session.execute(select(Wave).order_by(Wave.id)).scalars():
        wave.starts_on += days
    for part in db.session.execute(select(OrganisationInWave).order_by(OrganisationInWave.id)).scalars():
        part.from_on += days
    _move_records(days)
    _move_unsigned_badges(days)
    db.session.flush()
    return days.days


def _move_workshop(workshop: Workshop, days: timedelta) -> None:
    """The wall clock moves by whole days; the instants follow, across a change to summer time too."""
    lasts = workshop.ends_at - workshop.starts_at
    workshop.starts_local += days
    workshop.starts_at = clock.to_instant(workshop.starts_local, workshop.time_zone)
    workshop.ends_at = workshop.starts_at + lasts
    workshop.created_at += days


def _move_affiliations(days: timedelta) -> None:
    for affiliation in db.session.execute(select(Affiliation).order_by(Affiliation.id)).scalars():
        affiliation.from_on += days
        if affiliation.until_on is not None:
            affiliation.until_on += days
        if affiliation.contract_ends_on is not None:
            affiliation.contract_ends_on += days


def _move_records(days: timedelta) -> None:
    """Wishes, conversations, who accompanies whom: all their instants."""
    for table, columns in _RECORDS.items():
        for row in db.session.execute(select(table).order_by(table.id)).scalars():
            for column in columns:
                setattr(row, column, _later(getattr(row, column), days))


def _move_unsigned_badges(days: timedelta) -> None:
    states = (AwardState.PROPOSED, AwardState.OFFERED, AwardState.ACCEPTED)
    unsigned = select(Award).where(Award.state.in_(states)).order_by(Award.id)
    for award in db.session.execute(unsigned).scalars():
        award.proposed_at += days
        award.approved_at = _later(award.approved_at, days)
        award.offered_at = _later(award.offered_at, days)
        award.accepted_at = _later(award.accepted_at, days)
        award.awarded_on = award.awarded_on and award.awarded_on + days


def _later(instant: datetime | None, days: timedelta) -> datetime | None:
    return None if instant is None else instant + days
