"""The plan of one person: `/people/<public_id>/plan`."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.tracks.models import ModuleChoice
from tests.cast import Cast
from tests.counting import statements
from tests.factories import awards as made
from tests.factories.attendance import stored_workshop
from tests.factories.workshops import in_days, plan_workshop, seen
from tests.services.server import serving
from tests.stage import ClientOf
from tests.web.attendance.test_races import Hand

MAIL, PLACES = "J’ai une adresse e-mail", "12 rue des Écoles"


def _url(cast: Cast, rest: str = "", name: str = "awa") -> str:
    return f"/people/{cast.person_ids[name]}/plan{rest}"


def _tap(client: FlaskClient, cast: Cast, code: str, chosen: str = "yes", name: str = "awa") -> str:
    answer = client.post(_url(cast, "/choices", name), data={"module": code, "chosen": chosen})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def _is_pressed(page: str, code: str) -> bool:
    found = re.search(rf'id="tap-{code}".*?aria-pressed="(\w+)"', page, re.DOTALL)
    assert found, code
    return found[1] == "true"


def _section(page: str, name: str) -> str:
    return page.partition(f'<h2 id="{name}">')[2].partition("</section>")[0]


def _choices(app: Flask) -> list[ModuleChoice]:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test counts choices"))
        found = list(db.session.execute(select(ModuleChoice)).scalars())
        scope.leave(db.session())
        db.session.remove()
    return found


def test_ten_pictures_are_there_to_tap_and_a_tap_chooses(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    page = samira.get(_url(cast)).text
    assert page.count('aria-pressed="false"') == 10
    assert page.count("#i-module-") == 10
    assert _tap(samira, cast, "M04").endswith("/plan#tap-M04")
    page = samira.get(_url(cast)).text
    assert _is_pressed(page, "M04")
    assert MAIL in _section(page, "chosen")
    advice = _section(page, "chosen").partition("D’abord, si possible")[2]
    assert "J’appelle et j’écris à mes contacts" in advice


def test_the_same_tap_sent_twice_is_one_and_another_takes_it_back(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    for _ in range(2):
        _tap(samira, cast, "M04")
    assert len(_choices(app)) == 1
    for _ in range(2):
        _tap(samira, cast, "M04", chosen="")
    assert not _is_pressed(samira.get(_url(cast)).text, "M04")
    assert len(_choices(app)) == 1


def test_done_says_the_day_and_kindly_what_was_seen(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's past"))
        with transaction():
            staged = made.past_workshop(cast, days_ago=5, seated=["awa"])
            made.observe(cast, staged, "awa", ("M02-S1", "M02-S2"), 2)
            made.past_workshop(cast, days_ago=3, seated=["awa"], module="M03")
        scope.leave(db.session())
        db.session.remove()
    done = _section(client_of("samira").get(_url(cast)).text, "done")
    assert "2 gestes faits sans aide" in done
    assert "Rien n’est encore noté. C’est normal." in done
    assert done.count("Fait le ") == 2
    summary = client_of("samira").get(f"/people/{cast.person_ids['awa']}").text
    assert "0 choisi" in summary
    assert "2 faits" in summary


def test_one_tap_gives_the_seat_and_comes_back_with_the_slip(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    planned = plan_workshop(app, cast, module="M04", starts_local=in_days(3), enrolled=("rosa",))
    samira = client_of("samira")
    _tap(samira, cast, "M04")
    chosen = _section(samira.get(_url(cast)).text, "chosen")
    assert "7 places libres" in chosen
    assert "Inscrire Awa" in chosen
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', chosen)) | {"csrf_token": ""}
    back = samira.post(planned.url("/enrol"), data=sent).headers["Location"]
    assert back == f"{_url(cast)}#m-M04"
    page = samira.get(back).text
    assert "Place gardée" in _section(page, "chosen")
    assert "Inscrire Awa" not in page
    link = re.search(r'href="([^"]+/slip)"', page)
    assert link
    slip = samira.get(link[1]).text
    assert slip.count('<li class="slip">') == 1
    assert PLACES in slip
    assert _url(cast) in slip


def test_the_button_sent_twice_gives_one_seat_and_the_same_page(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    planned = plan_workshop(app, cast, module="M04", starts_local=in_days(3))
    samira, sent = client_of("samira"), {"person": cast.person_ids["awa"], "back": "yes"}
    answers = [samira.post(planned.url("/enrol"), data=sent) for _ in range(2)]
    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(302, f"{_url(cast)}#m-M04")] * 2
    assert seen(app, planned).taken == 1
    assert samira.post(planned.url("/enrol"), data={"person": cast.person_ids["awa"]}).status_code == 422


def test_without_a_seat_it_says_so_and_offers_to_plan_that_module(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    _tap(samira, cast, "M04")
    chosen = _section(samira.get(_url(cast)).text, "chosen")
    assert "Pas de place pour l’instant. Le souhait est noté." in chosen
    assert "/workshops/new?module=M04" in chosen
    form = samira.get("/workshops/new?module=M04").text
    assert re.search(rf"<option selected[^>]*>{MAIL}", form)
    assert samira.get("/workshops/new?module=nothing").status_code == 200


def test_on_paper_there_is_a_box_for_each_picture_and_what_is_chosen_is_ticked(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    _tap(samira, cast, "M04")
    sheet = samira.get(_url(cast, "/paper")).text
    assert sheet.count('class="picture__box') == 10
    assert sheet.count("is-ticked") == 1
    assert "<button" not in sheet.partition('<ul class="pictures')[2].partition("</ul>")[0]


@pytest.mark.parametrize("code", ["", "M99", "T1", "S01", "M04' OR 1=1"])
def test_what_is_no_module_for_learners_is_not_found(client_of: ClientOf, cast: Cast, code: str) -> None:
    samira = client_of("samira")
    _tap(samira, cast, "M04")
    assert samira.post(_url(cast, "/choices"), data={"module": code, "chosen": "yes"}).status_code == 404


def test_a_stranger_finds_nothing_and_a_supervisor_has_no_plan_to_see(client_of: ClientOf, cast: Cast) -> None:
    for rest in ("", "/paper"):
        assert client_of("samira").get(_url(cast, rest)).status_code == 200
        assert client_of("etienne").get(_url(cast, rest)).status_code == 404
        assert client_of("victor").get(_url(cast, rest)).status_code == 403
    tap = {"module": "M04", "chosen": "yes"}
    assert client_of("etienne").post(_url(cast, "/choices"), data=tap).status_code == 404
    assert client_of("victor").post(_url(cast, "/choices"), data=tap).status_code == 403


def test_the_page_asks_as_often_for_much_as_for_little(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira, counts = client_of("samira"), []
    for number, code in enumerate(("M01", "M02", "M03", "M04", "M05", "M06"), start=1):
        _tap(samira, cast, code)
        with app.app_context():
            for days in range(2, 5):
                stored_workshop(cast, module=code, starts_in=timedelta(days=days, hours=3 * number), seated=("rosa",))
            stored_workshop(cast, module="M07", starts_in=timedelta(days=9 + number), seated=("awa",))
        with statements(app) as said:
            assert samira.get(_url(cast)).status_code == 200
        counts.append(len(said))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 24


def test_taps_at_the_same_moment_make_one_choice(app: Flask, cast: Cast, database_url: str, tmp_path: Path) -> None:
    with serving(database_url, tmp_path, workers=2) as address:
        hands = [Hand(address, cast.identifiers[name]) for name in ("samira", "sophie", "samira", "sophie")]
        together = Barrier(len(hands))
        sent = {"module": "M04", "chosen": "yes"}
        with ThreadPoolExecutor(len(hands)) as pool:
            taps = [
                pool.submit(hand.tap, _url(cast, "/choices"), sent, on=_url(cast), together=together) for hand in hands
            ]
            assert [tap.result() for tap in taps] == [302] * 4
    assert [one.module_code for one in _choices(app)] == ["M04"]
