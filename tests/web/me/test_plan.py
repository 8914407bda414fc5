"""One's own plan: `/me/plan`."""

import re
from datetime import timedelta

from tests.cast import Cast
from tests.stage import ClientOf
from tests.web.attendance.conftest import Stage

DAY = timedelta(days=1)


def test_awa_chooses_for_herself_and_staff_see_it(client_of: ClientOf, cast: Cast) -> None:
    awa = client_of("awa")
    assert "/me/plan" in awa.get("/me?lang=fr").text
    for _ in range(2):
        back = awa.post("/me/plan/choices", data={"module": "M07", "chosen": "yes"})
        assert back.headers["Location"] == "/me/plan#tap-M07"
    page = awa.get("/me/plan?lang=fr").text
    assert page.count('aria-pressed="true"') == 1
    assert "Écouter" in page
    shared = client_of("samira").get(f"/people/{cast.person_ids['awa']}/plan").text
    assert re.search(r'id="tap-M07".*?aria-pressed="true"', shared, re.DOTALL)
    awa.post("/me/plan/choices", data={"module": "M07", "chosen": ""})
    assert 'aria-pressed="true"' not in awa.get("/me/plan").text


def test_a_learner_sees_the_seat_and_no_button_of_the_office(client_of: ClientOf, stage: Stage) -> None:
    stage(starts_in=3 * DAY, seated=("awa",), module="M04")
    stage(starts_in=4 * DAY, seated=("rosa",), module="M05")
    awa = client_of("awa")
    for code in ("M04", "M05"):
        awa.post("/me/plan/choices", data={"module": code, "chosen": "yes"})
    page = awa.get("/me/plan?lang=fr").text
    assert "Place gardée" in page
    for word in ("Inscrire", "Imprimer", "Planifier"):
        assert word not in page


def test_a_place_for_what_was_not_chosen_is_there_and_what_is_on_is_not_done(client_of: ClientOf, stage: Stage) -> None:
    stage(starts_in=3 * DAY, seated=("awa",), module="M04")
    on = stage(seated=("awa",), module="M05")
    client_of("moussa").post(on.presence("awa"), data={"state": "present"})
    page = client_of("awa").get("/me/plan?lang=fr").text
    coming = page.partition('id="list-placed"')[2].partition("</section>")[0]
    assert 'id="m-M04"' in coming
    assert "Place gardée" in coming
    assert "En ce moment" in coming
    assert "Fait le" not in page


def test_who_leads_learns_too(client_of: ClientOf) -> None:
    moussa = client_of("moussa")
    assert 'href="/me/plan"' in moussa.get("/me").text
    moussa.post("/me/plan/choices", data={"module": "M10", "chosen": "yes"})
    page = moussa.get("/me/plan?lang=fr").text
    assert "Mon téléphone pour l’emploi" in page
    assert "Mon badge" in page


def test_what_is_no_module_is_not_found_and_staff_have_no_plan_of_their_own(client_of: ClientOf) -> None:
    assert client_of("awa").post("/me/plan/choices", data={"module": "M04", "chosen": "yes"}).status_code == 302
    assert client_of("awa").post("/me/plan/choices", data={"module": "M99", "chosen": "yes"}).status_code == 404
    assert client_of("samira").get("/me/plan").status_code == 403
