"""Verification for programs: `POST /api/v1/verify`, and what describes it."""

import io
from typing import Any

import jsonschema
import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from badges import Reason
from tests.web.public.conftest import Shown


def schema_of(shown: Shown, name: str) -> dict[str, Any]:
    """One schema of the description, able to find the others."""
    told: dict[str, Any] = shown.browser.get("/api/v1/openapi.json").get_json()
    return {"$ref": f"#/components/schemas/{name}", "components": told["components"]}


def ask(shown: Shown, given: object) -> dict[str, Any]:
    """Send JSON; what comes back is as it was described."""
    answer = shown.browser.post("/api/v1/verify", json={"input": given})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    report: dict[str, Any] = answer.get_json()
    jsonschema.validate(report, schema_of(shown, "Report"))
    return report


def test_a_valid_badge_is_told_with_what_it_says(shown: Shown) -> None:
    for given in (shown.code, f"http://localhost{shown.page}", shown.token, shown.assertion.decode()):
        report = ask(shown, given)
        assert report["verdict"] == "valid"
        assert report["badge"]["code"] == shown.code
        assert report["badge"]["holder"] == "Moussa Traoré"


def test_files_are_read_as_on_the_page(shown: Shown) -> None:
    for content, name in ((shown.picture, "b.png"), (shown.browser.get(f"{shown.page}.pdf").data, "b.pdf")):
        sent = {"file": FileStorage(io.BytesIO(content), filename=name)}
        answer = shown.browser.post("/api/v1/verify", data=sent, content_type="multipart/form-data")
        assert answer.get_json()["verdict"] == "valid", name


def test_withdrawn_altered_and_unknown_are_three_different_answers(shown: Shown) -> None:
    token = shown.token
    altered = token[:-6] + ("AAAAAA" if token[-6:] != "AAAAAA" else "BBBBBB")
    assert ask(shown, altered)["verdict"] == "not_valid"
    assert ask(shown, "ABCD2345")["verdict"] == "could_not_be_checked"
    shown.withdraw()
    withdrawn = ask(shown, shown.code)
    assert withdrawn["verdict"] == "not_valid"
    assert withdrawn["badge"] is None
    assert Reason.REVOKED.value in {check["reason"] for check in withdrawn["checks"]}


def test_several_are_answered_in_the_order_in_which_they_were_sent(shown: Shown) -> None:
    answer = shown.browser.post("/api/v1/verify", json={"inputs": [shown.code, "ABCD2345", f" {shown.code} "]})
    told = answer.get_json()
    jsonschema.validate(told, schema_of(shown, "Reports"))
    assert [one["verdict"] for one in told["results"]] == ["valid", "could_not_be_checked", "valid"]
    assert told["results"][0]["badge"]["code"] == shown.code
    files = [FileStorage(io.BytesIO(one), filename="b") for one in (shown.token.encode(), b"{}")]
    sent = MultiDict([("file", one) for one in files])
    told = shown.browser.post("/api/v1/verify", data=sent, content_type="multipart/form-data").get_json()
    jsonschema.validate(told, schema_of(shown, "Reports"))
    assert [one["verdict"] for one in told["results"]] == ["valid", "not_valid"]


def test_more_than_thirty_are_refused_and_so_is_a_list_of_something_else(shown: Shown) -> None:
    assert shown.browser.post("/api/v1/verify", json={"inputs": [shown.code] * 30}).status_code == 200
    for inputs in ([shown.code] * 31, [], [shown.code, 5], [[shown.code]], shown.code, {"0": shown.code}):
        answer = shown.browser.post("/api/v1/verify", json={"inputs": inputs})
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), inputs
    many = MultiDict([("file", FileStorage(io.BytesIO(b"{}"), filename="b")) for _ in range(31)])
    assert shown.browser.post("/api/v1/verify", data=many, content_type="multipart/form-data").status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"input": 5}', b'{"input": "  "}', b"{", b"\xff\xfe", b'{"input": ' + b"[" * 90_000]
)
def test_nothing_to_check_is_a_problem_that_says_what_to_send(shown: Shown, body: bytes) -> None:
    assert ask(shown, shown.code)["verdict"] == "valid"
    answer = shown.browser.post("/api/v1/verify", data=body, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    problem = answer.get_json()
    jsonschema.validate(problem, schema_of(shown, "Problem"))
    assert "input" in problem["detail"]


def test_too_much_is_refused_unread_and_other_ways_to_ask_are_told_too(shown: Shown) -> None:
    answer = shown.browser.post("/api/v1/verify", data=b"x" * 1_100_000, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    answer = shown.browser.get("/api/v1/verify")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")


def test_the_description_is_for_this_site_and_the_page_names_every_reason(shown: Shown) -> None:
    told = shown.browser.get("/api/v1/openapi.json").get_json()
    assert told["servers"] == [{"url": shown.settings.public_url}]
    assert set(told["paths"]) == {"/api/v1/verify", "/api/v1/verify/{token}"}
    page = shown.browser.get("/api/docs").text
    for reason in set(Reason) - {Reason.OK}:
        assert f"<dt>{reason.value}</dt>" in page
