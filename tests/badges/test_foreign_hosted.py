"""Hosted OB 2.0 badges of other issuers: what the address answers is the badge."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import badges
from badges import Outcome, Reason, Verdict, strict_json

from . import specimen
from .foreign_site import (
    ASSERTION,
    BADGE_CLASS,
    ED,
    EVIL_HOST,
    HOST,
    NOW,
    OB2,
    PROFILE,
    Web,
    ask,
    assertion,
    badge_class,
    credential,
    profile,
    sign_document,
    site,
)
from .pictures import chunk, itxt, png

EVIL = f"{EVIL_HOST}/assertions/1.json"


def test_a_hosted_badge_is_valid_step_by_step() -> None:
    report = ask(assertion())

    assert report.verdict is Verdict.VALID, report.checks
    assert [check.name for check in report.checks] == [
        "form", "hosted", "contents", "badge_class", "issuer", "dates", "status",
    ]  # fmt: skip
    assert (report.form, report.credential_id) == ("ob2_hosted", ASSERTION)
    assert (report.issuer_id, report.issuer_host) == (PROFILE, "school.example")
    assert report.linked["badge_class"]["name"] == "Premiers pas"
    assert report.linked["profile"]["name"] == "École d’à côté"


def test_only_the_id_of_a_copy_counts() -> None:
    report = ask(assertion(badge=f"{EVIL_HOST}/class", issuedOn="1999-01-01T00:00:00Z", narrative="I am a doctor"))

    assert report.verdict is Verdict.VALID
    assert report.contents == assertion()


def test_410_is_revoked() -> None:
    web = site()
    web.gone[ASSERTION] = b"{}"
    report = ask(assertion(), web)

    assert report.reasons == (Reason.REVOKED,)
    assert report.verdict is Verdict.NOT_VALID


@pytest.mark.parametrize("value", [True, "true", 1])
def test_revoked_true_is_revoked_even_with_a_whole_badge_around_it(value: object) -> None:
    web = site()
    web.change(ASSERTION, revoked=value)

    assert ask(assertion(), web).reasons == (Reason.REVOKED,)


@pytest.mark.parametrize("missing", [ASSERTION, BADGE_CLASS, PROFILE])
def test_what_cannot_be_reached_could_not_be_checked(missing: str) -> None:
    web = site()
    del web.pages[missing]
    report = ask(assertion(), web)

    assert report.reasons == (Reason.UNREACHABLE,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED
    assert report.contents is None


def test_an_address_that_gave_nothing_is_no_whole_badge() -> None:
    web = site()
    del web.pages[ASSERTION]

    assert all(check.outcome is not Outcome.PASSED for check in ask(assertion(), web).checks)


def test_a_badge_hosted_by_somebody_else_in_the_issuers_name_is_not_valid() -> None:
    web = site()
    web.put(EVIL, assertion(id=EVIL))
    report = ask(assertion(id=EVIL), web)

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert report.verdict is Verdict.NOT_VALID


def test_a_badge_class_of_somebody_else_in_the_issuers_name_does_not_help() -> None:
    web = site()
    web.put(EVIL, assertion(id=EVIL, badge=badge_class(id="urn:x")))

    assert ask(assertion(id=EVIL), web).reasons == (Reason.ISSUER_NOT_PROVEN,)


@pytest.mark.parametrize(
    ("verification", "address", "holds"),
    [
        ({"startsWith": f"{HOST}/assertions/"}, ASSERTION, True),
        ({"startsWith": [f"{EVIL_HOST}/", f"{HOST}/assertions/"]}, ASSERTION, True),
        ({"startsWith": f"{HOST}/other/"}, ASSERTION, False),
        ({"startsWith": "https://cdn.example"}, "https://cdn.example/1.json", True),
        ({"startsWith": "https://cdn.example"}, "https://cdn.example.evil.example/1.json", False),
        ({"startsWith": "https://cdn.example"}, "http://cdn.example/1.json", False),
        ({"startsWith": "https://cdn.example/"}, "https://cdn.example:8443/1.json", False),
        ({"startsWith": ""}, EVIL, False),
        ({"startsWith": "https://"}, EVIL, False),
        ({"allowedOrigins": "cdn.example"}, "https://cdn.example/1.json", True),
        ({"allowedOrigins": ["school.example", "cdn.example"]}, "https://cdn.example/1.json", True),
        ({"allowedOrigins": "cdn.example"}, "https://x.cdn.example/1.json", False),
        ({"allowedOrigins": "cdn.example"}, "https://cdn.example:8443/1.json", False),
        ({"allowedOrigins": "cdn.example:8443"}, "https://cdn.example:8443/1.json", True),
        ({"allowedOrigins": "cdn.example"}, ASSERTION, False),
        ({"allowedOrigins": "school.example", "startsWith": f"{HOST}/other"}, ASSERTION, False),
        ({}, ASSERTION, True),
        ({}, "https://school.example:8443/1.json", False),
        ("x", ASSERTION, True),
    ],
)
def test_the_scope_of_the_issuer(verification: object, address: str, holds: bool) -> None:
    web = site()
    web.put(PROFILE, profile(verification=verification))
    web.put(address, assertion(id=address))
    report = ask(assertion(id=address), web)

    assert report.reasons == (() if holds else (Reason.ISSUER_NOT_PROVEN,))


@pytest.mark.parametrize(
    "address",
    [
        "https://user@school.example/1.json",
        "https://school.example/a/../1.json",
        "https://school.example/a/%2e%2e/1.json",
        "https://school.example/1.json#x",
        "https://SCHOOL.example/1.json",
        "https://school.example\\@evil.example/1.json",
        "https://127.0.0.1/1.json",
        "https://2130706433/1.json",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_is_not_asked(address: str) -> None:
    web = site()
    web.put(address, assertion(id=address))

    assert ask(assertion(id=address), web).verdict is Verdict.COULD_NOT_BE_CHECKED
    assert web.asked == []


def test_a_badge_that_moved_is_asked_at_the_address_it_names() -> None:
    web = site()
    web.put(f"{HOST}/old", assertion())
    report = ask(assertion(id=f"{HOST}/old"), web)

    assert report.verdict is Verdict.VALID
    assert report.credential_id == ASSERTION


def test_an_open_redirect_does_not_make_a_strangers_document_the_hosts_own() -> None:
    web = site()
    address = f"{HOST}/out?to={EVIL}"
    web.redirects[address] = EVIL
    web.put(EVIL, assertion(id=address))
    report = ask(assertion(id=address), web)

    assert report.reasons == (Reason.UNREACHABLE,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


def test_a_host_that_redirects_to_where_the_badge_says_it_is_may_do_so() -> None:
    web = site()
    web.redirects["https://short.example/1"] = ASSERTION

    report = ask(assertion(id="https://short.example/1"), web)

    assert report.verdict is Verdict.VALID
    assert report.credential_id == ASSERTION


def test_documents_that_name_each_other_in_a_circle_are_not_valid() -> None:
    web = site()
    web.put(f"{HOST}/1", assertion(id=f"{HOST}/2"))
    web.put(f"{HOST}/2", assertion(id=f"{HOST}/1"))

    assert ask(assertion(id=f"{HOST}/1"), web).reasons == (Reason.MALFORMED,)
    assert web.asked == [f"{HOST}/1", f"{HOST}/2"]


@pytest.mark.parametrize(
    ("url", "members", "reason"),
    [
        (ASSERTION, {"verification": {"type": "SignedBadge"}}, Reason.NOT_SIGNED),
        (ASSERTION, {"verification": {"type": "Other"}}, Reason.MALFORMED),
        (ASSERTION, {"recipient": None}, Reason.MALFORMED),
        (ASSERTION, {"issuedOn": "2025-03-01"}, Reason.MALFORMED),
        (ASSERTION, {"issuedOn": "2025-03-01T09:30:00"}, Reason.MALFORMED),
        (ASSERTION, {"issuedOn": "2025-07-01T09:30:00Z"}, Reason.NOT_YET_VALID),
        (ASSERTION, {"expires": "2025-04-01T09:30:00Z"}, Reason.EXPIRED),
        (ASSERTION, {"expires": "2024-04-01T09:30:00Z"}, Reason.MALFORMED),
        (ASSERTION, {"@context": "https://other.example"}, Reason.MALFORMED),
        (ASSERTION, {"type": "BadgeClass"}, Reason.MALFORMED),
        (BADGE_CLASS, {"type": "Issuer"}, Reason.MALFORMED),
        (BADGE_CLASS, {"issuer": None}, Reason.MALFORMED),
        (PROFILE, {"type": "BadgeClass"}, Reason.MALFORMED),
    ],
)
def test_every_document_is_checked(url: str, members: dict[str, object], reason: Reason) -> None:
    web = site()
    web.change(url, **members)
    report = ask(assertion(), web)

    assert report.reasons == (reason,)
    assert report.verdict is Verdict.NOT_VALID


def test_a_badge_older_than_2_could_not_be_checked() -> None:
    web = site()
    web.change(ASSERTION, **{"@context": "https://w3id.org/openbadges/v1"})

    assert ask(assertion(), web).reasons == (Reason.NOT_SUPPORTED,)


@pytest.mark.parametrize(
    ("url", "members"),
    [
        (BADGE_CLASS, {"issuer": specimen.ISSUER.address}),
        (BADGE_CLASS, {"issuer": {"id": specimen.ISSUER.address, "type": "Issuer", "name": "Us"}}),
        (ASSERTION, {"badge": specimen.ACHIEVEMENT.ob2_id}),
    ],
)
def test_a_badge_in_our_name_is_not_valid_and_we_are_not_asked(url: str, members: dict[str, object]) -> None:
    web = site()
    web.change(url, **members)
    report = ask(assertion(), web)

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert report.verdict is Verdict.NOT_VALID
    assert not any(specimen.BASE in address for address in web.asked)


def test_our_own_badges_ask_nobody() -> None:
    web = Web()
    for document in (specimen.TOKEN, specimen.ASSERTION):
        assert ask(document, web, now=NOW).verdict is Verdict.VALID
    assert web.asked == []


def test_an_old_picture_holds_an_address() -> None:
    picture = png(chunk(b"tEXt", b"openbadges\x00" + ASSERTION.encode()))

    assert ask(picture).verdict is Verdict.VALID
    web = site()
    ours = png(chunk(b"tEXt", b"openbadges\x00" + specimen.AWARD.assertion_url.encode()))
    assert ask(ours, web).verdict is Verdict.COULD_NOT_BE_CHECKED
    assert web.asked == []


def test_a_link_is_followed_to_what_it_serves() -> None:
    assert ask(ASSERTION).verdict is Verdict.VALID
    assert ask(f"{HOST}/nothing").reasons == (Reason.UNREACHABLE,)


def test_a_picture_with_a_copy_inside_is_checked_at_its_host() -> None:
    assert ask(png(itxt(b"openbadges", json.dumps(assertion()).encode()))).verdict is Verdict.VALID


def test_a_resolve_that_fails_in_its_own_way_is_unreachable() -> None:
    for error in (KeyError, TimeoutError, ConnectionError, ValueError):

        def broken(url: str, error: type[Exception] = error) -> bytes:
            raise error(url)

        report = badges.verify(json.dumps(assertion()), resolve=broken, trust=specimen.trust(), now=NOW)
        assert report.reasons == (Reason.UNREACHABLE,)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.sampled_from([HOST, PROFILE]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([ASSERTION, BADGE_CLASS, PROFILE]), st.data(), _JSON)
def test_any_value_anywhere_gives_a_report(url: str, data: st.DataObject, value: object) -> None:
    web = site()
    name = data.draw(st.sampled_from(list(json.loads(web.pages[url]))))
    web.change(url, **{name: value})

    assert ask(assertion(), web).checks


@given(st.sampled_from([ASSERTION, BADGE_CLASS, PROFILE]), st.binary(max_size=50) | st.just(b"{}"))
def test_any_bytes_give_a_report(url: str, body: bytes) -> None:
    """Noise is no answer; an object that is not the document asked for is one: the site does not confirm the badge."""
    web = site()
    web.put(url, body)

    verdict = Verdict.NOT_VALID if _is_object(body) else Verdict.COULD_NOT_BE_CHECKED
    assert ask(assertion(), web).verdict is verdict


def _is_object(body: bytes) -> bool:
    try:
        strict_json.read_object(body)
    except badges.Malformed:
        return False
    return True


def test_an_address_that_serves_a_credential_is_judged_by_its_proof() -> None:
    web = site()
    web.put(f"{HOST}/1.json", sign_document(credential(), ED))

    report = ask(f"{HOST}/1.json", web)

    assert (report.verdict, report.form) == (Verdict.VALID, "ob3_di")


def test_an_address_that_says_no_more_than_withdrawn_is_revoked() -> None:
    web = site()
    web.put(ASSERTION, {"@context": OB2, "id": ASSERTION, "revoked": True})

    assert ask(ASSERTION, web).reasons == (Reason.REVOKED,)
