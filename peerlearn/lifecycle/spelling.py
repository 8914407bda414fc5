"""Codes in a copy of somebody's data, spelt out beside: a code says nothing to whom it is about."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from peerlearn.awards.endorsement_rules import sentences_in_french
from peerlearn.core.db import db
from peerlearn.diagnoses.models import Questionnaire
from peerlearn.diagnoses.questionnaires import questions_of
from peerlearn.tracks.queries import titles_of_modules

_LANGUAGE = "fr"


def spell_out(told: Mapping[str, list[dict[str, Any]]], diagnoses: Sequence[Mapping[str, Any]]) -> None:
    """Write questions with their answers, and modules by their titles, beside the codes."""
    chosen, advised = told.get("module_choice", []), told.get("diagnosis", [])
    codes = {one["module_code"] for one in chosen} | {code for one in advised for code in _advised(one)}
    titles = titles_of_modules(codes)
    for one in chosen:
        one["module"] = _title(titles, one["module_code"], one["curriculum_code"])
    for one in told.get("endorsement", []):
        # Nothing is spelt out of what was left out.
        if "sentences" not in one:
            continue
        one["sentences"] = sentences_in_french(one["sentences"]["codes"])
    asked = _questionnaires({row["questionnaire_id"] for row in diagnoses})
    for one, row in zip(advised, diagnoses, strict=True):
        one["modules_advised"] = [_title(titles, code) for code in _advised(one)]
        one["answers_in_words"] = _answers(asked[row["questionnaire_id"]], one.get("answers") or {})


def _advised(diagnosis: Mapping[str, Any]) -> Sequence[str]:
    return (diagnosis.get("result") or {}).get("modules") or ()


def _title(titles: Mapping[tuple[str, str], Any], code: str, curriculum: str = "") -> str:
    return str((titles.get((curriculum, code)) or {}).get(_LANGUAGE, ""))


def _questionnaires(ids: Collection[int]) -> dict[int, Questionnaire]:
    if not ids:
        return {}
    found = db.session.execute(select(Questionnaire).where(Questionnaire.id.in_(ids))).scalars()
    return {one.id: one for one in found}


def _answers(questionnaire: Questionnaire, given: Mapping[str, str]) -> list[list[str]]:
    options = ((one, one.option(given.get(one.code))) for one in questions_of(questionnaire).questions)
    return [[one.label[_LANGUAGE], option.label[_LANGUAGE]] for one, option in options if option is not None]
