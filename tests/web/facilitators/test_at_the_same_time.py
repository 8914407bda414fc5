"""Two taps at the same moment, over HTTP, in two processes: one word, one look back, and no more than the most."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.facilitators.models import Interest, Review, SelfAssessment
from peerlearn.facilitators.rules import MOST_SELF_ASSESSMENTS
from peerlearn.people.queries import current_affiliation
from peerlearn.tracks.models import ModuleChoice
from peerlearn.tracks.queries import facilitator_skills
from peerlearn.tracks.rules import MOST_CHOICES
from tests.cast import Cast
from tests.services.server import serving
from tests.web.attendance.conftest import RowsOf, Stage
from tests.web.attendance.test_races import Hand, tap_at_once

DAY = timedelta(days=1)


@pytest.fixture
def nearly_full(app: Flask, cast: Cast) -> None:
    """Moussa chose a module, and said where he stands, as often as one may but once."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's past"))
        with transaction():
            home, now = current_affiliation(cast.people["moussa"]), clock.now()
            common = {"organisation_id": home.organisation_id, "person_id": home.person_id}
            skill = facilitator_skills()[1]
            placed = {**common, "affiliation_id": home.id, "skill_id": skill.id, "level": 0, "said_at": now}
            db.session.execute(insert(SelfAssessment), [placed] * (MOST_SELF_ASSESSMENTS - 2))
            chosen = [
                {**common, "curriculum_code": "former", "module_code": f"X{number}", "chosen_at": now}
                for number in range(MOST_CHOICES - 1)
            ]
            db.session.execute(insert(ModuleChoice), chosen)
        scope.leave(db.session())
        db.session.remove()


@pytest.mark.usefixtures("nearly_full")
def test_two_taps_at_once_leave_one_word_and_one_look_back(
    cast: Cast, stage: Stage, rows_of: RowsOf, database_url: str, tmp_path: Path
) -> None:
    staged = stage(starts_in=-3 * DAY)
    person = f"/people/{cast.person_ids['rosa']}"
    review = f"/workshops/{staged.public_id}/reviews/{cast.person_ids['moussa']}"
    with serving(database_url, tmp_path, workers=2) as address:
        office = [Hand(address, cast.identifiers[name]) for name in ("samira", "sophie")]
        noted = tap_at_once(office, f"{person}/interest", [{"answer": "yes"}] * 2, on=person)
        words = [{"went_well": "Bien.", "would_change": ""}, {"went_well": "Très bien.", "would_change": ""}]
        written = tap_at_once(office, review, words, on=review)
        phones = [Hand(address, cast.identifiers["moussa"]) for _ in range(2)]
        placed = tap_at_once(phones, "/me/skills", [{"skill": "1", "level": "2"}] * 2, on="/me/skills")
        levels = [{"skill": "2", "level": level} for level in ("1", "3")]
        last_word = tap_at_once(phones, "/me/skills", levels, on="/me/skills")
        modules = [{"module": code, "chosen": "1"} for code in ("M04", "M05")]
        last_wish = tap_at_once(phones, "/me/plan/choices", modules, on="/me/plan")
    assert noted == written == placed == [302, 302]
    assert sorted(last_word) == sorted(last_wish) == [302, 422]
    most = [1, 1, MOST_SELF_ASSESSMENTS, MOST_CHOICES]
    assert [len(rows_of(table)) for table in (Interest, Review, SelfAssessment, ModuleChoice)] == most
