"""What a person may say: agree, change their mind, ask for a correction; on their own phone or through staff."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from peerlearn.core import clock
from peerlearn.core.db import Base, db
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Consent, CorrectionRequest, NotedContact, NoticeGiven
from tests.cast import Cast
from tests.stage import ClientOf
from tests.web.privacy.test_notice import FORM


def _rows(app: Flask, table: type[Base]) -> list[dict[str, object]]:
    with app.app_context(), db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table.__table__)).mappings()]


def _consent(**changed: str) -> dict[str, str]:
    return {"purpose": "photo", "way": "oral", "given_on": clock.today().isoformat()} | changed


def _write_notice(client_of: ClientOf, cast: Cast) -> None:
    page = f"/organisations/{cast.organisation_ids['tilleuls']}/notice"
    assert client_of("carole").post(page, data=FORM).status_code == 302


def test_an_agreement_is_noted_once_and_taken_back_and_stays_as_history(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    samira, person = client_of("samira"), f"/people/{cast.person_ids['awa']}"
    assert samira.post(f"{person}/consents/new", data=_consent()).status_code == 422, "no notice is written"
    assert "consents/new" not in samira.get(f"{person}/privacy").text
    _write_notice(client_of, cast)
    page = samira.get(f"{person}/consents/new").text
    assert "checked" not in page
    for _ in range(2):
        assert samira.post(f"{person}/consents/new", data=_consent()).status_code == 302
    (given,) = _rows(app, Consent)
    assert (given["purpose"], given["noted_by_id"]) == ("photo", cast.accounts["samira"])
    back = f"{person}/consents/{given['public_id']}/withdrawal"
    for _ in range(2):
        assert samira.post(back).status_code == 302
    (kept,) = _rows(app, Consent)
    assert kept["withdrawn_at"] is not None
    assert "retiré le" in samira.get(f"{person}/privacy").text
    assert samira.post(f"{person}/consents/new", data=_consent(way="paper")).status_code == 302
    assert len(_rows(app, Consent)) == 2


def test_a_day_to_come_or_nothing_chosen_is_refused(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira, page = client_of("samira"), f"/people/{cast.person_ids['awa']}/consents/new"
    tomorrow = (clock.today() + timedelta(days=2)).isoformat()
    for form in (_consent(given_on=tomorrow), _consent(purpose=""), _consent(way=""), _consent(way="self"), {}):
        assert samira.post(page, data=form).status_code == 422
    assert _rows(app, Consent) == []


def test_nothing_of_it_is_needed_to_take_part(client_of: ClientOf, cast: Cast, app: Flask) -> None:
    """Nadège agrees to nothing, takes it back, and gets her seat and her card all the same."""
    samira, person = client_of("samira"), f"/people/{cast.person_ids['nadège']}"
    assert samira.get(f"{person}/workshops").status_code == 200
    assert samira.post(f"{person}/card", data={"role": "learner"}).status_code == 302
    assert _rows(app, Consent) == []
    assert _rows(app, NoticeGiven) == []


def test_i_say_yes_and_no_on_my_own_phone(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    awa = client_of("awa")
    before = html.unescape(awa.get("/me/privacy").text)
    assert "Oui, je suis d’accord" not in before, "nobody agrees before they were told what is done"
    assert "/me/notice" not in before
    assert awa.post("/me/consents", data={"purpose": "audio"}).status_code == 422, "nor by any other way"
    assert _rows(app, Consent) == []
    assert "Les Tilleuls" in awa.get("/me/notice").text
    _write_notice(client_of, cast)
    page = html.unescape(awa.get("/me/privacy").text)
    assert page.count("Oui, je suis d’accord") == 4
    for _ in range(2):
        assert awa.post("/me/consents", data={"purpose": "audio"}).status_code == 302
    (given,) = _rows(app, Consent)
    assert (given["purpose"], given["given_by_way"], given["person_id"]) == ("audio", "self", cast.people["awa"])
    assert awa.post(f"/me/consents/{given['public_id']}/withdrawal").status_code == 302
    assert html.unescape(awa.get("/me/privacy").text).count("Oui, je suis d’accord") == 4
    assert awa.post("/me/consents", data={"purpose": "everything"}).status_code == 404


def test_somebody_elses_agreement_does_not_exist_for_me(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    _write_notice(client_of, cast)
    samira.post(f"/people/{cast.person_ids['rosa']}/consents/new", data=_consent())
    (given,) = _rows(app, Consent)
    assert client_of("awa").post(f"/me/consents/{given['public_id']}/withdrawal").status_code == 404
    mine = f"/people/{cast.person_ids['awa']}/consents/{given['public_id']}/withdrawal"
    assert samira.post(mine).status_code == 404


def test_a_correction_is_asked_once_answered_once_and_read(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    awa, samira = client_of("awa"), client_of("samira")
    form_id = re.search(r'name="form_id"[^>]*value="([^"]+)"', awa.get("/me/corrections/new").text)
    assert form_id
    sent = {"words": "Je m’appelle Awa Diopp", "form_id": form_id[1]}
    for _ in range(2):
        assert awa.post("/me/corrections/new", data=sent).status_code == 302
    (asked,) = _rows(app, CorrectionRequest)
    assert "1 personne demande une correction" in html.unescape(samira.get("/").text)
    page = f"/corrections/{asked['public_id']}"
    assert "Je m’appelle Awa Diopp" in html.unescape(samira.get(page).text)
    assert samira.post(page, data={"answer": " "}).status_code == 422
    assert samira.post(page, data={"answer": "C’est corrigé."}).status_code == 302
    assert samira.post(page, data={"answer": "Encore"}).status_code == 422
    assert "C’est corrigé." in html.unescape(awa.get("/me/privacy").text)
    assert "demande une correction" not in samira.get("/").text


def test_the_notice_is_handed_over_once_for_each_version(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira, person = client_of("samira"), f"/people/{cast.person_ids['awa']}"
    notice = f"/organisations/{cast.organisation_ids['tilleuls']}/notice"
    assert samira.post(f"{person}/notice").status_code == 302
    assert _rows(app, NoticeGiven) == []
    for words, rows in (("Un", 1), ("Deux", 2)):
        client_of("carole").post(notice, data=FORM | {"purposes": words})
        for _ in range(2):
            assert samira.post(f"{person}/notice").status_code == 302
        assert len(_rows(app, NoticeGiven)) == rows
    assert "Version 2" in samira.get(f"{person}/privacy").text


def test_a_word_restarts_the_time(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira, person = client_of("samira"), f"/people/{cast.person_ids['rosa']}"
    for _ in range(2):
        assert samira.post(f"{person}/contact").status_code == 302
    assert len(_rows(app, NotedContact)) == 1


def test_who_is_on_no_list_has_no_page_of_their_own(client_of: ClientOf, cast: Cast) -> None:
    assert client_of("awa").get("/me/privacy").status_code == 200
    assert client_of("carole").get("/me/privacy").status_code == 404
    assert client_of("carole").get("/me/data.zip").status_code == 404


def test_the_page_of_ones_data_leads_to_correct_and_erase_and_says_whom_to_ask(client_of: ClientOf, cast: Cast) -> None:
    person = f"/people/{cast.person_ids['awa']}"
    sophie, carole = (client_of(name).get(f"{person}/privacy").text for name in ("sophie", "carole"))
    for page in (sophie, carole):
        assert f'href="{person}/edit"' in page
        assert f'href="{person}#story"' in page
        assert "La personne s’adresse au bureau de la structure <strong>Les Tilleuls</strong>" in page
    assert f'href="{person}/erasure"' in carole
    assert f'href="{person}/erasure"' not in sophie
    assert "Dites-le à la coordination régionale" in sophie
    own = client_of("awa").get("/me/privacy").text
    assert 'href="/me/corrections/new"' in own
    assert "au bureau de la structure <strong>Les Tilleuls</strong>" in own


@pytest.mark.parametrize(
    ("written", "is_shown"),
    [
        ("Les Tilleuls, à l’accueil\n01.99.00.12.34", False),
        ("Accueil : 01 99 00 56 78", True),
        ("Claire Bertin, au bureau", True),
        ("Au bureau, 01 99 00 12 34\ndonnees@example.org", True),
    ],
)
def test_the_number_of_the_office_stands_once(
    app: Flask, client_of: ClientOf, cast: Cast, written: str, is_shown: bool
) -> None:
    with app.app_context():
        house = update(Organisation).where(Organisation.id == cast.organisations["tilleuls"])
        db.session.execute(house.values(phone="+33199001234"))
        db.session.commit()
    page = f"/organisations/{cast.organisation_ids['tilleuls']}/notice"
    assert client_of("carole").post(page, data={**FORM, "contact": written}).status_code == 302
    for language in ("fr", "ar"):
        own = html.unescape(client_of("awa").get(f"/me/privacy?lang={language}").text)
        erased = own[own.rindex("<h2") :]
        assert 'href="tel:+33199001234"' in erased
        assert (written.splitlines()[0] in erased) is is_shown
        assert erased.count("tel:") == 1
    assert written.splitlines()[0] in html.unescape(client_of("awa").get("/me/notice").text)


def test_personal_data_are_found_from_every_page_and_the_thirty_days_explained(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    assert 'href="/privacy"' in samira.get("/workshops").text
    page = samira.get("/privacy").text
    for words in ("Pendant 30 jours", "Qui le sait", "Comment l’arrêter", "Et le jour venu"):
        assert words in page
    for name in ("awa", "moussa"):
        assert 'href="/me/privacy"' in client_of(name).get("/me").text
        assert 'href="/privacy"' not in client_of(name).get("/me").text
