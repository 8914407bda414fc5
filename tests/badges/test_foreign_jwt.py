"""OB 3.0 badges of other issuers as compact JWS: who may say that they issued them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import badges
from badges import Reason, Verdict, base64url

from . import specimen
from .foreign_site import (
    BADGE_ID,
    DID,
    EC,
    ED,
    EVIL_DID,
    EVIL_EC,
    HOST,
    NOW,
    OB3,
    RS,
    VC1,
    Web,
    ask,
    claims_of,
    credential,
    kid,
    public,
    sign_jwt,
    site,
)

ISSUER_URL = f"{HOST}/issuers/1"
KEY_URL = f"{HOST}/keys/1"


def _jwk(key: badges.SigningKey, **members: object) -> dict[str, object]:
    return {**badges.public_jwk(public(key)), **members}


def _by_address() -> dict[str, object]:
    return credential(issuer={"id": ISSUER_URL, "type": ["Profile"], "name": "École"})


@pytest.mark.parametrize("key", [EC, RS, ED], ids=["ES256", "RS256", "EdDSA"])
def test_a_badge_of_another_issuer_is_valid_step_by_step(key: badges.SigningKey) -> None:
    report = ask(sign_jwt(claims_of(credential()), key))

    assert report.verdict is Verdict.VALID, report.checks
    assert [check.name for check in report.checks] == [
        "form", "issuer", "key", "signature", "contents", "dates", "status",
    ]  # fmt: skip
    assert (report.form, report.credential_id) == ("ob3_jwt", BADGE_ID)
    assert (report.issuer_id, report.issuer_host) == (DID, "school.example")
    assert report.contents is not None
    assert report.registered is None
    assert not report.raises_alarm


def test_a_valid_signature_of_somebody_else_does_not_prove_the_issuer() -> None:
    web = site()
    report = ask(sign_jwt(claims_of(credential()), EVIL_EC), web)

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert report.verdict is Verdict.NOT_VALID
    assert web.asked == []
    assert report.contents is None


def test_a_key_in_the_header_proves_nothing_by_itself() -> None:
    report = ask(sign_jwt(claims_of(credential()), EVIL_EC, kid=None, jwk=_jwk(EVIL_EC)))

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert report.verdict is Verdict.NOT_VALID


def test_a_key_in_the_header_beside_an_honest_kid_must_be_the_same() -> None:
    report = ask(sign_jwt(claims_of(credential()), EVIL_EC, kid=EC.kid, jwk=_jwk(EVIL_EC)))

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)


def test_a_key_in_the_header_that_the_issuer_publishes_is_believed() -> None:
    assert ask(sign_jwt(claims_of(credential()), EC, kid=None, jwk=_jwk(EC))).verdict is Verdict.VALID


def test_a_fragment_that_looks_like_a_key_proves_nothing() -> None:
    did, key = badges.generate_did_key()
    fragment = did.rpartition(":")[2]

    for name in (f"{DID}#{fragment}", f"{HOST}#{fragment}", f"{HOST}/#{fragment}"):
        report = ask(sign_jwt(claims_of(credential()), key, kid=name))
        assert report.reasons == (Reason.ISSUER_NOT_PROVEN,), name


def test_a_key_that_the_document_does_not_list_for_assertions_is_not_the_issuers() -> None:
    web = site()
    web.change(f"{HOST}/.well-known/did.json", assertionMethod=[kid(DID, public(ED))])

    assert ask(sign_jwt(claims_of(credential()), EC), web).reasons == (Reason.ISSUER_NOT_PROVEN,)


def test_a_document_with_another_id_is_not_the_issuers() -> None:
    web = site()
    web.change(f"{HOST}/.well-known/did.json", id=EVIL_DID)

    assert ask(sign_jwt(claims_of(credential()), EC), web).reasons == (Reason.ISSUER_NOT_PROVEN,)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": EVIL_DID},
        {"iss": None},
        {"jti": "urn:uuid:00000000-0000-4000-8000-000000000000"},
        {"jti": None},
        {"sub": "urn:uuid:00000000-0000-4000-8000-000000000000"},
        {"sub": None},
        {"nbf": 1},
        {"nbf": None},
        {"nbf": True},
        {"exp": 1_900_000_000},
    ],
    ids=str,
)
def test_the_five_claims_repeat_the_credential(claims: dict[str, object]) -> None:
    report = ask(sign_jwt(claims_of(credential(), **claims), EC))

    assert report.reasons == (Reason.CLAIMS_MISMATCH,)
    assert report.verdict is Verdict.NOT_VALID


def test_fractions_of_a_second_cannot_equal_nbf() -> None:
    document = credential(validFrom="2025-03-01T09:30:00.5Z")

    assert ask(sign_jwt(claims_of(document), EC)).reasons == (Reason.CLAIMS_MISMATCH,)


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"]},
        {"jku": f"{HOST}/keys"},
        {"x5u": f"{HOST}/keys"},
        {"x5c": ["x"]},
        {"cty": "vc"},
        {"iss": DID},
        {"typ": "at+jwt"},
        {"typ": 1},
        {"kid": None},
        {"kid": 7},
        {"jwk": "x"},
        {"jwk": {**_jwk(EC), "d": "AA"}},
    ],
)
def test_the_header_says_no_more_than_it_may(header: dict[str, object]) -> None:
    web = site()
    report = ask(sign_jwt(claims_of(credential()), EC, **header), web)

    assert report.reasons == (Reason.HEADER_NOT_ALLOWED,)
    assert web.asked == []


def test_the_algorithm_follows_from_the_key() -> None:
    for algorithm in ("RS256", "EdDSA"):
        report = ask(sign_jwt(claims_of(credential()), EC, alg=algorithm))
        assert report.reasons == (Reason.ALGORITHM_NOT_ALLOWED,)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "hs256", "", 7, None])
def test_no_signature_and_a_shared_secret_are_refused(algorithm: object) -> None:
    report = ask(sign_jwt(claims_of(credential()), EC, alg=algorithm))

    assert report.reasons == (Reason.ALGORITHM_NOT_ALLOWED,)
    assert report.verdict is Verdict.NOT_VALID


@pytest.mark.parametrize("algorithm", ["ES384", "ES512", "PS256"])
def test_an_algorithm_that_is_not_read_could_not_be_checked(algorithm: str) -> None:
    report = ask(sign_jwt(claims_of(credential()), EC, alg=algorithm))

    assert report.reasons == (Reason.NOT_SUPPORTED,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


def test_an_issuer_that_cannot_be_reached_could_not_be_checked() -> None:
    report = ask(sign_jwt(claims_of(credential()), EC), Web())

    assert report.reasons == (Reason.UNREACHABLE,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


def test_a_page_where_the_document_was_proves_nothing_either_way() -> None:
    web = site()
    web.put(f"{HOST}/.well-known/did.json", "<!doctype html><title>Domain for sale</title>")

    assert ask(sign_jwt(claims_of(credential()), EC), web).reasons == (Reason.UNREACHABLE,)


def test_an_issuer_with_an_address_and_a_bare_jwk_at_its_origin() -> None:
    web = site()
    web.put(KEY_URL, _jwk(EC))

    report = ask(sign_jwt(claims_of(_by_address()), EC, kid=KEY_URL), web)

    assert report.verdict is Verdict.VALID
    assert report.issuer_host == "school.example"


def test_a_jwk_at_another_origin_is_not_even_fetched() -> None:
    web = site()
    web.put("https://evil.example/keys/1", _jwk(EVIL_EC))
    web.put(f"{HOST}/.well-known/jwks.json", {"keys": [_jwk(EC, kid=KEY_URL)]})

    report = ask(sign_jwt(claims_of(_by_address()), EVIL_EC, kid="https://evil.example/keys/1"), web)

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert web.asked == [f"{HOST}/.well-known/jwks.json"]


@pytest.mark.parametrize("address", ["https://school.example.evil.example/k", "https://school.example@evil.example/k"])
def test_an_origin_that_resembles_the_issuers_is_another(address: str) -> None:
    web = site()
    web.put(address, _jwk(EVIL_EC))

    report = ask(sign_jwt(claims_of(_by_address()), EVIL_EC, kid=address), web)

    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED
    assert address not in web.asked


def test_an_open_redirect_of_the_issuers_host_does_not_make_a_strangers_key_its_own() -> None:
    web = site()
    address = f"{HOST}/out?to=https://evil.example/keys/1"
    web.redirects[address] = "https://evil.example/keys/1"
    web.put("https://evil.example/keys/1", _jwk(EVIL_EC))

    report = ask(sign_jwt(claims_of(_by_address()), EVIL_EC, kid=address), web)

    assert report.reasons == (Reason.UNREACHABLE,)


def test_an_issuer_whose_host_moved_to_www_is_still_at_home() -> None:
    web = site()
    document = f"{HOST}/.well-known/did.json"
    for target, verdict in (
        ("https://www.school.example/did.json", Verdict.VALID),
        ("https://www.school.example.evil.example/did.json", Verdict.COULD_NOT_BE_CHECKED),
        ("http://school.example/did.json", Verdict.COULD_NOT_BE_CHECKED),
    ):
        web.redirects[document] = target
        web.pages[target] = web.pages[document]
        assert ask(sign_jwt(claims_of(credential()), EC), web).verdict is verdict


def test_the_set_under_well_known_is_the_issuers_word() -> None:
    web = site()
    web.put(f"{HOST}/.well-known/jwks.json", {"keys": [_jwk(RS, kid="r"), _jwk(EC, kid="first")]})
    token = sign_jwt(claims_of(_by_address()), EC, kid="first")

    assert ask(token, web).verdict is Verdict.VALID
    assert ask(sign_jwt(claims_of(_by_address()), EC, kid=None, jwk=_jwk(EC)), web).verdict is Verdict.VALID
    stranger = sign_jwt(claims_of(_by_address()), EVIL_EC, kid=None, jwk=_jwk(EVIL_EC))
    assert ask(stranger, web).reasons == (Reason.ISSUER_NOT_PROVEN,)


def test_a_published_private_key_signs_for_nobody() -> None:
    web = site()
    web.put(KEY_URL, _jwk(EC, d="AAAA"))

    assert ask(sign_jwt(claims_of(_by_address()), EC, kid=KEY_URL), web).reasons == (Reason.KEY_COMPROMISED,)


def test_a_did_key_proves_that_nothing_was_altered_and_no_host() -> None:
    did, key = badges.generate_did_key()
    document = credential(issuer={"id": did, "type": ["Profile"], "name": "Université"})
    web = Web()

    report = ask(sign_jwt(claims_of(document), key), web)

    assert report.verdict is Verdict.VALID
    assert (report.issuer_id, report.issuer_host) == (did, None)
    assert web.asked == []
    other = sign_jwt(claims_of(document), badges.generate_did_key()[1])
    assert ask(other, web).reasons == (Reason.ISSUER_NOT_PROVEN,)


def test_a_kind_of_issuer_that_cannot_be_asked_could_not_be_checked() -> None:
    document = credential(issuer="did:ion:abc")

    report = ask(sign_jwt(claims_of(document), EC, kid="did:ion:abc#1"))

    assert report.reasons == (Reason.NOT_SUPPORTED,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


def test_a_badge_in_our_name_is_not_valid_and_asks_nobody() -> None:
    web = site()
    for issuer in (specimen.DID, specimen.ISSUER.address, f"{specimen.DID}:other", f"{specimen.BASE}/any"):
        document = credential(issuer=issuer)
        report = ask(sign_jwt(claims_of(document), EVIL_EC), web)
        assert report.reasons == (Reason.ISSUER_NOT_PROVEN,), issuer
        assert report.verdict is Verdict.NOT_VALID
    assert web.asked == []


def test_dates_are_judged() -> None:
    document = credential(validUntil="2025-04-01T00:00:00Z")

    assert ask(sign_jwt(claims_of(document), EC)).reasons == (Reason.EXPIRED,)
    early = NOW - timedelta(days=365)
    assert ask(sign_jwt(claims_of(credential()), EC), now=early).reasons == (Reason.NOT_YET_VALID,)


def _version_1() -> dict[str, object]:
    return credential(
        **{"@context": [VC1, OB3]}, validFrom=None, issuanceDate="2025-03-01T09:30:00Z",
        expirationDate="2026-03-01T09:30:00Z",
    )  # fmt: skip


def test_the_form_of_vc_1_is_read_with_and_without_its_vc_claim() -> None:
    registered = {"iss": DID, "jti": BADGE_ID, "sub": "urn:uuid:0f4b2a52-2d9a-4c68-a6a6-4a4b52f7a1c1",
                  "nbf": 1_740_821_400, "exp": 1_772_357_400}  # fmt: skip
    inner = _version_1()
    shorter = {name: value for name, value in inner.items() if name not in ("id", "issuer", "issuanceDate")}

    for claims in ({**inner, **registered}, {**registered, "vc": inner}, {**registered, "vc": shorter}):
        report = ask(sign_jwt(claims, EC))
        assert report.verdict is Verdict.VALID, report.checks


def test_the_vc_claim_cannot_say_another_thing_than_the_token() -> None:
    registered = {"iss": DID, "jti": BADGE_ID, "nbf": 1_740_821_400, "exp": 1_772_357_400}
    inner = _version_1()
    sub = "urn:uuid:0f4b2a52-2d9a-4c68-a6a6-4a4b52f7a1c1"

    assert ask(sign_jwt({**registered, "vc": inner}, EC)).reasons == (Reason.CLAIMS_MISMATCH,)
    other = {**registered, "sub": sub, "iss": EVIL_DID, "vc": inner}
    assert ask(sign_jwt(other, EVIL_EC)).reasons == (Reason.ISSUER_NOT_PROVEN,)
    longer = {**registered, "sub": sub, "exp": 1_900_000_000, "vc": inner}
    assert ask(sign_jwt(longer, EC)).reasons == (Reason.CLAIMS_MISMATCH,)


@pytest.mark.parametrize(
    "members",
    [
        {"@context": [OB3, "https://www.w3.org/ns/credentials/v2"]},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
        {"type": ["VerifiableCredential", "EndorsementCredential"]},
        {"type": ["OpenBadgeCredential"]},
        {"credentialSubject": {"id": "urn:x"}},
        {"credentialSubject": {"achievement": {}}},
        {"id": 7},
    ],
    ids=str,
)
def test_another_kind_of_document_is_no_badge(members: dict[str, object]) -> None:
    report = ask(sign_jwt({**claims_of(credential()), **members}, EC))

    assert report.reasons == (Reason.MALFORMED,)
    assert report.verdict is Verdict.NOT_VALID


def test_one_changed_letter_is_altered() -> None:
    head, payload, signature = sign_jwt(claims_of(credential()), EC).split(".")
    text = base64url.decode(payload).replace(b"Premiers", b"Derniers")

    assert ask(f"{head}.{base64url.encode(text)}.{signature}").reasons == (Reason.ALTERED,)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.sampled_from([DID, HOST, VC1, OB3]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*claims_of(credential()), "vc", "credentialStatus"]), _JSON)
def test_any_value_anywhere_gives_a_report(name: str, value: object) -> None:
    report = ask(sign_jwt({**claims_of(credential()), name: value}, EC))

    assert report.reasons or report.verdict is Verdict.VALID


@given(st.sampled_from(["id", "verificationMethod", "assertionMethod"]), _JSON)
def test_any_did_document_gives_a_report(name: str, value: object) -> None:
    web = site()
    web.change(f"{HOST}/.well-known/did.json", **{name: value})

    assert ask(sign_jwt(claims_of(credential()), EC), web).checks
