"""What no page of ours sends: too much, too many fields, a NUL, a file for a text, a body that is no form."""

import time
from io import BytesIO

import pytest
from flask import Flask

from peerlearn.core.nir import contains_nir
from tests.cast import SECRET, Cast
from tests.factories.workshops import plan_workshop
from tests.stage import ClientOf

NIR = "1850578006084"


@pytest.mark.parametrize("address", ["/people/new", "/sign-in", "/workshops/new", "/sign-out", "/no-such-page"])
def test_a_form_larger_than_any_of_ours_is_refused_in_words(client_of: ClientOf, address: str) -> None:
    answer = client_of("samira").post(address, data={"first_name": "1 " * 2_900_000})
    assert answer.status_code == 413
    assert "Raccourcissez" in answer.text


def test_a_form_that_fits_is_read(client_of: ClientOf) -> None:
    assert client_of("samira").post("/people/new", data={"first_name": "1 " * 60_000}).status_code == 422


def test_what_is_too_long_is_not_looked_through(client_of: ClientOf) -> None:
    page = client_of("samira").post("/people/new", data={"first_name": "a" * 121 + f" {NIR}"}).text
    assert "120" in page
    assert "sécurité sociale" not in page


def test_no_text_is_looked_through_beyond_the_longest_that_is_kept() -> None:
    started = time.process_time()
    assert contains_nir("1 " * 2_900_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("address", ["/sign-in", "/verify"])
def test_more_fields_than_any_form_has_are_refused_without_taking_them_apart(app: Flask, address: str) -> None:
    fields = "a&" * 90_000
    answer = app.test_client().post(address, data=fields, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


@pytest.mark.parametrize("name", ["q", "site", "organisation", "module"])
def test_a_list_does_not_break_on_a_nul(client_of: ClientOf, name: str) -> None:
    assert client_of("samira").get(f"/workshops?{name}=%00").status_code == 400


def test_a_page_with_a_form_says_beside_which_text_a_nul_stands(client_of: ClientOf) -> None:
    for sent in ({"identifier": "a\0b", "secret": "x"}, {"identifier": "samira@example.org", "secret": "x\0"}):
        answer = client_of("").post("/sign-in", data=sent)
        assert answer.status_code == 422
        assert "signe" in answer.text
    changed = client_of("samira").post("/account/secret", data={"current": f"{SECRET}\0", "new": "b\0cdefghijklmn"})
    assert changed.status_code == 422
    for sent in ({"first_name": "A", "email": "a\0@b.co"}, {"first\0name": "A"}, {"organisation": "\0"}):
        assert client_of("samira").post("/people/new", data=sent).status_code == 422


def test_a_button_that_sends_a_nul_was_not_drawn_by_us(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    planned = plan_workshop(app, cast)
    for rest in ("/enrol", "/facilitators", "/facilitators/substitutes", "/guests"):
        sent = {"person": "\0", "organisation": "\0"}
        assert client_of("samira").post(planned.url(rest), data=sent).status_code == 400, rest


BODIES = ["[1]", "1", '"x"', "null", '{"identifier":5,"secret":5}', '{"identifier":"\\ud800"}', "[" * 90_000, "{"]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_no_form_is_an_empty_form(client_of: ClientOf, body: str) -> None:
    for who, address in (("", "/sign-in"), ("samira", "/people/new"), ("samira", "/workshops/new")):
        answer = client_of(who).post(address, data=body, content_type="application/json")
        assert answer.status_code == 422, address


def test_json_is_never_read_as_a_form(client_of: ClientOf) -> None:
    answer = client_of("").post("/sign-in", json={"identifier": "samira@example.org", "secret": SECRET})
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["identifier", "secret"])
def test_a_file_where_a_text_belongs_is_no_text(client_of: ClientOf, name: str) -> None:
    sent = {"identifier": "samira@example.org", "secret": SECRET, name: (BytesIO(b"abc"), "a.txt")}
    assert client_of("").post("/sign-in", data=sent).status_code == 422


def test_the_box_of_verification_takes_texts_and_files_each_in_its_place(app: Flask) -> None:
    browser = app.test_client()
    assert browser.post("/verify", data={"input": (BytesIO(b"abc"), "a.txt")}).status_code == 422
    assert browser.post("/verify", data={"file": "ABCD2345"}).status_code == 422
    assert browser.post("/verify", data={"file": (BytesIO(b"ABCD2345"), "a.txt")}).status_code == 200


@pytest.mark.parametrize("referrer", ["http://[", "http://[::1", "//[", "http://localhost:x/"])
def test_a_page_of_refusal_does_not_break_on_where_one_came_from(app: Flask, referrer: str) -> None:
    assert app.test_client().get("/no-such-page", headers={"Referer": referrer}).status_code == 404


def test_an_address_to_go_back_to_that_is_none_is_left_out(client_of: ClientOf) -> None:
    sent = {"identifier": "samira@example.org", "secret": SECRET}
    assert client_of("").post("/sign-in?next=//%5B", data=sent).headers["Location"] == "/"
    assert client_of("samira").post("/language/fr", data={"back": "//["}).headers["Location"] == "/"


@pytest.mark.parametrize("host", ["[", "[::1", "a b", "localhost:x", "x" * 300])
def test_a_host_that_is_none_is_refused(client_of: ClientOf, host: str) -> None:
    for address in ("/sign-in", "/verify"):
        for method in ("GET", "POST"):
            assert client_of("").open(address, method=method, headers={"Host": host}).status_code < 500
