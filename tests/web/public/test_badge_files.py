"""The files of a badge beside its page: by ending, and by what the reader accepts."""

import json

import pytest

import badges
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import payload_of


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        (".png", "image/png"),
        (".jwt", "text/plain; charset=utf-8"),
        (".json", "application/vc+ld+json"),
        (".svg", "image/svg+xml"),
        (".jws", "text/plain; charset=utf-8"),
        (".ob2.json", "application/ld+json"),
    ],
)
def test_each_file_has_its_type_is_open_to_all_and_sets_no_cookie(shown: Shown, ending: str, media_type: str) -> None:
    answer = shown.browser.get(shown.page + ending)
    assert answer.status_code == 200
    headers = answer.headers
    assert headers["Content-Type"] == media_type
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cache-Control"] == "public, max-age=60"
    assert headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in headers
    assert "Cookie" not in headers["Vary"]
    again = shown.browser.get(shown.page + ending, headers={"If-None-Match": headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("image/avif,image/webp,image/apng,image/*,*/*;q=0.8", "image/png"),
        ("application/ld+json, application/json, image/png, image/svg+xml", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/vc", "application/vc"),
        ("application/vc+ld+json", "application/vc+ld+json"),
        ("image/svg+xml", "image/svg+xml"),
        ("application/vc+jwt", "application/vc+jwt"),
        ("text/plain", "text/plain"),
    ],
)
def test_one_address_gives_what_is_accepted(shown: Shown, accept: str, media_type: str) -> None:
    answer = shown.browser.get(shown.page, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]


def test_who_says_nothing_gets_the_page(shown: Shown) -> None:
    assert shown.browser.get(shown.page, headers={"Accept": ""}).mimetype == "text/html"


def test_json_is_the_present_standard_with_its_proof_wherever_it_is_asked_for(shown: Shown) -> None:
    document = shown.browser.get(f"{shown.page}.json").data
    said = json.loads(document)
    assert said["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"
    assert shown.browser.get(shown.page, headers={"Accept": "application/vc"}).data == document
    assert shown.browser.get(f"/ob/3/credentials/{said['id'].removeprefix('urn:uuid:')}.json").data == document
    status = shown.json(said["credentialStatus"]["statusListCredential"])
    assert status["id"] == said["credentialStatus"]["statusListCredential"]
    assert status["proof"][0]["verificationMethod"] == said["proof"][0]["verificationMethod"]


def test_the_signed_assertion_names_a_key_that_its_issuer_lists(shown: Shown) -> None:
    signed = shown.browser.get(f"{shown.page}.jws").text
    said = badges.read_json(payload_of(signed))
    key = shown.json(said["verification"]["creator"])
    assert key["id"] == said["verification"]["creator"]
    assert key["id"] in shown.json(key["owner"])["publicKey"]
    assert key["publicKeyPem"].startswith("-----BEGIN PUBLIC KEY-----\n")


@pytest.mark.parametrize("ending", [".json", ".svg", ".jws", ".jwt", ".png", ".ob2.json"])
def test_what_was_withdrawn_is_gone_in_every_form(shown: Shown, ending: str) -> None:
    assert shown.browser.get(shown.page + ending).status_code == 200
    shown.withdraw()
    assert shown.browser.get(shown.page + ending).status_code == 410


def test_the_drawing_is_saved_and_carries_the_served_json(shown: Shown) -> None:
    answer = shown.browser.get(f"{shown.page}.svg")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="badge-{shown.code}.svg"'
    assert badges.unbake_svg(answer.data) == {badges.OB3_KEYWORD: shown.browser.get(f"{shown.page}.json").text}


def test_the_picture_carries_exactly_the_served_files_and_a_safe_name(shown: Shown) -> None:
    answer = shown.browser.get(f"{shown.page}.png")
    inside = badges.unbake(answer.data)
    assert inside == {
        badges.OB3_KEYWORD: shown.token,
        badges.OB2_KEYWORD: shown.assertion.decode(),
    }
    assert answer.headers["Content-Disposition"] == f'attachment; filename="badge-{shown.code}.png"'
    assert shown.picture == answer.data


def test_the_assertion_names_its_own_address_and_its_picture(shown: Shown) -> None:
    assertion = json.loads(shown.assertion)
    assert shown.browser.get(assertion["id"]).data == shown.assertion
    assert shown.browser.get(assertion["image"]).data == shown.picture


def test_a_head_request_gets_the_headers_alone(shown: Shown) -> None:
    answer = shown.browser.head(f"{shown.page}.jwt")
    assert answer.status_code == 200
    assert answer.headers["ETag"] == shown.browser.get(f"{shown.page}.jwt").headers["ETag"]
    assert answer.data == b""
