"""Our own OB 3.0 badges, as compact JWS and baked."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

import badges
from badges import Outcome, Reason, Verdict, base64url, ob3

from .pictures import chunk, png
from .specimen import (
    ASSERTION,
    AWARD,
    DID,
    ISSUED,
    ISSUER,
    KEY,
    NOW,
    PUBLIC,
    TOKEN,
    check,
    register_token,
    registered,
    registered_assertion,
    trust,
)

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def test_a_badge_in_force_is_valid_step_by_step() -> None:
    report = check(TOKEN)

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
    assert report.form == "ob3_jwt"
    assert report.credential_id == AWARD.credential_id.urn
    assert report.contents is not None
    assert report.contents["name"] == "Smartphone"
    assert report.registered == registered()
    assert not report.raises_alarm


def test_the_report_for_other_programs_has_verdict_and_checks() -> None:
    answer = check(TOKEN).as_json()

    assert answer["verdict"] == "valid"
    assert answer["checks"][0] == {"name": "form", "outcome": "passed", "reason": "ok"}


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (badges.RegisterState.REVOKED, Reason.REVOKED),
        (badges.RegisterState.SUSPENDED, Reason.SUSPENDED),
    ],
)
def test_a_withdrawn_badge_is_not_valid_and_says_why(state: badges.RegisterState, reason: Reason) -> None:
    report = check(TOKEN, trust(registered(state=state, reason="à la demande de la personne")))

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (reason,)
    assert report.checks[-1].detail == "à la demande de la personne"
    assert report.contents is not None


def test_a_well_signed_badge_the_register_does_not_know_is_not_valid_and_raises_an_alarm() -> None:
    report = check(TOKEN, trust(registered_assertion()))

    assert report.verdict is Verdict.NOT_VALID
    assert report.reasons == (Reason.NOT_IN_REGISTER,)
    assert report.raises_alarm
    assert report.contents is None


def test_a_well_signed_badge_under_a_known_id_but_with_other_bytes_is_altered() -> None:
    other = ob3.sign_credential(replace(AWARD, holder_name="Somebody Else"), KEY)

    report = check(other)

    assert report.reasons == (Reason.ALTERED,)
    assert report.raises_alarm


def test_the_second_signature_that_ecdsa_allows_is_refused() -> None:
    signing_input, _, signature = TOKEN.rpartition(".")
    raw = base64url.decode(signature)
    s = P256_ORDER - int.from_bytes(raw[32:], "big")
    twin = f"{signing_input}.{base64url.encode(raw[:32] + s.to_bytes(32, 'big'))}"
    assert badges.read_signed(twin, PUBLIC)
    assert encode_dss_signature(1, s)

    assert check(twin).reasons == (Reason.ALTERED,)
    # Whoever has the badge can write this: no key was stolen for it.
    assert not check(twin).raises_alarm
    assert check(twin, trust(registered_assertion())).raises_alarm


def test_expired_and_not_yet_valid_stay_apart() -> None:
    brief = replace(AWARD, expires_at=ISSUED + timedelta(days=10))
    token = ob3.sign_credential(brief, KEY)
    believed = trust(register_token(token))

    assert check(token, believed, now=ISSUED + timedelta(days=10)).verdict is Verdict.VALID
    late = check(token, believed, now=ISSUED + timedelta(days=10, seconds=1))
    early = check(token, believed, now=ISSUED - timedelta(seconds=61))
    assert late.reasons == (Reason.EXPIRED,)
    assert early.reasons == (Reason.NOT_YET_VALID,)
    assert late.verdict is early.verdict is Verdict.NOT_VALID


def test_a_clock_that_is_a_minute_behind_is_forgiven() -> None:
    assert check(TOKEN, now=ISSUED - timedelta(seconds=60)).verdict is Verdict.VALID


def test_a_badge_both_expired_and_revoked_says_both() -> None:
    token = ob3.sign_credential(replace(AWARD, expires_at=ISSUED + timedelta(days=10)), KEY)
    believed = trust(register_token(token, state=badges.RegisterState.REVOKED))

    assert check(token, believed).reasons == (Reason.EXPIRED, Reason.REVOKED)


def test_a_retired_key_keeps_its_badges_valid() -> None:
    retired = KEY.verification_key(controller=DID, state=badges.KeyState.RETIRED)

    assert check(TOKEN, trust(registered(), keys=(retired,))).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("since", "verdict"),
    [
        (ISSUED + timedelta(seconds=1), Verdict.VALID),
        (ISSUED, Verdict.NOT_VALID),
        (ISSUED - timedelta(days=1), Verdict.NOT_VALID),
    ],
)
def test_a_compromised_key_counts_only_for_what_was_registered_before(since: datetime, verdict: Verdict) -> None:
    stolen = KEY.verification_key(controller=DID, state=badges.KeyState.COMPROMISED, compromised_since=since)

    report = check(TOKEN, trust(registered(), keys=(stolen,)))

    assert report.verdict is verdict
    assert set(report.reasons) <= {Reason.KEY_COMPROMISED}


def test_a_back_dated_badge_of_a_stolen_key_does_not_count() -> None:
    since = ISSUED + timedelta(days=30)
    stolen = KEY.verification_key(controller=DID, state=badges.KeyState.COMPROMISED, compromised_since=since)

    report = check(TOKEN, trust(registered(registered_at=since + timedelta(days=1)), keys=(stolen,)))

    assert report.reasons == (Reason.KEY_COMPROMISED,)


@pytest.mark.parametrize(("length", "verdict"), [(1_000, Verdict.VALID), (1_001, Verdict.NOT_VALID)])
def test_a_kid_longer_than_any_of_ours_is_not_looked_up(length: int, verdict: Verdict) -> None:
    kid = f"{DID}#".ljust(length, "x")
    token = ob3.sign_credential(AWARD, badges.SigningKey(kid=kid, private_key=KEY.private_key))

    assert check(token, trust(register_token(token), keys=(replace(PUBLIC, kid=kid),))).verdict is verdict


class Silent(badges.StoredTrust):
    """A register whose database does not answer."""

    def find_registered(self, credential_id: str) -> badges.Registered | None:  # noqa: ARG002
        raise badges.RegisterUnavailable("the database is away")


def test_without_the_register_nobody_says_valid() -> None:
    report = check(TOKEN, Silent(issuer_ids={DID}, keys=(PUBLIC,), registered=()))

    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED
    assert report.reasons == (Reason.STATUS_UNKNOWN,)
    assert report.contents is None
    assert report.checks[-1].outcome is Outcome.NOT_POSSIBLE


def test_a_clock_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        check(TOKEN, now=NOW.replace(tzinfo=None))


def test_nothing_is_fetched_for_our_own_badges() -> None:
    asked: list[str] = []

    def resolve(url: str, /) -> bytes:
        asked.append(url)
        return b""

    report = badges.verify(TOKEN, resolve=resolve, trust=trust(), now=NOW)

    assert report.verdict is Verdict.VALID
    assert asked == []


def test_a_baked_badge_is_unbaked_first() -> None:
    report = check(badges.bake(png(), TOKEN, keyword=badges.OB3_KEYWORD))

    assert report.verdict is Verdict.VALID
    assert report.form == "ob3_jwt"


def test_two_badges_of_one_award_in_a_picture_are_both_checked() -> None:
    picture = badges.bake(png(), TOKEN, keyword=badges.OB3_KEYWORD)
    picture = badges.bake(picture, ASSERTION.decode(), keyword=badges.OB2_KEYWORD)

    report = check(picture)

    assert report.verdict is Verdict.VALID
    assert report.checks[-1].name == "second_badge"


def test_a_picture_with_the_badges_of_two_people_is_not_valid() -> None:
    other_award = replace(AWARD, award_id=ISSUER_UUID, assertion_url=AWARD.assertion_url + ".other.json")
    assertion = badges.write_json(badges.ob2.hosted_assertion(other_award))
    entry = registered_assertion(
        credential_id=other_award.assertion_url,
        digests=frozenset({badges.digest(assertion)}),
        document=assertion,
    )
    picture = badges.bake(png(), TOKEN, keyword=badges.OB3_KEYWORD)
    picture = badges.bake(picture, assertion.decode(), keyword=badges.OB2_KEYWORD)

    report = check(picture, trust(registered(), entry))

    assert report.reasons == (Reason.MIXED_BADGES,)


def test_a_forged_second_badge_spoils_the_picture() -> None:
    picture = badges.bake(png(), TOKEN, keyword=badges.OB3_KEYWORD)
    picture = badges.bake(picture, ASSERTION.decode().replace("2025", "2024"), keyword=badges.OB2_KEYWORD)

    assert check(picture).verdict is Verdict.NOT_VALID


def test_a_picture_that_lost_its_badge_could_not_be_checked() -> None:
    report = check(png())

    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED
    assert report.reasons == (Reason.NOTHING_INSIDE,)


def test_an_old_picture_that_holds_an_address_could_not_be_checked() -> None:
    report = check(png(chunk(b"tEXt", b"openbadges\x00https://old.example/1.json")))

    assert report.form == "ob2_hosted"
    assert report.reasons == (Reason.ISSUER_UNKNOWN,)
    assert report.verdict is Verdict.COULD_NOT_BE_CHECKED


ISSUER_UUID = AWARD.credential_id
assert ISSUER.did == DID
