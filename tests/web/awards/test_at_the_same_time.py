"""Two processes, many requests at the same moment: one approval, one answer, one edition."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from peerlearn.awards.models import Award, Credential, Edition
from peerlearn.awards.rules import AwardState, Form
from peerlearn.awards.run_models import AwardRun
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.cast import SECRET, Cast
from tests.factories import awards as made
from tests.services.databases import environment
from tests.services.server import browser, serving

MANY, PATIENCE = 8, 60
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Person:
    """Someone at a browser of the running site."""

    def __init__(self, site: str, identifier: str) -> None:
        self._site = site
        self._session = browser()
        token = self._token("/sign-in")
        given = {"identifier": identifier, "secret": SECRET, "csrf_token": token}
        answer = self._session.post(f"{site}/sign-in", data=given, allow_redirects=False, timeout=PATIENCE)
        assert answer.status_code == 302
        self.token = self._token("/badges")

    def _token(self, path: str) -> str:
        found = _TOKEN.search(self._session.get(f"{self._site}{path}", timeout=PATIENCE).text)
        assert found, path
        return found[1]

    def post(self, path: str, **given: str | list[str]) -> int:
        """Send a form; returns the status."""
        answer = self._session.post(
            f"{self._site}{path}",
            data={**given, "csrf_token": self.token},
            allow_redirects=False,
            timeout=PATIENCE,
        )
        return answer.status_code


@pytest.fixture
def told(settings: Settings, database_url: str, tmp_path: Path) -> Settings:
    """What the running site is told, so that it opens the keys made here."""
    passphrase = environment(database_url, tmp_path)["PEERLEARN_KEYS_PASSPHRASE"]
    return replace(settings, keys_passphrase=passphrase)


@pytest.fixture
def site(cast: Cast, told: Settings, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The site, served by two processes."""
    with serving(database_url, tmp_path, workers=2) as address:
        yield address


def at_once(*tries: Callable[[], int]) -> Counter[int]:
    """Run them all at the same moment; how often each status came back."""
    with ThreadPoolExecutor(len(tries)) as pool:
        return Counter(future.result() for future in [pool.submit(one) for one in tries])


