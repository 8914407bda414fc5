"""What those who led tell at the end of a workshop, as the office reads it."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerlearn.core import clock
from peerlearn.workshops.rules import Part
from tests.cast import Cast
from tests.factories.attendance import Staged, stored_workshop
from tests.stage import ClientOf

HOUR = timedelta(hours=1)


@pytest.fixture
def staged(app: Flask, cast: Cast) -> Staged:
    """A workshop of three days ago, which Moussa led."""
    with app.app_context():
        return stored_workshop(cast, seated=("awa", "rosa"), starts_in=-72 * HOUR)


def tell(client: FlaskClient, staged: Staged, *marks: dict[str, Any], off: timedelta = timedelta()) -> None:
    """Send from a phone whose clock is `off`; each mark was made at the end of the workshop, unless it says when."""
    ended = (clock.now() - 69 * HOUR + off).isoformat()
    sent = [{"id": str(uuid4()), "workshop": staged.public_id, "recorded_at": ended, **one} for one in marks]
    content = json.dumps({"sent_at": (clock.now() + off).isoformat(), "marks": sent})
    answer = client.post("/api/v1/field/sync", data=content, content_type="application/json")
    assert [(one["answer"], one.get("reason")) for one in answer.get_json()["answers"]] == [("accepted", None)] * len(
        sent
    )


def closing(staged: Staged, **more: Any) -> dict[str, Any]:
    """How it went."""
    said = {"kind": "closing", "mood": "mixed", "sentence": "Trop de bruit.", "need": "Deux rallonges"}
    return {**said, "is_equipment_back": False, "may_lead": [staged.enrolments["rosa"]], **more}


def test_the_office_reads_it_on_the_page_of_the_workshop(client_of: ClientOf, staged: Staged) -> None:
    moussa, samira = client_of("moussa"), client_of("samira")
    page = f"/workshops/{staged.public_id}"
    assert "Ce que disent" not in samira.get(page).text
    tell(moussa, staged, closing(staged), {"kind": "note", "text": "La clé est chez Karim."})
    said = samira.get(page).text
    for words in (
        "Comment c’était : Moyen",
        "Trop de bruit.",
        "Un besoin : Deux rallonges",
        "Il manque du matériel",
        "La clé est chez Karim.",
        "2 notes de Moussa Traoré sont arrivées en retard",
    ):
        assert words in said
    assert "Aucune note ne dit pourquoi." not in said, "made in time, and only sent late"
    assert "Rosa" in said.partition("Pourrait animer un jour")[2].partition("</p>")[0]
    assert "Trop de bruit." not in client_of("victor").get(page).text, "a supervisor plans who is away, no more"


def test_what_was_noted_days_later_is_kept_and_the_note_that_is_missing_is_said(
    client_of: ClientOf, staged: Staged
) -> None:
    moussa, samira = client_of("moussa"), client_of("samira")
    page, now = f"/workshops/{staged.public_id}", clock.now().isoformat()
    tell(moussa, staged, closing(staged, recorded_at=now))
    assert "Aucune note ne dit pourquoi." in samira.get(page).text
    tell(moussa, staged, {"kind": "note", "text": "Le téléphone était en panne.", "recorded_at": now})
    said = samira.get(page).text
    assert "2 notes de Moussa Traoré sont arrivées en retard" in said
    assert "Aucune note ne dit pourquoi." not in said


def test_a_wrong_clock_is_said_there(client_of: ClientOf, staged: Staged) -> None:
    tell(client_of("moussa"), staged, {"kind": "note", "text": "Bien."}, off=timedelta(days=2))
    assert (
        "L’heure du téléphone de Moussa Traoré est fausse"
        in client_of("samira").get(f"/workshops/{staged.public_id}").text
    )


def test_needs_are_listed_for_the_house_and_no_other(client_of: ClientOf, staged: Staged) -> None:
    samira = client_of("samira")
    assert "Aucun besoin pour l’instant" in samira.get("/needs").text
    assert "/needs" not in samira.get("/").text
    tell(client_of("moussa"), staged, closing(staged))
    assert "Deux rallonges" in samira.get("/needs").text
    assert "Deux rallonges" in client_of("carole").get("/needs").text, "the coordinator of the region reads it too"
    assert "/needs" in samira.get("/").text
    assert "Deux rallonges" not in client_of("etienne").get("/needs").text
    assert client_of("moussa").get("/needs").status_code == 403


def test_said_again_the_latest_counts_and_another_who_leads_takes_nothing_back(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    with app.app_context():
        both = {"moussa": Part.LEAD, "claire": Part.CO_LEAD}
        staged = stored_workshop(cast, seated=("awa", "rosa"), starts_in=-72 * HOUR, leaders=both)
    moussa, samira = client_of("moussa"), client_of("samira")
    tell(moussa, staged, closing(staged))
    later = (clock.now() - HOUR).isoformat()
    tell(moussa, staged, closing(staged, need="Trois rallonges", recorded_at=later))
    tell(samira, staged, closing(staged, need="", sentence="Très bien.", recorded_at=clock.now().isoformat()))
    needs, page = samira.get("/needs").text, samira.get(f"/workshops/{staged.public_id}").text
    assert "Trois rallonges" in needs
    assert "Deux rallonges" not in needs
    assert "Très bien." in page
    assert "Trois rallonges" in page
