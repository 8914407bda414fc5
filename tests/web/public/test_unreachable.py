"""A site that cannot be asked says nothing about a badge: "could not be checked", in the report, in the command of the
library, and on the page. So it is for the site of the keys, and for the one of the list of withdrawals."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import badges
from badges.cli import main
from badges.resolve import MAX_DOCUMENT
from tests.badges.test_resolve_guarded import Server, Talk, redirects, say, serving
from tests.factories.strangers import Site, answering, closed_port, self_declared, silent
from tests.web.public.handing_in import heading, paste

UNDECIDED = "Nous n’avons pas pu vérifier"
NOBODYS = badges.StoredTrust(issuer_ids=(), keys=(), registered=())
# Long enough for this machine, short enough for a test.
SECONDS = 1.0
REASONS = {"keys": "unreachable", "status": "status_unknown"}
WORDS = {
    "keys": "Le site de l’émetteur n’a pas répondu",
    "status": "La liste des badges retirés de l’émetteur n’a pas pu être lue",
}


def _inner(stack: ExitStack) -> Server:
    return stack.enter_context(serving(say(b"{}")))


TROUBLES: dict[str, Callable[[int], Talk] | None] = {
    "nobody listens": None,
    "it says nothing": lambda _: silent,
    "it says too much": lambda _: say(b"x" * (MAX_DOCUMENT + 1)),
    "it has an error": lambda _: say(b"{}", status=b"500 No"),
    "it answers with a page": lambda _: say(b"<!DOCTYPE html><title>Soon</title>"),
    "it leads inwards": lambda port: redirects(lambda _: f"http://127.0.0.1:{port}/"),
    "it leads inwards by name": lambda port: redirects(lambda _: f"http://localhost:{port}/"),
}


@pytest.fixture(params=list(TROUBLES))
def troubled(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A site that cannot be asked; what it leads to is never asked either."""
    with ExitStack() as stack:
        inner = _inner(stack)
        trouble = TROUBLES[request.param]
        port = stack.enter_context(serving(trouble(inner.port))).port if trouble else closed_port()
        yield Site(port)
        assert inner.requests == []


@pytest.fixture(params=list(REASONS))
def what(request: pytest.FixtureRequest) -> str:
    """What the site would have been asked for."""
    return str(request.param)


def badge_of(site: Site, what: str) -> str:
    """A badge whose keys are there, or whose keys are known and whose list of withdrawals is there."""
    return site.badge() if what == "keys" else self_declared(credentialStatus=site.status())


@pytest.fixture
def asking(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Site], FlaskClient]:
    """A browser on an installation that may ask this one site, and does not wait long."""
    monkeypatch.setattr(badges, "GuardedFetch", partial(badges.GuardedFetch, seconds=SECONDS))

    def opened(site: Site) -> FlaskClient:
        settings = app.extensions["peerlearn-settings"]
        app.extensions["peerlearn-settings"] = replace(settings, fetch_loopback_port=site.port)
        return app.test_client()

    return opened


def test_the_report_says_could_not_be_checked(troubled: Site, what: str) -> None:
    guarded = badges.GuardedFetch(loopback_port=troubled.port, seconds=SECONDS)
    report = badges.verify(badge_of(troubled, what), resolve=guarded, trust=NOBODYS, now=datetime.now(UTC))
    assert report.verdict is badges.Verdict.COULD_NOT_BE_CHECKED
    assert report.reasons == (REASONS[what],)
    assert badges.Outcome.FAILED not in {check.outcome for check in report.checks}


def test_the_page_says_could_not_be_checked(troubled: Site, what: str, asking: Callable[[Site], FlaskClient]) -> None:
    page = paste(asking(troubled), badge_of(troubled, what))
    assert heading(page) == UNDECIDED
    assert "Ce n’est ni un oui, ni un non." in page
    assert WORDS[what] in page
    assert "Réessayez dans quelques minutes" in page
    # Nothing is claimed that was not looked at, and nothing is decided.
    assert "L’émetteur nommé est celui qui a signé" not in page
    assert "cela suffit" not in page
    for said_of_a_bad_badge in ("n’est pas valable", "n’est plus valable", "--invalid", "--failed"):
        assert said_of_a_bad_badge not in page


def test_the_command_says_could_not_be_checked(
    troubled: Site, what: str, desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The command never asks this machine; with the option of the tests it gets as far as the site.
    guarded = partial(badges.GuardedFetch, loopback_port=troubled.port, seconds=SECONDS)
    desk.write_text(badge_of(troubled, what), encoding="utf-8")
    for asked in (badges.GuardedFetch, guarded):
        monkeypatch.setattr("badges.cli_reading.GuardedFetch", asked)
        assert main(["verify", str(desk)]) == 2
        said = capsys.readouterr().out
        assert said.startswith("COULD NOT BE CHECKED\n")
        assert REASONS[what] in said
        assert "\n  NO " not in said
    assert main(["verify", "--json", str(desk)]) == 2
    report = json.loads(capsys.readouterr().out)
    assert report["verdict"] == "could_not_be_checked"
    assert {check["reason"] for check in report["checks"]} - {"ok", "not_reached"} == {REASONS[what]}
    assert {check["outcome"] for check in report["checks"]} <= {"passed", "not_possible"}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Where the badge is put."""
    return tmp_path / "badge.json"


def test_the_same_badges_are_judged_once_the_site_answers(asking: Callable[[Site], FlaskClient]) -> None:
    with answering() as (site, _):
        opened = asking(site)
        for badge, verdict in (
            (site.badge(), "Ce badge est authentique"),
            (site.badge(credentialStatus=site.status()), "Ce badge est authentique"),
            (site.badge(credentialStatus=site.status(9)), "Ce badge n’est plus valable"),
        ):
            assert heading(paste(opened, badge)) == verdict
