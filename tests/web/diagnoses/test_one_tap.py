"""From the result of a diagnosis to a seat: one tap, then the slip."""

import re

from flask import Flask

from tests.cast import Cast
from tests.factories.workshops import in_days, plan_workshop
from tests.stage import ClientOf
from tests.web.diagnoses.conftest import Train
from tests.web.diagnoses.test_conversation import FINE, answer_all, begin


def test_the_advised_module_shows_its_next_workshop_and_one_button(
    app: Flask, client_of: ClientOf, cast: Cast, trained: Train
) -> None:
    trained("samira")
    samira = client_of("samira")
    planned = plan_workshop(app, cast, module="M04", starts_local=in_days(3))
    address = answer_all(samira, begin(samira, cast), FINE | {"A4": "1"})
    page = samira.get(address).text
    assert page.count("Inscrire Awa") == 1
    form = page.partition(planned.url("/enrol"))[2].partition("</form>")[0]
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    back = samira.post(planned.url("/enrol"), data=sent).headers["Location"]
    assert back == f"{address}#m-M04"
    page = samira.get(address).text
    assert "Inscrire Awa" not in page
    assert "Imprimer le papier" in page


def test_what_was_chosen_besides_is_offered_there_too(
    app: Flask, client_of: ClientOf, cast: Cast, trained: Train
) -> None:
    trained("samira")
    samira = client_of("samira")
    samira.post(f"/people/{cast.person_ids['awa']}/plan/choices", data={"module": "M08", "chosen": "yes"})
    plan_workshop(app, cast, module="M08", starts_local=in_days(3))
    page = samira.get(answer_all(samira, begin(samira, cast), FINE)).text
    assert "Choisi aussi" in page
    assert page.count("Inscrire Awa") == 1


def test_the_way_back_leads_nowhere_else(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    planned = plan_workshop(app, cast, module="M04", starts_local=in_days(3))
    sent = {"person": cast.person_ids["awa"], "back": "https://evil.example", "diagnosis": "//evil.example"}
    back = client_of("samira").post(planned.url("/enrol"), data=sent)
    assert back.headers["Location"].startswith("/diagnoses/")