def stored(app: Flask, public_id: str) -> tuple[Award, int, int]:
    """The award as it stands, how many editions it has, and how many signed forms."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("looking at what came of it"))
        award = db.session.execute(select(Award).where(Award.public_id == public_id)).scalar_one()
        editions = db.session.execute(select(Edition.id).where(Edition.award_id == award.id)).scalars().all()
        forms = db.session.execute(select(Credential.id).where(Credential.edition_id.in_(editions))).scalars().all()
        db.session.expunge(award)
        scope.leave(db.session())
        db.session.remove()
    return award, len(editions), len(forms)


def test_a_badge_accepted_many_times_at_once_is_signed_once(app: Flask, cast: Cast, told: Settings, site: str) -> None:
    with app.app_context():
        award = made.stored_award(cast, told, AwardState.OFFERED)
    staff = [Person(site, f"{name}@example.org") for name in ("samira", "sophie")]
    path = f"/badges/{award.public_id}/hand-over"
    choices = ("full", "first_name", "initials", "none")
    tries = [
        lambda number=number: staff[number % 2].post(path, name_shown=choices[number % 4]) for number in range(MANY)
    ]
    answers = at_once(*tries)
    assert answers[302] == 1, answers
    assert sum(answers.values()) - answers[422] - answers[409] == 1, answers
    after, editions, forms = stored(app, award.public_id)
    assert (after.state, editions, forms) == (AwardState.ISSUED, 1, len(Form))


def test_accepted_and_declined_at_once_is_one_of_the_two(app: Flask, cast: Cast, told: Settings, site: str) -> None:
    with app.app_context():
        award = made.stored_award(cast, told, AwardState.OFFERED)
    samira, sophie = (Person(site, f"{name}@example.org") for name in ("samira", "sophie"))
    tries = [
        lambda: samira.post(f"/badges/{award.public_id}/hand-over", name_shown="full"),
        lambda: sophie.post(f"/badges/{award.public_id}/declined"),
    ] * (MANY // 2)
    assert at_once(*tries)[302] == 1
    after, editions, _ = stored(app, award.public_id)
    assert (after.state, editions) in {(AwardState.ISSUED, 1), (AwardState.DECLINED, 0)}


def test_the_proposer_never_approves_however_many_try_at_once(
    app: Flask, cast: Cast, told: Settings, site: str
) -> None:
    with app.app_context():
        cast.accounts["samira"], cast.accounts["nadia"] = cast.accounts["nadia"], cast.accounts["samira"]
        award = made.stored_award(cast, told, AwardState.PROPOSED)
        cast.accounts["samira"], cast.accounts["nadia"] = cast.accounts["nadia"], cast.accounts["samira"]
    proposer, other = Person(site, "nadia@example.org"), Person(site, "carole@example.org")
    path = f"/badges/{award.public_id}/approval"
    tries = [lambda: proposer.post(path), lambda: other.post(path)] * (MANY // 2)
    assert at_once(*tries)[302] == 1
    after, _, _ = stored(app, award.public_id)
    assert (after.state, after.approved_by_id) == (AwardState.OFFERED, cast.accounts["carole"])


def test_several_badges_approved_together_by_two_at_once_are_each_approved_once(
    app: Flask, cast: Cast, told: Settings, site: str
) -> None:
    with app.app_context():
        names = ("moussa", "awa", "ibrahim", "rosa")
        waiting = [made.stored_award(cast, told, AwardState.PROPOSED, name=name).public_id for name in names]
    people = [Person(site, f"{name}@example.org") for name in ("carole", "nadia")]
    sent = {"award": waiting, "read": waiting}
    tries = [lambda number=number: people[number % 2].post("/badges/approval", **sent) for number in range(MANY)]
    assert at_once(*tries)[302] == MANY
    done = [0]
    while len(done) < MANY:
        done = _done_by_runs(app)
    assert sum(done) == len(waiting)
    assert {stored(app, one)[0].state for one in waiting} == {AwardState.OFFERED}


def _done_by_runs(app: Flask) -> list[int]:
    """How many badges each run that is at its end approved."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("looking at what came of it"))
        found = select(AwardRun.done).where(AwardRun.finished_at.is_not(None)).order_by(AwardRun.id)
        done = list(db.session.execute(found).scalars())
        scope.leave(db.session())
        db.session.remove()
    return done


def test_a_badge_proposed_twice_at_once_is_one_proposal(app: Flask, cast: Cast, told: Settings, site: str) -> None:
    with app.app_context():
        other = made.stored_award(cast, told, AwardState.PROPOSED, name="awa")
        scope.enter(db.session(), Scope.everything("which badge"))
        badge = made.achievement().public_id
        scope.leave(db.session())
        db.session.remove()
    staff = [Person(site, f"{name}@example.org") for name in ("samira", "sophie")]
    path = f"/badges/propose/{badge}?person={cast.person_ids['moussa']}"
    tries = [lambda number=number: staff[number % 2].post(path, reason="Vu") for number in range(MANY)]
    assert at_once(*tries)[302] == 1
    with app.app_context():
        scope.enter(db.session(), Scope.everything("looking at what came of it"))
        found = db.session.execute(select(Award.public_id).where(Award.person_id == cast.people["moussa"])).all()
        scope.leave(db.session())
        db.session.remove()
    assert len(found) == 1
    assert other.public_id not in {row[0] for row in found}


def test_a_badge_withdrawn_many_times_at_once_is_withdrawn_once(
    app: Flask, cast: Cast, told: Settings, site: str
) -> None:
    with app.app_context():
        awards = [made.stored_award(cast, told, AwardState.ISSUED, name=name) for name in ("moussa", "awa")]
    people = [Person(site, f"{name}@example.org") for name in ("carole", "nadia")]
    tries = [
        lambda number=number: people[number % 2].post(
            f"/badges/{awards[number // 2 % 2].public_id}/withdrawal", reason="mistake"
        )
        for number in range(MANY)
    ]
    assert at_once(*tries)[302] == 2
    listed = requests.get(f"{site}/ob/3/status/1.jwt", timeout=10).text
    encoded = made.claims_of(listed)["credentialSubject"]["encodedList"]
    assert made.bits_set(encoded) == 2
