"""Use cases: a wish is noted, a workshop looked back at, a skill placed. They flush and never commit.

The person's row is locked first, so that two taps at once leave one word.
"""

from datetime import datetime

from sqlalchemy.exc import NoResultFound

from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.facilitators.models import Interest, Review, SelfAssessment
from peerlearn.facilitators.proposals import people_to_propose, proposals_by
from peerlearn.facilitators.queries import count_notes, count_self_assessments, find_review, notes_of, own_levels
from peerlearn.facilitators.rules import MOST_NOTES, MOST_SELF_ASSESSMENTS, Answer, Source
from peerlearn.people.models import Person
from peerlearn.people.queries import current_affiliation
from peerlearn.tracks.models import Skill
from peerlearn.tracks.rules import Level
from peerlearn.workshops.models import Workshop, WorkshopFacilitator


def note_interest(person: Person, answer: Answer, *, source: Source, by: int | None, now: datetime) -> None:
    """Write down whether the person would like to lead. The same word twice changes nothing: who waits goes on waiting.

    Raises:
        NoResultFound: the person is nowhere in scope.
        DomainError: `facilitators.said_too_often`.
    """
    _hold(person)
    known = next(iter(notes_of(person.id)), None)
    if known is not None and (known.answer, known.source) == (answer, source):
        return
    if count_notes(person.id) >= MOST_NOTES:
        raise DomainError("facilitators.said_too_often", name=person.first_name, most=MOST_NOTES)
    _write(person, answer, source=source, by=by, now=now)


def propose(person_id: int, *, leader_id: int, by: int, now: datetime) -> Person:
    """Somebody who leads says whom one might ask. It changes no word of the person; twice is once, and proposing again
    what was taken back makes no second row.

    Raises:
        NoResultFound: the person came to no workshop that `leader_id` led.
    """
    person = _whom_they_know(person_id, leader_id)
    _hold(person)
    if (note := proposals_by(by).get(person.id)) is None:
        _write(person, Answer.MAYBE, source=Source.COLLEAGUE, by=by, now=now)
    else:
        note.taken_back_at = None
        db.session.flush()
    return person


def take_proposal_back(person_id: int, *, leader_id: int, by: int, now: datetime) -> Person:
    """It is a proposal no longer; twice changes nothing.

    Raises:
        NoResultFound: as for `propose`.
    """
    person = _whom_they_know(person_id, leader_id)
    _hold(person)
    note = proposals_by(by).get(person.id)
    if note is not None and note.taken_back_at is None:
        note.taken_back_at = now
        db.session.flush()
        audit.record(db.session(), "interest.taken_back", note, account_id=by, organisation_id=note.organisation_id)
    return person


def take_back_interest(person: Person, *, by: int | None, now: datetime) -> None:
    """What was noted of this person was a mistake: what a diagnosis says counts again. Twice changes nothing."""
    _hold(person)
    for note in notes_of(person.id):
        note.taken_back_at = now
        audit.record(db.session(), "interest.taken_back", note, account_id=by, organisation_id=note.organisation_id)
    db.session.flush()


def write_review(  # noqa: PLR0913 - who led, what they say of it, who writes it down and when
    leading: WorkshopFacilitator,
    workshop: Workshop,
    *,
    went_well: str,
    would_change: str,
    by: int | None,
    now: datetime,
) -> Review:
    """Look back at a workshop one led; written again, the latest words stand.

    Raises:
        DomainError: `facilitators.not_over`, `facilitators.did_not_take_place`, `facilitators.nothing_said`.
    """
    if workshop.is_cancelled or not leading.part.is_in_the_room:
        raise DomainError("facilitators.did_not_take_place")
    if not workshop.has_ended(now):
        raise DomainError("facilitators.not_over")
    if not (went_well.strip() or would_change.strip()):
        raise DomainError("facilitators.nothing_said")
    db.session.refresh(leading, with_for_update={"of": WorkshopFacilitator})
    review = find_review(workshop.id, leading.person_id) or Review(
        workshop_id=workshop.id,
        host_organisation_id=leading.host_organisation_id,
        person_id=leading.person_id,
        affiliation_id=leading.affiliation_id,
        home_organisation_id=leading.home_organisation_id,
    )
    review.went_well, review.would_change = went_well.strip(), would_change.strip()
    review.written_at, review.written_by_id = now, by
    db.session.add(review)
    db.session.flush()
    return review


def place_oneself(person: Person, skill: Skill, level: Level, *, now: datetime) -> None:
    """Say how one sees oneself with a skill of leading. The same word twice changes nothing; each stays in history.

    Raises:
        NoResultFound: the person is nowhere in scope.
        DomainError: `facilitators.placed_too_often`.
    """
    _hold(person)
    known = own_levels(person.id).get(skill.code)
    if known is not None and known.level == level:
        return
    if count_self_assessments(person.id) >= MOST_SELF_ASSESSMENTS:
        raise DomainError("facilitators.placed_too_often", most=MOST_SELF_ASSESSMENTS)
    home = current_affiliation(person.id)
    said = SelfAssessment(
        organisation_id=home.organisation_id,
        person_id=person.id,
        affiliation_id=home.id,
        skill_id=skill.id,
        level=int(level),
        said_at=now,
    )
    db.session.add(said)
    db.session.flush()


def _whom_they_know(person_id: int, leader_id: int) -> Person:
    found = next((one for one in people_to_propose(leader_id) if one.id == person_id), None)
    if found is None:
        raise NoResultFound
    return found


def _write(person: Person, answer: Answer, *, source: Source, by: int | None, now: datetime) -> None:
    home = current_affiliation(person.id)
    note = Interest(
        organisation_id=home.organisation_id,
        person_id=person.id,
        affiliation_id=home.id,
        answer=answer,
        source=source,
        said_at=now,
        by_id=by,
        taken_back_at=None,
    )
    db.session.add(note)
    db.session.flush()
    audit.record(db.session(), "interest.noted", note, account_id=by, organisation_id=home.organisation_id)


def _hold(person: Person) -> None:
    db.session.refresh(person, with_for_update={"of": Person})
