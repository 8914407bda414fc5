"""What a draft asks for: rows without a script, and the rule as a file."""

import html
import json
import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from peerlearn.core.settings import Settings
from tests.cast import Cast
from tests.factories.drafts import stored_draft, stored_issuer
from tests.stage import ClientOf

ATTENDED = {"kind-0": "workshops_attended", "at_least-0": "2"}


@pytest.fixture
def draft(app: Flask, cast: Cast, settings: Settings) -> str:
    """The address of a draft that asks for two workshops."""
    stored_issuer(app, cast, settings)
    return f"/drafts/{stored_draft(app, cast)}"


def rule(client_of: ClientOf, draft: str) -> list[dict[str, Any]]:
    """What is stored."""
    found: list[dict[str, Any]] = client_of("nadia").get(f"{draft}/criteria.json").get_json()["all"]
    return found


def test_rows_are_added_changed_and_taken_away_with_plain_buttons(client_of: ClientOf, draft: str) -> None:
    nadia, address = client_of("nadia"), f"{draft}/criteria"
    added = nadia.post(address, data={**ATTENDED, "do": "add:", "new_kind": "skills"}, follow_redirects=True)
    assert "C’est enregistré" in html.unescape(added.text)
    skills = {"kind-1": "skills", "level-1": "3", "observations-1": "2", "observers-1": "", "sides-1": "both"}
    nadia.post(address, data={**ATTENDED, **skills, "new_skill-1": "M01-S1", "do": "more"})
    saved = nadia.post(address, data={**ATTENDED, **skills, "required-1": "M01-S1", "new_skill-1": "M01-S2"})
    assert saved.status_code == 302
    assert rule(client_of, draft) == [
        {"workshops_attended": {"at_least": 2}},
        {"skills": {"observations": 2, "level": 3, "from_sides": 2, "required": ["M01-S1", "M01-S2"]}},
    ]
    page = html.unescape(nadia.get(address).text)
    assert "Chacun a été vu dans au moins 2 ateliers." in page
    assert "des deux côtés" in page
    nadia.post(address, data={**ATTENDED, **skills, "required-1": "M01-S1,M01-S2", "do": "drop:1:M01-S1"})
    assert rule(client_of, draft)[1]["skills"]["required"] == ["M01-S2"]
    nadia.post(address, data={**ATTENDED, **skills, "required-1": "M01-S2", "do": "remove:1"})
    assert rule(client_of, draft) == [{"workshops_attended": {"at_least": 2}}]


@pytest.mark.parametrize("typed", ["", "trois", "0", "-1", "1001", "1e3", "٣", "9" * 400])
def test_a_number_that_is_none_is_said_beside_it_and_kept(client_of: ClientOf, draft: str, typed: str) -> None:
    answer = client_of("nadia").post(f"{draft}/criteria", data={**ATTENDED, "at_least-0": typed})
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "Écrivez un nombre entier de 1 à 1000" in page
    assert f'value="{typed}"' in page
    assert rule(client_of, draft) == [{"workshops_attended": {"at_least": 2}}]


def test_what_is_wrong_belongs_to_its_own_field_and_a_skill_goes_by_its_name(client_of: ClientOf, draft: str) -> None:
    skills = {"kind-0": "skills", "required-0": "M01-S1", "observations-0": "2", "observers-0": "many"}
    page = html.unescape(client_of("nadia").post(f"{draft}/criteria", data=skills).text)
    fields = {
        name: field for field in re.findall(r"<input[^>]*>", page) for name in re.findall(r' id="([^"]*)"', field)
    }
    assert 'aria-invalid="true"' in fields["observers-0"]
    (problem,) = re.findall(r'aria-describedby="([^"]*)"', fields["observers-0"])
    assert re.search(rf'id="{problem}">(?:(?!</p>).)*Écrivez un nombre entier', page, re.DOTALL)
    assert "aria-" not in fields["observations-0"]
    (spoken,) = re.findall(r'value="drop:0:M01-S1"[^>]*>(.*?)</button>', page, re.DOTALL)
    assert "M01-S1" not in spoken
    (named,) = re.findall(r'<ul class="parts">\s*<li>\s*<div>(.*?)</div>', page, re.DOTALL)
    assert named.strip() in spoken


