"""Signed OB 2.0 badges of other issuers: a key counts when Profile and key name each other."""

from __future__ import annotations

import pytest

from badges import Reason, Verdict, base64url

from . import specimen
from .foreign_site import (
    BADGE_CLASS,
    BADGE_ID,
    EC,
    EVIL_HOST,
    EVIL_RS,
    HOST,
    OB2,
    PROFILE,
    REVOCATIONS,
    RS,
    RSA_KEY,
    Web,
    ask,
    assertion,
    badge_class,
    pem,
    profile,
    public,
    revocations,
    sign_jwt,
    signed_assertion,
    site,
)

EVIL_KEY = f"{EVIL_HOST}/keys/1.json"
TOKEN = sign_jwt(signed_assertion(), RS, kid=None)


def _evil_site() -> Web:
    web = site()
    web.put(EVIL_KEY, {"@context": OB2, "type": "CryptographicKey", "id": EVIL_KEY, "owner": PROFILE,
                       "publicKeyPem": pem(public(EVIL_RS))})  # fmt: skip
    return web


def test_a_signed_badge_is_valid_step_by_step() -> None:
    web = site()
    report = ask(TOKEN, web)

    assert report.verdict is Verdict.VALID, report.checks
    assert [check.name for check in report.checks] == [
        "form", "badge_class", "issuer", "key", "signature", "contents", "dates", "status",
    ]  # fmt: skip
    assert (report.form, report.credential_id) == ("ob2_signed", BADGE_ID)
    assert (report.issuer_id, report.issuer_host) == (PROFILE, "school.example")
    assert set(report.linked) == {"badge_class", "profile"}
    assert len(web.asked) <= 5


def test_es256_is_read_too() -> None:
    web = site()
    web.change(RSA_KEY, publicKeyPem=pem(public(EC)))

    assert ask(sign_jwt(signed_assertion(), EC), web).verdict is Verdict.VALID
    assert ask(TOKEN, web).reasons == (Reason.ALGORITHM_NOT_ALLOWED,)


def test_a_key_that_the_profile_does_not_list_is_not_the_issuers() -> None:
    web = _evil_site()
    verification = {"type": "SignedBadge", "creator": EVIL_KEY}
    report = ask(sign_jwt({**signed_assertion(), "verification": verification}, EVIL_RS), web)

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert report.verdict is Verdict.NOT_VALID
    assert EVIL_KEY not in web.asked


def test_a_key_in_the_header_proves_nothing() -> None:
    token = sign_jwt(signed_assertion(), EVIL_RS, jwk={"kty": "RSA"}, jku=EVIL_KEY)

    assert ask(token).reasons == (Reason.ALTERED,)


def test_a_key_that_names_another_owner_is_not_the_issuers() -> None:
    web = site()
    web.change(RSA_KEY, owner=f"{EVIL_HOST}/profile")

    assert ask(TOKEN, web).reasons == (Reason.ISSUER_NOT_PROVEN,)


def test_a_key_that_moved_elsewhere_is_not_the_one_the_profile_lists() -> None:
    web = _evil_site()
    web.change(RSA_KEY, id=EVIL_KEY)
    token = sign_jwt(signed_assertion(), EVIL_RS)

    assert ask(token, web).reasons == (Reason.ISSUER_NOT_PROVEN,)


def test_without_creator_the_header_or_the_only_key_says_which() -> None:
    web = site()
    payload = {**signed_assertion(), "verification": {"type": "SignedBadge"}}

    assert ask(sign_jwt(payload, RS, kid=None), web).verdict is Verdict.VALID
    assert ask(sign_jwt(payload, RS, kid=RSA_KEY), web).verdict is Verdict.VALID
    web.put(PROFILE, profile(publicKey=[RSA_KEY, f"{HOST}/keys/2"]))
    report = ask(sign_jwt(payload, RS, kid=None), web)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


def test_a_key_written_into_the_profile_is_read() -> None:
    web = site()
    key = {"type": "CryptographicKey", "id": RSA_KEY, "owner": PROFILE, "publicKeyPem": pem(public(RS))}
    del web.pages[RSA_KEY]
    web.put(PROFILE, profile(publicKey=key))

    assert ask(TOKEN, web).verdict is Verdict.VALID
    web.put(PROFILE, profile(publicKey={**key, "owner": f"{EVIL_HOST}/profile"}))
    assert ask(TOKEN, web).reasons == (Reason.ISSUER_NOT_PROVEN,)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", Reason.NOT_SUPPORTED),
        ("-----BEGIN {0} KEY-----\nAAAA\n-----END {0} KEY-----\n".format("PRIVATE"), Reason.KEY_COMPROMISED),
        ("x" * 20_000, Reason.NOT_SUPPORTED),
        (None, Reason.NOT_SUPPORTED),
    ],
)
def test_a_key_that_cannot_be_used(value: object, reason: Reason) -> None:
    web = site()
    web.change(RSA_KEY, publicKeyPem=value)

    assert ask(TOKEN, web).reasons == (reason,)


