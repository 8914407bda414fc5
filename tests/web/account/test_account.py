"""One's own account: `/account`, `/account/secret`, `/language/<code>`."""

import re

from tests.cast import SECRET, Cast
from tests.stage import ClientOf

ANDROID = {"User-Agent": "Mozilla/5.0 (Linux; Android 9; SM-J330F)"}


def test_the_page_says_who_one_is_and_with_what_one_signs_in(client_of: ClientOf, cast: Cast) -> None:
    samira, awa = client_of("samira").get("/account").text, client_of("awa").get("/account").text
    assert "samira@example.org" in samira
    assert "Les Tilleuls" in samira
    code = cast.identifiers["awa"]
    assert f"{code[:4]} {code[4:]}" in awa


def test_a_forgotten_phone_is_signed_out_from_here(client_of: ClientOf, cast: Cast) -> None:
    phone, desk = client_of(""), client_of("samira")
    form = {"identifier": "samira@example.org", "secret": SECRET}
    assert phone.post("/sign-in", data=form, headers=ANDROID).status_code == 302
    page = desk.get("/account").text
    assert "Un téléphone Android" in page
    ways_out = re.findall(r'action="(/account/sessions/\w+/removal)"', page)
    assert len(ways_out) == 1
    assert desk.post(ways_out[0]).headers["Location"] == "/account"
    assert phone.get("/").headers["Location"].startswith("/sign-in")
    assert desk.get("/").status_code == 200


def test_nobody_signs_out_someone_elses_phone(client_of: ClientOf, cast: Cast) -> None:
    client_of("samira")
    samira, bruno = client_of("samira"), client_of("bruno")
    way_out = re.findall(r'action="(/account/sessions/\w+/removal)"', samira.get("/account").text)[0]
    assert bruno.post(way_out).status_code == 404
    assert samira.post(way_out).status_code == 302


def test_a_new_secret_needs_the_present_one_and_keeps_this_device(client_of: ClientOf, cast: Cast) -> None:
    here, elsewhere = client_of("awa"), client_of("awa")
    assert here.post("/account/secret", data={"current": "000000", "new": "739201"}).status_code == 422
    assert here.post("/account/secret", data={"current": SECRET, "new": "7392"}).status_code == 422
    assert here.post("/account/secret", data={"current": SECRET, "new": "739201"}).headers["Location"] == "/account"
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    form = {"identifier": cast.identifiers["awa"], "secret": "739201"}
    assert client_of("").post("/sign-in", data=form).status_code == 302


def test_an_open_page_on_a_borrowed_phone_is_no_place_to_guess_the_pin(client_of: ClientOf, cast: Cast) -> None:
    awa = client_of("awa")
    for guess in range(8):
        awa.post("/account/secret", data={"current": f"{guess:06}", "new": "739201"})
    refused = awa.post("/account/secret", data={"current": SECRET, "new": "739201"})
    assert refused.status_code == 422
    assert "15 minutes" in refused.text


def test_the_language_one_chooses_is_kept_for_next_time(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    french = {"Accept-Language": "fr"}
    assert '<html lang="fr"' in samira.get("/people", headers=french).text
    chosen = samira.post("/language/en", data={"back": "/people?q=awa"})
    assert chosen.headers["Location"] == "/people?q=awa"
    assert '<html lang="en"' in samira.get("/people", headers=french).text
    assert '<html lang="en"' in client_of("samira").get("/people", headers=french).text


def test_an_account_is_offered_the_languages_of_its_pages(client_of: ClientOf, cast: Cast) -> None:
    assert 'action="/language/uk"' in client_of("awa").get("/account").text
    office = client_of("samira").get("/account?lang=fr").text
    assert 'action="/language/en"' in office
    assert 'action="/language/uk"' not in office


def test_a_language_that_is_not_offered_changes_nothing_and_no_other_site_is_opened(
    client_of: ClientOf, cast: Cast
) -> None:
    samira = client_of("samira")
    answer = samira.post("/language/tlh", data={"back": "//evil.example"})
    assert answer.headers["Location"] == "/"
    assert '<html lang="fr"' in samira.get("/people").text


def test_larger_letters_are_kept_for_next_time_and_for_this_account_alone(client_of: ClientOf, cast: Cast) -> None:
    awa = client_of("awa")
    page = awa.get("/me?lang=fr").text
    assert 'action="/letters/large"' in page
    assert 'class="reads-large"' not in page
    assert awa.post("/letters/large", data={"back": "/me"}).headers["Location"] == "/me"
    assert 'class="reads-large"' in client_of("awa").get("/me").text
    assert 'class="reads-large"' not in client_of("moussa").get("/me").text
    awa.post("/letters/usual", data={"back": "//evil.example"})
    assert 'class="reads-large"' not in awa.get("/me").text


def test_every_page_offers_the_other_language_and_the_account(client_of: ClientOf, cast: Cast) -> None:
    for name, address in (("samira", "/people"), ("awa", "/me")):
        page = client_of(name).get(address).text
        assert 'action="/language/en"' in page
        assert 'href="/account"' in page
