"""Whoever hands over the copy of somebody's data passes on what their own pages show them, and no more."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerlearn.core import clock
from peerlearn.core.permissions import Capability
from tests.cast import Cast
from tests.factories.attendance import stored_workshop
from tests.factories.unmistakable import WORDS, Life
from tests.house.test_capabilities import switch_off
from tests.stage import ClientOf
from tests.web.notes.conftest import Sign, Write, as_own, sign, write
from tests.web.privacy.test_copy import DATA, JSON

__all__ = ["sign", "write"]
SAID, DISAGREES = "Nous avons envoyé une photo.", "Je n’ai pas dit cela."
NOTES = "Mes comptes rendus/"


def _copy(browser: FlaskClient, address: str) -> dict[str, bytes]:
    answer = browser.get(address)
    assert answer.status_code == 200
    return _unpacked(bytes(answer.data))


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _told(files: dict[str, bytes]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(files[JSON])["stored"]
    return told


def _text(files: dict[str, bytes]) -> str:
    """Everything in it that is text: both pages, and what is for programs."""
    return "\n".join(body.decode() for name, body in files.items() if name.endswith((".html", ".json")))


def _sheets(files: dict[str, bytes]) -> list[str]:
    return [name for name in files if name.startswith(NOTES)]


def _moves_to_the_relais(client_of: ClientOf, cast: Cast, person: str) -> None:
    to = {"to": cast.organisation_ids["relais"]}
    assert client_of("carole").post(f"/people/{person}/transfer", data=to).status_code == 302


@pytest.fixture
def awa(cast: Cast) -> str:
    """Where staff get the copy of Awa's data."""
    return f"/people/{cast.person_ids['awa']}/data.zip"


@pytest.fixture
def note(client_of: ClientOf, write: Write, sign: Sign) -> str:
    """Samira wrote of a meeting with Awa and signed; Awa does not agree."""
    signed = sign(write())
    said = {"words": DISAGREES, "disagrees": "y", "form_id": str(uuid4())}
    assert client_of("awa").post(f"{as_own(signed)}/word", data=said).status_code == 302
    return signed


def test_a_signed_note_goes_along_with_who_reads_it_on_its_page(client_of: ClientOf, awa: str, note: str) -> None:
    for name in ("samira", "sophie"):
        assert client_of(name).get(note).status_code == 200
        files = _copy(client_of(name), awa)
        for words in (SAID, DISAGREES):
            assert words in files[JSON].decode()
            assert words in files[DATA].decode()
        assert len(_sheets(files)) == 1
        assert not [row for row in _told(files)["meeting_note"] if "words_left_out" in row]


def test_who_answers_for_the_house_from_elsewhere_hands_over_no_note(client_of: ClientOf, awa: str, note: str) -> None:
    for name in ("carole", "nadia"):
        assert client_of(name).get(note).status_code == 404
        files = _copy(client_of(name), awa)
        assert not [words for words in (SAID, DISAGREES, "Payer en ligne", "pas d’accord") if words in _text(files)]
        assert _sheets(files) == []
        (left,), (answer,) = _told(files)["meeting_note"], _told(files)["note_answer"]
        assert left["words_left_out"] is answer["words_left_out"] is True
        assert not {"met_on", "done", "sha256", "workshop", "reason"} & set(left)
        assert (left["organisation"], left["written_by"]) == ("Les Tilleuls", "staff")


def test_after_a_transfer_the_new_house_hands_over_none_and_the_person_still_has_them(
    client_of: ClientOf, cast: Cast, awa: str, note: str
) -> None:
    _moves_to_the_relais(client_of, cast, cast.person_ids["awa"])
    files = _copy(client_of("bruno"), awa)
    assert SAID not in _text(files)
    assert _sheets(files) == []
    assert client_of("samira").get(awa).status_code == 404
    own = _copy(client_of("awa"), "/me/data.zip")
    assert SAID in own[DATA].decode()
    assert len(_sheets(own)) == 1


def test_a_house_that_does_without_following_hands_over_none(
    app: Flask, client_of: ClientOf, cast: Cast, awa: str, note: str
) -> None:
    assert SAID in _text(_copy(client_of("samira"), awa))
    switch_off(app, cast, Capability.FOLLOW_UP)
    files = _copy(client_of("samira"), awa)
    assert SAID not in _text(files)
    assert _sheets(files) == []


def test_a_draft_is_its_writers_alone_until_it_is_signed(
    client_of: ClientOf, awa: str, write: Write, sign: Sign
) -> None:
    draft = write()
    for name, address in (("sophie", awa), ("samira", awa), ("awa", "/me/data.zip"), ("carole", awa)):
        files = _copy(client_of(name), address)
        assert SAID not in _text(files), name
        assert _told(files)["meeting_note"][0]["words_left_out"] is True
        assert _sheets(files) == []
    sign(draft)
    own = _copy(client_of("awa"), "/me/data.zip")
    assert SAID in own[DATA].decode()
    assert len(_sheets(own)) == 1


