"""Who signs in for an organisation: `/organisations/<id>/accounts`."""

import re

import pytest
from flask.testing import FlaskClient

from tests.cast import SECRET, Cast
from tests.stage import ClientOf


def _here(cast: Cast, name: str = "tilleuls") -> str:
    return f"/organisations/{cast.organisation_ids[name]}/accounts"


def _invite(client: FlaskClient, here: str, **change: str) -> int:
    form = {"name": "Claire Bertin", "email": "claire@example.org", "role": "supervisor"} | change
    return client.post(f"{here}/invite", data=form).status_code


def _taken_back(page: str) -> list[str]:
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [re.search(r'scope="row">(.*?)<', row).group(1) for row in rows if "/removal" in row]  # type: ignore[union-attr]


def test_the_list_says_who_has_which_role_and_offers_to_take_back_only_lower_ones(
    client_of: ClientOf, cast: Cast
) -> None:
    assert _taken_back(client_of("samira").get(_here(cast)).text) == ["Victor Roux", "Moussa Traoré", "Awa"]
    by_carole = _taken_back(client_of("carole").get(_here(cast)).text)
    assert by_carole == ["Samira Haddad", "Sophie Lambert", "Victor Roux", "Moussa Traoré", "Awa"]


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("samira", {"supervisor"}),
        ("carole", {"staff", "supervisor"}),
        ("nadia", {"national", "coordinator", "staff", "supervisor"}),
    ],
)
def test_one_invites_downward_only_even_with_a_crafted_form(
    client_of: ClientOf, cast: Cast, name: str, roles: set[str]
) -> None:
    client = client_of(name)
    offered = client.get(f"{_here(cast)}/invite").text
    assert set(re.findall(r'<option[^>]*value="(\w+)"', offered)) == roles
    for role in {"national", "coordinator", "staff", "learner"} - roles:
        assert _invite(client, _here(cast), role=role) == 422


def test_the_link_is_shown_once_to_who_asked_and_to_nobody_else(client_of: ClientOf, cast: Cast) -> None:
    samira, sophie = client_of("samira"), client_of("sophie")
    assert _invite(samira, _here(cast)) == 302
    assert "/invitation/" not in sophie.get(_here(cast)).text
    assert "Claire Bertin" in sophie.get(_here(cast)).text
    assert "/invitation/" in samira.get(_here(cast)).text
    assert "/invitation/" not in samira.get(_here(cast)).text


def test_the_link_leads_to_the_address_of_the_settings_whatever_the_request_says(
    client_of: ClientOf, cast: Cast
) -> None:
    samira = client_of("samira")
    form = {"name": "Claire", "email": "claire@example.org", "role": "supervisor"}
    samira.post(f"{_here(cast)}/invite", data=form, headers={"X-Forwarded-Host": "evil.example"})
    assert 'value="http://localhost/invitation/' in samira.get(_here(cast)).text


def test_whoever_invites_learns_nothing_about_the_email(client_of: ClientOf, cast: Cast) -> None:
    """Bruno signs in elsewhere, nobody as no.body: the same answers, and no role before a yes."""
    seen = []
    for email in ("bruno@example.org", "no.body@example.org"):
        carole = client_of("carole")
        assert _invite(carole, _here(cast), email=email, role="staff") == 302
        page = carole.get(_here(cast)).text
        link = re.search(r'value="http://localhost(/invitation/[\w-]+)"', page)
        assert link is not None
        seen.append([_without_what_differs(one, email) for one in (page, carole.get(link.group(1)).text)])
        cancel = re.search(rf'action="({_here(cast).removesuffix("/accounts")}/invitations/\w+/removal)"', page)
        assert cancel is not None
        assert carole.post(cancel.group(1)).status_code == 302
    assert seen[0] == seen[1]
    assert "Bruno" not in "".join(seen[0])


def _without_what_differs(page: str, email: str) -> str:
    return re.sub(
        r'nonce="[^"]*"|name="csrf_token" value="[^"]*"|/invitation/[\w-]+|/invitations/\w+',
        "",
        page.replace(email, "THE E-MAIL"),
    )


@pytest.mark.parametrize("email", ["claire", "claire@", "", "1850578006084@example.org", "a" * 250 + "@b.fr"])
def test_an_email_that_is_none_comes_back(client_of: ClientOf, cast: Cast, email: str) -> None:
    assert _invite(client_of("samira"), _here(cast), email=email) == 422


def test_a_role_taken_back_is_over_at_once(client_of: ClientOf, cast: Cast) -> None:
    samira, moussa = client_of("samira"), client_of("moussa")
    assert moussa.get("/account").status_code == 200
    row = re.search(rf'action="({_here(cast)}/\w+/removal)"(?:(?!</tr>).)*?Moussa', samira.get(_here(cast)).text, re.S)
    assert row is not None
    assert samira.post(row.group(1)).status_code == 302
    assert moussa.get("/account").status_code == 302
    form = {"identifier": cast.identifiers["moussa"], "secret": SECRET}
    assert client_of("").post("/sign-in", data=form).status_code == 422
    assert "Moussa" not in samira.get(_here(cast)).text.split("<table")[1]


def test_staff_cannot_take_back_their_colleagues_role(client_of: ClientOf, cast: Cast) -> None:
    page = client_of("carole").get(_here(cast)).text
    sophie = re.search(rf'action="({_here(cast)}/\w+/removal)"(?:(?!</tr>).)*?Sophie', page, re.DOTALL)
    assert sophie is not None
    assert client_of("samira").post(sophie.group(1)).status_code == 422
    assert "Sophie" in client_of("carole").get(_here(cast)).text


def test_a_coordinator_manages_the_accounts_of_the_region_only(client_of: ClientOf, cast: Cast) -> None:
    carole = client_of("carole")
    assert carole.get(_here(cast, "relais")).status_code == 200
    assert carole.get(_here(cast, "garonne")).status_code == 404
    assert _invite(carole, _here(cast, "garonne")) == 404
