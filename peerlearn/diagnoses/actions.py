"""Use cases of a diagnosis: begun, answered question by question, ended, corrected. They flush and never commit."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.diagnoses.models import Diagnosis, Questionnaire
from peerlearn.diagnoses.queries import open_diagnosis, questionnaire_in_force, teaching
from peerlearn.diagnoses.questionnaires import questions_of
from peerlearn.diagnoses.rules import LEVELS, Need, Questions, score
from peerlearn.people.models import Affiliation, Person
from peerlearn.people.queries import current_affiliation

# What staff may add because they saw it; everything else follows from an answer.
SEEN_BY_STAFF = (Need.LARGE_TEXT, Need.QUIET_PLACE)


@dataclass(frozen=True)
class Held:
    """A conversation as a phone kept it, over or as far as it went; `mark_id` and `digest` tell it when it is sent
    again."""

    questionnaire: Questionnaire
    answers: Mapping[str, str]
    seen: Collection[Need]
    is_over: bool
    started_at: datetime
    finished_at: datetime
    mark_id: UUID
    digest: str


def begin(
    person: Person, *, by: int, confided: Callable[[Diagnosis], bool] = lambda _: True, now: datetime
) -> Diagnosis:
    """Begin the conversation, or go on with the one that was begun, if its answers are `confided` to whoever asks.

    Raises:
        NoResultFound: the person is nowhere in scope.
        DomainError: `diagnoses.of_the_house`: begun by those who accompany the person, and for them alone.
    """
    # One after the other for this person: two taps begin one conversation.
    db.session.refresh(person, with_for_update={"of": Person})
    if (begun := open_diagnosis(person.id)) is not None:
        if not confided(begun):
            raise DomainError("diagnoses.of_the_house")
        return begun
    home = current_affiliation(person.id)
    diagnosis = Diagnosis(
        organisation_id=home.organisation_id,
        person_id=person.id,
        affiliation_id=home.id,
        questionnaire_id=questionnaire_in_force().id,
        started_at=now,
        by_id=by,
        answers={},
        result={},
    )
    db.session.add(diagnosis)
    db.session.flush()
    audit.record(db.session(), "diagnosis.begun", diagnosis, account_id=by, organisation_id=home.organisation_id)
    return diagnosis


def answer(diagnosis: Diagnosis, chosen: Mapping[str, str]) -> None:
    """Note answers: question code → option code. Each is kept at once; answering again replaces the former.

    Raises:
        DomainError: `diagnoses.finished`; `diagnoses.no_such_answer`.
    """
    held = _held(diagnosis)
    _ensure_offered(questions_of(held.questionnaire), chosen)
    held.answers = {**held.answers, **chosen}
    db.session.flush()


def finish(diagnosis: Diagnosis, *, seen: Collection[Need] = (), by: int | None, now: datetime) -> None:
    """End the conversation, whole or stopped half-way, and write down what the answers say.

    `seen` are needs that staff noticed themselves.

    Raises:
        DomainError: `diagnoses.finished`.
    """
    _conclude(_held(diagnosis), seen, by=by, now=now)


def end_open(person_id: int, *, by: int | None, now: datetime) -> None:
    """Who leaves the house leaves the conversation that was begun there, as far as it went: the next begins anew."""
    if (begun := open_diagnosis(person_id)) is not None:
        finish(begun, by=by, now=now)


def bring(home: Affiliation, held: Held, *, by: int | None) -> Diagnosis:
    """Write down a conversation that was held without network, at `home`; what it says is worked out here, now.

    One that was begun on the site meanwhile goes on as it is. One that is not over goes on on the site.

    Raises:
        DomainError: `diagnoses.no_such_answer`.
    """
    _ensure_offered(questions_of(held.questionnaire), held.answers)
    diagnosis = Diagnosis(
        organisation_id=home.organisation_id,
        person_id=home.person_id,
        affiliation_id=home.id,
        questionnaire=held.questionnaire,
        started_at=held.started_at,
        by_id=by,
        answers=dict(held.answers),
        result={},
        mark_id=held.mark_id,
        digest=held.digest,
    )
    if held.is_over:
        _conclude(diagnosis, held.seen, by=by, now=held.finished_at)
        return diagnosis
    db.session.add(diagnosis)
    db.session.flush()
    audit.record(db.session(), "diagnosis.begun", diagnosis, account_id=by, organisation_id=home.organisation_id)
    return diagnosis


def choose_level(diagnosis: Diagnosis, level: int, *, because: str, by: int, now: datetime) -> None:
    """Put another level in the place of what the answers say: the result is an aid, a human decides and says why.

    Raises:
        DomainError: `diagnoses.not_finished`, `diagnoses.no_such_answer`, `diagnoses.reason_needed`.
    """
    held = _locked(diagnosis)
    if not held.is_finished:
        raise DomainError("diagnoses.not_finished")
    if level not in LEVELS:
        raise DomainError("diagnoses.no_such_answer")
    if not because.strip():
        raise DomainError("diagnoses.reason_needed")
    held.level_chosen, held.chosen_because, held.chosen_by_id, held.chosen_at = level, because.strip(), by, now
    db.session.flush()
    audit.record(db.session(), "diagnosis.level_chosen", held, account_id=by, organisation_id=held.organisation_id)


def _conclude(diagnosis: Diagnosis, seen: Collection[Need], *, by: int | None, now: datetime) -> None:
    result = score(questions_of(diagnosis.questionnaire), diagnosis.answers, teaching())
    needs = [need for need in Need if need in result.needs or (need in seen and need in SEEN_BY_STAFF)]
    diagnosis.finished_at = now
    diagnosis.answered, diagnosis.percent, diagnosis.level = result.answered, result.percent, result.level
    diagnosis.result = {
        "modules": list(result.modules),
        "needs": [need.value for need in needs],
        "interest": result.interest.value if result.interest else None,
    }
    db.session.add(diagnosis)
    db.session.flush()
    house = diagnosis.organisation_id
    audit.record(db.session(), "diagnosis.finished", diagnosis, account_id=by, organisation_id=house)


def _ensure_offered(questions: Questions, chosen: Mapping[str, str]) -> None:
    for code, option in chosen.items():
        question = questions.question(code)
        if question is None or question.option(option) is None:
            raise DomainError("diagnoses.no_such_answer")


def _held(diagnosis: Diagnosis) -> Diagnosis:
    held = _locked(diagnosis)
    if held.is_finished:
        raise DomainError("diagnoses.finished")
    return held


def _locked(diagnosis: Diagnosis) -> Diagnosis:
    query = select(Diagnosis).where(Diagnosis.id == diagnosis.id).with_for_update(of=Diagnosis)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one()
