"""Questionnaires as files: the JSON format `diagnosis/1`, read strictly and kept by version."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import Any

from sqlalchemy import select, update

from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.diagnoses.models import Questionnaire
from peerlearn.diagnoses.rules import SKIP, Interest, Need, Option, Question, Questions, Scoring

FORMAT = "diagnosis/1"
_LARGEST = 500_000
_CODE, _SHORT = re.compile(r"[a-z0-9][a-z0-9-]{0,59}"), re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,29}")
_METHOD = "percent_of_answered"


def own_questionnaire() -> bytes:
    """The questionnaire that comes with the product."""
    return (resources.files("peerlearn.diagnoses") / "content" / "smartphone.json").read_bytes()


def load(content: bytes, *, now: datetime) -> Questionnaire:
    """Store one version of a questionnaire; loading the same file twice changes nothing.

    Raises:
        DomainError: `diagnoses.file_wrong` with `problem`; `diagnoses.version_differs` when that version is already
            there with other content.
    """
    document = _read(content)
    fingerprint = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    code, version = document["code"], document["version"]
    query = select(Questionnaire).where(Questionnaire.code == code, Questionnaire.version == version)
    if (known := db.session.execute(query).scalar_one_or_none()) is not None:
        if known.content_sha256 != fingerprint:
            raise DomainError("diagnoses.version_differs", version=version)
        return known
    former = update(Questionnaire).where(Questionnaire.code == code, Questionnaire.superseded_at.is_(None))
    db.session.execute(former.values(superseded_at=now))
    questionnaire = Questionnaire(
        code=code,
        version=version,
        title=document["title"],
        content=document,
        content_sha256=fingerprint,
        loaded_at=now,
        superseded_at=None,
    )
    db.session.add(questionnaire)
    db.session.flush()
    return questionnaire


def bring(content: bytes, *, now: datetime) -> None:
    """Give an installation the product's questionnaire where it has no version of it; another one in force stays.

    Raises:
        DomainError: as for `load`.
    """
    versions = select(Questionnaire.id).where(Questionnaire.code == _read(content)["code"])
    if db.session.execute(versions.limit(1)).first() is None:
        load(content, now=now)


def questions_of(questionnaire: Questionnaire) -> Questions:
    """The questions as plain values."""
    return _parsed(json.dumps(questionnaire.content, sort_keys=True))


@lru_cache(maxsize=16)
def _parsed(content: str) -> Questions:
    return _questions(json.loads(content))


def _questions(document: Mapping[str, Any]) -> Questions:
    scoring, cap = document["scoring"], document["scoring"]["cap"]
    shared = tuple(_option(option) for option in document["autonomy_options"])
    return Questions(
        questions=tuple(_question(described, shared) for described in document["questions"]),
        scoring=Scoring(
            most_points=scoring["max_per_question"],
            least_answered=scoring["min_answered"],
            levels=tuple((step["level"], step["min_percent"]) for step in scoring["levels"]),
            foundation_at_most=cap["if_any_foundation_answer_at_most"],
            level_at_most=cap["max_level"],
            advise_at_most=scoring["recommend_module_when_answer_at_most"],
            most_advised=scoring["max_recommended"],
        ),
    )


def _question(described: Mapping[str, Any], shared: tuple[Option, ...]) -> Question:
    return Question(
        code=described["code"],
        section=described["section"],
        label=described["label"],
        options=shared if "options_ref" in described else tuple(_option(one) for one in described["options"]),
        is_scored=described["scored"],
        is_foundation=described.get("foundation", False),
        module=described.get("module"),
    )


def _option(described: Mapping[str, Any]) -> Option:
    points = described.get("value")
    code = described["code"] if "code" in described else str(points)
    return Option(code=code, label=described["label"], points=points, flags=frozenset(described.get("flags", ())))


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > _LARGEST:
        raise DomainError("diagnoses.file_wrong", problem="larger than 500 kB")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise DomainError("diagnoses.file_wrong", problem="not JSON") from problem
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DomainError("diagnoses.file_wrong", problem=f"format {FORMAT} is expected")
    try:
        named = _CODE.fullmatch(document["code"]) and _SHORT.fullmatch(document["version"])
        if not (named and document["title"]["fr"]):
            raise DomainError("diagnoses.file_wrong", problem="code, version or French title")
        _check(_questions(document), document["scoring"])
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise DomainError("diagnoses.file_wrong", problem=f"{problem} is missing or of another kind") from problem
    return document


def _check(questions: Questions, scoring: Mapping[str, Any]) -> None:
    codes = [question.code for question in questions.questions]
    if not codes or len(set(codes)) < len(codes) or not all(_SHORT.fullmatch(code) for code in codes):
        raise DomainError("diagnoses.file_wrong", problem="a question's code is no code, or there twice")
    for question in questions.questions:
        _check_options(question)
    levels = questions.scoring.levels
    if scoring["method"] != _METHOD or [one for one, _ in levels] != [1, 2, 3, 4] or levels[0][1] != 0:
        raise DomainError("diagnoses.file_wrong", problem="scoring")
    if sorted(least for _, least in levels) != [least for _, least in levels]:
        raise DomainError("diagnoses.file_wrong", problem="scoring: levels rise with the percentage")


def _check_options(question: Question) -> None:
    named = [option.code for option in question.options]
    texts = [question.label, *(option.label for option in question.options)]
    if SKIP not in named or len(set(named)) < len(named) or not all(text["fr"] for text in texts):
        raise DomainError("diagnoses.file_wrong", problem=f"{question.code}: options, one of them {SKIP}, in French")
    known = {*Need, *Interest}
    if unknown := {flag for option in question.options for flag in option.flags} - known:
        raise DomainError("diagnoses.file_wrong", problem=f"{question.code}: {', '.join(sorted(unknown))}")
    scored = [option.points for option in question.options if option.points is not None]
    if question.is_scored != (sorted(set(scored)) == [0, 1, 2, 3]):
        raise DomainError("diagnoses.file_wrong", problem=f"{question.code}: points 0 to 3 where it is scored")
