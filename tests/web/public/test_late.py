"""Other issuers' sites that take their time: the visitor gets an address for the result, and nobody else waits."""

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from peerlearn.awards.models import LateVerdict
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.factory import create_app
from peerlearn.web.public import asking, desk
from tests.badges.test_resolve_guarded import Server, drip, serving
from tests.factories.strangers import Site, self_declared
from tests.services.server import serving as running
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import heading, paste

AUTHENTIC = "Ce badge est authentique"
UNDECIDED = "Nous n’avons pas pu vérifier"
SELF_DECLARED = "Nous ne savons pas qui l’a émis"
UNDER_WAY = "La vérification est en cours"
GONE = "Ce résultat n’est plus conservé"


@dataclass
class Slow:
    """The site of another issuer, which says nothing until it is told to."""

    shown: Shown
    sites: list[Site] = field(default_factory=list)
    gate: Event = field(default_factory=Event)
    is_asked: Event = field(default_factory=Event)

    @property
    def site(self) -> Site:
        """Its address and its badges."""
        return self.sites[0]

    @property
    def browser(self) -> FlaskClient:
        """Of whoever hands something in."""
        return self.shown.browser

    def badge(self) -> str:
        """A badge like no other."""
        return self.site.badge(id=f"urn:uuid:{uuid4()}")

    def hand_in(self, text: str, query: str = "", *, address: str = "203.0.113.1") -> TestResponse:
        """Hand it in from this address, and do not wait."""
        return self.browser.post(f"/verify{query}", data={"input": text}, environ_base={"REMOTE_ADDR": address})

    def answers(self) -> None:
        """Let it speak, and wait until everything is checked."""
        self.gate.set()
        asking.finish(self.shown.app)

    def talk(self, connection: Any, path: str) -> None:
        """Wait for the word, then answer as other sites do."""
        self.is_asked.set()
        self.gate.wait(30)
        self.site.talk(connection, path)


