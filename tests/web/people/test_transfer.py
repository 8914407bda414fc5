"""A coordinator moves a person to another house of the region: `/people/<public_id>/transfer`."""

from datetime import date, timedelta

from flask import Flask

from peerlearn.accounts import actions as accounts
from peerlearn.attendance.rules import PresenceState
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Role
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.organisations import actions as organisations
from peerlearn.organisations.actions import OrganisationFacts
from peerlearn.organisations.rules import OrganisationKind
from tests.cast import Cast
from tests.counting import statements
from tests.factories import awards as made
from tests.factories.attendance import stage_workshop, stored_workshop
from tests.stage import ClientOf


def _history(cast: Cast) -> None:
    scope.enter(db.session(), Scope.everything("a test's history"))
    with transaction():
        past = stage_workshop(cast, module="M01", starts_in=-timedelta(days=40), seated=("awa",))
        made.mark_there(past, "awa", PresenceState.LATE)
        made.observe(cast, past, "awa", ("M01-S1",))
        made.person(cast, "awa").phone = "+33612345678"
    scope.leave(db.session())
    db.session.remove()


def _to(cast: Cast, house: str) -> dict[str, str]:
    return {"to": cast.organisation_ids[house]}


def test_the_page_says_what_goes_along_and_what_stays(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        stored_workshop(cast, starts_in=timedelta(days=3), seated=("awa",))
    page = client_of("carole").get(f"/people/{cast.person_ids['awa']}/transfer").text
    for words in ("Ce qui suit la personne", "Ce qui reste", "code secret", "1 place à venir est gardée"):
        assert words in page
    assert cast.organisation_ids["relais"] in page
    assert cast.organisation_ids["garonne"] not in page


def test_the_new_house_reads_the_whole_story_and_the_old_one_its_own(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    with app.app_context():
        _history(cast)
        stored_workshop(cast, starts_in=timedelta(days=3), seated=("awa",))
    address = f"/people/{cast.person_ids['awa']}"
    samira, bruno = client_of("samira"), client_of("bruno")
    assert "06 12 34 56 78" in samira.get(address).text
    assert bruno.get(address).status_code == 404
    moved = client_of("carole").post(f"{address}/transfer", data=_to(cast, "relais"))
    assert moved.headers["Location"] == address

    now = bruno.get(address).text
    for words in ("Le Relais", "06 12 34 56 78", "en retard", "1 geste observé", "places sont gardées ailleurs"):
        assert words in now
    before = samira.get(address).text
    for words in ("Ce qui s’est passé ici", "en retard", "1 geste observé", "Départ\u00a0: Les Tilleuls"):
        assert words in before
    for words in ("06 12 34 56 78", "Le Relais"):
        assert words not in before
    assert samira.get(f"{address}/edit").status_code == 404
    assert client_of("etienne").get(address).status_code == 404
    assert "Nouvelle structure\u00a0: Le Relais" in client_of("carole").get(address).text


def test_the_old_house_learns_nothing_of_what_comes_after(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    address = f"/people/{cast.person_ids['awa']}"
    client_of("carole").post(f"{address}/transfer", data=_to(cast, "relais"))
    with app.app_context():
        stored_workshop(cast, host="relais", starts_in=-timedelta(days=1), module="M03", seated=("awa",), leaders={})
    assert "présence pas encore notée" in client_of("bruno").get(address).text
    assert "présence pas encore notée" not in client_of("samira").get(address).text


def test_the_list_of_the_old_house_still_leads_to_who_left(client_of: ClientOf, cast: Cast) -> None:
    address = f"/people/{cast.person_ids['awa']}"
    assert "autre structure" not in client_of("samira").get("/people").text
    client_of("carole").post(f"{address}/transfer", data=_to(cast, "relais"))
    page = client_of("samira").get("/people").text
    assert "1 personne est passée à une autre structure" in page
    assert f'href="{address}"' in page
    for name in ("bruno", "carole", "nadia", "etienne"):
        assert "passée à une autre structure" not in client_of(name).get("/people").text


def test_who_moves_keeps_their_card(client_of: ClientOf, cast: Cast) -> None:
    awa = client_of("awa")
    assert awa.get("/me").status_code == 200
    client_of("carole").post(f"/people/{cast.person_ids['awa']}/transfer", data=_to(cast, "relais"))
    assert awa.get("/me").status_code == 200


def test_a_badge_goes_with_its_person_who_may_still_give_it_back(
    app: Flask, client_of: ClientOf, cast: Cast, settings: Settings
) -> None:
    with app.app_context():
        badge = made.stored_award(cast, settings, AwardState.ISSUED, name="awa")
    awa, own = client_of("awa"), f"/my-badges/{badge.public_id}"
    assert awa.get(own).status_code == 200
    client_of("carole").post(f"/people/{cast.person_ids['awa']}/transfer", data=_to(cast, "relais"))
    assert awa.get(own).status_code == 200
    assert client_of("bruno").get(f"/badges/{badge.public_id}").status_code == 200
    assert "reçu" in client_of("samira").get(f"/people/{cast.person_ids['awa']}").text
    assert client_of("etienne").get(f"/badges/{badge.public_id}").status_code == 404
    assert awa.post(f"{own}/withdrawal").status_code == 302
    assert client_of("").get(f"/b/{badge.public_code}.png").status_code == 410


def test_only_a_coordinator_moves_people_and_only_within_the_region(client_of: ClientOf, cast: Cast) -> None:
    address = f"/people/{cast.person_ids['awa']}/transfer"
    assert client_of("samira").post(address, data=_to(cast, "relais")).status_code == 403
    carole = client_of("carole")
    assert carole.post(address, data=_to(cast, "garonne")).status_code == 422
    assert carole.post(address, data=_to(cast, "tilleuls")).status_code == 422
    assert carole.post(address, data={}).status_code == 422
    assert carole.get(f"/people/{cast.person_ids['lucas']}/transfer").status_code == 404
    assert client_of("nadia").post(address, data=_to(cast, "garonne")).status_code == 302


def test_a_coordinator_of_the_east_finds_nobody_of_the_south(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        _bring_the_east(cast)
    addresses = [f"/people/{cast.person_ids['lucas']}{rest}" for rest in ("", "/edit", "/transfer")]
    nadia, east = client_of("nadia"), client_of("hélène")
    assert [nadia.get(one).status_code for one in addresses] == [200, 200, 200]
    assert [east.get(one).status_code for one in addresses] == [404, 404, 404]
    assert "Lucas" not in east.get("/people?q=lucas").text.split("<main")[1].replace('value="lucas"', "")
    assert "Lucas" not in east.get("/people/leaving").text


def test_a_longer_story_needs_no_more_questions(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira, address = client_of("samira"), f"/people/{cast.person_ids['awa']}"
    with app.app_context():
        stored_workshop(cast, starts_in=-timedelta(days=3), seated=("awa",))
    with statements(app) as few:
        samira.get(address)
    with app.app_context():
        for days in range(4, 12):
            stored_workshop(cast, starts_in=-timedelta(days=days * 9), seated=("awa",))
    with statements(app) as many:
        page = samira.get(address).text
    assert page.count("présence pas encore notée") == 9
    assert len(many) == len(few)


def _bring_the_east(cast: Cast) -> None:
    scope.enter(db.session(), Scope.everything("a test's coordinator"))
    with transaction():
        facts = OrganisationFacts("Fédération de l’Est", OrganisationKind.PARTNER, region_code="44")
        partner = organisations.create_organisation(facts, by=None, now=clock.now())
        account = accounts.open_account("Hélène Weber", secret_hash="x", now=clock.now(), email="helene@example.org")
        accounts.give_role(account, Role.COORDINATOR, organisation_id=partner.id, on=date(2020, 1, 1))
        cast.accounts["hélène"] = account.id
    scope.leave(db.session())
    db.session.remove()
