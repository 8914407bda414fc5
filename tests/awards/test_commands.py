"""`flask keys …`, `flask awards …`, and the trial of the keys before the site is served."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from peerlearn.awards import actions, issuers, queries, signing
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Achievement, IssuerKey
from peerlearn.awards.rules import AwardState, KeyState, NameShown, RevocationReason
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.errors import SettingsError
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from peerlearn.organisations.models import Organisation
from tests.cast import Cast
from tests.factories import awards as made
from tests.services.databases import environment
from tests.services.keeper import PROJECT

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command as an operator does."""
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.fixture
def issuing(app: Flask, cast: Cast, settings: Settings) -> Cast:
    """The cast, and the national team which issues badges."""
    _in_store(app, lambda: made.issuer(cast, settings))
    return cast


def _in_store(app: Flask, step: Callable[[], object]) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("what stands before a command"))
        with transaction():
            step()
        scope.leave(db.session())
        db.session.remove()


def _keys(run: Run) -> list[dict[str, str]]:
    listed = run("keys", "list", "--json")
    assert listed.exit_code == 0, listed.output
    keys: list[dict[str, str]] = json.loads(listed.output)
    return keys


def _awards(run: Run) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run("awards", "list", "--json").output)
    return rows


def test_keys_are_rotated_retired_and_made(run: Run, issuing: Cast) -> None:
    first = _keys(run)
    assert {(key["state"], key["issuer"]) for key in first} == {("active", "Défi Insertion")}
    assert {key["algorithm"] for key in first} == {"ES256", "Ed25519", "RS256"}
    assert run("keys", "new").exit_code == 1
    assert run("keys", "rotate", "--also-ob2").exit_code == 0
    second = _keys(run)
    assert [key["state"] for key in second] == ["active"] * 3 + ["retired"] * 3
    assert {key["kid"] for key in second[3:]} == {key["kid"] for key in first}
    assert run("keys", "retire", second[0]["kid"].rpartition("#")[2]).exit_code == 0
    assert sorted(key["state"] for key in _keys(run)) == ["active"] * 2 + ["retired"] * 4
    assert run("keys", "new").exit_code == 0
    assert sorted(key["state"] for key in _keys(run)) == ["active"] * 3 + ["retired"] * 4
    assert "retired" in run("keys", "list").output


