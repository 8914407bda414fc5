"""On the page of a person: who wrote them down, who accompanies them; on the list: one's own."""

from uuid import uuid4

from tests.cast import Cast
from tests.stage import ClientOf


def test_whoever_adds_somebody_accompanies_them(client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    form = {"first_name": "Oumar", "organisation": cast.organisation_ids["tilleuls"], "form_id": str(uuid4())}
    page = samira.post("/people/new", data=form).headers["Location"]
    shown = samira.get(page).text
    assert "Vous" in shown.partition("Accompagnement")[2][:400]
    assert "participation.pdf" not in shown, "there is nothing to certify yet"
    assert "inscrit·e par Samira Haddad" in client_of("sophie").get(page).text.replace("\n", " ")
    assert "Oumar" in samira.get("/people?whose=mine").text
    assert "Oumar" not in client_of("sophie").get("/people?whose=mine").text


def test_a_coordinator_who_adds_somebody_is_not_the_one(client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    form = {"first_name": "Oumar", "organisation": cast.organisation_ids["tilleuls"], "form_id": str(uuid4())}
    page = carole.post("/people/new", data=form).headers["Location"]
    assert "Personne ne l’accompagne encore." in carole.get(page).text


def test_another_is_named_among_the_colleagues_of_the_house(client_of: ClientOf, cast: Cast) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['awa']}/follower"
    form = samira.get(address).text
    assert "Sophie Lambert" in form
    assert "Bruno Morel" not in form
    assert "Victor Roux" not in form
    sophie = form.partition("Sophie Lambert")[0].rpartition('value="')[2].partition('"')[0]
    assert samira.post(address, data={"follower": "nobody-we-know"}).status_code == 422
    assert samira.post(address, data={"follower": sophie}).status_code == 302
    page = samira.get(f"/people/{cast.person_ids['awa']}").text
    assert "Accompagnement\u00a0: Sophie Lambert" in page, "in the story"
    assert "Awa" in client_of("sophie").get("/people?whose=mine").text
    assert samira.post(address, data={"follower": "nobody"}).status_code == 302
    assert "Awa" not in client_of("sophie").get("/people?whose=mine").text


def test_an_empty_list_of_ones_own_says_how_it_fills(client_of: ClientOf) -> None:
    page = client_of("samira").get("/people?whose=mine").text
    assert "Vous n’accompagnez encore personne" in page


def test_strangers_and_other_roles_name_nobody(client_of: ClientOf, cast: Cast) -> None:
    address = f"/people/{cast.person_ids['awa']}/follower"
    assert client_of("samira").get(address).status_code == 200
    for name, status in (("etienne", 404), ("victor", 403), ("moussa", 403)):
        assert client_of(name).get(address).status_code == status
        assert client_of(name).post(address, data={"follower": "nobody"}).status_code == status
