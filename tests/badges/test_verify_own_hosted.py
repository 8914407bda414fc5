"""Our own hosted OB 2.0 assertions."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import badges
from badges import Reason, Verdict, ob2

from .specimen import ASSERTION, AWARD, DID, ISSUED, ISSUER, check, registered_assertion, trust


def test_the_hosted_assertion_is_valid() -> None:
    report = check(ASSERTION)

    assert report.verdict is Verdict.VALID
    assert report.form == "ob2_hosted"
    assert report.credential_id == AWARD.assertion_url
    assert report.registered == registered_assertion()
    assert [item.name for item in report.checks] == [
        "form",
        "issuer",
        "register",
        "contents",
        "dates",
        "compromise",
        "status",
    ]


def test_white_space_and_order_of_members_do_not_matter() -> None:
    shuffled = dict(reversed(json.loads(ASSERTION).items()))

    assert check(json.dumps(shuffled, indent=4)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": {"type": "id", "hashed": False, "identity": AWARD.credential_id.urn}},
        {"recipient": {"type": "id", "hashed": 0, "identity": AWARD.award_id.urn}},
        {"issuedOn": "2024-03-01T09:30:00Z"},
        {"badge": "https://badges.example.org/ob/2/badges/other.json"},
        {"narrative": "added"},
        {"verification": {"type": "SignedBadge"}},
        {"@context": "https://other.example"},
    ],
    ids=str,
)
def test_an_altered_copy_is_not_valid(change: dict[str, object]) -> None:
    report = check(json.dumps({**json.loads(ASSERTION), **change}))

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (Reason.ALTERED,)
    assert report.contents is None


def test_one_the_register_does_not_know_is_not_valid() -> None:
    made_up = ASSERTION.replace(b"0b7b1c3a.json", b"11111111.json")

    assert check(made_up).reasons == (Reason.NOT_IN_REGISTER,)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (badges.RegisterState.REVOKED, Reason.REVOKED),
        (badges.RegisterState.SUSPENDED, Reason.SUSPENDED),
    ],
)
def test_the_status_of_the_register_counts(state: badges.RegisterState, reason: Reason) -> None:
    report = check(ASSERTION, trust(registered_assertion(state=state)))

    assert report.reasons == (reason,)


def test_an_expired_one_says_so() -> None:
    document = badges.write_json(ob2.hosted_assertion(replace(AWARD, expires_at=ISSUED + timedelta(days=1))))
    entry = registered_assertion(digests=frozenset({badges.digest(document)}), document=document)

    assert check(document, trust(entry)).reasons == (Reason.EXPIRED,)


def test_the_body_that_answers_410_is_revoked_not_altered() -> None:
    body = badges.write_json(ob2.revoked_assertion(AWARD.assertion_url))

    report = check(body, trust(registered_assertion(state=badges.RegisterState.REVOKED)))

    assert report.reasons == (Reason.REVOKED, Reason.REVOKED)
    assert report.verdict is Verdict.NOT_VALID


def test_the_assertion_of_another_host_could_not_be_checked() -> None:
    foreign = ASSERTION.replace(b"badges.example.org", b"badges.example.com")

    report = check(foreign)

    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED
    assert report.reasons == (Reason.ISSUER_UNKNOWN,)


@pytest.mark.parametrize("host", ["badges.example.org:8443", "x.badges.example.org", "badges.example.org.evil.example"])
def test_a_host_that_resembles_ours_is_not_ours(host: str) -> None:
    report = check(ASSERTION.replace(b"badges.example.org", host.encode()))

    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


def test_a_register_with_a_damaged_copy_does_not_say_valid() -> None:
    spaced = ASSERTION.replace(b",", b", ")

    report = check(spaced, trust(registered_assertion(document=b"{")))

    assert report.reasons == (Reason.ALTERED,)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ('{"type":"Assertion"}', Verdict.NOT_VALID),
        ('{"type":"Assertion","id":7}', Verdict.NOT_VALID),
        ('{"type":"Assertion","id":"urn:uuid:0b7b1c3a-8f53-4f62-a8f9-6a1a5f6c2d11"}', Verdict.COULD_NOT_BE_CHECKED),
        ('{"type":"Assertion","id":"https://["}', Verdict.COULD_NOT_BE_CHECKED),
        ('{"type":["VerifiableCredential","OpenBadgeCredential"]}', Verdict.NOT_VALID),
        ('{"type":["VerifiableCredential"],"proof":[{}]}', Verdict.COULD_NOT_BE_CHECKED),
        ('{"hello":"world"}', Verdict.NOT_VALID),
        ('{"type":{"a":1}}', Verdict.NOT_VALID),
        ("{", Verdict.NOT_VALID),
        ('{"a":1,"a":1}', Verdict.NOT_VALID),
        ("hello", Verdict.NOT_VALID),
        ("", Verdict.NOT_VALID),
    ],
)
def test_other_documents_are_told_apart(text: str, verdict: Verdict) -> None:
    report = check(text)

    assert report.verdict is verdict
    assert report.reasons


@given(st.data())
def test_one_changed_byte_is_never_valid(data: st.DataObject) -> None:
    changed = bytearray(ASSERTION)
    at = data.draw(st.integers(0, len(changed) - 1))
    changed[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != ASSERTION[at]))

    assert check(bytes(changed)).verdict is not Verdict.VALID


def test_an_issuer_known_by_its_did_alone_hosts_nothing() -> None:
    believed = badges.StoredTrust(issuer_ids={DID}, keys=(), registered=(registered_assertion(),))

    assert check(ASSERTION, believed).verdict is Verdict.COULD_NOT_BE_CHECKED
    assert ISSUER.address.startswith("https://badges.example.org/")
