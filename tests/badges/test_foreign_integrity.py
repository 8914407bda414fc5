"""OB 3.0 badges of other issuers as JSON with proofs inside."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import badges
from badges import Reason, Verdict

from . import specimen
from .foreign_site import (
    BADGE_ID,
    DID,
    EC,
    ED,
    EVIL_DID,
    EVIL_ED,
    HOST,
    OB3,
    VC1,
    VC2,
    Web,
    altered,
    ask,
    credential,
    kid,
    public,
    sign_document,
    site,
)

SIGNED = sign_document(credential(), ED)


def _with_proof(**members: object) -> dict[str, Any]:
    return altered(SIGNED, "proof", 0, to={**SIGNED["proof"][0], **members})


def test_a_badge_of_another_issuer_is_valid_step_by_step() -> None:
    report = ask(SIGNED)

    assert report.verdict is Verdict.VALID, report.checks
    assert [check.name for check in report.checks] == [
        "form", "issuer", "key", "signature", "contents", "dates", "status",
    ]  # fmt: skip
    assert (report.form, report.credential_id) == ("ob3_di", BADGE_ID)
    assert (report.issuer_id, report.issuer_host) == (DID, "school.example")
    assert report.contents is not None


def test_a_proof_that_is_an_object_is_read_too() -> None:
    assert ask({**SIGNED, "proof": SIGNED["proof"][0]}).verdict is Verdict.VALID


def test_a_did_key_needs_nothing_to_be_fetched() -> None:
    did, key = badges.generate_did_key()
    document = sign_document(credential(issuer={"id": did, "type": ["Profile"]}), key)
    report = badges.verify(badges.write_json(document), resolve=None, trust=specimen.trust(), now=specimen.NOW)

    assert report.verdict is Verdict.VALID
    assert report.issuer_host is None


def test_a_valid_proof_of_somebody_else_does_not_prove_the_issuer() -> None:
    web = site()
    report = ask(sign_document(credential(), EVIL_ED), web)

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert report.verdict is Verdict.NOT_VALID
    assert web.asked == []


def test_a_fragment_that_looks_like_a_key_proves_nothing() -> None:
    did, key = badges.generate_did_key()
    fragment = did.rpartition(":")[2]

    for name in (f"{DID}#{fragment}", f"https://anyone.example#{fragment}", did):
        document = sign_document(credential(), key, verificationMethod=name)
        assert ask(document).reasons == (Reason.ISSUER_NOT_PROVEN,), name


def test_a_method_of_another_controller_is_not_the_issuers() -> None:
    web = site()
    method = {"id": kid(DID, public(ED)), "type": "Multikey", "controller": EVIL_DID,
              "publicKeyMultibase": badges.multibase.multikey(public(ED))}  # type: ignore[arg-type]  # fmt: skip
    web.change(f"{HOST}/.well-known/did.json", verificationMethod=[method])

    assert ask(SIGNED, web).reasons == (Reason.ISSUER_NOT_PROVEN,)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), "Docteur"),
        (("validFrom",), "2024-03-01T09:30:00Z"),
        (("credentialSubject", "id"), "urn:uuid:00000000-0000-4000-8000-000000000000"),
        (("credentialSubject", "achievement", "name"), "Docteur"),
        (("validUntil",), "2035-03-01T09:30:00Z"),
        (("proof", 0, "created"), "2025-03-02T09:30:00Z"),
    ],
)
def test_one_changed_value_is_altered(path: tuple[str | int, ...], value: object) -> None:
    report = ask(altered(SIGNED, *path, to=value))

    assert report.reasons == (Reason.ALTERED,)
    assert report.verdict is Verdict.NOT_VALID


@pytest.mark.parametrize(
    "suite", ["eddsa-rdf-2022", "eddsa-2022", "eddsa-jcs-2022", "ecdsa-sd-2023", "EDDSA-RDFC-2022", None, 7]
)
def test_a_misspelt_or_another_suite_could_not_be_checked(suite: object) -> None:
    report = ask(_with_proof(cryptosuite=suite))

    assert report.reasons == (Reason.NOT_SUPPORTED,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


def test_the_older_signature_of_vc_1_could_not_be_checked() -> None:
    document = credential(**{"@context": [VC1, OB3]}, issuanceDate="2025-03-01T09:30:00Z")
    document["proof"] = {**SIGNED["proof"][0], "type": "Ed25519Signature2020", "cryptosuite": None}

    assert ask(document).verdict is Verdict.COULD_NOT_BE_CHECKED


@pytest.mark.parametrize(
    "contexts",
    [
        [VC2, OB3, "https://evil.example/context.json"],
        [VC2, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
        [VC2, OB3, {"name": "https://evil.example/other"}],
    ],
    ids=str,
)
def test_a_context_that_is_not_held_could_not_be_checked(contexts: list[object]) -> None:
    web = site()
    report = ask({**SIGNED, "@context": contexts}, web)

    assert report.reasons == (Reason.CONTEXT_UNKNOWN,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED
    assert web.asked == [f"{HOST}/.well-known/did.json"]


def test_any_proof_of_a_set_suffices() -> None:
    other = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023", "proofPurpose": "assertionMethod"}
    broken = {**SIGNED["proof"][0], "created": "2025-03-02T09:30:00Z"}
    strange = sign_document(credential(), EVIL_ED)["proof"][0]

    for proofs in ([other, SIGNED["proof"][0]], [broken, SIGNED["proof"][0]], [strange, SIGNED["proof"][0]]):
        assert ask({**SIGNED, "proof": proofs}).verdict is Verdict.VALID


def test_an_altered_badge_does_not_hide_behind_a_proof_that_is_not_read() -> None:
    other = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023", "proofPurpose": "assertionMethod"}
    document = {**SIGNED, "name": "Docteur", "proof": [*SIGNED["proof"], other]}

    assert ask(document).reasons == (Reason.ALTERED,)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"created": "2025-07-01T00:00:00Z"}, Reason.NOT_YET_VALID),
        ({"created": "yesterday"}, Reason.MALFORMED),
        ({"expires": "2025-05-01T00:00:00Z"}, Reason.EXPIRED),
        ({"proofPurpose": "authentication"}, Reason.ISSUER_NOT_PROVEN),
        ({"proofPurpose": None}, Reason.ISSUER_NOT_PROVEN),
        ({"verificationMethod": None}, Reason.MALFORMED),
        ({"verificationMethod": [ED.kid]}, Reason.MALFORMED),
    ],
)
def test_what_a_proof_says_of_itself_has_to_agree(members: dict[str, object], reason: Reason) -> None:
    report = ask(_with_proof(**members))

    assert report.reasons == (reason,)
    assert report.verdict is Verdict.NOT_VALID


def test_a_proof_that_expires_later_is_good() -> None:
    assert ask(sign_document(credential(), ED, expires="2025-07-01T00:00:00Z")).verdict is Verdict.VALID


def test_a_key_of_another_kind_is_refused() -> None:
    assert ask(_with_proof(verificationMethod=EC.kid)).reasons == (Reason.ALGORITHM_NOT_ALLOWED,)


@pytest.mark.parametrize("proof", [[], {}, "x", 7, None, ["x"], [SIGNED["proof"][0]] * 6])
def test_something_else_than_proofs_is_never_valid(proof: object) -> None:
    assert ask({**SIGNED, "proof": proof}).verdict is not Verdict.VALID


def test_an_issuer_that_cannot_be_reached_could_not_be_checked() -> None:
    report = ask(SIGNED, Web())

    assert report.reasons == (Reason.UNREACHABLE,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


def test_a_badge_in_our_name_is_not_valid_and_asks_nobody() -> None:
    web = site()
    document = sign_document(credential(issuer=specimen.DID), EVIL_ED)

    report = ask(document, web)

    assert report.verdict is Verdict.NOT_VALID
    assert web.asked == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.sampled_from([DID, HOST, VC1, OB3]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*SIGNED, "validUntil", "credentialStatus"]), _JSON)
def test_any_value_anywhere_gives_a_report(name: str, value: object) -> None:
    report = ask({**SIGNED, name: value})

    # In JSON-LD null and an empty list are the same as nothing.
    assert report.verdict is not Verdict.VALID or (value or None) == SIGNED.get(name)


@given(st.sampled_from(list(SIGNED["proof"][0])), _JSON)
def test_any_proof_gives_a_report(name: str, value: object) -> None:
    assert ask(_with_proof(**{name: value})).verdict is not Verdict.VALID
