"""Diagnoses on the phone: what it keeps to hold one without network, and what it sends back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import url_for

from peerlearn.attendance.conversations import is_conversation, receive_conversations
from peerlearn.attendance.room import Marker
from peerlearn.attendance.sync import Answer, Batch, receive
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.diagnoses.models import Questionnaire
from peerlearn.diagnoses.queries import people_to_ask, questionnaire_in_force
from peerlearn.diagnoses.questionnaires import questions_of
from peerlearn.diagnoses.rules import Question
from peerlearn.people.models import Person
from peerlearn.people.rules import Called, names_in_room
from peerlearn.web.kit.i18n import in_language, language_of
from peerlearn.web.kit.questions import ANSWER_ICONS, PICTURES
from peerlearn.web.kit.session import SignedIn

# A phone is lost more easily than a list: those of one's own house whom nobody has asked yet, and no more.
_MOST_PEOPLE = 60
_MOST_FOUND = 12


def kept_conversations(account: SignedIn) -> dict[str, Any] | None:
    """The questions, and the first names of those to ask; None for whoever runs no diagnosis.

    `find` is where to look for the others by their first name, when there are more.
    """
    if Permission.DIAGNOSE not in account.permissions:
        return None
    with _reaching(account.scope_for(Permission.DIAGNOSE)):
        found = people_to_ask(_houses_of(account), most=_MOST_PEOPLE + 1)
        questionnaire = _told(questionnaire_in_force())
        people = _named(found[:_MOST_PEOPLE])
    find = url_for("field.people_called") if len(found) > _MOST_PEOPLE else ""
    return {"questionnaire": questionnaire, "people": people, "find": find}


def people_to_find(account: SignedIn, name: str) -> list[dict[str, str]]:
    """Of those nobody has asked yet, a few whose first name begins so; nobody when nothing was typed."""
    if not name.strip():
        return []
    with _reaching(account.scope_for(Permission.DIAGNOSE)):
        return _named(people_to_ask(_houses_of(account), most=_MOST_FOUND, called=name))


def _houses_of(account: SignedIn) -> set[int]:
    reach = account.scope_for(Permission.DIAGNOSE)
    return {one.organisation_id for one in account.memberships if reach.holds(one.organisation_id)}


def _named(found: Sequence[Person]) -> list[dict[str, str]]:
    names = names_in_room([Called(one.first_name, one.last_name) for one in found])
    people = [
        {"id": one.public_id, "name": name, "house": one.organisation.name}
        for one, name in zip(found, names, strict=True)
    ]
    return sorted(people, key=lambda one: one["name"].casefold())


def receive_for(batch: Batch, account: SignedIn | None, *, by: Marker) -> list[Answer]:
    """Store what an account's phone sends, marks of the room and conversations, with the rights that it has now."""
    places = [place for place, raw in enumerate(batch.marks) if is_conversation(raw)]
    if not places:
        return receive(batch, by=by)
    others = [place for place in range(len(batch.marks)) if place not in set(places)]
    answers = dict(zip(others, receive(_part(batch, others), by=by), strict=True))
    may_ask = account is not None and Permission.DIAGNOSE in account.permissions
    with _reaching(account.scope_for(Permission.DIAGNOSE) if account and may_ask else Scope.of(())):
        told = receive_conversations(_part(batch, places), by=by.account_id, may_ask=may_ask)
    answers |= dict(zip(places, told, strict=True))
    return [answers[place] for place in range(len(batch.marks))]


def _part(batch: Batch, places: list[int]) -> Batch:
    marks = [batch.marks[place] for place in places]
    return Batch(marks, batch.sent_at, batch.received_at, batch.walk_in_reason)


@contextmanager
def _reaching(reach: Scope) -> Iterator[None]:
    """Other rows than those of the room: whom one may ask, not whom one may mark."""
    session = db.session()
    here = scope.current(session)
    session.flush()
    scope.enter(session, reach)
    try:
        yield
        session.flush()
    finally:
        scope.enter(session, here)


def _told(questionnaire: Questionnaire) -> dict[str, Any]:
    questions = questions_of(questionnaire).questions
    return {
        "code": questionnaire.code,
        "version": questionnaire.version,
        "questions": [_question(one) for one in questions],
    }


def _question(question: Question) -> dict[str, Any]:
    options = [
        {"code": one.code, "label": in_language(one.label), "icon": ANSWER_ICONS.get(one.code, "")}
        for one in question.options
    ]
    return {
        "code": question.code,
        "label": in_language(question.label),
        "lang": language_of(question.label),
        "icon": PICTURES.get(question.code, "question"),
        "can_do": question.is_scored,
        "options": options,
    }
