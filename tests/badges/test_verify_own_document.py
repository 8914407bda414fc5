"""Our own OB 3.0 badges as JSON with a Data Integrity proof: what `test_verify_own_jwt` tells of the compact form."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

import badges
from badges import Outcome, Reason, Verdict, proofs

from .pictures import chunk, png
from .specimen import AWARD, DID, ISSUED, KEY, NOW, check, registered, trust

SIGNER = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.ED25519)
PUBLIC = SIGNER.verification_key(controller=DID)
OTHER = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.ED25519)
SIGNED = proofs.sign_credential(AWARD, SIGNER, created=ISSUED)
DOCUMENT: dict[str, Any] = json.loads(SIGNED)


def entry(document: bytes = SIGNED, **changes: object) -> badges.Registered:
    """The register's entry for a document under the specimen's id."""
    return registered(**{"digests": frozenset({badges.digest(document)}), "document": document, **changes})


def believed(*entries: badges.Registered, key: badges.VerificationKey = PUBLIC) -> badges.StoredTrust:
    """What we believe; by default the document is registered and in force."""
    return trust(*(entries or (entry(),)), keys=(key,))


def ask(
    document: bytes | str | dict[str, Any], trusted: badges.Trust | None = None, now: datetime = NOW
) -> badges.Report:
    """Verify as the application would, with nothing to fetch."""
    text = json.dumps(document) if isinstance(document, dict) else document
    return check(text, trusted or believed(), now)


def with_proof(**members: object) -> dict[str, Any]:
    """The document whose proof says something else; None takes a member away."""
    document = copy.deepcopy(DOCUMENT)
    proof = {**document["proof"][0], **members}
    document["proof"] = [{name: value for name, value in proof.items() if value is not None}]
    return document


def test_a_badge_in_force_is_valid_step_by_step() -> None:
    report = ask(SIGNED)

    assert report.verdict is Verdict.VALID
    assert [item.name for item in report.checks] == [
        "form",
        "key",
        "signature",
        "issuer",
        "contents",
        "dates",
        "register",
        "compromise",
        "status",
    ]
    assert report.reasons == ()
    assert report.form == "ob3_di"
    assert report.credential_id == AWARD.credential_id.urn
    assert report.contents is not None
    assert report.contents["name"] == "Smartphone"
    assert not report.raises_alarm


def _reordered(document: dict[str, Any]) -> str:
    return json.dumps(dict(reversed(document.items())))


@pytest.mark.parametrize(
    "laid_out",
    [
        lambda document: json.dumps(document, indent=4),
        lambda document: f"\n\t{json.dumps(document, ensure_ascii=True)}\n",
        lambda document: _reordered({**document, "proof": [dict(reversed(document["proof"][0].items()))]}),
        lambda document: json.dumps({**document, "proof": document["proof"][0]}),
    ],
    ids=["white space", "escapes", "order of members", "proof without its array"],
)
def test_the_same_statements_laid_out_otherwise_are_the_same_badge(laid_out: Callable[[Any], str]) -> None:
    text = laid_out(DOCUMENT)
    assert text.encode() != SIGNED

    assert ask(text).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (badges.RegisterState.REVOKED, Reason.REVOKED),
        (badges.RegisterState.SUSPENDED, Reason.SUSPENDED),
    ],
)
def test_a_withdrawn_badge_is_not_valid_and_says_why(state: badges.RegisterState, reason: Reason) -> None:
    report = ask(SIGNED, believed(entry(state=state, reason="à la demande de la personne")))

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (reason,)
    assert report.checks[-1].detail == "à la demande de la personne"
    assert report.contents is not None


@pytest.mark.parametrize("place", ["name", "validFrom", "id"])
def test_one_value_changed_is_altered(place: str) -> None:
    changed = {"name": "Smartphone expert", "validFrom": "2025-02-01T09:30:00Z", "id": f"urn:uuid:{AWARD.award_id}"}
    report = ask({**DOCUMENT, place: changed[place]})

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (Reason.ALTERED,)
    assert report.contents is None


def test_a_member_added_that_means_nothing_is_not_passed_over() -> None:
    report = ask({**DOCUMENT, "seal": "gold"})

    assert report.verdict is Verdict.NOT_VALID
    assert report.contents is None


def test_a_signature_of_another_key_under_our_kid_is_altered() -> None:
    other = json.loads(proofs.sign_credential(AWARD, OTHER, created=ISSUED))
    forged = with_proof(proofValue=other["proof"][0]["proofValue"])

    assert ask(forged).reasons == (Reason.ALTERED,)


def test_a_key_that_is_not_stored_does_not_speak_for_our_issuer() -> None:
    report = ask(proofs.sign_credential(AWARD, OTHER, created=ISSUED))

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert report.contents is None


def test_a_stored_key_of_another_kind_makes_no_such_proof() -> None:
    report = ask(with_proof(verificationMethod=KEY.kid), believed(key=KEY.verification_key(controller=DID)))

    assert report.reasons == (Reason.ALGORITHM_NOT_ALLOWED,)


def test_a_stored_key_of_another_issuer_of_ours_does_not_sign_for_this_one() -> None:
    second = f"{DID}:ob:3:issuers:second"
    signer = badges.generate_signing_key(controller=second, algorithm=badges.Algorithm.ED25519)
    document = proofs.sign_credential(AWARD, signer, created=ISSUED)

    report = ask(document, believed(entry(document), key=signer.verification_key(controller=second)))

    assert report.reasons == (Reason.ISSUER_NOT_PROVEN,)
    assert report.contents is None


@pytest.mark.parametrize(
    ("document", "verdict", "reason"),
    [
        ({**DOCUMENT, "proof": []}, Verdict.NOT_VALID, Reason.NOT_SIGNED),
        ({**DOCUMENT, "proof": ["z3"]}, Verdict.NOT_VALID, Reason.MALFORMED),
        (with_proof(cryptosuite="eddsa-jcs-2022"), Verdict.NOT_VALID, Reason.ISSUER_NOT_PROVEN),
        (with_proof(proofPurpose="authentication"), Verdict.NOT_VALID, Reason.ISSUER_NOT_PROVEN),
        (with_proof(proofValue=None), Verdict.NOT_VALID, Reason.MALFORMED),
        (with_proof(proofValue="z"), Verdict.NOT_VALID, Reason.ALTERED),
        (with_proof(previousProof="urn:x"), Verdict.NOT_VALID, Reason.MALFORMED),
        (with_proof(created="2024-03-01T09:30:00Z"), Verdict.NOT_VALID, Reason.ALTERED),
    ],
    ids=["none", "no object", "suite", "purpose", "no value", "empty", "chain", "created"],
)
def test_a_proof_that_is_none_of_ours_proves_nothing(
    document: dict[str, Any], verdict: Verdict, reason: Reason
) -> None:
    report = ask(document)

    assert (report.verdict, report.reasons[:1]) == (verdict, (reason,))
    assert report.contents is None


def test_one_good_proof_among_others_suffices() -> None:
    strange = {**DOCUMENT["proof"][0], "verificationMethod": "did:web:stranger.example#1"}

    assert ask({**DOCUMENT, "proof": [strange, *DOCUMENT["proof"]]}).verdict is Verdict.VALID


def test_a_well_signed_badge_the_register_does_not_know_is_not_valid_and_raises_an_alarm() -> None:
    report = ask(SIGNED, believed(entry(credential_id=f"urn:uuid:{AWARD.award_id}")))

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (Reason.NOT_IN_REGISTER,)
    assert report.raises_alarm
    assert report.contents is None


def test_a_well_signed_badge_under_a_known_id_but_with_another_signature_is_altered() -> None:
    other = proofs.sign_credential(replace(AWARD, holder_name="Somebody Else"), SIGNER, created=ISSUED)

    report = ask(other)

    assert report.reasons == (Reason.ALTERED,)
    assert report.raises_alarm


def test_the_same_award_signed_at_another_second_is_not_what_was_registered() -> None:
    later = proofs.sign_credential(AWARD, SIGNER, created=ISSUED + timedelta(seconds=1))

    assert ask(later).reasons == (Reason.ALTERED,)


@pytest.mark.parametrize("stored", [None, b"{", b"[]"], ids=["missing", "cut", "no object"])
def test_a_damaged_copy_of_ours_equals_only_the_registered_bytes(stored: bytes | None) -> None:
    damaged = believed(entry(document=SIGNED, digests=frozenset({badges.digest(SIGNED)})))
    assert ask(json.dumps(DOCUMENT, indent=1), damaged).verdict is Verdict.VALID
    damaged = believed(registered(digests=frozenset({badges.digest(SIGNED)}), document=stored))

    assert ask(SIGNED, damaged).verdict is Verdict.VALID
    assert ask(json.dumps(DOCUMENT, indent=1), damaged).reasons == (Reason.ALTERED,)


def test_expired_and_not_yet_valid_stay_apart() -> None:
    brief = proofs.sign_credential(replace(AWARD, expires_at=ISSUED + timedelta(days=10)), SIGNER, created=ISSUED)
    trusted = believed(entry(brief))

    assert ask(brief, trusted, now=ISSUED + timedelta(days=10)).verdict is Verdict.VALID
    late = ask(brief, trusted, now=ISSUED + timedelta(days=10, seconds=1))
    early = ask(brief, trusted, now=ISSUED - timedelta(seconds=61))
    assert late.reasons == (Reason.EXPIRED,)
    assert early.reasons == (Reason.NOT_YET_VALID,)
    assert late.verdict is early.verdict is Verdict.NOT_VALID


def test_a_proof_from_the_future_is_none_today() -> None:
    ahead = proofs.sign_credential(AWARD, SIGNER, created=NOW + timedelta(seconds=61))

    assert ask(ahead, believed(entry(ahead))).reasons == (Reason.NOT_YET_VALID,)
    assert ask(ahead, believed(entry(ahead)), now=NOW + timedelta(seconds=1)).verdict is Verdict.VALID


def test_a_clock_that_is_a_minute_behind_is_forgiven() -> None:
    assert ask(SIGNED, now=ISSUED - timedelta(seconds=60)).verdict is Verdict.VALID


def test_a_badge_both_expired_and_revoked_says_both() -> None:
    brief = proofs.sign_credential(replace(AWARD, expires_at=ISSUED + timedelta(days=10)), SIGNER, created=ISSUED)
    trusted = believed(entry(brief, state=badges.RegisterState.REVOKED))

    assert ask(brief, trusted).reasons == (Reason.EXPIRED, Reason.REVOKED)


def test_a_retired_key_keeps_its_badges_valid() -> None:
    retired = SIGNER.verification_key(controller=DID, state=badges.KeyState.RETIRED)

    assert ask(SIGNED, believed(key=retired)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("since", "verdict"),
    [
        (ISSUED + timedelta(seconds=1), Verdict.VALID),
        (ISSUED, Verdict.NOT_VALID),
        (ISSUED - timedelta(days=1), Verdict.NOT_VALID),
    ],
)
def test_a_compromised_key_counts_only_for_what_was_registered_before(since: datetime, verdict: Verdict) -> None:
    stolen = SIGNER.verification_key(controller=DID, state=badges.KeyState.COMPROMISED, compromised_since=since)

    report = ask(SIGNED, believed(key=stolen))

    assert report.verdict is verdict
    assert set(report.reasons) <= {Reason.KEY_COMPROMISED}


def test_a_back_dated_badge_of_a_stolen_key_does_not_count() -> None:
    since = ISSUED + timedelta(days=30)
    stolen = SIGNER.verification_key(controller=DID, state=badges.KeyState.COMPROMISED, compromised_since=since)

    report = ask(SIGNED, believed(entry(registered_at=since + timedelta(days=1)), key=stolen))

    assert report.reasons == (Reason.KEY_COMPROMISED,)


@pytest.mark.parametrize(
    ("since", "verdict"), [(ISSUED + timedelta(seconds=1), Verdict.VALID), (ISSUED, Verdict.NOT_VALID)]
)
def test_the_key_of_another_form_of_the_edition_was_stolen(since: datetime, verdict: Verdict) -> None:
    report = ask(SIGNED, believed(entry(compromised_since=since)))

    assert report.verdict is verdict
    assert set(report.reasons) <= {Reason.KEY_COMPROMISED}
    assert [check.detail for check in report.checks if check.reason is Reason.KEY_COMPROMISED] in (
        [],
        ["registered after one of its keys was compromised"],
    )
    assert len(report.checks) == 9


def test_a_moment_of_theft_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        entry(compromised_since=ISSUED.replace(tzinfo=None))


class Silent(badges.StoredTrust):
    """A register whose database does not answer."""

    def find_registered(self, credential_id: str) -> badges.Registered | None:  # noqa: ARG002
        raise badges.RegisterUnavailable("the database is away")


def test_without_the_register_nobody_says_valid() -> None:
    report = ask(SIGNED, Silent(issuer_ids={DID}, keys=(PUBLIC,), registered=()))

    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED
    assert report.reasons == (Reason.STATUS_UNKNOWN,)
    assert report.contents is None
    assert report.checks[-1].outcome is Outcome.NOT_POSSIBLE


def test_an_unknown_vocabulary_is_no_guess() -> None:
    contexts = [*DOCUMENT["@context"], "https://example.org/words/v1"]
    report = ask({**DOCUMENT, "@context": contexts})

    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED
    assert report.reasons == (Reason.CONTEXT_UNKNOWN,)
    assert report.contents is None


def test_a_clock_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        ask(SIGNED, now=NOW.replace(tzinfo=None))


def test_nothing_is_fetched_for_our_own_badges() -> None:
    asked: list[str] = []

    def resolve(url: str, /) -> bytes:
        asked.append(url)
        return b""

    report = badges.verify(SIGNED, resolve=resolve, trust=believed(), now=NOW)

    assert report.verdict is Verdict.VALID
    assert asked == []


def test_a_baked_badge_is_unbaked_first() -> None:
    report = ask(badges.bake(png(), SIGNED.decode(), keyword=badges.OB3_KEYWORD))

    assert report.verdict is Verdict.VALID
    assert report.form == "ob3_di"


def test_a_forged_badge_in_a_picture_is_not_valid() -> None:
    forged = SIGNED.decode().replace("Smartphone", "Smartphone expert")

    assert ask(badges.bake(png(), forged, keyword=badges.OB3_KEYWORD)).reasons == (Reason.ALTERED,)


def test_a_picture_that_lost_its_badge_could_not_be_checked() -> None:
    report = ask(png(chunk(b"tEXt", b"Comment\x00nothing")))

    assert report.reasons == (Reason.NOTHING_INSIDE,)
