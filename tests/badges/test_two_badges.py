"""Two badges in one picture: each must hold by itself, and both must be of one award."""

from __future__ import annotations

import badges
from badges import Outcome, Reason, Verdict, base64url

from . import specimen
from .foreign_site import (
    EC,
    EVIL_HOST,
    REVOCATIONS,
    RS,
    ask,
    assertion,
    badge_class,
    claims_of,
    credential,
    profile,
    sign_jwt,
    signed_assertion,
    site,
)
from .pictures import png

THREE = sign_jwt(claims_of(credential()), EC)
TWO = sign_jwt(signed_assertion(), RS)


def _picture(two: str, three: str) -> bytes:
    picture = badges.bake(png(), three, keyword=badges.OB3_KEYWORD)
    return badges.bake(picture, two, keyword=badges.OB2_KEYWORD)


def _resigned(token: str) -> str:
    return f"{token.rpartition('.')[0]}.{base64url.encode(bytes(64))}"


def test_both_forms_of_a_schools_badge_are_valid_since_one_host_vouches_for_both() -> None:
    report = ask(_picture(TWO, THREE))

    assert report.verdict is Verdict.VALID
    assert (report.form, report.checks[-1].name) == ("ob3_jwt", "second_badge")


def test_the_badges_of_two_hosts_are_of_two_awards() -> None:
    web = site()
    own, issuer = f"{EVIL_HOST}/classes/1.json", f"{EVIL_HOST}/profile.json"
    there = assertion(id=f"{EVIL_HOST}/1.json", badge=own)
    web.put(there["id"], there)
    web.put(own, badge_class(id=own, issuer=issuer))
    web.put(issuer, profile(id=issuer, url=EVIL_HOST))
    assert ask(there, web).verdict is Verdict.VALID

    report = ask(_picture(badges.write_json(there).decode(), THREE), web)

    assert report.reasons == (Reason.MIXED_BADGES,)


def test_a_second_badge_that_may_be_withdrawn_leaves_the_picture_in_doubt() -> None:
    # What it says is proven; whether it still counts, nobody can tell.
    web = site()
    del web.pages[REVOCATIONS]
    assert ask(TWO, web).contents is not None

    report = ask(_picture(TWO, THREE), web)

    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED
    assert report.reasons == (Reason.STATUS_UNKNOWN,)


def test_a_good_badge_beside_a_forged_one_is_not_held_against_it() -> None:
    report = specimen.check(_picture(specimen.ASSERTION.decode(), _resigned(specimen.TOKEN)))

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (Reason.ALTERED,)
    assert report.checks[-1] == badges.Check(
        "second_badge", Outcome.NOT_POSSIBLE, Reason.NOT_REACHED, "the other badge could not be checked"
    )