def test_one_changed_letter_is_altered() -> None:
    head, payload, signature = TOKEN.split(".")
    text = base64url.decode(payload).replace(b"2025-03-01", b"2025-03-02")

    assert ask(f"{head}.{base64url.encode(text)}.{signature}").reasons == (Reason.ALTERED,)


@pytest.mark.parametrize("header", [{"crit": ["b64"], "b64": False}, {"crit": ["exp"]}])
def test_a_header_that_changes_how_it_is_read_is_refused(header: dict[str, object]) -> None:
    assert ask(sign_jwt(signed_assertion(), RS, **header)).reasons == (Reason.HEADER_NOT_ALLOWED,)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_no_signature_and_a_shared_secret_are_refused(algorithm: str) -> None:
    assert ask(sign_jwt(signed_assertion(), RS, alg=algorithm)).reasons == (Reason.ALGORITHM_NOT_ALLOWED,)


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        (revocations({"id": BADGE_ID, "revocationReason": "x"}, "urn:uuid:other"), Reason.REVOKED),
        (revocations(BADGE_ID, "urn:uuid:other"), Reason.REVOKED),
        (revocations({"id": BADGE_ID}), Reason.REVOKED),
        (revocations({"id": BADGE_ID.upper()}), Reason.REVOKED),
        ({**revocations(), "revokedAssertions": {"id": BADGE_ID}}, Reason.REVOKED),
        ({**revocations(), "revokedAssertions": BADGE_ID}, Reason.REVOKED),
        ({**revocations(), "issuer": f"{EVIL_HOST}/profile"}, Reason.STATUS_UNKNOWN),
        ({**revocations(), "id": f"{EVIL_HOST}/list"}, Reason.STATUS_UNKNOWN),
        ({**revocations(), "type": "Other"}, Reason.STATUS_UNKNOWN),
        ({"@context": OB2, "type": "RevocationList", "id": REVOCATIONS, "issuer": PROFILE}, Reason.STATUS_UNKNOWN),
        ("<!doctype html>", Reason.STATUS_UNKNOWN),
    ],
    ids=[
        "two",
        "strings",
        "one in a list",
        "in capitals",
        "one alone",
        "one string",
        "of another",
        "moved",
        "type",
        "none",
        "page",
    ],
)
def test_the_revocation_list_counts_even_with_one_entry(listed: object, reason: Reason) -> None:
    web = site()
    web.put(REVOCATIONS, listed)
    report = ask(TOKEN, web)

    assert report.reasons == (reason,)
    assert report.verdict is not Verdict.VALID


def test_a_revocation_list_that_cannot_be_reached_leaves_the_status_unknown() -> None:
    web = site()
    del web.pages[REVOCATIONS]
    report = ask(TOKEN, web)

    assert report.reasons == (Reason.STATUS_UNKNOWN,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


def test_without_a_revocation_list_nothing_is_revoked() -> None:
    web = site()
    web.change(PROFILE, revocationList=None)

    assert ask(TOKEN, web).verdict is Verdict.VALID


def test_dates_are_judged() -> None:
    assert ask(sign_jwt(signed_assertion(expires="2025-05-01T00:00:00Z"), RS)).reasons == (Reason.EXPIRED,)


def test_a_hosted_assertion_inside_a_signature_is_refused() -> None:
    assert ask(sign_jwt(assertion(), RS)).reasons == (Reason.MALFORMED,)


def test_an_issuer_without_an_address_could_not_be_checked() -> None:
    embedded = badge_class(id="urn:x", issuer={"type": "Issuer", "id": "urn:y", "name": "École"})
    report = ask(sign_jwt(signed_assertion(badge=embedded), RS))

    assert report.reasons == (Reason.NOT_SUPPORTED,)


def test_a_badge_class_written_into_the_badge_is_signed_with_it() -> None:
    assert ask(sign_jwt(signed_assertion(badge=badge_class(id="urn:x")), RS)).verdict is Verdict.VALID
    evil = sign_jwt(signed_assertion(badge=badge_class(id="urn:x")), EVIL_RS)
    assert ask(evil).reasons == (Reason.ALTERED,)


def test_a_badge_in_our_name_is_not_valid_and_we_are_not_asked() -> None:
    web = site()
    payload = signed_assertion(badge=badge_class(id="urn:x", issuer=specimen.ISSUER.address))
    report = ask(sign_jwt(payload, RS), web)

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert web.asked == []


@pytest.mark.parametrize("missing", [BADGE_CLASS, PROFILE, RSA_KEY])
def test_what_cannot_be_reached_could_not_be_checked(missing: str) -> None:
    web = site()
    del web.pages[missing]

    assert ask(TOKEN, web).reasons == (Reason.UNREACHABLE,)
