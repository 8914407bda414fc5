"""Signing in: `/sign-in`."""

from flask.testing import FlaskClient

from tests.cast import SECRET, Cast
from tests.stage import ClientOf


def _sign_in(client: FlaskClient, identifier: str, secret: str, next_: str = "") -> tuple[int, str]:
    answer = client.post(f"/sign-in{next_}", data={"identifier": identifier, "secret": secret})
    return answer.status_code, answer.headers.get("Location", answer.text)


def test_staff_sign_in_with_their_email(client_of: ClientOf, cast: Cast) -> None:
    client = client_of("")
    assert _sign_in(client, "Samira@Example.org ", SECRET) == (302, "/")
    assert "Samira Haddad" in client.get("/").text


def test_a_facilitator_signs_in_with_the_code_of_the_card_as_printed(client_of: ClientOf, cast: Cast) -> None:
    code = cast.identifiers["moussa"]
    client = client_of("")
    assert _sign_in(client, f"{code[:4]}-{code[4:].lower()}", SECRET)[0] == 302
    assert "Moussa" in client.get("/").text


def test_a_wrong_secret_and_an_unknown_code_get_the_same_words(client_of: ClientOf, cast: Cast) -> None:
    wrong = _sign_in(client_of(""), "samira@example.org", "000000")
    unknown = _sign_in(client_of(""), "nobody@example.org", "000000")
    assert wrong[0] == unknown[0] == 422
    assert wrong[1].replace("samira", "nobody") == unknown[1]


def test_the_ninth_try_in_a_quarter_of_an_hour_has_to_wait(client_of: ClientOf, cast: Cast) -> None:
    client = client_of("")
    for _ in range(8):
        assert _sign_in(client, "samira@example.org", "000000")[0] == 422
    status, page = _sign_in(client, "samira@example.org", SECRET)
    assert status == 422
    assert "15" in page
    assert _sign_in(client, "bruno@example.org", SECRET)[0] == 302


def test_signing_out_ends_the_session_for_a_copied_cookie_too(client_of: ClientOf, cast: Cast) -> None:
    client = client_of("samira")
    copied = client.get_cookie("peerlearn")
    assert copied is not None
    assert client.post("/sign-out").status_code == 302
    thief = client_of("")
    thief.set_cookie("peerlearn", copied.value)
    assert thief.get("/").headers["Location"] == "/sign-in"


def test_the_address_that_was_wanted_is_opened_but_never_one_of_another_site(client_of: ClientOf, cast: Cast) -> None:
    assert _sign_in(client_of(""), "samira@example.org", SECRET, "?next=/people") == (302, "/people")
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert _sign_in(client_of(""), "samira@example.org", SECRET, f"?next={elsewhere}") == (302, "/")
