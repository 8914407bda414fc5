"""What raises no alarm: one that anybody can raise, with a badge that everybody can fetch, is soon heard by nobody."""

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

import badges
from badges import Outcome, Verdict, status

from .specimen import AWARD, BASE, DID, ISSUED
from .test_verify_own_document import DOCUMENT, PUBLIC, SIGNER, ask, believed, entry

REARRANGED: dict[str, Callable[[dict[str, Any]], object]] = {
    "an array of one beginning": lambda document: document.update(validFrom=[document["validFrom"]]),
    "an array of one subject": lambda document: document.update(credentialSubject=[document["credentialSubject"]]),
    "an array of one issuer": lambda document: document.update(issuer=[document["issuer"]]),
    "an array without an end": lambda document: document.update(validUntil=[]),
    "an array of one instant in the proof": lambda document: document["proof"][0].update(created=[_iso(ISSUED)]),
}


def _iso(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("change", REARRANGED.values(), ids=REARRANGED)
def test_our_own_badge_written_otherwise_raises_no_alarm(change: Callable[[dict[str, Any]], object]) -> None:
    """The statements are the same, so the signature holds: whoever has the badge can do this, and no key was stolen."""
    document = copy.deepcopy(DOCUMENT)
    change(document)

    report = ask(document)

    assert report.verdict is Verdict.NOT_VALID
    assert not report.raises_alarm
    assert ask(document, believed(entry(credential_id=f"urn:uuid:{AWARD.award_id}"))).raises_alarm


def test_what_our_keys_sign_beside_badges_raises_no_alarm() -> None:
    bits = status.bitstring([])
    withdrawals = status.secure_list(
        f"{BASE}/ob/3/status/1.json", issuer_did=DID, bits=bits, published_at=ISSUED, key=SIGNER
    )

    assert ask(withdrawals).verdict is Verdict.NOT_VALID
    assert not ask(withdrawals).raises_alarm


def test_a_register_that_does_not_answer_raises_no_alarm_about_a_badge_written_otherwise() -> None:
    class Silent(badges.StoredTrust):
        def find_registered(self, credential_id: str) -> badges.Registered | None:
            raise badges.RegisterUnavailable(credential_id)

    document = {**copy.deepcopy(DOCUMENT), "validUntil": []}

    report = ask(document, Silent(issuer_ids=[DID], keys=[PUBLIC], registered=()))
    assert not report.raises_alarm
    assert not report.is_rewritten, "nobody could tell"
    (asked,) = [check for check in report.checks if check.name == "register"]
    assert (asked.outcome, asked.detail) == (Outcome.NOT_POSSIBLE, DOCUMENT["id"])
