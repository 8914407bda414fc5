"""Many taps at the same moment, over HTTP, against two processes of the program."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.people.actions import PersonFacts
from peerlearn.workshops.models import Enrolment, Workshop
from peerlearn.workshops.rules import Place
from tests.cast import SECRET, Cast
from tests.factories.workshops import Planned, add_people, local, next_year, plan_workshop, seen
from tests.services.server import browser, serving

PATIENCE = 60
Tap = Callable[[], int]


class Browser:
    """Someone signed in on the page as people do; their taps may be sent from many threads at once."""

    def __init__(self, site: str, identifier: str) -> None:
        self._site = site
        session = browser()
        page = session.get(f"{site}/sign-in", timeout=PATIENCE).text
        sent = {"identifier": identifier, "secret": SECRET, "csrf_token": _token(page)}
        answer = session.post(f"{site}/sign-in", data=sent, timeout=PATIENCE, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        self._csrf_token = _token(session.get(f"{site}/workshops/new", timeout=PATIENCE).text)
        self._cookies = session.cookies.get_dict()

    def tap(self, path: str, **fields: str) -> Tap:
        """A button that is not pressed yet; pressing it gives the status of the answer."""

        def press() -> int:
            answer = requests.post(
                self._site + path,
                data={"csrf_token": self._csrf_token, **fields},
                cookies=self._cookies,
                timeout=PATIENCE,
                allow_redirects=False,
            )
            return answer.status_code

        return press

    def text(self, path: str) -> str:
        """The page at this address."""
        return requests.get(self._site + path, cookies=self._cookies, timeout=PATIENCE).text


@pytest.fixture
def site(database_url: str, tmp_path: Path, cast: Cast) -> Iterator[str]:
    """The program, served by two processes."""
    with serving(database_url, tmp_path, workers=2) as address:
        yield address


def test_fifty_people_at_once_get_eight_seats_and_forty_two_wait(app: Flask, cast: Cast, site: str) -> None:
    names = add_people(app, cast, [PersonFacts(f"Prénom{number:02}") for number in range(50)])
    planned = plan_workshop(app, cast)
    staff = [Browser(site, cast.identifiers[name]) for name in ("samira", "sophie")]
    taps = [
        staff[number % 2].tap(planned.url("/enrol"), person=cast.person_ids[name]) for number, name in enumerate(names)
    ]
    assert Counter(_all_at_once(taps)) == {302: 50}
    after = seen(app, planned)
    assert (len(after.seated), len(after.waiting), after.taken, after.extra) == (8, 42, 8, 0)
    lines = _lines(app, planned)
    # Who came first sits, and the queue is in the order in which people were let in.
    assert [place for _, place in lines] == [Place.SEATED] * 8 + [Place.WAITING] * 42
    assert [instant for instant, _ in lines] == sorted({instant for instant, _ in lines})


def test_the_same_person_tapped_ten_times_at_once_is_on_the_list_once(app: Flask, cast: Cast, site: str) -> None:
    planned = plan_workshop(app, cast)
    samira = Browser(site, cast.identifiers["samira"])
    taps = [samira.tap(planned.url("/enrol"), person=cast.person_ids["awa"]) for _ in range(10)]
    assert Counter(_all_at_once(taps)) == {302: 1, 422: 9}
    assert (seen(app, planned).seated, seen(app, planned).taken) == (["Awa"], 1)


def test_of_two_workshops_that_want_one_facilitator_at_once_exactly_one_gets_them(
    app: Flask, cast: Cast, site: str
) -> None:
    carole, samira = (Browser(site, cast.identifiers[name]) for name in ("carole", "samira"))
    for day in range(1, 6):
        starts = local(f"{next_year(3, day)} 09:00")
        here = plan_workshop(app, cast, led_by=(), starts_local=starts)
        there = plan_workshop(app, cast, host="relais", led_by=(), starts_local=starts)
        moussa = cast.person_ids["moussa"]
        taps = [
            samira.tap(here.url("/facilitators"), person=moussa),
            carole.tap(there.url("/facilitators"), person=moussa),
        ]
        assert sorted(_all_at_once(taps)) == [302, 422]


def test_of_four_plans_for_one_facilitator_at_once_exactly_one_stands(app: Flask, cast: Cast, site: str) -> None:
    samira = Browser(site, cast.identifiers["samira"])
    module = re.findall(r'<option value="(\d+)">J’appelle', samira.text("/workshops/new"))[0]
    plan = {"module": module, "site": cast.sites["tilleuls"], "day": f"{next_year(3, 3)}", "capacity": "8"}
    taps = [
        samira.tap("/workshops/new", **plan, starts=f"09:{minute}0", leader=cast.person_ids["moussa"])
        for minute in range(4)
    ]
    assert Counter(_all_at_once(taps)) == {302: 1, 422: 3}
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test counts workshops"))
        assert len(db.session.execute(select(Workshop.id)).all()) == 1
        scope.leave(db.session())


def test_seats_and_counter_agree_after_people_come_leave_and_move_up_at_once(app: Flask, cast: Cast, site: str) -> None:
    names = add_people(app, cast, [PersonFacts(f"Prénom{number:02}") for number in range(24)])
    planned = plan_workshop(app, cast, enrolled=names[:14])
    samira, carole = (Browser(site, cast.identifiers[name]) for name in ("samira", "carole"))
    leave = [samira.tap(planned.line_url(name, "withdrawal")) for name in names[:6]]
    come = [carole.tap(planned.url("/enrol"), person=cast.person_ids[name]) for name in names[14:]]
    move_up = [samira.tap(planned.line_url(name, "seat")) for name in names[8:14]]
    exceed = [carole.tap(planned.line_url(name, "extra-seat"), reason="Part vendredi") for name in names[8:10]]
    statuses = _all_at_once([*leave, *come, *move_up, *exceed])
    assert set(statuses) <= {302, 422}
    assert statuses[:16] == [302] * 16
    after = seen(app, planned)
    assert len(after.seated) == after.taken <= after.capacity + after.extra
    assert after.extra == max(0, after.taken - after.capacity)
    assert len(after.seated) + len(after.waiting) == 18


def _all_at_once(taps: Sequence[Tap]) -> list[int]:
    """Press all the buttons at the same moment; the statuses, in the order of the buttons."""
    together = Barrier(len(taps))

    def press(tap: Tap) -> int:
        together.wait(PATIENCE)
        return tap()

    with ThreadPoolExecutor(len(taps)) as hands:
        return list(hands.map(press, taps))


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def _lines(app: Flask, planned: Planned) -> list[tuple[datetime, Place]]:
    """When each joined and what it gave, in the order in which the rows were written."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks at a list"))
        query = select(Enrolment.queued_at, Enrolment.place).where(Enrolment.workshop_id == planned.id)
        found = [(row.queued_at, row.place) for row in db.session.execute(query.order_by(Enrolment.id))]
        scope.leave(db.session())
        db.session.remove()
    return found
