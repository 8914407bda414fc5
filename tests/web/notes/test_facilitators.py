"""A facilitator writes with the right that the house gives by name, of workshops that they led, and reads no other."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.lifecycle.actions import transfer
from peerlearn.organisations.models import Organisation
from tests.cast import Cast
from tests.factories import awards as made
from tests.factories.attendance import stored_workshop
from tests.stage import ClientOf
from tests.web.notes.conftest import WORDS, Sign, Write

Let = Callable[[], None]


@pytest.fixture
def led(app: Flask, cast: Cast) -> str:
    """Moussa led a workshop yesterday; Awa had a seat."""
    with app.app_context():
        return stored_workshop(cast, starts_in=-timedelta(days=1), seated=("awa",)).public_id


@pytest.fixture
def may_write(let_write: Let) -> None:
    """She did."""
    let_write()


@pytest.fixture
def let_write(client_of: ClientOf, cast: Cast) -> Let:
    """Samira lets Moussa write."""

    def let() -> None:
        page = f"/people/{cast.person_ids['moussa']}/notes"
        assert "Laisser Moussa écrire" in client_of("samira").get(page).text
        assert client_of("samira").post(f"{page}/right").status_code == 302
        assert "Reprendre ce droit" in client_of("samira").get(page).text

    return let


def test_only_with_the_right(client_of: ClientOf, cast: Cast, let_write: Let) -> None:
    moussa = client_of("moussa")
    assert moussa.get("/notes").status_code == 403
    assert "Mes comptes rendus" not in moussa.get("/me").text
    let_write()
    assert moussa.get("/notes").status_code == 200
    assert "Mes comptes rendus d’ateliers" in moussa.get("/me").text
    client_of("samira").post(f"/people/{cast.person_ids['moussa']}/notes/right/removal")
    assert moussa.get("/notes").status_code == 403


@pytest.mark.usefixtures("may_write")
def test_of_who_sat_in_their_workshop_and_of_nobody_else(
    client_of: ClientOf, cast: Cast, write: Write, sign: Sign, led: str
) -> None:
    moussa, awa = client_of("moussa"), cast.person_ids["awa"]
    assert f"/people/{awa}/notes/new" in moussa.get("/notes").text
    note = sign(write(by="moussa", about=led), by="moussa")
    assert "Signé par Moussa Traoré" in client_of("samira").get(note).text
    assert client_of("awa").get(f"/me{note}").status_code == 200
    form = WORDS | {"met_on": clock.today().isoformat(), "form_id": str(uuid4())}
    for name, about in (("awa", "met"), ("rosa", led), ("rosa", "met")):
        answer = moussa.post(f"/people/{cast.person_ids[name]}/notes/new", data=form | {"about": about})
        assert answer.status_code in {404, 422}, name


@pytest.mark.usefixtures("may_write")
def test_they_read_what_they_wrote_and_no_other(
    client_of: ClientOf, cast: Cast, write: Write, sign: Sign, led: str
) -> None:
    moussa, page = client_of("moussa"), f"/people/{cast.person_ids['awa']}/notes"
    of_samira, own = sign(write()), write(by="moussa", about=led, done="Awa a aidé Rosa.")
    assert moussa.get(own).status_code == 200
    assert moussa.get(of_samira).status_code == 404
    assert moussa.get(f"{of_samira}/paper.pdf").status_code == 404
    listed = moussa.get(page).text
    assert own in listed
    assert of_samira not in listed


def test_the_house_alone_gives_the_right_and_to_facilitators_alone(
    client_of: ClientOf, cast: Cast, let_write: Let
) -> None:
    """Whoever answers for the house does not work there; and nobody reads their own notes as a writer."""
    let_write()
    for name in ("carole", "nadia", "etienne"):
        for address in ("right", "right/removal"):
            refused = client_of(name).post(f"/people/{cast.person_ids['moussa']}/notes/{address}")
            assert refused.status_code == 404, (name, address)
    assert client_of("moussa").get("/notes").status_code == 200
    assert client_of("moussa").post(f"/people/{cast.person_ids['moussa']}/notes/right").status_code == 404
    assert client_of("samira").post(f"/people/{cast.person_ids['awa']}/notes/right").status_code == 404
    assert client_of("awa").get("/notes").status_code == 403


def test_another_house_decides_anew(app: Flask, client_of: ClientOf, cast: Cast, let_write: Let) -> None:
    let_write()
    assert client_of("moussa").get("/notes").status_code == 200
    with app.app_context():
        scope.enter(db.session(), Scope.everything("Moussa changes house"))
        with transaction():
            relais = db.session.get_one(Organisation, cast.organisations["relais"])
            transfer(made.person(cast, "moussa"), relais, by=None, on=clock.today(), now=clock.now())
        scope.leave(db.session())
    assert client_of("moussa").get("/notes").status_code == 403
