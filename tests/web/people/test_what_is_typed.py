"""What is typed about a person: names that can be read, no social security number, no hidden sign."""

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.stage import ClientOf


def _register(client: FlaskClient, cast: Cast, **typed: str) -> tuple[int, str]:
    form = {"position": "employee", "channel": "paper", "organisation": cast.organisation_ids["tilleuls"]}
    answer = client.post("/people/new", data={**form, "first_name": "Awa", **typed})
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    "name", ["\u200b\u202e", "\u2066 Jean", "Jean\u202e", "1234", "\u3164", "Je\u00adan"], ids=ascii
)
def test_a_name_that_cannot_be_read_comes_back(client_of: ClientOf, cast: Cast, name: str) -> None:
    samira = client_of("samira")
    assert _register(samira, cast, first_name=name)[0] == 422
    assert _register(samira, cast, last_name=name)[0] == 422


@pytest.mark.parametrize("name", ["Élodie", "فاطمة", "نیک\u200cپی", "N’Golo", "李娜"])
def test_a_name_of_any_script_is_kept(client_of: ClientOf, cast: Cast, name: str) -> None:
    assert _register(client_of("samira"), cast, first_name=name)[0] == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"first_name": "1 85 05 78006 084"},
        {"first_name": "Awa 1 85 05 974 11 084 22"},
        {"first_name": "Awa 1 85 05", "last_name": "78 006 084"},
    ],
    ids=["the place in one", "overseas", "in two halves"],
)
def test_no_social_security_number_is_kept_however_it_is_written(
    client_of: ClientOf, cast: Cast, typed: dict[str, str]
) -> None:
    status, page = _register(client_of("samira"), cast, **typed)
    assert (status, "numéro de sécurité sociale" in page) == (422, True)


@pytest.mark.parametrize(
    "email",
    ["a\x00b@b.co", "a\x1b[31m@b.co", "a@b\x07.co", "a\u202e@b.co", "a\u200b@b.co", "a@b.co\u2066", "a\x85@b.co"],
    ids=ascii,
)
def test_an_email_holds_nothing_that_is_not_seen(client_of: ClientOf, cast: Cast, email: str) -> None:
    samira = client_of("samira")
    assert _register(samira, cast, email=email)[0] in {400, 404, 422}
    here = f"/organisations/{cast.organisation_ids['tilleuls']}/accounts/invite"
    form = {"name": "Claire", "email": email, "role": "supervisor"}
    assert samira.post(here, data=form).status_code in {400, 404, 422}


def test_nobody_is_invited_under_a_turned_name(client_of: ClientOf, cast: Cast) -> None:
    form = {"name": "Jean \u202eeriP", "email": "jean@example.org", "role": "supervisor"}
    here = f"/organisations/{cast.organisation_ids['tilleuls']}/accounts/invite"
    assert client_of("samira").post(here, data=form).status_code == 422
