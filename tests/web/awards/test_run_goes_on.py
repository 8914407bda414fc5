"""A run that something breaks off, `/badges/runs`: what passes is waited for; what does not is not tried for ever."""

import pytest
from flask import Flask
from sqlalchemy import text

from peerlearn.awards import issuing, runs
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.rules import AwardState, Outcome
from peerlearn.awards.signing import Signer
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.web.kit import background
from tests.cast import Cast
from tests.factories import awards as made
from tests.stage import ClientOf
from tests.web.awards.test_together import read, sign_what_waits, states

# PostgreSQL ends the connection, as when it is started again; SQLite says that it cannot, as when its file is locked.
BREAKS = {"postgresql": "SELECT pg_terminate_backend(pg_backend_pid())", "sqlite": "SELECT * FROM nowhere"}
NAMES = ("ibrahim", "rosa", "fatou", "serge")


@pytest.fixture
def breaks(app: Flask, cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the batches, two badges each, whose transaction breaks once its badges are signed."""
    with app.app_context():
        for name in NAMES:
            made.stored_award(cast, settings, AwardState.ACCEPTED, name=name)
    broken: list[int] = []
    begun: list[int] = []
    issue = issuing.issue_due

    def issue_and_break(ids: list[int], folder: KeyFolder, known: dict[int, Signer], **named: object) -> Outcome:
        outcome: Outcome = issue(ids, folder, known, **named)  # type: ignore[arg-type]
        begun.append(len(begun) + 1)
        if begun[-1] in broken:
            db.session.execute(text(BREAKS[db.engine.dialect.name]))
        return outcome

    monkeypatch.setattr(runs, "issue_due", issue_and_break)
    monkeypatch.setattr(runs, "STEP", 2)
    monkeypatch.setattr(background, "_AGAIN_AFTER_SECONDS", (0.0, 0.01))
    return broken


def test_a_run_whose_connection_breaks_goes_on_by_itself_and_signs_each_badge_once(
    app: Flask, client_of: ClientOf, breaks: list[int]
) -> None:
    breaks += [1, 3]
    carole = client_of("carole")
    page = sign_what_waits(carole)
    background.finish(app)
    assert "4 badges sont signés et publics" in read(carole, page)
    assert set(states(app).values()) == {AwardState.ISSUED}
    with app.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM edition")).scalar_one() == len(NAMES)


def test_one_that_breaks_again_and_again_is_left_for_somebody_to_take_up(
    app: Flask, client_of: ClientOf, breaks: list[int]
) -> None:
    breaks += [1, 2, 3]
    carole = client_of("carole")
    page = sign_what_waits(carole)
    background.finish(app)
    assert set(states(app).values()) == {AwardState.ACCEPTED}
    background.do_what_was_left(app)
    assert "4 badges sont signés et publics" in read(carole, page)