def test_the_operator_writes_everything_drafts_included(app: Flask, cast: Cast, write: Write, tmp_path: Path) -> None:
    """For whoever asks for all there is."""
    write()
    kept = tmp_path / "copy.zip"
    done = app.test_cli_runner().invoke(args=["privacy", "export", cast.person_ids["awa"], "-o", str(kept)])
    assert done.exit_code == 0, done.output
    assert SAID in _unpacked(kept.read_bytes())[JSON].decode()


def test_the_page_says_what_is_not_in_it_and_where_it_is_had(
    client_of: ClientOf, awa: str, note: str, write: Write
) -> None:
    def page(name: str, address: str) -> str:
        return _copy(client_of(name), f"{address}?lang=en")["My data.html"].decode()

    whole, without = page("awa", "/me/data.zip"), page("carole", awa)
    elsewhere, unsigned = "may not read is not in it", "not signed yet"
    assert elsewhere not in whole
    assert unsigned not in whole
    assert elsewhere in without
    assert "Not in this copy" in without
    write()
    assert unsigned in page("awa", "/me/data.zip")


def test_what_another_house_heard_stays_there(client_of: ClientOf, cast: Cast, life: Life) -> None:
    """Levels and their reasons, what was to be corrected, where she was invited to."""
    address = f"/people/{life.public_id}/data.zip"
    before = _text(_copy(client_of("samira"), address))
    confided = ("reason of a level", "note of a meeting", "her word on a note", "invited as")
    assert [name for name in confided if WORDS[name] not in before] == []
    _moves_to_the_relais(client_of, cast, life.public_id)
    files = _copy(client_of("bruno"), address)
    after = _text(files)
    assert [name for name in confided if WORDS[name] in after] == []
    (diagnosis,) = _told(files)["diagnosis"]
    assert not {"level", "percent", "result", "chosen_because", "answers", "answers_in_words"} & set(diagnosis)
    # A badge goes with its holder, and so does what it was proposed for.
    assert WORDS["reason of a badge"] in after


def test_what_was_asked_of_one_house_is_not_told_by_the_next(client_of: ClientOf, cast: Cast, awa: str) -> None:
    asked = {"words": "Mon nom s’écrit avec deux n.", "form_id": str(uuid4())}
    assert client_of("awa").post("/me/corrections/new", data=asked).status_code == 302
    assert asked["words"] in _text(_copy(client_of("samira"), awa))
    _moves_to_the_relais(client_of, cast, cast.person_ids["awa"])
    assert asked["words"] not in _text(_copy(client_of("bruno"), awa))
    assert asked["words"] in _text(_copy(client_of("awa"), "/me/data.zip"))


def test_a_house_without_badges_does_not_say_why_one_was_proposed_nor_who_recommends(
    app: Flask, client_of: ClientOf, cast: Cast, life: Life
) -> None:
    address = f"/people/{life.public_id}/data.zip"
    names = ("reason of a badge", "recommended by", "recommended, to read")
    before = _copy(client_of("samira"), address)[JSON].decode()
    assert [name for name in names if WORDS[name] not in before] == []
    switch_off(app, cast, Capability.BADGES)
    after = _copy(client_of("samira"), address)
    assert [name for name in names if WORDS[name] in after[JSON].decode() + after[DATA].decode()] == []


def test_where_somebody_places_themselves_and_how_they_sign_in_is_theirs(client_of: ClientOf, cast: Cast) -> None:
    moussa = client_of("moussa")
    assert moussa.post("/me/skills?skill=1", data={"level": "2", "skill": "1"}).status_code in {302, 303}
    assert moussa.post("/letters/large", data={"back": "/me"}).status_code == 302
    own = _told(_copy(moussa, "/me/data.zip"))
    given = _told(_copy(client_of("samira"), f"/people/{cast.person_ids['moussa']}/data.zip"))
    assert own["account"][0]["reads_large"] is True
    for table, told in (("account", "reads_large"), ("sign_in_session", "started_at"), ("self_assessment", "level")):
        assert all(told in row for row in own[table]), table
        assert given[table]
        assert all(told not in row and row["words_left_out"] is True for row in given[table]), table


def test_what_a_phone_sent_of_somebody_else_is_in_nobodys_copy(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    """Rosa waits for a seat; Moussa marks her as here, and the mark waits for the office."""
    with app.app_context():
        staged = stored_workshop(cast, seated=("awa",), waiting=("rosa",))
    now, seat = clock.now().isoformat(), staged.enrolments["rosa"]
    mark = {"id": str(uuid4()), "kind": "presence", "workshop": staged.public_id, "recorded_at": now}
    mark |= {"enrolment": seat, "state": "present"}
    content = json.dumps({"sent_at": now, "marks": [mark]})
    sent = client_of("moussa").post("/api/v1/field/sync", data=content, content_type="application/json")
    assert [one["reason"] for one in sent.get_json()["answers"]] == ["not_seated"]
    own = _copy(client_of("moussa"), "/me/data.zip")
    (waiting,) = _told(own)["field_mark"]
    assert waiting["state"] == "held"
    assert seat not in _text(own)
