"""A badge is proposed for somebody who is erased, or whose page is put together with another, at the same moment."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.awards import actions as awards
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.lifecycle.erasure import erase
from peerlearn.lifecycle.merging import merge
from tests.cast import Cast
from tests.factories import awards as made
from tests.lifecycle.test_gone import in_its_own_transaction
from tests.web.notes.test_locked import let_wait

Step = Callable[[], object]


@pytest.fixture
def propose(cast: Cast) -> Step:
    """Samira proposes a badge for Rosa."""
    return lambda: awards.propose(
        made.person(cast, "rosa"), made.achievement(), by=cast.accounts["samira"], reason="Vue", now=clock.now()
    )


@pytest.fixture
def steps(app: Flask, cast: Cast, settings: Settings) -> dict[str, Step]:
    """What somebody else does with Rosa."""
    assert in_its_own_transaction(app, lambda: made.issuer(cast, settings)) == "done"
    return {
        "erased": lambda: erase(
            made.person(cast, "rosa"), KeyFolder.of(settings), by=None, granting=None, now=clock.now()
        ),
        "merged": lambda: merge(
            made.person(cast, "ibrahim"), made.person(cast, "rosa"), by=None, on=clock.today(), now=clock.now()
        ),
    }


def stored(app: Flask) -> list[tuple[AwardState, int]]:
    """Each badge: where it stands, and whose it is."""
    with app.app_context(), db.engine.connect() as connection:
        table = Award.__table__
        return [(row.state, row.person_id) for row in connection.execute(select(table))]


@pytest.mark.parametrize("what", ["erased", "merged"])
def test_whoever_comes_second_sees_the_proposal(
    app: Flask, cast: Cast, propose: Step, steps: dict[str, Step], what: str
) -> None:
    with ThreadPoolExecutor(1) as hand:

        def hold() -> None:
            propose()
            db.session.flush()
            begun.append(hand.submit(in_its_own_transaction, app, steps[what]))
            let_wait(begun[0], db.session.connection())

        begun: list[Future[str]] = []
        assert in_its_own_transaction(app, hold) == "done"
        assert begun[0].result(30) == "done"
    left = (
        (AwardState.ERASED, cast.people["rosa"]) if what == "erased" else (AwardState.PROPOSED, cast.people["ibrahim"])
    )
    assert stored(app) == [left]


@pytest.mark.parametrize(("what", "code"), [("erased", "people.gone"), ("merged", "awards.merged_meanwhile")])
def test_nothing_is_proposed_to_whom_nobody_finds_any_more(
    app: Flask, propose: Step, steps: dict[str, Step], what: str, code: str
) -> None:
    assert in_its_own_transaction(app, steps[what]) == "done"
    assert in_its_own_transaction(app, propose) == code
    assert stored(app) == []
