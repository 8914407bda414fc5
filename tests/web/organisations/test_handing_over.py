"""A colleague leaves: their people are given to others."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask

from peerlearn.accounts.models import Account
from peerlearn.core import clock, scope
from peerlearn.core.audit import AuditEntry
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.followup import actions
from peerlearn.followup.models import Follow
from peerlearn.people.actions import PersonFacts, register
from peerlearn.people.models import Person
from tests.cast import Cast
from tests.services.server import serving
from tests.stage import ClientOf
from tests.web.attendance.conftest import RowsOf, rows_of
from tests.web.attendance.test_races import ROUNDS, Hand

__all__ = ["rows_of"]

NAMES = ("awa", "rosa", "ibrahim")


@pytest.fixture
def followed(app: Flask, cast: Cast) -> str:
    """Sophie accompanies three people: the address at which they are handed over."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test"))
        with transaction():
            sophie = db.session.get_one(Account, cast.accounts["sophie"])
            for name in NAMES:
                person = db.session.get_one(Person, cast.people[name])
                actions.follow(person, sophie, by=None, on=clock.today(), now=clock.now())
            address = f"/organisations/{cast.organisation_ids['tilleuls']}/hand-over/{sophie.public_id}"
        scope.leave(db.session())
        db.session.remove()
    return address


def public_id(app: Flask, cast: Cast, name: str) -> str:
    with app.app_context():
        found = db.session.get_one(Account, cast.accounts[name]).public_id
        db.session.remove()
    return found


def test_before_she_leaves_all_go_to_one_colleague_but_one(
    app: Flask, client_of: ClientOf, cast: Cast, followed: str
) -> None:
    samira = client_of("samira")
    accounts = f"/organisations/{cast.organisation_ids['tilleuls']}/accounts"
    assert followed in samira.get(accounts).text
    form = {"all": public_id(app, cast, "samira"), f"to-{cast.person_ids['rosa']}": "nobody"}
    said = samira.post(followed, data=form, follow_redirects=True).text
    assert "Vous accompagnez maintenant 2 personnes de plus." in said
    assert "1 personne reste sans accompagnement pour l’instant." in said
    mine = samira.get("/people?whose=mine").text
    assert "Awa" in mine
    assert "Ibrahim" in mine
    assert "Rosa" not in mine
    assert "n’accompagne personne ici" in samira.get(followed).text


def test_each_colleague_is_named_with_how_many_they_take(
    app: Flask, client_of: ClientOf, cast: Cast, followed: str
) -> None:
    sophie, samira = client_of("sophie"), public_id(app, cast, "samira")
    given = {"all": samira, f"to-{cast.person_ids['rosa']}": "nobody"}
    said = sophie.post(followed, data=given, follow_redirects=True).text
    assert "Samira Haddad accompagne maintenant 2 personnes de plus." in said
    assert "Vous accompagnez" not in said
    assert client_of("samira").post(followed, data={"all": samira}).status_code == 302, "nobody is left"


def test_when_her_access_ends_the_page_asks_who_takes_over(
    app: Flask, client_of: ClientOf, cast: Cast, followed: str
) -> None:
    carole = client_of("carole")
    accounts = f"/organisations/{cast.organisation_ids['tilleuls']}/accounts"
    page = carole.get(accounts).text
    removal = page.partition("Sophie Lambert")[2].partition('action="')[2].partition('"')[0]
    assert carole.post(removal).headers["Location"].endswith(followed)
    samira = client_of("samira")
    assert followed in samira.get("/").text, "a task of the day"
    assert samira.post(followed, data={"all": public_id(app, cast, "samira")}).status_code == 302
    assert followed not in samira.get("/").text


def test_nobody_is_given_to_somebody_of_another_house(
    app: Flask, client_of: ClientOf, cast: Cast, followed: str
) -> None:
    samira = client_of("samira")
    for stranger in (public_id(app, cast, "bruno"), public_id(app, cast, "sophie"), "x", ""):
        assert samira.post(followed, data={"all": stranger}).status_code == 422
    assert "Awa" in client_of("sophie").get("/people?whose=mine").text


def test_another_house_finds_nothing(client_of: ClientOf, followed: str) -> None:
    assert client_of("samira").get(followed).status_code == 200
    for name, status in (("etienne", 404), ("bruno", 404), ("victor", 403)):
        assert client_of(name).get(followed).status_code == status
        assert client_of(name).post(followed, data={"all": "nobody"}).status_code == status


def test_many_more_than_a_form_holds_go_at_once(app: Flask, client_of: ClientOf, cast: Cast, followed: str) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test"))
        with transaction():
            sophie = db.session.get_one(Account, cast.accounts["sophie"])
            for number in range(120):
                facts = PersonFacts(f"Prénom{number:03}")
                home = cast.organisations["tilleuls"]
                person = register(facts, organisation_id=home, by=None, now=clock.now(), on=clock.today())
                actions.follow(person, sophie, by=None, on=clock.today(), now=clock.now())
        scope.leave(db.session())
        db.session.remove()
    samira = client_of("samira")
    page = samira.get(followed).text
    fields = re.findall(r'<select[^>]* name="([^"]+)"', page)
    assert len(fields) < 100
    chosen = dict.fromkeys(fields, "as-all") | {"all": public_id(app, cast, "samira")}
    assert samira.post(followed, data=chosen).status_code == 302
    assert "n’accompagne personne ici" in samira.get(followed).text


@pytest.fixture
def site(database_url: str, tmp_path: Path, followed: str) -> Iterator[str]:
    """The program, served by two processes."""
    with serving(database_url, tmp_path, workers=2) as address:
        yield address


def test_two_who_hand_over_at_once_and_one_who_names_somebody_leave_one_follower_each(
    app: Flask, cast: Cast, followed: str, rows_of: RowsOf, site: str
) -> None:
    samira, sophie = public_id(app, cast, "samira"), public_id(app, cast, "sophie")
    awa = f"/people/{cast.person_ids['awa']}/follower"
    office, coordinator = (Hand(site, cast.identifiers[name]) for name in ("samira", "carole"))
    for _ in range(ROUNDS):
        # Everybody is Sophie's again, then three hands reach for Awa.
        for name in NAMES:
            page = f"/people/{cast.person_ids[name]}/follower"
            assert office.tap(page, {"follower": sophie}, on=page) == 302
        together = Barrier(3)
        taps = [
            (Hand(site, cast.identifiers["samira"]), followed, {"all": samira}),
            (coordinator, followed, {"all": "nobody"}),
            (Hand(site, cast.identifiers["sophie"]), awa, {"follower": samira}),
        ]
        with ThreadPoolExecutor(3) as pool:
            sent = [pool.submit(hand.tap, path, form, on=path, together=together) for hand, path, form in taps]
            assert {one.result() for one in sent} == {302}
    follows = rows_of(Follow)
    for name in NAMES:
        assert sum(one.person_id == cast.people[name] and one.ended_at is None for one in follows) <= 1
    ended = [one.id for one in rows_of(AuditEntry) if one.action == "follow.ended"]
    assert len(ended) == sum(one.ended_at is not None for one in follows), "nothing ends twice"
