"""To a stranger, a workshop does not exist: every address with an identifier answers its owner and not Étienne."""

import re

import pytest
from flask import Flask

from peerlearn.web.workshops.views import pages
from tests.cast import Cast
from tests.factories.workshops import Planned, plan_workshop, seen
from tests.stage import ClientOf

PAGES = ("", "/edit", "/cancel", "/enrol", "/facilitators", "/guests", "/slips")


def _plan(app: Flask, cast: Cast) -> Planned:
    return plan_workshop(app, cast, capacity=1, guests=("relais",), enrolled=("awa", "rosa", "karim", "malika"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_its_owner_sees_is_404_to_a_stranger(
    app: Flask, cast: Cast, client_of: ClientOf, page: str
) -> None:
    planned = _plan(app, cast)
    assert client_of("samira").get(planned.url(page)).status_code == 200
    assert client_of("etienne").get(planned.url(page)).status_code == 404


def test_a_slip_that_its_owner_prints_is_404_to_a_stranger(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    slip = _plan(app, cast).line_url("awa", "slip")
    assert client_of("samira").get(slip).status_code == 200
    assert client_of("etienne").get(slip).status_code == 404


def test_a_tap_that_its_owner_may_make_is_404_to_a_stranger_and_changes_nothing(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    planned, samira, etienne = _plan(app, cast), client_of("samira"), client_of("etienne")
    leader = re.findall(r'name="facilitator" value="(\d+)"', samira.get(planned.url("/facilitators?instead-of=1")).text)
    person, own = cast.person_ids["serge"], cast.person_ids["lucas"]
    taps: list[tuple[str, dict[str, str]]] = [
        (planned.url("/enrol"), {"person": person}),
        (planned.line_url("karim", "extra-seat"), {"reason": "Part vendredi"}),
        (planned.line_url("awa", "withdrawal"), {}),
        (planned.line_url("karim", "withdrawal"), {}),
        (planned.line_url("rosa", "seat"), {}),
        (planned.url("/guests"), {"organisation": cast.organisation_ids["campus"]}),
        (planned.url(f"/guests/{cast.organisation_ids['relais']}/removal"), {}),
        (planned.url("/facilitators"), {"person": cast.person_ids["claire"]}),
        (planned.url("/facilitators/substitutes"), {"person": cast.person_ids["dragan"], "instead_of": leader[0]}),
        (planned.url("/facilitators/release"), {"facilitator": "1"}),
        (planned.url("/cancel"), {"reason": "Neige"}),
    ]
    for address, sent in taps:
        before = seen(app, planned)
        stolen = sent | ({"person": own} if "person" in sent else {})
        assert etienne.post(address, data=stolen).status_code == 404, address
        assert seen(app, planned) == before, address
        if not address.endswith(("karim/seat", "release")):
            answer = samira.post(address, data=sent)
            assert answer.status_code in {302, 422}, (address, answer.status_code)


def test_every_route_with_an_identifier_is_held_here(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(f"{pages.name}.")}
    held = {f"/workshops/<public_id>{page}" for page in PAGES} | {
        "/workshops/<public_id>/enrolments/<uuid:enrolment_id>/seat",
        "/workshops/<public_id>/enrolments/<uuid:enrolment_id>/slip",
        "/workshops/<public_id>/enrolments/<uuid:enrolment_id>/extra-seat",
        "/workshops/<public_id>/enrolments/<uuid:enrolment_id>/withdrawal",
        "/workshops/<public_id>/facilitators/release",
        "/workshops/<public_id>/facilitators/substitutes",
        "/workshops/<public_id>/guests/<organisation_id>/removal",
    }
    assert {rule for rule in rules if "<" in rule} == held
