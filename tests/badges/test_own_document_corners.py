"""The corners of our own OB 3.0 badges as JSON: caps, other proofs beside ours, what is signed beside badges."""

from __future__ import annotations

import json
from typing import Any

import pytest

import badges
from badges import Reason, Verdict, status
from tests.badges.forgeries.ours import ED, OTHER_URN, THIEF_ED, as_json, entry, handed, secured

from .foreign_site import sign_document
from .specimen import AWARD, DID, ISSUED, LIST_URL


def _proofs(*keys: badges.SigningKey) -> dict[str, Any]:
    """One badge with a proof by each of these keys."""
    document = secured(key=keys[0])
    for key in keys[1:]:
        document = sign_document(document, key)
    return document


def test_a_badge_with_a_proof_is_valid_step_by_step() -> None:
    document = secured()
    text = json.dumps(document)

    report = as_json(document).verified()

    assert report.verdict is Verdict.VALID
    assert [check.name for check in report.checks] == [
        "form", "key", "signature", "issuer", "contents", "dates", "register", "compromise", "status",
    ]  # fmt: skip
    assert (report.form, report.credential_id) == ("ob3_di", AWARD.credential_id.urn)
    assert report.contents == document
    assert report.registered == entry(text)


@pytest.mark.parametrize(
    "order", [(ED, THIEF_ED), (THIEF_ED, ED), (THIEF_ED, THIEF_ED, ED)], ids=["first", "second", "last"]
)
def test_of_several_proofs_the_one_by_our_key_counts_wherever_it_stands(order: tuple[badges.SigningKey, ...]) -> None:
    assert as_json(_proofs(*order)).verified().verdict is Verdict.VALID


def test_five_proofs_are_read_and_six_are_not() -> None:
    assert as_json(_proofs(*[THIEF_ED] * 4, ED)).verified().verdict is Verdict.VALID
    assert as_json(_proofs(*[THIEF_ED] * 5, ED)).verified().reasons == (Reason.MALFORMED,)


def test_an_id_that_is_no_text_is_not_passed_on() -> None:
    report = as_json({**secured(), "id": 7}).verified()

    assert report.verdict is Verdict.NOT_VALID
    assert (report.form, report.credential_id) == ("ob3_di", None)


def _signed_beside_badges(*kinds: str) -> badges.Report:
    """Something of ours with a proof, which no register holds."""
    return as_json(secured({"id": OTHER_URN, "type": ["VerifiableCredential", *kinds]}), entry("")).verified()


def test_our_own_list_or_endorsement_handed_in_as_a_badge_raises_no_alarm() -> None:
    published = status.secure_list(LIST_URL, issuer_did=DID, bits=status.bitstring([]), published_at=ISSUED, key=ED)
    report = handed(published, entry("")).verified()

    assert report.verdict is Verdict.NOT_VALID
    assert not report.raises_alarm
    assert not _signed_beside_badges("EndorsementCredential").raises_alarm


def test_a_forged_badge_raises_the_alarm_even_if_it_calls_itself_a_list_besides() -> None:
    assert _signed_beside_badges("OpenBadgeCredential").raises_alarm
    assert _signed_beside_badges("OpenBadgeCredential", "BitstringStatusListCredential").raises_alarm
