"""Many badges are signed by processes that are killed: each is signed once, and the run never says more than is so."""

import os
import random
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerlearn.awards import queries, runs
from peerlearn.awards.models import Award, Credential, Edition
from peerlearn.awards.rules import AwardState, Form, RunKind
from peerlearn.awards.run_models import AwardRun
from peerlearn.core import clock, scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made
from tests.services.databases import environment
from tests.services.mortal import MOMENTS, at_work

# `make test-long` asks for twenty, among 300 badges.
KILLS = int(os.environ.get("PEERLEARN_SIGNING_KILLS", "3"))
MANY, AT_ONCE = (300, 10) if KILLS > 3 else (60, 10)


@pytest.fixture
def told(settings: Settings, database_url: str, tmp_path: Path) -> Settings:
    """What the processes are told, so that they open the keys made here."""
    return replace(settings, keys_passphrase=environment(database_url, tmp_path)["PEERLEARN_KEYS_PASSPHRASE"])


def begin(app: Flask, cast: Cast, told: Settings, *, times: int = 1) -> list[int]:
    """Many have accepted, and it was asked, once or several times, to sign all of them."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what stands before the processes"))
        with transaction():
            made.issuer(cast, told)
            made.accepted_by_many(cast, MANY)
        with transaction():
            due = queries.due_awards()
            begun = [runs.start(RunKind.SIGN, due, runs.Asking(), now=clock.now()) for _ in range(times)]
            db.session.flush()
            ids = [run.id for run in begun]
        scope.leave(db.session())
        db.session.remove()
    return ids


def stored(app: Flask) -> tuple[int, int, bool]:
    """How many badges are signed, how many the runs say they signed, and whether the runs are done. Each signed badge
    has one edition at a place of its own, all of its forms, and one line in the audit trail."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("looking at what came of it"))
        editions = db.session.execute(select(Edition.id, Edition.award_id, Edition.number)).all()
        places = db.session.execute(select(Edition.status_list_id, Edition.status_index)).all()
        forms = Counter(db.session.execute(select(Credential.edition_id)).scalars())
        issued = select(Award.id).where(Award.state == AwardState.ISSUED)
        trail = select(AuditEntry.subject_id).where(AuditEntry.action == "award.issued")
        ids = sorted(db.session.execute(issued).scalars())
        assert ids == sorted(row[1] for row in editions) == sorted(db.session.execute(trail).scalars())
        assert {row[2] for row in editions} <= {1}
        assert forms == {row[0]: len(Form) for row in editions}
        assert len(set(places)) == len(editions)
        said = db.session.execute(select(func.sum(AwardRun.done))).scalar_one()
        left = runs.unfinished_runs()
        scope.leave(db.session())
        db.session.remove()
    return len(editions), said, not left


def test_a_run_that_is_killed_again_and_again_signs_each_badge_once(
    app: Flask, cast: Cast, told: Settings, database_url: str, tmp_path: Path
) -> None:
    (run,) = begin(app, cast, told)
    moments = [*MOMENTS, "milliseconds"] * (KILLS // 5 + 1)
    random.shuffle(moments)
    moments = moments[:KILLS]
    if MANY < 300:  # few badges may all be signed before a clock kills: it comes last
        moments.sort(key=lambda moment: moment == "milliseconds")
    died: Counter[str] = Counter()
    for moment in moments:
        at = random.randint(1, 400) if moment == "milliseconds" else moment  # noqa: S311 - chance, no secret
        with at_work(database_url, tmp_path, run, AT_ONCE, random.randint(1, 2), at) as wait:  # noqa: S311
            wait()
        signed, said, is_done = stored(app)
        assert said == signed
        died[moment] += not is_done
    with at_work(database_url, tmp_path, run, AT_ONCE, 0, "live") as wait:
        wait()
    points = ", ".join(f"{count} × {moment}" for moment, count in sorted(died.items()))
    sys.stdout.write(f"{died.total()} kills ({points}); {stored(app)[0]} badges signed, each once\n")
    assert stored(app) == (MANY, MANY, True)
    assert died.total() >= KILLS - died["milliseconds"] - 1


def test_two_runs_and_three_processes_at_once_sign_each_badge_once(
    app: Flask, cast: Cast, told: Settings, database_url: str, tmp_path: Path
) -> None:
    one, other = begin(app, cast, told, times=2)
    with (
        at_work(database_url, tmp_path, one, AT_ONCE, 0, "live") as wait_for_one,
        at_work(database_url, tmp_path, one, AT_ONCE, 0, "live") as wait_for_its_twin,
        at_work(database_url, tmp_path, other, AT_ONCE, 0, "live") as wait_for_other,
    ):
        wait_for_one()
        wait_for_its_twin()
        wait_for_other()
    assert stored(app) == (MANY, MANY, True)
