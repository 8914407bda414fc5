"""Somebody tells of a theft, retires a key or rotates it, while others sign, withdraw, or change keys too."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.awards import actions, issuers, queries, runs, signing
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, IssuerKey, IssuerProfile
from peerlearn.awards.rules import AwardState, KeyState, RevocationReason, RunKind
from peerlearn.awards.stolen import is_void
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories import awards as made

MANY, AT_ONCE = 12, 4
PATIENCE, NOT_YET = 30, 0.5


@pytest.fixture
def folder(settings: Settings) -> KeyFolder:
    """Where the private keys lie."""
    return KeyFolder.of(settings)


@pytest.fixture
def issuer(everything: Cast, settings: Settings) -> IssuerProfile:
    """Who signs, stored."""
    with transaction():
        return made.issuer(everything, settings)


@pytest.fixture
def run(everything: Cast, issuer: IssuerProfile, monkeypatch: pytest.MonkeyPatch) -> int:
    """Many have accepted; it was asked to sign all of them, four to a transaction."""
    monkeypatch.setattr(runs, "STEP", AT_ONCE)
    with transaction():
        made.accepted_by_many(everything, MANY)
        begun = runs.start(RunKind.SIGN, queries.due_awards(), runs.Asking(), now=clock.now())
        db.session.flush()
        return begun.id


def key_of(algorithm: str) -> IssuerKey:
    """The key in use that signs so."""
    wanted = select(IssuerKey).where(IssuerKey.state == KeyState.ACTIVE, IssuerKey.algorithm == algorithm)
    return db.session.execute(wanted).scalar_one()


def void_or_not(award_ids: tuple[int, ...]) -> list[bool]:
    """Of each of these badges, whether it counts no more."""
    editions = queries.current_editions()
    return [is_void(editions[one]) for one in award_ids]


def test_a_run_signs_no_more_with_a_key_that_was_stolen_meanwhile(run: int, folder: KeyFolder) -> None:
    steps = runs.carry_on(run, folder)
    first = next(steps)
    with transaction():
        now = clock.now()
        issuers.mark_compromised(key_of("ES256"), folder, since=now, now=now)
    later = [step.done for step in steps]
    assert [len(done) for done in (first.done, *later)] == [AT_ONCE] * 3
    assert not any(void_or_not(sum(later, first.done)))


def test_a_run_signs_no_more_with_keys_that_were_retired_meanwhile(
    run: int, folder: KeyFolder, issuer: IssuerProfile
) -> None:
    steps = runs.carry_on(run, folder)
    next(steps)
    with transaction():
        for algorithm in ("ES256", "Ed25519", "RS256"):
            issuers.retire_key(key_of(algorithm), now=clock.now())
    last = [*steps][-1]
    assert (last.looked_at, last.done) == (MANY, ())
    assert {code for _, code in runs.refused_in(runs.run_by_id(run))} == {"awards.no_key"}


def theft_told(app: Flask, folder: KeyFolder, kid: str, *, since: datetime, read: Event) -> None:
    """Somebody else tells of it, in a transaction of their own."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a theft is told elsewhere"))
        with transaction():
            key = db.session.execute(select(IssuerKey).where(IssuerKey.kid == kid)).scalar_one()
            read.set()
            issuers.mark_compromised(key, folder, since=since, now=clock.now())
        scope.leave(db.session())
        db.session.remove()


def test_whoever_tells_of_a_theft_waits_until_what_is_being_signed_is_stored(
    run: int, app: Flask, folder: KeyFolder, issuer: IssuerProfile
) -> None:
    """Else it would be void at birth, with nobody to notice."""
    with ThreadPoolExecutor(1) as pool:
        with transaction():
            kid = signing.signer_of(issuer, folder).jwt.kid
            told = pool.submit(theft_told, app, folder, kid, since=clock.now(), read=Event())
            with pytest.raises(TimeoutError):
                told.result(NOT_YET)
        told.result(PATIENCE)
    assert key_of("ES256").kid != kid


def test_of_two_who_tell_of_a_theft_at_once_the_earlier_moment_holds_and_one_successor_is_made(
    everything: Cast, app: Flask, folder: KeyFolder, issuer: IssuerProfile
) -> None:
    """One on a page, one on the server: the second has read the key already when the first is done."""
    now, has_read = clock.now(), Event()
    kid = key_of("ES256").kid
    with ThreadPoolExecutor(1) as pool:
        with transaction():
            issuers.mark_compromised(key_of("ES256"), folder, since=now - timedelta(days=7), now=now)
            db.session.flush()
            second = pool.submit(theft_told, app, folder, kid, since=now - timedelta(days=1), read=has_read)
            has_read.wait(NOT_YET)  # on SQLite it cannot read before this is stored
        second.result(PATIENCE)
    db.session.expire_all()
    found = [key for key in issuers.keys_of(issuer) if key.algorithm == "ES256"]
    assert sorted(key.state for key in found) == [KeyState.ACTIVE, KeyState.COMPROMISED]
    assert [key.compromised_since for key in found if key.compromised_since] == [now - timedelta(days=7)]


def test_a_withdrawal_without_a_key_is_published_later_whoever_signed_the_list_meanwhile(
    everything: Cast, settings: Settings, folder: KeyFolder, issuer: IssuerProfile
) -> None:
    """It waited while somebody else, who asked later, signed the list; then the key was retired."""
    award: Award = made.award_at(everything, settings, AwardState.ISSUED)
    edition = queries.current_edition(award)
    assert edition is not None
    asked = clock.now()
    signing.sign_list(
        signing.locked_list(edition.status_list_id),
        signing.signer_of(issuer, folder),
        now=asked + timedelta(seconds=2),
    )
    assert signing.stale_lists() == []
    issuers.retire_key(key_of("ES256"), now=asked)
    carole = everything.accounts["carole"]
    actions.revoke(award, folder, reason=RevocationReason.MISTAKE, by=carole, now=asked)
    assert signing.stale_lists() == [edition.status_list_id]