def test_a_stolen_key_is_given_up_since_a_moment(run: Run, issuing: Cast) -> None:
    key = _keys(run)[0]
    said = run("keys", "compromised", key["kid"], "--since", "2026-01-05T12:00")
    assert said.exit_code == 0, said.output
    stolen = next(one for one in _keys(run) if one["kid"] == key["kid"])
    successor = next(one for one in _keys(run) if one["algorithm"] == key["algorithm"] and one is not stolen)
    assert (stolen["state"], stolen["compromised_since"]) == ("compromised", "2026-01-05T11:00:00+00:00")
    assert successor["state"] == "active"
    assert successor["kid"] in said.output


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("keys", "retire", "nobody"), "flask keys list"),
        (("keys", "compromised", "nobody", "--since", "2026-01-05"), "flask keys list"),
        (("keys", "rotate", "--issuer", "Nobody"), "--issuer"),
        (("keys", "list", "--issuer", "Nobody"), "--issuer"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_key_or_issuer_that_is_not_there_is_said_in_words(
    run: Run, issuing: Cast, words: tuple[str, ...], hint: str
) -> None:
    said = run(*words)
    assert said.exit_code == 1
    assert hint in said.output


def test_a_moment_that_cannot_be_read_is_refused_and_changes_nothing(run: Run, issuing: Cast) -> None:
    before = _keys(run)
    key = before[0]
    assert run("keys", "compromised", key["kid"], "--since", "yesterday").exit_code == 2
    assert run("keys", "compromised", key["kid"], "--since", "2999-01-01").exit_code == 1
    assert _keys(run) == before


def test_without_an_issuer_the_first_step_is_named(run: Run, cast: Cast) -> None:
    assert "flask programme create" in run("keys", "rotate").output


def test_the_list_names_each_badge_and_its_addresses_once_issued(
    app: Flask, run: Run, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        offered = made.stored_award(cast, settings, AwardState.OFFERED)
        issued = made.stored_award(cast, settings, AwardState.ISSUED, name="awa")
    rows = {row["code"]: row for row in _awards(run)}
    assert (rows[offered.public_code]["state"], rows[offered.public_code]["addresses"]) == ("offered", {})
    row = rows[issued.public_code]
    assert (row["state"], row["holder"]) == ("issued", "Awa")
    assert row["addresses"]["page"] == f"http://localhost/b/{issued.public_code}"
    anybody = app.test_client()
    answers = {name: anybody.get(address).status_code for name, address in row["addresses"].items()}
    assert len(answers) == 9
    assert set(answers.values()) == {200}, answers
    assert issued.public_code in run("awards", "list").output


def test_what_was_accepted_is_signed_once(app: Flask, run: Run, cast: Cast, settings: Settings) -> None:
    with app.app_context():
        awards = [
            made.stored_award(cast, settings, AwardState.ACCEPTED, name=name) for name in ("moussa", "awa", "rosa")
        ]
    first = run("awards", "issue", "--all-due")
    assert first.exit_code == 0, first.output
    assert {f"signed {award.public_code}" for award in awards} <= set(first.output.splitlines())
    assert "3 signed" in first.output
    assert "0 signed" in run("awards", "issue").output
    assert {row["state"] for row in _awards(run)} == {"issued"}


def test_issuing_without_a_key_says_so_and_changes_nothing(
    app: Flask, run: Run, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        made.stored_award(cast, settings, AwardState.ACCEPTED)
    run("keys", "retire", _keys(run)[0]["kid"])
    said = run("awards", "issue")
    assert said.exit_code == 1
    assert "key" in said.output
    assert [row["state"] for row in _awards(run)] == ["accepted"]


def test_an_issuer_without_a_key_keeps_nobody_elses_withdrawals_back(
    app: Flask, run: Run, issuing: Cast, settings: Settings
) -> None:
    with app.app_context():
        withdrawn = made.stored_award(issuing, settings, AwardState.ISSUED, name="awa")
    _in_store(app, lambda: _withdraw_without_a_key(issuing, settings, withdrawn.id))
    theirs: list[str] = []
    _in_store(app, lambda: theirs.append(_signed_by_a_partner_whose_keys_are_lost(issuing, settings)))
    assert _lists_that_wait(app) == ["Campus Nord", "Défi Insertion"]
    said = run("awards", "issue")
    assert _lists_that_wait(app) == ["Campus Nord"]
    assert said.exit_code == 1
    assert "1 lists of withdrawals published again" in said.output
    refused = said.output.partition("could not be signed")[2]
    assert "Campus Nord" in refused
    assert theirs[0] in refused, "its badge cannot be signed again, and is named"


def _withdraw_without_a_key(cast: Cast, settings: Settings, award_id: int) -> None:
    """While its files are elsewhere; they come back."""
    folder = settings.data_dir / "keys"
    folder.rename(folder.with_suffix(".away"))
    award, carole = queries.award_for_update(award_id), cast.accounts["carole"]
    actions.revoke(award, KeyFolder.of(settings), reason=RevocationReason.MISTAKE, by=carole, now=clock.now())
    folder.with_suffix(".away").rename(folder)


def _signed_by_a_partner_whose_keys_are_lost(cast: Cast, settings: Settings) -> str:
    """Moussa has a badge of the campus: one of its keys was stolen since, another is lost. Its public code."""
    before, folder = clock.now() - timedelta(days=2), KeyFolder.of(settings)
    campus = db.session.execute(select(Organisation).where(Organisation.id == cast.organisations["campus"]))
    issuer = issuers.set_up_issuer(campus.scalar_one(), settings, before)
    of_theirs = select(Achievement).where(Achievement.issuer_id == issuer.id).order_by(Achievement.id)
    badge = db.session.execute(of_theirs).scalars().first()
    assert badge is not None
    samira, carole = cast.accounts["samira"], cast.accounts["carole"]
    award = actions.propose(made.person(cast, "moussa"), badge, by=samira, reason="Vu en atelier", now=before)
    db.session.flush()
    actions.approve(award, by=carole, now=before)
    actions.accept(award, actions.Acceptance(NameShown.FULL, in_person=True), by=samira, now=before)
    actions.sign(award, folder, now=before)
    keys = {key.algorithm: key for key in issuers.keys_of(issuer)}
    (folder.folder / f"{keys['Ed25519'].kid.rpartition('#')[2]}.pem").unlink()
    issuers.mark_compromised(keys["ES256"], folder, since=clock.now(), now=clock.now())
    return award.public_code


def _lists_that_wait(app: Flask) -> list[str]:
    found: list[str] = []
    _in_store(app, lambda: found.extend(signing.issuer_of_list(one).name for one in signing.stale_lists()))
    return sorted(found)


def test_a_badge_is_checked_by_code_address_and_file(
    app: Flask, run: Run, cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.ISSUED)
    address = f"http://localhost/b/{award.public_code}"
    picture = tmp_path / "badge.png"
    picture.write_bytes(app.test_client().get(f"/b/{award.public_code}.png").data)
    for badge in (award.public_code, address, str(picture)):
        said = run("awards", "verify", badge)
        assert (said.exit_code, said.output.splitlines()[0]) == (0, "valid"), badge
    report = json.loads(run("awards", "verify", award.public_code, "--json").output)
    assert report["verdict"] == "valid"
    assert all(check["outcome"] == "passed" for check in report["checks"])


def test_a_withdrawn_badge_is_not_valid_and_a_foreign_one_could_not_be_checked(
    app: Flask, run: Run, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.REVOKED)
    withdrawn = run("awards", "verify", award.public_code)
    assert withdrawn.exit_code == 1
    assert "revoked" in withdrawn.output
    foreign = run("awards", "verify", "https://badges.example.com/b/ABCDEFGH")
    assert foreign.exit_code == 2
    assert "could not be checked" in foreign.output


def test_a_new_programme_can_sign_at_once(app: Flask, run: Run) -> None:
    made_now = run("programme", "create", "Main à main", "--contact", "bonjour@example.org")
    assert made_now.exit_code == 0, made_now.output
    assert [key["state"] for key in _keys(run)] == ["active"] * 3
    by_phone = run("programme", "create", "Autre", "--contact", "03 20 00 00 00")
    assert by_phone.exit_code != 0


def test_a_half_written_key_stops_the_start_and_stays_as_it_is(
    app: Flask, run: Run, issuing: Cast, settings: Settings
) -> None:
    create_app(settings)
    file, *_ = (settings.data_dir / "keys").iterdir()
    half = file.read_bytes()[:120]
    file.write_bytes(half)
    with pytest.raises(SettingsError, match=file.name):
        create_app(settings)
    assert file.read_bytes() == half
    # Whoever looks into it can still use the commands.
    told = {
        **environment(settings.database_url, settings.data_dir),
        "PEERLEARN_KEYS_PASSPHRASE": settings.keys_passphrase,
    }
    assert _flask(told, "keys", "list").returncode == 0
    served = _flask(told, "run", "--port", "1")
    assert served.returncode != 0
    assert file.name in served.stderr


def _flask(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "app", *words]
    return subprocess.run(
        command, cwd=PROJECT, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def test_no_private_key_is_ever_in_the_database(app: Flask, issuing: Cast) -> None:
    with app.app_context():
        for key in db.session.execute(select(IssuerKey)).scalars():
            assert key.state is KeyState.ACTIVE
            assert set(key.public_jwk) <= {"kty", "crv", "x", "y", "n", "e", "alg", "use"}
