"""Diagnoses that were held on a phone without network: rights are checked now, level and advice worked out now, and
each is stored once.

A conversation has an id made on the phone, as every mark. It belongs to the house where it was held: whoever moved on
meanwhile left it there, as every conversation before. One that may not be kept is refused, and says what to do now: the
phone then forgets the answers, which are nobody's to keep.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from peerlearn.attendance.counting import RefusedError
from peerlearn.attendance.marks import MarkRefusedError, corrected, digest_of, id_of, read_instant
from peerlearn.attendance.sync import Answer, Batch, Fate
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.texts import is_name
from peerlearn.diagnoses.actions import Held, bring
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.diagnoses.queries import find_questionnaire
from peerlearn.diagnoses.rules import Need
from peerlearn.people.finding import is_there
from peerlearn.people.models import Affiliation, Person

KIND = "diagnosis"
_MOST_ANSWERS = 100
_KNOWN = "whether this conversation was sent before, or another goes on; only that is answered"
_WHO = "whom the conversation was with, also when they moved on; where it was held, the scope says"


@dataclass(frozen=True)
class Told:
    """A conversation as a phone sends it; its times are the phone's. One that is not over was begun by whoever left."""

    id: UUID
    digest: str
    person: str
    questionnaire: tuple[str, str]
    answers: Mapping[str, str]
    seen: tuple[Need, ...]
    is_over: bool
    started_at: datetime
    recorded_at: datetime


def is_conversation(raw: object) -> bool:
    """Whether this mark is one."""
    return isinstance(raw, dict) and raw.get("kind") == KIND


def read_conversation(content: object) -> Told:
    """Read one conversation.

    Raises:
        MarkRefusedError: `malformed`.
    """
    if not isinstance(content, dict):
        raise MarkRefusedError("malformed")
    questionnaire, answers, seen = (content.get(name) for name in ("questionnaire", "answers", "seen"))
    is_over = content.get("is_over", True)
    if not isinstance(questionnaire, dict) or not isinstance(answers, dict) or not isinstance(seen, list):
        raise MarkRefusedError("malformed")
    if not isinstance(is_over, bool) or len(answers) > _MOST_ANSWERS or len(seen) > len(Need):
        raise MarkRefusedError("malformed")
    try:
        noticed = tuple(Need(_code(one)) for one in seen)
    except ValueError as error:
        raise MarkRefusedError("malformed") from error
    return Told(
        id=id_of(content),
        digest=digest_of(content),
        person=_code(content.get("person")),
        questionnaire=(_code(questionnaire.get("code")), _code(questionnaire.get("version"))),
        answers={_code(question): _code(option) for question, option in answers.items()},
        seen=noticed,
        is_over=is_over,
        started_at=read_instant(content.get("started_at")),
        recorded_at=read_instant(content.get("recorded_at")),
    )


def receive_conversations(batch: Batch, *, by: int | None, may_ask: bool) -> list[Answer]:
    """Store conversations; one answer for each, in the order in which they were sent.

    The scope of the session says whom `by` may ask. The people are held first, in one order, so that the same batch
    sent twice at once is stored once.
    """
    told: dict[int, Told] = {}
    answers: dict[int, Answer] = {}
    for place, raw in enumerate(batch.marks):
        try:
            told[place] = read_conversation(raw)
        except MarkRefusedError as problem:
            answers[place] = _refused(raw, problem.code)
    people = _held_people({one.person for one in told.values()})
    known = _known({one.id for one in told.values()})
    for place, one in told.items():
        try:
            fate, reason = _received(one, people, known, batch, by=by, may_ask=may_ask)
            answers[place] = Answer(str(one.id), fate, reason)
        except RefusedError as refused:
            answers[place] = Answer(str(one.id), Fate.REFUSED, refused.reason)
    return [answers[place] for place in range(len(batch.marks))]


