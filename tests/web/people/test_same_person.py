"""Is it the same person? Asked on the form itself, before anything is stored; nothing that was typed is lost."""

import re
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from peerlearn.core.db import db
from peerlearn.people.models import Person
from tests.cast import Cast
from tests.stage import ClientOf


def _form(cast: Cast, **change: str) -> dict[str, str]:
    form = {"first_name": "Traore", "last_name": "moussa", "organisation": cast.organisation_ids["tilleuls"]}
    return form | {"channel": "sms", "phone": "0612345678", "position": "employee", **change}


def _how_many(app: Flask, last_name: str) -> int:
    with app.app_context(), db.engine.connect() as connection:
        table = Person.__table__
        return connection.execute(select(func.count()).where(table.c.last_name == last_name)).scalar_one()


def test_the_form_comes_back_with_whom_it_may_be_and_all_that_was_typed(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    samira = client_of("samira")
    answer = samira.post("/people/new", data=_form(cast))
    assert answer.status_code == 422
    assert "Est-ce la même personne" in answer.text
    assert "Moussa Traoré" in answer.text
    assert "année de naissance inconnue" in answer.text
    assert f'href="/people/{cast.person_ids["moussa"]}"' in answer.text
    for typed in ("Traore", "moussa", "0612345678"):
        assert f'value="{typed}"' in answer.text
    assert _how_many(app, "moussa") == 0

    button = re.search(r'name="different_from"\s+value="([^"]*)"', answer.text)
    assert button is not None
    saved = samira.post("/people/new", data=_form(cast, different_from=button[1]))
    assert saved.status_code == 302
    assert "Traore moussa" in samira.get(saved.headers["Location"]).text


def test_another_house_is_not_told_who_is_here(client_of: ClientOf, cast: Cast) -> None:
    assert client_of("samira").post("/people/new", data=_form(cast)).status_code == 422
    there = _form(cast, organisation=cast.organisation_ids["garonne"])
    assert client_of("etienne").post("/people/new", data=there).status_code == 302


def test_a_corrected_name_is_asked_about_too(client_of: ClientOf, cast: Cast) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['ibrahim']}"
    form = {"first_name": "Moussa", "last_name": "Traore", "channel": "paper", "position": "employee"}
    asked = samira.post(f"{address}/edit", data=form)
    assert asked.status_code == 422
    assert "Est-ce la même personne" in asked.text
    told = form | {"different_from": cast.person_ids["moussa"]}
    assert samira.post(f"{address}/edit", data=told).headers["Location"] == address


def test_the_same_form_sent_twice_at_once_makes_one_person(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    browsers = [client_of("samira") for _ in range(4)]
    page = browsers[0].get("/people/new").text
    form_id = re.search(r'name="form_id"[^>]*value="([0-9a-f-]{36})"', page)
    assert form_id is not None
    form = _form(cast, first_name="Zineb", last_name="Haddad", form_id=form_id[1])
    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(lambda browser: browser.post("/people/new", data=form), browsers))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert _how_many(app, "Haddad") == 1


def test_two_colleagues_who_write_down_the_same_person_at_once_make_one(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    browsers = [client_of(name) for name in ("samira", "sophie", "carole")]
    form = _form(cast, first_name="Zineb", last_name="Haddad")
    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(lambda browser: browser.post("/people/new", data=form).status_code, browsers))
    assert sorted(answers) == [302, 422, 422]
    assert _how_many(app, "Haddad") == 1


def test_a_form_with_a_number_of_its_own_making_is_taken(client_of: ClientOf, cast: Cast) -> None:
    form = _form(cast, first_name="Zineb", last_name="Haddad", form_id="not a number")
    assert client_of("samira").post("/people/new", data=form).status_code == 302
