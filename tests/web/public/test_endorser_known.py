"""A link to recommend a badge, made for somebody whom one knows: they read who they are, tick and send."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from peerlearn.awards.models import Endorsement
from peerlearn.core import clock
from peerlearn.core.db import db
from tests.factories.endorsements import FUNCTION, NAME, ORGANISATION, SENT
from tests.stage import ClientOf
from tests.web.public.conftest import Shown
from tests.web.public.test_endorse import buttons, counted, link_of, office_page

VALUE = re.compile(r'name="(name|function|organisation)"[^>]*?value="([^"]*)"')
WHOM = {"name": NAME, "function": FUNCTION, "organisation": ORGANISATION}


def test_whoever_is_known_already_finds_it_filled_in_and_types_nothing(shown: Shown, client_of: ClientOf) -> None:
    samira, page = client_of("samira"), office_page(shown)
    link = link_of(samira, page, WHOM)
    assert f"{FUNCTION}, {ORGANISATION}" in html.unescape(samira.get(page).text)
    form = shown.browser.get(link).text
    # Nothing to type: each field is folded away, and holds what goes with the sentences.
    folded = re.search(r"<strong>Jeanne Marchal</strong>.*?<summary>Modifier</summary>(.*?)</details>", form, re.DOTALL)
    assert folded is not None
    sent = {name: html.unescape(value) for name, value in VALUE.findall(folded[1])}
    assert sent == WHOM
    assert shown.browser.post(link, data={**sent, "sentences": ["helped"]}).status_code == 302
    assert NAME in client_of("carole").get("/badges/endorsements").text


def test_of_whom_half_is_known_the_rest_is_asked(shown: Shown, client_of: ClientOf) -> None:
    link = link_of(client_of("samira"), office_page(shown), {"name": NAME})
    form = shown.browser.get(link).text
    assert "<summary>Modifier</summary>" not in form
    assert dict(VALUE.findall(form))["name"] == NAME


def test_what_was_written_of_them_is_theirs_to_mend(shown: Shown, client_of: ClientOf) -> None:
    link = link_of(client_of("samira"), office_page(shown), WHOM)
    wrong = shown.browser.post(link, data={**WHOM, "function": "", "sentences": ["helped"]})
    assert (wrong.status_code, "<summary>Modifier</summary>" in wrong.text) == (422, False)
    assert shown.browser.post(link, data={**SENT, "name": "Jeanne Marchal-Petit"}).status_code == 302
    assert "Jeanne Marchal-Petit" in client_of("carole").get("/badges/endorsements").text


@pytest.mark.parametrize("who", ["samira", "moussa"])
def test_a_number_is_not_taken_with_the_name_and_what_was_typed_stays(
    shown: Shown, client_of: ClientOf, who: str
) -> None:
    page = office_page(shown) if who == "samira" else office_page(shown).replace("/badges/", "/my-badges/")
    client = client_of(who)
    answer = client.post(f"{page}/invitation", data={**WHOM, "function": "1 85 05 78 006 084 91"})
    assert (answer.status_code, "sécurité sociale" in answer.text, NAME in answer.text) == (422, True, True)
    assert client.get(f"{page}/invitation").headers["Location"] == page
    assert counted(shown) == {}
    assert client.post(f"{page}/invitation", data=WHOM).status_code == 302
    assert counted(shown) == {"invited": 1}


@pytest.mark.parametrize("end", ["taken back", "expired"])
def test_whoever_never_answers_is_forgotten(shown: Shown, client_of: ClientOf, end: str) -> None:
    samira, page = client_of("samira"), office_page(shown)
    link_of(samira, page, WHOM)
    if end == "taken back":
        samira.post(buttons(samira.get(page).text, "take-back"), data={"answer": "take-back"})
    else:
        with clock.standing_at(clock.now() + timedelta(days=30, minutes=1)):
            run = shown.app.test_cli_runner().invoke(args=["privacy", "purge"])
            assert run.exit_code == 0, run.output
    with shown.app.app_context(), db.engine.connect() as connection:
        stored = repr(connection.execute(select(Endorsement.__table__)).all())
    for words in WHOM.values():
        assert words not in stored


def test_the_night_leaves_a_link_that_is_still_open_as_it_is(shown: Shown, client_of: ClientOf) -> None:
    link = link_of(client_of("samira"), office_page(shown), WHOM)
    assert shown.app.test_cli_runner().invoke(args=["privacy", "purge"]).exit_code == 0
    assert NAME in shown.browser.get(link).text
