"""Two taps at the same moment, over HTTP, in two processes: one word, one look back."""

from datetime import timedelta
from pathlib import Path

from peerlearn.facilitators.models import Interest, Review, SelfAssessment
from tests.cast import Cast
from tests.services.server import serving
from tests.web.attendance.conftest import RowsOf, Stage
from tests.web.attendance.test_races import Hand, tap_at_once

DAY = timedelta(days=1)


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
    assert noted == written == placed == [302, 302]
    assert [len(rows_of(table)) for table in (Interest, Review, SelfAssessment)] == [1, 1, 1]