def test_a_form_that_no_page_of_ours_sent_breaks_nothing(client_of: ClientOf, draft: str) -> None:
    strange = {"kind-0": "hours", "at_least-0": "1", "kind-99999": "x", "do": "drop:x", "level-0": "9", "sides-0": "no"}
    assert client_of("nadia").post(f"{draft}/criteria", data=strange).status_code == 302
    assert rule(client_of, draft) == [{"workshops_attended": {"at_least": 1}}]


def test_a_rule_goes_out_as_a_file_and_comes_back(client_of: ClientOf, draft: str) -> None:
    lines = [{"track_done": {"track": "learner"}}, {"reviews_written": {"at_least": 2}}]
    assert hand_in(client_of, draft, {"format": "criteria/1", "all": lines}).status_code == 302
    assert rule(client_of, draft) == lines
    page = html.unescape(client_of("nadia").get(f"{draft}/criteria").text)
    assert "Avoir suivi tous les modules" in page
    assert "Avoir fait le bilan d’au moins 2 ateliers animés." in page
    saved = client_of("nadia").get(f"{draft}/criteria.json").data
    assert hand_in(client_of, draft, saved).status_code == 302
    assert rule(client_of, draft) == lines


HOSTILE: dict[str, Any] = {
    "no file": b"",
    "no JSON": b"<html>",
    "deep": b"[" * 10_000 + b"]" * 10_000,
    "huge": b'{"format": "criteria/1", "all": ["' + b"x" * 150_000 + b'"]}',
    "twice": b'{"format": "criteria/1", "format": "criteria/1", "all": []}',
    "a number beyond all": b'{"format": "criteria/1", "all": [{"workshops_led": {"at_least": 1e999}}]}',
    "half a character": b'{"format": "criteria/1", "all": [{"\\ud800": {}}]}',
    "another format": {"format": "criteria/9", "all": [{}]},
    "a list": [],
    "null": None,
    "no conditions": {"format": "criteria/1", "all": []},
    "too many": {"format": "criteria/1", "all": [{"workshops_led": {"at_least": 1}}] * 500},
    "an unknown kind": {"format": "criteria/1", "all": [{"<b>hours</b>" * 40: {}}]},
    "a wrong type": {"format": "criteria/1", "all": [{"workshops_led": {"at_least": [1]}}]},
    "an unknown skill": {"format": "criteria/1", "all": [{"skills": {"required": ["NOPE"], "level": 2}}]},
    "an unknown track": {"format": "criteria/1", "all": [{"track_done": {"track": {"a": 1}}}]},
    "more sides than there are": {
        "format": "criteria/1",
        "all": [{"skills": {"required": ["M01-S1"], "level": 2, "sides": ["staff"], "from_sides": 2}}],
    },
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_does_not_fit_is_refused_in_words_and_changes_nothing(
    client_of: ClientOf, draft: str, content: Any
) -> None:
    answer = hand_in(client_of, draft, content)
    assert answer.status_code == 422
    assert 'class="field__error"' in answer.text
    assert "<b>hours" not in answer.text
    assert rule(client_of, draft) == [{"workshops_attended": {"at_least": 2}}]


def test_an_error_names_the_place(client_of: ClientOf, draft: str) -> None:
    answer = hand_in(client_of, draft, {"format": "criteria/1", "all": [{"workshops_led": {"at_least": 0}}]})
    assert "all[0].workshops_led.at_least" in answer.text
    assert "nombre entier de 1 à 1000" in html.unescape(answer.text)


def hand_in(client_of: ClientOf, draft: str, content: Any) -> Any:
    """A file handed in: bytes as they are, anything else as JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    data = {"file": (BytesIO(body), "criteria.json")}
    return client_of("nadia").post(f"{draft}/criteria/import", data=data, content_type="multipart/form-data")


def test_words_that_promise_another_number_than_the_rule_are_doubted(client_of: ClientOf, draft: str) -> None:
    nadia = client_of("nadia")
    words = {"name": "Bases", "can_do": "Appeler.\nÉcrire.\nChercher."}
    for said, is_doubted in (("Après trois ateliers avec 5 personnes.", True), ("Après 2 ateliers.", False)):
        nadia.post(f"{draft}/languages", data={**words, "description": said})
        for address in (draft, f"{draft}/publication"):
            page = html.unescape(nadia.get(address).text)
            doubted = "Ces mots disent «\xa0trois ateliers\xa0», la règle en demande 2." in page
            assert (doubted, "5 personnes" in page.replace(said, "")) == (is_doubted, False), address