@pytest.fixture
def slow(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Such a site, on an installation where nobody waits a moment."""
    monkeypatch.setattr(desk, "A_MOMENT_SECONDS", 0.0)
    slow = Slow(shown)
    with serving(slow.talk) as server:
        slow.sites.append(Site(server.port))
        settings = replace(shown.settings, fetch_loopback_port=server.port)
        shown.app.extensions["peerlearn-settings"] = settings
        try:
            yield slow
        finally:
            slow.answers()


def test_a_slow_site_leads_to_an_address_that_says_what_is_done_and_then_shows_the_same_page(slow: Slow) -> None:
    answer = slow.hand_in(badge := slow.badge())
    assert answer.status_code == 303
    assert slow.is_asked.wait(15)
    waiting = slow.browser.get(answer.location)
    assert heading(waiting.text) == UNDER_WAY
    assert f"Le site {slow.site.host} est interrogé" in waiting.text
    assert "Refresh" in waiting.headers
    assert "<script" not in waiting.text
    slow.answers()
    found = slow.browser.get(answer.location)
    assert "Refresh" not in found.headers
    for one in (answer, waiting, found):
        assert (one.headers["Cache-Control"], one.headers["X-Robots-Tag"]) == ("no-store", "noindex")
        assert "Set-Cookie" not in one.headers
    assert heading(found.text) == AUTHENTIC
    at_once = paste(slow.browser, badge)
    assert _without_moment(found.text) == _without_moment(at_once)


def test_the_language_that_was_chosen_goes_along(slow: Slow) -> None:
    answer = slow.hand_in(slow.badge(), "?lang=en")
    assert heading(slow.browser.get(answer.location).text) == "The check is under way"


def test_several_share_one_address_and_one_deadline(slow: Slow) -> None:
    answer = slow.hand_in(f"{slow.shown.code}\nhttp://{slow.site.host}/badge.json\nABCD2345")
    assert heading(slow.browser.get(answer.location).text) == UNDER_WAY
    slow.answers()
    table = slow.browser.get(answer.location).text
    assert heading(table) == "3 fichiers ou codes examinés"
    assert "Authentiques\u00a0: 2. Non valables\u00a0: 0. Non vérifiés\u00a0: 0." in table
    assert "Sans badge lisible\u00a0: 1." in table
    assert "Moussa Traoré" in table
    assert "École d’à côté" in table
    # A badge of ours that is withdrawn meanwhile is shown as what it is now.
    slow.shown.withdraw()
    table = slow.browser.get(answer.location).text
    assert "Authentiques\u00a0: 1. Non valables\u00a0: 1." in table
    assert "Moussa" not in table


def test_programs_are_told_202_and_where_to_ask_again_as_it_is_described(slow: Slow) -> None:
    told = slow.browser.get("/api/v1/openapi.json").get_json()

    def as_described(answer: TestResponse, name: str) -> dict[str, Any]:
        said: dict[str, Any] = answer.get_json()
        schema = {"$ref": f"#/components/schemas/{name}", "components": told["components"]}
        jsonschema.validate(said, schema)
        assert str(answer.status_code) in told["paths"]["/api/v1/verify/{token}"]["get"]["responses"]
        return said

    one = slow.browser.post("/api/v1/verify", json={"input": slow.badge()})
    both = slow.browser.post("/api/v1/verify", json={"inputs": [slow.badge(), slow.shown.code, slow.shown.code]})
    for answer in (one, both, slow.browser.get(one.location)):
        assert (answer.status_code, answer.headers["Retry-After"]) == (202, "2")
        assert answer.headers["Cache-Control"] == "no-store"
        as_described(answer, "Waiting")
    slow.answers()
    assert as_described(slow.browser.get(one.location), "Report")["verdict"] == "valid"
    results = as_described(slow.browser.get(both.location), "Reports")["results"]
    assert [result["verdict"] for result in results] == ["valid"] * 3
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        as_described(slow.browser.get(one.location), "Problem")
    as_described(slow.browser.get(f"{one.location}x"), "Problem")


def test_own_badges_never_wait_behind_others_and_beyond_the_line_it_is_said(slow: Slow) -> None:
    waiting = [slow.hand_in(slow.badge()) for _ in range(desk.AT_ONCE + desk.IN_LINE)]
    assert {answer.status_code for answer in waiting} == {303}
    last = slow.browser.get(waiting[-1].location).text
    assert "D’autres badges sont vérifiés d’abord" in last
    refused = slow.hand_in(slow.badge())
    assert refused.status_code == 200
    assert heading(refused.text) == UNDECIDED
    assert "Son site n’a pas été interrogé" in refused.text
    assert "Réessayez dans quelques minutes" in refused.text
    # Who needs no site is not held up, alone or among others.
    assert heading(slow.hand_in(slow.shown.code).text) == AUTHENTIC
    assert heading(slow.hand_in(self_declared()).text) == SELF_DECLARED
    assert "Authentiques\u00a0: 1." in slow.hand_in(f"{slow.shown.code}\nhttp://{slow.site.host}/badge.json").text
    assert slow.browser.get("/healthz").status_code == 200
    slow.answers()
    assert {heading(slow.browser.get(answer.location).text) for answer in waiting} == {AUTHENTIC}


def test_whoever_fills_the_line_gives_way_to_somebody_else(slow: Slow) -> None:
    waiting = [slow.hand_in(slow.badge()).location for _ in range(desk.AT_ONCE + desk.IN_LINE)]
    other = slow.hand_in(slow.badge(), address="198.51.100.7").location
    # Its site is asked although all the others came before: a place was left for it.
    page = _asked_until(lambda: slow.browser.get(other).text, lambda page: slow.site.host in page)
    assert heading(page) == UNDER_WAY
    # The last one that came from the first address gave way, and is told so at once.
    gave_way = _asked_until(lambda: slow.browser.get(waiting[-1]).text, lambda page: heading(page) != UNDER_WAY)
    assert heading(gave_way) == UNDECIDED
    assert "Son site n’a pas été interrogé" in gave_way
    assert {heading(slow.browser.get(one).text) for one in waiting[:-1]} == {UNDER_WAY}
    slow.answers()
    assert {heading(slow.browser.get(one).text) for one in (*waiting[:-1], other)} == {AUTHENTIC}


def test_what_is_kept_says_nothing_without_its_address_and_goes(slow: Slow) -> None:
    answer = slow.hand_in(slow.badge())
    assert _kept(slow.shown.app) == []
    slow.answers()
    (kept,) = _kept(slow.shown.app)
    assert kept.ends_at - clock.now() < timedelta(minutes=15)
    assert kept.token_hash not in answer.location
    assert b"Premiers pas" not in kept.closed
    assert b"did:web" not in kept.closed
    with clock.standing_at(clock.now() + timedelta(minutes=15)):
        gone = slow.browser.get(answer.location)
        assert (gone.status_code, heading(gone.text)) == (410, GONE)
        with slow.shown.app.app_context():
            scope.enter(db.session(), Scope.everything("what is over goes"))
            # What a clock does in time; and a process that begins, with what another one left.
            for row in asking.JOB.left():
                asking.JOB.do(row)
            scope.leave(db.session())
    assert _kept(slow.shown.app) == []


def test_while_somebody_writes_for_long_it_is_checked_and_shown_all_the_same(slow: Slow) -> None:
    """On SQLite there is one lock for all who write: only keeping the result waits for it."""
    with slow.shown.app.app_context(), db.engine.connect() as other, other.begin():
        other.execute(select(1))
        address = slow.hand_in(slow.badge()).location
        assert heading(slow.hand_in(slow.shown.code).text) == AUTHENTIC
        slow.gate.set()
        assert heading(_asked_until_it_is_there(lambda: slow.browser.get(address).text)) == AUTHENTIC
    slow.answers()
    assert len(_kept(slow.shown.app)) == 1


def test_a_guessed_or_altered_address_is_nobodys(slow: Slow) -> None:
    address = slow.hand_in(slow.badge()).location
    slow.answers()
    token = address.rpartition("/")[2]
    assert slow.browser.get(f"/verify/{token}").status_code == 200
    secret, rest = token[:20], token[20:]
    for guess in ("x", "results.csv", "a" * 43, f"{token}x", f"{secret[::-1]}{rest}", "é" * 3_000):
        answer = slow.browser.get(f"/verify/{guess}")
        assert (answer.status_code, heading(answer.text)) == (404, GONE), guess
        assert slow.browser.get(f"/api/v1/verify/{guess}").status_code == 404


def test_the_page_that_waits_is_loaded_again_ever_more_patiently_and_in_time_for_the_answer(slow: Slow) -> None:
    start = clock.now().replace(microsecond=0)
    with clock.standing_at(start):
        address = slow.hand_in(slow.badge()).location
    for seconds, pause in ((0, "2"), (3, "3"), (6, "5"), (11, "8"), (17, "3")):
        with clock.standing_at(start + timedelta(seconds=seconds)):
            assert slow.browser.get(address).headers["Refresh"] == pause, seconds


def test_what_stands_in_an_address_asks_no_site_until_somebody_presses_the_button(slow: Slow) -> None:
    """Any page of the world can make a browser open an address of ours; it cannot press the button."""
    for given in (f"http://{slow.site.host}/badge.json", slow.badge()):
        box = slow.browser.get("/verify", query_string={"code": given})
        assert (box.status_code, 'type="file"' in box.text) == (200, True)
        assert f">\r\n{given}</textarea>" in unescape(box.text)
    assert not slow.is_asked.is_set()
    address = slow.hand_in(given).location
    assert slow.is_asked.wait(15)
    slow.answers()
    assert heading(slow.browser.get(address).text) == AUTHENTIC


def test_when_the_process_dies_the_page_waits_until_the_deadline_and_no_longer(slow: Slow) -> None:
    """Another process knows the ticket, and nothing of what was being done."""
    one = slow.hand_in(slow.badge()).location
    both = slow.browser.post("/api/v1/verify", json={"inputs": [slow.badge(), slow.shown.code]}).location
    survivor = create_app(slow.shown.app.extensions["peerlearn-settings"])
    browser = survivor.test_client()
    page = browser.get(one)
    assert heading(page.text) == UNDER_WAY
    assert slow.site.host in page.text
    assert browser.get(both).status_code == 202
    with clock.standing_at(clock.now() + timedelta(seconds=asking.DEADLINE_SECONDS + 1)):
        page = browser.get(one)
        assert heading(page.text) == UNDECIDED
        assert "La réponse n’est pas arrivée à temps" in page.text
        assert "Refresh" not in page.headers
        verdicts = [result["verdict"] for result in browser.get(both).get_json()["results"]]
        assert verdicts == ["could_not_be_checked"] * 2
        assert heading(browser.get(both.removeprefix("/api/v1")).text) == UNDECIDED
    with survivor.app_context():
        db.engine.dispose()


HOSTILE = {
    "drips": drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"),
    "drips its head": drip(b"HTTP/1.1 200 OK\r\n"),
}


@pytest.mark.parametrize("way", HOSTILE)
def test_a_site_that_drips_holds_until_the_deadline_and_leaves_no_thread(
    way: str, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "A_MOMENT_SECONDS", 0.0)
    monkeypatch.setattr(asking, "SECONDS", 0.5)
    with ExitStack() as stack:
        server: Server = stack.enter_context(serving(HOSTILE[way]))
        settings = replace(shown.settings, fetch_loopback_port=server.port)
        shown.app.extensions["peerlearn-settings"] = settings
        for _ in range(2):
            page = paste(shown.browser, Site(server.port).badge(id=f"urn:uuid:{uuid4()}"))
            assert heading(page) == UNDECIDED
            assert "Premiers pas" in page, "which badge it is that could not be checked"
        asking_still = [thread for thread in threading.enumerate() if thread.name == "guarded-fetch"]
        for thread in asking_still:
            thread.join(5)
        assert [thread for thread in asking_still if thread.is_alive()] == []


def test_another_process_shows_it_and_with_every_place_taken_all_threads_answer(
    slow: Slow, database_url: str, tmp_path: Path
) -> None:
    port = str(slow.site.port)
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(running(database_url, _folder(tmp_path / name), PEERLEARN_FETCH_LOOPBACK_PORT=port))
            for name in ("one", "other")
        )
        people = stack.enter_context(ThreadPoolExecutor(12))
        for site in (one, other):
            assert requests.get(f"{site}/verify", timeout=30).status_code == 200
        handing_in = partial(requests.post, f"{one}/verify", allow_redirects=False, timeout=15)
        ticket = handing_in(data={"input": slow.badge()}).headers["Location"]
        assert heading(requests.get(f"{other}{ticket}", timeout=15).text) == UNDER_WAY
        slow.gate.set()
        page = _asked_until_it_is_there(lambda: requests.get(f"{other}{ticket}", timeout=15).text)
        assert heading(page) == AUTHENTIC
        slow.gate.clear()
        given = [{"input": slow.badge()} for _ in range(desk.AT_ONCE + desk.IN_LINE)]
        assert {answer.status_code for answer in people.map(lambda data: handing_in(data=data), given)} == {303}
        own = [people.submit(handing_in, data={"input": slow.shown.code}) for _ in range(16)]
        hello = [people.submit(requests.get, f"{one}/healthz", timeout=15) for _ in range(16)]
        assert {heading(answer.result().text) for answer in own} == {AUTHENTIC}
        assert {answer.result().status_code for answer in hello} == {200}


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _asked_until_it_is_there(ask: Callable[[], str]) -> str:
    return _asked_until(ask, lambda page: heading(page) != UNDER_WAY)


def _asked_until(ask: Callable[[], str], is_enough: Callable[[str], bool]) -> str:
    """Again and again, as no page would; an answer comes by the deadline."""
    while not is_enough(page := ask()):
        assert heading(page) == UNDER_WAY, "what is over does not change any more"
    return page


def _kept(app: Flask) -> list[LateVerdict]:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks at what is kept"))
        found = list(db.session.execute(select(LateVerdict)).scalars())
        db.session.expunge_all()
        db.session.rollback()
        scope.leave(db.session())
    return found


def _without_moment(page: str) -> str:
    """The page without what differs from one answer to the next: moments, seals, and the addresses of its languages."""
    page = re.sub(r'<nav class="languages.*?</nav>', "", page, flags=re.DOTALL)
    page = re.sub(r'name="told"\s+value="[^"]+"', "", page)
    return re.sub(r"\d\d?(\s*h\s*|:)\d\d", "", page)
