"""The office of the host sees the photographed sheets of a workshop, and nobody else does."""

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.attendance.models import SheetPhoto
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.lifecycle.erasure import anonymise
from peerlearn.people.models import Person
from tests.cast import Cast
from tests.factories.attendance import Staged, stored_workshop
from tests.factories.photos import as_text, photo_of
from tests.stage import ClientOf
from tests.web.field.test_sync import send


@pytest.fixture
def staged(app: Flask, cast: Cast) -> Staged:
    """A workshop that began half an hour ago, led by Moussa."""
    with app.app_context():
        return stored_workshop(cast)


@pytest.fixture
def photo(app: Flask, client_of: ClientOf, staged: Staged) -> str:
    """The address of the photograph that Moussa's phone sent."""
    moussa, now = client_of("moussa"), clock.now().isoformat()
    (room,) = moussa.get("/api/v1/field/workshops").get_json()["workshops"]
    taken = {"id": "0b9f9f4e-5f0a-4c1e-9a55-0a1b2c3d4e5f", "kind": "sheet", "workshop": staged.public_id}
    taken |= {"half_day": room["half_day"], "recorded_at": now, "photo": as_text(photo_of(""))}
    assert send(moussa, {"sent_at": now, "marks": [taken]}).get_json()["answers"][0]["answer"] == "accepted"
    (room,) = moussa.get("/api/v1/field/workshops").get_json()["workshops"]
    assert room["sheets"] == 1
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test looks"))
        found = db.session.execute(select(SheetPhoto.public_id)).scalar_one()
        scope.leave(db.session())
        db.session.remove()
    return f"/workshops/{staged.public_id}/sheet-photos/{found}"


def test_the_page_of_the_workshop_leads_to_it(client_of: ClientOf, staged: Staged, photo: str) -> None:
    samira = client_of("samira")
    assert photo in samira.get(f"/workshops/{staged.public_id}").text
    shown = samira.get(photo)
    assert (shown.status_code, shown.content_type) == (200, "image/jpeg")
    assert shown.data.startswith(b"\xff\xd8\xff")
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in shown.headers["Content-Security-Policy"]


def test_nobody_else_sees_it(client_of: ClientOf, photo: str) -> None:
    assert client_of("samira").get(photo).status_code == 200
    for name, status in (("etienne", 404), ("moussa", 403), ("awa", 403), ("victor", 403)):
        assert client_of(name).get(photo).status_code == status
        assert client_of(name).post(f"{photo}/removal").status_code == status


def test_the_office_takes_one_away(client_of: ClientOf, staged: Staged, photo: str) -> None:
    samira = client_of("samira")
    assert samira.post(f"{photo}/removal").status_code == 302
    assert samira.get(photo).status_code == 404
    assert photo not in samira.get(f"/workshops/{staged.public_id}").text


def test_what_was_erased_with_somebody_is_said(
    app: Flask, cast: Cast, client_of: ClientOf, staged: Staged, photo: str
) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test forgets somebody"))
        with transaction():
            anonymise(db.session.get_one(Person, cast.people["rosa"]), now=clock.now())
        scope.leave(db.session())
        db.session.remove()
    samira = client_of("samira")
    assert "effacée avec les données d’une personne" in samira.get(f"/workshops/{staged.public_id}").text
    assert samira.get(photo).status_code == 404
