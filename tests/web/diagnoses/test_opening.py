"""Stage 1: the diagnosis opens once the staff track is attended whole, and says until then what is missing."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.tracks.models import Outcome
from tests.cast import Cast
from tests.factories.attendance import stored_workshop
from tests.stage import ClientOf

DAY = timedelta(days=1)


def _trained(app: Flask) -> int:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test counts"))
        found = db.session.execute(select(func.count(Outcome.id))).scalar_one()
        scope.leave(db.session())
        db.session.remove()
    return found


def test_untrained_staff_are_told_what_is_missing_and_trained_staff_come_in(
    app: Flask, client_of: ClientOf, cast: Cast, be_someone: Callable[[str, str], None]
) -> None:
    be_someone("samira", "claire")
    samira, address = client_of("samira"), f"/people/{cast.person_ids['awa']}/diagnosis"
    refused = samira.get(address)
    assert refused.status_code == 403
    assert "Mener l’entretien à voix haute" in refused.text
    beforehand = samira.get(f"/people/{cast.person_ids['awa']}").text
    assert "Mener l’entretien à voix haute" in beforehand, "said before the tap"
    assert (f'href="{address}"' in beforehand, "/workshops?module=S01" in beforehand) == (False, True)
    with app.app_context():
        workshops = [
            stored_workshop(cast, module=code, seated=("claire",), leaders={"moussa": "lead"}, starts_in=-days * DAY)
            for code, days in (("S01", 3), ("S02", 2), ("S03", 1))
        ]
    bruno = client_of("sophie")
    for workshop in workshops[:2]:
        bruno.post(workshop.presence("claire"), data={"state": "present"})
    assert samira.get(address).status_code == 403
    assert "Mener l’entretien à voix haute" not in samira.get(address).text
    before = _trained(app)
    bruno.post(workshops[2].presence("claire"), data={"state": "late", "minutes": "30"})
    assert samira.get(address).status_code == 200
    assert f'href="{address}"' in samira.get(f"/people/{cast.person_ids['awa']}").text
    assert _trained(app) == before + 1
    bruno.post(workshops[2].presence("claire"), data={"state": ""})
    assert samira.get(address).status_code == 403
    assert _trained(app) == before


def test_who_is_on_no_list_is_told_how_to_get_there(client_of: ClientOf, cast: Cast) -> None:
    refused = client_of("samira").get(f"/people/{cast.person_ids['awa']}/diagnosis")
    assert refused.status_code == 403
    assert "formation" in refused.text


def test_others_are_refused_without_a_word_about_training(client_of: ClientOf, cast: Cast) -> None:
    refused = client_of("moussa").get(f"/people/{cast.person_ids['awa']}/diagnosis")
    assert refused.status_code == 403
    assert "formation des accompagnants" not in refused.text
