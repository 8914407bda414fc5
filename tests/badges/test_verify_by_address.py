"""Handed in as an address, or two in one picture: what then stands behind is judged like anything else."""

from __future__ import annotations

import json

import badges
from badges import Reason, Verdict

from .foreign_site import ASSERTION as FOREIGN
from .foreign_site import ED, HOST, ask, claims_of, credential, sign_document, sign_jwt, site
from .pictures import png
from .specimen import ASSERTION, AWARD, TOKEN, check, registered, registered_assertion, trust


def test_behind_an_address_may_stand_a_badge_that_proves_itself() -> None:
    for served in (sign_jwt(claims_of(credential()), ED), json.dumps(sign_document(credential(), ED))):
        web = site()
        web.put(f"{HOST}/badge", served)
        assert ask(f"{HOST}/badge", web).verdict is Verdict.VALID


def test_an_address_of_ours_is_no_badge_and_is_not_asked() -> None:
    web = site()
    report = ask(AWARD.assertion_url, web)
    assert (report.verdict, report.reasons) == (Verdict.COULD_NOT_BE_CHECKED, (Reason.NOT_SUPPORTED,))
    assert web.asked == []


def _both(two: bytes) -> bytes:
    picture = badges.bake(png(), TOKEN, keyword=badges.OB3_KEYWORD)
    return badges.bake(picture, two.decode(), keyword=badges.OB2_KEYWORD)


def test_a_second_badge_that_does_not_hold_spoils_the_picture() -> None:
    revoked = registered_assertion(state=badges.RegisterState.REVOKED)
    report = check(_both(ASSERTION), trust(registered(), revoked))
    assert (report.checks[-1].name, report.reasons) == ("second_badge", (Reason.REVOKED,))


def test_a_second_badge_that_nobody_can_ask_leaves_the_picture_unchecked() -> None:
    report = check(_both(FOREIGN.encode()))
    assert (report.checks[-1].name, report.verdict) == ("second_badge", Verdict.COULD_NOT_BE_CHECKED)
