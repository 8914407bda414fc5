"""What our addresses serve as OB 3.0, to the byte, against 1EdTech's strict JSON schema, which takes arrays only.

Run when PEERLEARN_STANDARDS_DIR names the folder of published schemas and jsonschema is installed.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState, NameShown
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.demo import loading
from peerlearn.tracks.rules import TrackCode
from tests.badges.conftest import SCHEMA, standards_folder
from tests.cast import Cast
from tests.factories import awards as made
from tests.web.public.handing_in import payload_of

CREDENTIAL = "application/vc+ld+json"


class Strict:
    """1EdTech's schema of an AchievementCredential."""

    def __init__(self) -> None:
        folder = standards_folder()
        assert folder is not None
        # By name, since nothing installs it by default.
        self._validator = import_module("jsonschema").Draft201909Validator(
            json.loads((folder / SCHEMA).read_text(encoding="utf-8"))
        )

    def complaints(self, document: object) -> list[str]:
        """What it finds wrong."""
        return [f"{error.json_path}: {error.message}" for error in self._validator.iter_errors(document)]


@pytest.fixture(scope="module")
def strict() -> Strict:
    """The schema."""
    return Strict()


def served(app: Flask, code: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each address of a badge that gives OB 3.0 → what it gives: the document, or the payload of the token."""
    browser = app.test_client()
    by_accept = browser.get(f"/b/{code}", headers={"Accept": CREDENTIAL})
    assert (by_accept.status_code, by_accept.mimetype) == (200, CREDENTIAL)
    document = browser.get(f"/b/{code}.json")
    token = browser.get(f"/b/{code}.jwt")
    assert document.data == by_accept.data
    assert token.status_code == 200
    uuid = json.loads(document.data)["id"].removeprefix("urn:uuid:")
    assert browser.get(f"/ob/3/credentials/{uuid}.json").data == document.data
    assert browser.get(f"/ob/3/credentials/{uuid}.jwt").data == token.data
    yield f"/b/{code}.json", json.loads(document.data)
    yield f"/b/{code}.jwt", json.loads(payload_of(token.text))


KINDS = [(track, shown) for track in (TrackCode.FACILITATOR, TrackCode.LEARNER) for shown in NameShown]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind[0]}-{kind[1]}")
def test_a_badge_fits_whatever_its_kind_and_the_name_it_shows(
    app: Flask, cast: Cast, settings: Settings, strict: Strict, kind: tuple[TrackCode, NameShown]
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.ISSUED, track=kind[0], name_shown=kind[1])
    for address, document in served(app, award.public_code):
        assert strict.complaints(document) == [], address
        subject = document["credentialSubject"]
        assert document["evidence"]
        assert subject["achievement"]["alignment"]
        names = [one["identityHash"] for one in subject.get("identifier", [])]
        assert names == ([award.shown_as] if award.shown_as else [])
        assert ("proof" in document) == address.endswith(".json")


def test_every_badge_of_the_demonstration_fits(app: Flask, settings: Settings, strict: Strict) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test of the demonstration"))
        with transaction():
            loading.load(settings, now=clock.now())
        issued = select(Award.public_code).where(Award.state == AwardState.ISSUED).order_by(Award.id)
        codes = list(db.session.execute(issued).scalars())
        scope.leave(db.session())
        db.session.remove()
    assert len(codes) > 1
    for code in codes:
        for address, document in served(app, code):
            assert strict.complaints(document) == [], address


def test_the_schema_notices_what_readers_of_json_ld_would_overlook(
    app: Flask, cast: Cast, settings: Settings, strict: Strict
) -> None:
    with app.app_context():
        award = made.stored_award(cast, settings, AwardState.ISSUED)
    document = dict(served(app, award.public_code))[f"/b/{award.public_code}.json"]
    assert strict.complaints(document) == []
    document["evidence"] = document["evidence"][0]
    assert strict.complaints(document)
