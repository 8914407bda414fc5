"""Was it given to the person who shows it? Only when asked, and apart from whether it is valid."""

from __future__ import annotations

from hashlib import md5

import pytest

from badges import Outcome, Reason, Verdict
from badges.report import Recipient

from . import specimen
from .foreign_site import (
    ASSERTION,
    EC,
    SALT,
    Web,
    ask,
    assertion,
    claims_of,
    credential,
    hashed,
    sign_jwt,
    site,
)

MD5 = "md5$" + md5(f"awa@example.org{SALT}".encode(), usedforsecurity=False).hexdigest()
SUBJECT = "urn:uuid:0f4b2a52-2d9a-4c68-a6a6-4a4b52f7a1c1"


def _hosted(**recipient: object) -> Web:
    web = site()
    members = {"type": "email", "hashed": True, "salt": SALT, "identity": hashed("awa@example.org"), **recipient}
    web.change(ASSERTION, recipient={name: value for name, value in members.items() if value is not None})
    return web


def test_without_a_question_nothing_is_said() -> None:
    report = ask(assertion())

    assert report.recipient is Recipient.NOT_ASKED
    assert "recipient" not in {check.name for check in report.checks}


@pytest.mark.parametrize("given", ["awa@example.org", "  Awa@Example.ORG\n"])
@pytest.mark.parametrize(
    "recipient",
    [
        {},
        {"identity": hashed("awa@example.org").upper().replace("SHA256", "sha256")},
        {"identity": MD5},
        {"identity": "awa@example.org", "hashed": False},
        {"identity": "Awa@example.org", "hashed": False, "salt": None},
        {"hashed": None},
    ],
)
def test_the_person_it_was_given_to(recipient: dict[str, object], given: str) -> None:
    report = ask(assertion(), _hosted(**recipient), recipient=given)

    assert report.recipient is Recipient.MATCHED
    assert report.verdict is Verdict.VALID
    assert report.checks[-1].name == "recipient"


def test_an_issuer_that_hashed_capitals_is_matched_by_the_same_capitals() -> None:
    web = _hosted(identity=hashed("Awa@Example.org"))

    assert ask(assertion(), web, recipient=" Awa@Example.org ").recipient is Recipient.MATCHED


@pytest.mark.parametrize(
    "recipient",
    [
        {"identity": hashed("other@example.org")},
        {"salt": "other"},
        {"salt": 7},
        {"hashed": False},
        {"hashed": True, "identity": "awa@example.org"},
        {"type": "url"},
        {"type": "telephone", "hashed": False, "identity": "awa@example.org"},
        {"identity": "sha256$"},
        {"identity": "sha1$abc"},
    ],
)
def test_somebody_else(recipient: dict[str, object]) -> None:
    report = ask(assertion(), _hosted(**recipient), recipient="awa@example.org")

    assert report.recipient is Recipient.NOT_MATCHED
    assert report.reasons == (Reason.RECIPIENT_NOT_MATCHED,)
    assert report.verdict is Verdict.NOT_VALID


def test_a_3_0_badge_names_its_holder_in_several_ways() -> None:
    token = sign_jwt(claims_of(credential()), EC)

    assert ask(token, recipient="AWA@example.org").recipient is Recipient.MATCHED
    assert ask(token, recipient=SUBJECT).recipient is Recipient.MATCHED
    assert ask(token, recipient="other@example.org").recipient is Recipient.NOT_MATCHED
    assert ask(token, recipient="").recipient is Recipient.NOT_MATCHED


def test_nothing_is_said_of_a_badge_that_is_not_proven() -> None:
    report = ask(assertion(), Web(), recipient="awa@example.org")

    assert report.recipient is Recipient.NOT_ASKED
    assert report.checks[-1].outcome is Outcome.NOT_POSSIBLE
    assert report.reasons == (Reason.UNREACHABLE,)


def test_our_own_badges_answer_too() -> None:
    for document in (specimen.TOKEN, specimen.ASSERTION):
        assert ask(document, recipient=specimen.AWARD.award_id.urn).recipient is Recipient.MATCHED
        assert ask(document, recipient="awa@example.org").verdict is Verdict.NOT_VALID
