"""The list of organisations: `/organisations`."""

from flask import Flask

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.organisations import actions
from peerlearn.organisations.actions import OrganisationFacts
from peerlearn.organisations.rules import OrganisationKind
from tests.cast import Cast
from tests.counting import statements
from tests.stage import ClientOf


def _bring_many(how_many: int) -> None:
    scope.enter(db.session(), Scope.everything("a long list"))
    with transaction():
        for number in range(how_many):
            facts = OrganisationFacts(f"École {number:03}", OrganisationKind.AI, department_code="59")
            actions.create_organisation(facts, by=None, now=clock.now())
    scope.leave(db.session())
    db.session.remove()


def test_each_sees_what_they_answer_for(client_of: ClientOf, cast: Cast) -> None:
    seen = {name: client_of(name).get("/organisations").text for name in ("nadia", "carole", "samira")}
    assert [name for name, page in seen.items() if "Les Tilleuls" in page] == ["nadia", "carole", "samira"]
    assert [name for name, page in seen.items() if "Le Relais" in page] == ["nadia", "carole"]
    assert [name for name, page in seen.items() if "Atelier Garonne" in page] == ["nadia"]


def test_the_list_is_searched_filtered_and_turned(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    with app.app_context():
        _bring_many(60)
    carole = client_of("carole")
    first, second = carole.get("/organisations").text, carole.get("/organisations?page=2").text
    assert "École 000" in first
    assert "École 059" not in first
    assert "École 059" in second
    assert "?page=2" in first
    assert "Les Tilleuls" not in carole.get("/organisations?q=ecole+05").text
    assert "École 055" in carole.get("/organisations?q=ecole+05").text
    assert "École 000" not in carole.get("/organisations?kind=aci").text
    assert "Les Tilleuls" in carole.get("/organisations?kind=aci").text
    assert "q=ecole" in carole.get("/organisations?q=ecole&kind=ai").text


def test_what_is_not_found_says_what_to_do(client_of: ClientOf, cast: Cast) -> None:
    page = client_of("carole").get("/organisations?q=zzz&region=99&kind=nothing&page=x").text
    assert "Aucune structure de ce nom" in page


def test_more_rows_ask_no_more_of_the_database(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    with statements(app) as few:
        carole.get("/organisations")
    with app.app_context():
        _bring_many(30)
    with statements(app) as many:
        assert "École 020" in carole.get("/organisations").text
    assert len(many) == len(few)


def test_only_who_may_register_is_offered_it(client_of: ClientOf, cast: Cast) -> None:
    assert "/organisations/new" in client_of("carole").get("/organisations").text
    assert "/organisations/new" not in client_of("samira").get("/organisations").text
