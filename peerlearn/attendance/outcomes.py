"""What being there leads to: the staff track, attended whole, opens the diagnosis. Recounted after each mark."""

from collections.abc import Sequence
from datetime import datetime

from peerlearn.attendance.queries import workshops_attended
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.tracks import actions
from peerlearn.tracks.models import Module
from peerlearn.tracks.queries import curriculum_of, modules_of
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.readiness import find_training, is_from_outside

FIRST_TRAINING = "T1"
_OPENED = "what a person gains follows them, whichever house marked their presence"


def missing_of_staff_track(person_id: int) -> Sequence[Module]:
    """The modules of the staff track that the person has not attended yet, in their order.

    Raises:
        NoResultFound: no staff curriculum was loaded.
    """
    # By code: what was attended on a former version of the curriculum stays attended.
    attended = {fact.module_code for fact in workshops_attended(person_id) if fact.track is TrackCode.STAFF}
    return [module for module in modules_of(curriculum_of(TrackCode.STAFF)) if module.code not in attended]


def settle(enrolment: Enrolment, workshop: Workshop, *, by: int | None, now: datetime) -> None:
    """After a presence was marked or taken back: may this person run a diagnosis, or, from outside, meet people?"""
    if workshop.module.curriculum.track is TrackCode.FACILITATOR:
        _settle_first_training(enrolment, workshop, by=by, now=now)
    if workshop.module.curriculum.track is not TrackCode.STAFF:
        return
    db.session.flush()
    missing = missing_of_staff_track(enrolment.person_id)
    with scope.beyond(db.session(), _OPENED):
        if missing:
            actions.lose(enrolment.person_id, permission=Permission.DIAGNOSE, by=by)
        else:
            actions.gain(
                enrolment.person_id,
                organisation_id=enrolment.home_organisation_id,
                permission=Permission.DIAGNOSE,
                because=workshop.module.curriculum.code,
                by=by,
                now=now,
            )


def _settle_first_training(enrolment: Enrolment, workshop: Workshop, *, by: int | None, now: datetime) -> None:
    """The first training of facilitators prepares volunteers and professionals too; what staff noted stays theirs."""
    if workshop.module.code != FIRST_TRAINING:
        return
    db.session.flush()
    code = workshop.module.curriculum.code
    was_there = any(
        fact.track is TrackCode.FACILITATOR and fact.module_code == FIRST_TRAINING
        for fact in workshops_attended(enrolment.person_id)
    )
    with scope.beyond(db.session(), _OPENED):
        if was_there and is_from_outside(enrolment.person_id):
            actions.gain(
                enrolment.person_id,
                organisation_id=enrolment.home_organisation_id,
                permission=Permission.MEET_PEOPLE,
                because=code,
                by=by,
                now=now,
            )
        elif not was_there and (held := find_training(enrolment.person_id)) is not None and held.because == code:
            actions.lose(enrolment.person_id, permission=Permission.MEET_PEOPLE, by=by)
