"""The access card of someone without e-mail: `/people/<id>/card`."""

import re

from flask.testing import FlaskClient

from peerlearn.web.people.card_qr import card_qr
from tests.cast import SECRET, Cast
from tests.stage import ClientOf


def _card(cast: Cast, name: str) -> str:
    return f"/people/{cast.person_ids[name]}/card"


def _code_and_pin(page: str) -> tuple[str, str]:
    code = re.search(r"wallet__code\">\s*(\w{4}) (\w{4})", page)
    pin = re.search(r"pin__digits\">\s*(\d{3}) (\d{3})", page)
    assert code is not None
    return "".join(code.groups()), "".join(pin.groups()) if pin else ""


def _signs_in(client: FlaskClient, code: str, pin: str) -> bool:
    return client.post("/sign-in", data={"identifier": code, "secret": pin}).status_code == 302


def test_a_card_is_made_printed_and_opens_the_learners_space(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    assert "Faire sa carte d’accès" in samira.get(_card(cast, "ibrahim")).text
    made = samira.post(_card(cast, "ibrahim"), data={"role": "learner"})
    assert made.headers["Location"] == _card(cast, "ibrahim")
    code, pin = _code_and_pin(samira.get(_card(cast, "ibrahim")).text)
    assert len(pin) == 6
    browser = client_of("")
    assert _signs_in(browser, code, pin)
    assert browser.get("/me").status_code == 200


def test_the_pin_is_shown_once_and_never_on_the_card(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    samira.post(_card(cast, "ibrahim"), data={"role": "learner"})
    page = samira.get(_card(cast, "ibrahim")).text
    _, pin = _code_and_pin(page)
    wallets = page.split('class="wallets"')[1].split("</section>")[0]
    # The drawing of the QR and the code are by chance made of the same digits.
    words = re.sub(r"<svg.*?</svg>|wallet__code\">.*?<", "", wallets, flags=re.DOTALL)
    assert "Je tape mon code secret" in words
    assert not {pin, pin[:3], pin[3:]} & set(re.findall(r"\d+", words))
    again = samira.get(_card(cast, "ibrahim")).text
    assert _code_and_pin(again)[1] == ""
    assert pin not in again.replace(" ", "")
    assert _code_and_pin(client_of("sophie").get(_card(cast, "ibrahim")).text)[1] == ""


def test_the_pin_of_one_person_is_not_shown_on_the_page_of_another(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    samira.post(_card(cast, "ibrahim"), data={"role": "learner"})
    assert _code_and_pin(samira.get(_card(cast, "moussa")).text)[1] == ""
    assert len(_code_and_pin(samira.get(_card(cast, "ibrahim")).text)[1]) == 6


def test_a_lost_card_and_its_sessions_stop_and_the_new_one_works(client_of: ClientOf, cast: Cast) -> None:
    samira, lost = client_of("samira"), client_of("moussa")
    assert lost.get("/account").status_code == 200
    renewed = samira.post(f"{_card(cast, 'moussa')}/renewal")
    code, pin = _code_and_pin(samira.get(renewed.headers["Location"]).text)
    assert lost.get("/account").status_code == 302
    assert not _signs_in(client_of(""), cast.identifiers["moussa"], SECRET)
    assert _signs_in(client_of(""), code, pin)


def test_a_learner_leads_with_the_same_card(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    assert "card/facilitator" in samira.get(_card(cast, "awa")).text
    assert samira.post(f"{_card(cast, 'awa')}/facilitator").status_code == 302
    assert "card/facilitator" not in samira.get(_card(cast, "awa")).text
    assert "Animateur·rice" in client_of("awa").get("/account").text


def test_a_card_is_for_learners_and_facilitators_even_with_a_crafted_form(client_of: ClientOf, cast: Cast) -> None:
    for role in ("staff", "national", "", "supervisor"):
        assert client_of("samira").post(_card(cast, "ibrahim"), data={"role": role}).status_code == 422
    assert "Faire sa carte d’accès" in client_of("samira").get(_card(cast, "ibrahim")).text


def test_there_is_no_card_to_renew_for_who_has_none(client_of: ClientOf, cast: Cast) -> None:
    assert client_of("samira").post(f"{_card(cast, 'ibrahim')}/renewal").status_code == 404
    assert client_of("samira").post(f"{_card(cast, 'ibrahim')}/facilitator").status_code == 404


def test_asking_twice_makes_one_card(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    assert samira.post(_card(cast, "ibrahim"), data={"role": "learner"}).status_code == 302
    again = samira.post(_card(cast, "ibrahim"), data={"role": "learner"})
    assert again.status_code == 422


def _invite(client: FlaskClient, cast: Cast, name: str, **form: str) -> int:
    address = f"/people/{cast.person_ids[name]}/invitation"
    return client.post(address, data={"email": "claire@example.org", "role": "facilitator", **form}).status_code


def test_someone_with_an_email_gets_a_link_and_the_account_is_theirs(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    assert "Inviter par e-mail" in samira.get(_card(cast, "claire")).text
    assert _invite(samira, cast, "claire") == 302
    page = samira.get(_card(cast, "claire")).text
    link = re.search(r'value="http://localhost(/invitation/[\w-]+)"', page)
    assert link is not None
    assert link.group(1) not in samira.get(_card(cast, "claire")).text
    browser = client_of("")
    assert browser.post(link.group(1), data={"password": "trois mots ensemble"}).status_code == 302
    assert browser.get("/me").status_code == 200
    assert "claire@example.org" in samira.get(_card(cast, "claire")).text


def test_one_person_has_one_account(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    assert _invite(samira, cast, "moussa") == 422
    assert _invite(samira, cast, "claire") == 302
    assert samira.post(_card(cast, "claire"), data={"role": "learner"}).status_code == 302
    link = re.search(r'value="http://localhost(/invitation/[\w-]+)"', samira.get(_card(cast, "claire")).text)
    assert link is None  # the card came after it


def test_an_invitation_from_a_persons_page_goes_downward_too(client_of: ClientOf, cast: Cast) -> None:
    offered = client_of("samira").get(f"/people/{cast.person_ids['claire']}/invitation").text
    assert set(re.findall(r'type="radio"[^>]*value="(\w+)"', offered)) == {"supervisor", "facilitator", "learner"}
    for role in ("staff", "coordinator", "national"):
        assert _invite(client_of("samira"), cast, "claire", role=role) == 422


def test_the_code_on_the_card_opens_the_sign_in_page_with_the_code_filled_in(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    samira.post(_card(cast, "ibrahim"), data={"role": "learner"})
    page = samira.get(_card(cast, "ibrahim")).text
    code, _ = _code_and_pin(page)
    drawn = re.search(r'<svg [^>]*class="wallet__qr".*?</svg>', page, re.DOTALL)
    assert drawn is not None
    assert drawn.group() == card_qr("http://localhost", code, "Page de connexion, avec le code de cette carte")
    assert f'value="{code}"' in client_of("").get(f"/sign-in?card={code}").text


def test_who_has_no_card_has_no_code_to_scan(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    assert "wallet__qr" not in samira.get(_card(cast, "ibrahim")).text
    samira.post(_card(cast, "ibrahim"), data={"role": "learner"})
    assert "wallet__qr" in samira.get(_card(cast, "ibrahim")).text
