"""Two files at the same moment, over HTTP, in two processes: each would fit, together they do not."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from flask import Flask

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.resources.models import Resource
from peerlearn.resources.rules import QUOTA, ResourceKind
from tests.cast import Cast
from tests.services.server import serving
from tests.web.attendance.conftest import RowsOf, rows_of
from tests.web.attendance.test_races import ROUNDS, Hand
from tests.web.resources.test_resources import NEW

__all__ = ["rows_of"]

SIZE = 1500


def test_the_last_room_is_given_once(
    app: Flask, cast: Cast, rows_of: RowsOf, database_url: str, tmp_path: Path
) -> None:
    _fill_up_to(app, cast, QUOTA - ROUNDS * SIZE)
    with serving(database_url, tmp_path, workers=2) as address:
        hands = [Hand(address, cast.identifiers[name]) for name in ("samira", "sophie")]
        answers = [sorted(_both_at_once(hands, number)) for number in range(ROUNDS)]
    # Of five places two are given in each round: in the third one there is room for one of both, and then for none.
    assert answers == [[302, 302], [302, 302], [302, 422], [422, 422], [422, 422]]
    assert sum(one.size for one in rows_of(Resource)) == QUOTA
    kept = [one for one in (tmp_path / "resources").rglob("*") if one.is_file()]
    assert len(kept) == ROUNDS, "what was refused left no file"


def _both_at_once(hands: list[Hand], number: int) -> list[int]:
    together = Barrier(len(hands))

    def add(place: int) -> int:
        content = f"{number} {place} ".encode().ljust(SIZE, b".")
        sent = {"title": f"Fiche {number} {place}", "kind": "sheet"}
        return hands[place].tap(NEW, sent, on=NEW, together=together, file=content)

    with ThreadPoolExecutor(len(hands)) as pool:
        return list(pool.map(add, range(len(hands))))


def _fill_up_to(app: Flask, cast: Cast, size: int) -> None:
    """One row takes nearly all the room; it has no file, which nobody asks for here."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test fills the room"))
        with transaction():
            row = Resource(
                organisation_id=cast.organisations["tilleuls"],
                curriculum_code="smartphone-bases",
                module_code="M01",
                kind=ResourceKind.OTHER,
                title="Presque tout",
                stored_name="filled",
                media_type="txt",
                size=size,
                sha256="0" * 64,
                added_at=clock.now(),
            )
            db.session.add(row)
        scope.leave(db.session())
        db.session.remove()
