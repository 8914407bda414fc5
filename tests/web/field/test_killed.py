"""The server is killed while it stores marks: what it acknowledged is there, and everything is there once."""

import os
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from flask import Flask
from sqlalchemy import func, select

from peerlearn.attendance.models import FieldMark, Observation, Presence
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from tests.cast import LEARNERS, Cast
from tests.factories.attendance import Staged, stored_workshop
from tests.factories.sending import Hand
from tests.services.dying import DIED, PLAN
from tests.services.server import serving

# At each of three points; `make test-long` asks for many more.
KILLS = int(os.environ.get("PEERLEARN_KILLS", "5"))
EIGHT = tuple(name.lower() for name in LEARNERS[:8])


class Phone:
    """A phone that sends what it has until it is told that all was stored; it knows what was acknowledged."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self.fates: Counter[str] = Counter()
        self.acknowledged: set[str] = set()
        self.lost_answers = 0

    def send(self, marks: list[dict[str, Any]]) -> None:
        """Send until there is an answer, as a phone does that lost its network."""
        while True:
            content = {"sent_at": clock.now().isoformat(), "marks": marks}
            try:
                answer = self._hand.send(content)
            except requests.ConnectionError:
                self.lost_answers += 1
                continue
            assert answer.status_code == 200, answer.text
            self.fates.update(one["answer"] for one in answer.json()["answers"])
            self.acknowledged |= {one["id"] for one in answer.json()["answers"]}
            return


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(
    app: Flask, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    with app.app_context():
        staged = stored_workshop(cast, seated=EIGHT)
    plan = ["write", "commit", "answer", "live"] * KILLS
    random.shuffle(plan)
    (tmp_path / PLAN).write_text("\n".join(plan))
    sent: list[list[dict[str, Any]]] = []
    with serving(database_url, tmp_path, config="tests.services.dying") as site:
        phone = Phone(Hand.of(site, cast.identifiers["moussa"]))
        unheard = 0
        while (tmp_path / PLAN).read_text():
            before = _deaths(tmp_path)["answer"]
            sent.append(_marks(staged, EIGHT[len(sent) % 8]))
            phone.send(sent[-1])
            unheard += _deaths(tmp_path)["answer"] > before

    ids = {one["id"] for marks in sent for one in marks}
    died = _deaths(tmp_path)
    _tell(died, phone, stored=_stored(app))
    assert died == dict.fromkeys(("write", "commit", "answer"), KILLS)
    assert phone.lost_answers == 3 * KILLS
    assert phone.acknowledged == ids
    assert phone.fates["refused"] == 0
    # Stored, and the answer was lost: told again, not stored again.
    assert phone.fates["already_known"] == 6 * unheard > 0
    assert _stored(app) == (len(ids), len(ids))


def _tell(died: Counter[str], phone: Phone, *, stored: tuple[int, int]) -> None:
    """What `make test-long` shows."""
    points = ", ".join(f"{count} before the {point}" for point, count in sorted(died.items()))
    told = ", ".join(f"{count} {fate}" for fate, count in sorted(phone.fates.items()))
    marks = f"{len(phone.acknowledged)} marks acknowledged ({told}), {stored[0]} registered, {stored[1]} stored"
    sys.stdout.write(f"{died.total()} kills: {points}; {marks}\n")


def _deaths(folder: Path) -> Counter[str]:
    file = folder / DIED
    return Counter(file.read_text().split() if file.exists() else ())


def _marks(staged: Staged, name: str) -> list[dict[str, Any]]:
    now = clock.now().isoformat()
    common = {"workshop": staged.public_id, "recorded_at": now}
    who = staged.enrolments[name]
    here = {"id": str(uuid4()), "kind": "presence", "enrolment": who, "state": "present", **common}
    seen = [
        {"id": str(uuid4()), "kind": "observation", "enrolment": who, "skill": f"M02-S{number}", "level": 1, **common}
        for number in range(1, 6)
    ]
    return [here, *seen]


def _stored(app: Flask) -> tuple[int, int]:
    """How many marks are in the register, and how many in the tables."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test counts"))
        register, here, seen = (
            db.session.execute(select(func.count(func.distinct(table.mark_id)))).scalar_one()
            for table in (FieldMark, Presence, Observation)
        )
        scope.leave(db.session())
        db.session.remove()
    return register, here + seen
