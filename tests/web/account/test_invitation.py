"""An invitation's link: `/invitation/<token>`."""

import re

from tests.cast import Cast
from tests.stage import ClientOf

PASSWORD = "trois mots ensemble"


def _link(client_of: ClientOf, cast: Cast, email: str = "claire@example.org", role: str = "supervisor") -> str:
    here = f"/organisations/{cast.organisation_ids['tilleuls']}/accounts"
    samira = client_of("samira")
    invited = samira.post(f"{here}/invite", data={"name": "Claire Bertin", "email": email, "role": role})
    assert invited.headers["Location"] == here
    shown = re.search(r'value="http://localhost(/invitation/[\w-]+)"', samira.get(here).text)
    assert shown is not None
    assert shown.group(1) not in samira.get(here).text
    return shown.group(1)


def test_the_page_says_who_invites_to_what_and_looking_spends_nothing(client_of: ClientOf, cast: Cast) -> None:
    link, client = _link(client_of, cast), client_of("")
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        for words in ("Claire Bertin", "Les Tilleuls", "Encadrant·e technique", "claire@example.org"):
            assert words in page.text
    assert client.post(link, data={"password": PASSWORD}).headers["Location"] == "/"
    assert "Claire Bertin" in client.get("/account").text


def test_a_link_opens_one_account_and_then_does_not_exist(client_of: ClientOf, cast: Cast) -> None:
    link = _link(client_of, cast)
    assert client_of("").post(link, data={"password": PASSWORD}).status_code == 302
    again = client_of("")
    assert again.get(link).status_code == again.post(link, data={"password": PASSWORD}).status_code == 404


def test_a_short_password_leaves_the_link_as_it_was(client_of: ClientOf, cast: Cast) -> None:
    link, client = _link(client_of, cast), client_of("")
    refused = client.post(link, data={"password": "court"})
    assert refused.status_code == 422
    assert "Claire Bertin" in refused.text
    assert "court" not in refused.text.split("error-summary")[1].split("</form>")[0].replace("au moins", "")
    assert client.post(link, data={"password": PASSWORD}).status_code == 302


def test_someone_who_is_signed_in_may_open_the_account_of_another_person(client_of: ClientOf, cast: Cast) -> None:
    link, bruno = _link(client_of, cast), client_of("bruno")
    assert "Claire Bertin" in bruno.get(link).text
    assert bruno.post(link, data={"password": PASSWORD}).status_code == 302
    assert "Claire Bertin" in bruno.get("/account").text


def test_a_cancelled_link_does_not_exist(client_of: ClientOf, cast: Cast) -> None:
    link = _link(client_of, cast)
    here = f"/organisations/{cast.organisation_ids['tilleuls']}/accounts"
    samira = client_of("samira")
    cancel = re.search(r'action="([^"]+/invitations/\w+/removal)"', samira.get(here).text)
    assert cancel is not None
    assert samira.post(cancel.group(1)).status_code == 302
    assert client_of("").get(link).status_code == 404


def test_a_made_up_link_does_not_exist(client_of: ClientOf) -> None:
    assert client_of("").get("/invitation/nothing").status_code == 404