def _received(  # noqa: PLR0913 - what, what is there already, from which batch, by whom, with which right
    told: Told,
    people: Mapping[str, int],
    known: dict[UUID, tuple[str | None, int | None]],
    batch: Batch,
    *,
    by: int | None,
    may_ask: bool,
) -> tuple[Fate, str]:
    if told.id in known:
        if known[told.id] != (told.digest, by):
            raise RefusedError("mark_differs")
        return Fate.ALREADY_KNOWN, ""
    if not may_ask:
        raise RefusedError("may_not_diagnose")
    held = _as_held(told, batch)
    person_id = people.get(told.person)
    home = None if person_id is None else _home_at(person_id, held.finished_at)
    if home is None:
        raise RefusedError("person_elsewhere")
    if home.until_on is not None or _goes_on(home.person_id):
        held = replace(held, is_over=True)
    try:
        bring(home, held, by=by)
    except DomainError as problem:
        raise RefusedError("malformed") from problem
    known[told.id] = (told.digest, by)
    return Fate.ACCEPTED, "" if home.until_on is None else "person_moved"


def _as_held(told: Told, batch: Batch) -> Held:
    questionnaire = find_questionnaire(*told.questionnaire)
    if questionnaire is None:
        raise RefusedError("malformed")
    finished = corrected(told.recorded_at, sent_at=batch.sent_at, received_at=batch.received_at)
    started = corrected(told.started_at, sent_at=batch.sent_at, received_at=batch.received_at)
    return Held(
        questionnaire=questionnaire,
        answers=told.answers,
        seen=told.seen,
        is_over=told.is_over,
        started_at=min(started, finished),
        finished_at=finished,
        mark_id=told.id,
        digest=told.digest,
    )


def _held_people(public_ids: set[str]) -> dict[str, int]:
    """Public id → id of those who are still somebody, wherever they are; locked."""
    query = select(Person.id, Person.public_id, Person.first_name).where(Person.public_id.in_(public_ids), is_there())
    with scope.beyond(db.session(), _WHO):
        rows = db.session.execute(query.order_by(Person.id).with_for_update(of=Person)).all()
    return {row.public_id: row.id for row in rows if is_name(row.first_name)}


def _home_at(person_id: int, moment: datetime) -> Affiliation | None:
    """Where they were when it was held, if that is a house whose people `by` may ask.

    That house reads the answers, as the person was told before the first question; a house they came to since does not.
    """
    day = clock.day_of(moment)
    lines = select(Affiliation.id, Affiliation.from_on, Affiliation.until_on).where(Affiliation.person_id == person_id)
    with scope.beyond(db.session(), _WHO):
        rows = db.session.execute(lines.order_by(Affiliation.from_on.desc(), Affiliation.id.desc())).all()
    begun = [one for one in rows if one.from_on <= day] or rows[-1:]
    then = [one.id for one in begun if one.until_on is None or day <= one.until_on] or [one.id for one in begun[:1]]
    query = select(Affiliation).where(Affiliation.id.in_(then)).order_by(Affiliation.id.desc())
    return db.session.execute(query).scalars().first()


def _goes_on(person_id: int) -> bool:
    """Whether another conversation with them is under way, wherever: there is one at a time."""
    query = select(Diagnosis.id).where(Diagnosis.person_id == person_id, Diagnosis.finished_at.is_(None))
    with scope.beyond(db.session(), _KNOWN):
        return db.session.execute(query.limit(1)).first() is not None


def _known(ids: set[UUID]) -> dict[UUID, tuple[str | None, int | None]]:
    query = select(Diagnosis.mark_id, Diagnosis.digest, Diagnosis.by_id).where(Diagnosis.mark_id.in_(ids))
    with scope.beyond(db.session(), _KNOWN):
        rows = db.session.execute(query.order_by(Diagnosis.id)).all()
    return {row.mark_id: (row.digest, row.by_id) for row in rows if row.mark_id}


def _refused(raw: object, reason: str) -> Answer:
    said = raw.get("id") if isinstance(raw, dict) else None
    return Answer(said if isinstance(said, str) else "", Fate.REFUSED, reason)


def _code(value: object) -> str:
    # PostgreSQL takes no NUL, and would refuse the whole batch for it.
    if not isinstance(value, str) or not 1 <= len(value) <= 60 or not (value.isascii() and value.isprintable()):
        raise MarkRefusedError("malformed")
    return value
