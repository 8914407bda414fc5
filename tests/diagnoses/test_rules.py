"""From answers to a level: the vectors of the field, and what must hold for any answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerlearn.diagnoses.questionnaires import _questions, own_questionnaire
from peerlearn.diagnoses.rules import SKIP, Interest, Need, Questions, Teaching, known_modules, score
from peerlearn.tracks.curricula import own_curricula

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "vectors.json").read_text())
QUESTIONS: Questions = _questions(json.loads(own_questionnaire()))
TEACHING = Teaching(
    {
        module["code"]: tuple(module.get("prerequisites", ()))
        for module in json.loads(own_curricula()["learner.json"])["modules"]
    }
)
SCORED = [question.code for question in QUESTIONS.questions if question.is_scored]
UNSCORED = [question for question in QUESTIONS.questions if not question.is_scored]
ANSWERS = st.fixed_dictionaries({code: st.sampled_from(["0", "1", "2", "3", SKIP]) for code in SCORED})


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_a_vector_of_the_field_gives_what_it_says(vector: dict[str, Any]) -> None:
    answers = {code: SKIP if value is None else str(value) for code, value in vector["answers"].items()}
    result = score(QUESTIONS, answers, TEACHING)
    expected = vector["expected"]
    assert ("ok" if result.level else "incomplete") == expected["status"]
    assert result.answered == expected["answered"]
    if result.level:
        assert result.percent == expected["percent"]
        assert result.level == expected["level"]
        assert list(result.modules) == expected["modules"]


@given(ANSWERS, st.sampled_from(SCORED))
def test_a_better_answer_never_lowers_level_or_percentage(answers: dict[str, str], code: str) -> None:
    for worse, better in (("0", "1"), ("1", "2"), ("2", "3")):
        before = score(QUESTIONS, answers | {code: worse}, TEACHING)
        after = score(QUESTIONS, answers | {code: better}, TEACHING)
        assert (before.level is None) == (after.level is None)
        if before.percent is not None and after.percent is not None and before.level and after.level:
            assert after.percent >= before.percent
            assert after.level >= before.level


@given(ANSWERS, st.fixed_dictionaries({q.code: st.sampled_from([o.code for o in q.options]) for q in UNSCORED}))
def test_equipment_reading_and_interest_never_change_the_score(answers: dict[str, str], other: dict[str, str]) -> None:
    alone, together = score(QUESTIONS, answers, TEACHING), score(QUESTIONS, answers | other, TEACHING)
    assert (alone.percent, alone.level, alone.modules) == (together.percent, together.level, together.modules)


@given(ANSWERS)
def test_advised_modules_are_few_in_order_and_never_what_is_known(answers: dict[str, str]) -> None:
    result = score(QUESTIONS, answers, TEACHING)
    order = list(TEACHING.before)
    assert len(result.modules) <= 4
    assert list(result.modules) == sorted(result.modules, key=order.index)
    known = {q.module for q in QUESTIONS.questions if answers.get(q.code) in {"2", "3"}}
    assert not known & set(result.modules)


def test_needs_and_interest_come_out_of_the_answers() -> None:
    result = score(QUESTIONS, {"E1": "none", "E3": "wifi_only", "E4": "help", "P1": "yes"}, TEACHING)
    assert result.needs == (Need.EQUIPMENT, Need.DATA_NONE, Need.AUDIO)
    assert result.interest is Interest.YES
    assert result.level is None


def test_an_answer_that_nobody_offered_counts_as_none() -> None:
    assert score(QUESTIONS, dict.fromkeys(SCORED, "9"), TEACHING).answered == 0


@given(ANSWERS)
def test_what_is_known_is_never_advised_and_nobody_knows_what_was_skipped(answers: dict[str, str]) -> None:
    known = known_modules(QUESTIONS, answers)
    assert not known & set(score(QUESTIONS, answers, TEACHING).modules)
    assert known == {f"M{int(code[1:]):02}" for code, given_ in answers.items() if given_ in {"2", "3"}}
