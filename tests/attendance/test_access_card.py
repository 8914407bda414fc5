"""An access card in the place of a finger: read from a photograph, and only ever the card of whoever signs."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from peerlearn.accounts.cards import renew_card
from peerlearn.accounts.models import Account, SignInSession
from peerlearn.attendance.card_photos import card_code_in
from peerlearn.attendance.counting import RefusedError
from peerlearn.attendance.models import FieldMark, Signature
from peerlearn.attendance.sync import Fate
from peerlearn.core.db import db
from peerlearn.core.permissions import Role
from peerlearn.people.models import Person
from peerlearn.workshops.rules import Part
from tests.attendance.test_sync import ACCEPTED, KNOWN, MINUTE, NINE, count, fates, mark, send, staged_at_nine
from tests.cast import Cast
from tests.factories.attendance import Staged
from tests.factories.photos import CARD, as_text, photo_of


def signs(staged: Staged, name: str, **card: Any) -> dict[str, Any]:
    return mark(staged, "signature", enrolment=staged.enrolments[name], half_day="morning", **card)


def photographed(code: str) -> str:
    return as_text(photo_of(CARD + code))


def test_a_photographed_card_signs_for_its_holder_once_and_leaves_no_picture(everything: Cast) -> None:
    staged = staged_at_nine(everything, seated=("awa", "rosa"))
    signed = signs(staged, "awa", card_photo=photographed(everything.identifiers["awa"]))
    before = count(SignInSession)
    assert fates(send(everything, [signed])) == [ACCEPTED]
    assert fates(send(everything, [signed])) == [KNOWN]
    signature = db.session.execute(select(Signature)).scalar_one()
    assert (signature.is_by_card, signature.strokes) == (True, {"strokes": []})
    assert db.session.execute(select(FieldMark.content)).scalars().all() == [None]
    assert count(SignInSession) == before, "a card that is shown signs nobody in"


def test_a_card_signs_for_nobody_else(everything: Cast) -> None:
    staged = staged_at_nine(everything, seated=("awa", "rosa"))
    awa, moussa = everything.identifiers["awa"], everything.identifiers["moussa"]
    sent = [signs(staged, "rosa", card_photo=photographed(awa)), signs(staged, "rosa", card_code=moussa)]
    sent.append(signs(staged, "rosa", card_code="K7MX4RQD"))
    another = (Fate.REFUSED, "card_of_another")
    assert fates(send(everything, sent)) == [another, another, (Fate.REFUSED, "card_unknown")]
    assert count(Signature) == 0


def test_a_card_that_was_replaced_signs_no_more(everything: Cast) -> None:
    staged = staged_at_nine(everything, seated=("awa",))
    account = db.session.get_one(Account, everything.accounts["awa"])
    person = db.session.get_one(Person, everything.people["awa"])
    lost = str(account.card_code)
    renew_card(account, person, granting=Role.STAFF, by=None, now=NINE)
    assert fates(send(everything, [signs(staged, "awa", card_code=lost)])) == [(Fate.REFUSED, "card_unknown")]
    assert fates(send(everything, [signs(staged, "awa", card_code=str(account.card_code))])) == [ACCEPTED]


def test_a_card_is_shown_from_half_an_hour_before_on(everything: Cast) -> None:
    staged = staged_at_nine(everything, seated=("awa",))
    card = signs(staged, "awa", card_code=everything.identifiers["awa"])
    for minutes, fate in ((-31, (Fate.REFUSED, "too_early")), (-29, ACCEPTED)):
        at = NINE + minutes * MINUTE
        again = {**card, "id": signs(staged, "awa")["id"], "recorded_at": at.isoformat()}
        assert fates(send(everything, [again], at=at)) == [fate]


@pytest.mark.parametrize("choices", [{"leaders": {"moussa": Part.REPLACED}}, {"seated": (), "waiting": ("awa",)}])
def test_what_waits_for_staff_keeps_the_code_and_never_the_photograph(
    everything: Cast, choices: dict[str, Any]
) -> None:
    staged = staged_at_nine(everything, **choices | {"seated": choices.get("seated", ("awa",))})
    code = everything.identifiers["awa"]
    (answer,) = send(everything, [signs(staged, "awa", card_photo=photographed(code))])
    assert answer.fate is Fate.ACCEPTED
    assert answer.reason
    kept = db.session.execute(select(FieldMark.content)).scalar_one()
    assert kept is not None
    assert (kept["card_code"], "card_photo" in kept) == (code, False)


@pytest.mark.parametrize(
    ("photo", "reason"),
    [
        (photo_of(""), "card_unreadable"),
        (photo_of("https://peerlearn.example/b/K7MX4RQD"), "not_a_card"),
        (photo_of("https://peerlearn.example/sign-in?card=K7MX4RQD&next=//elsewhere.example"), "not_a_card"),
        (b"\x89PNG\r\n\x1a\n", "card_unreadable"),
        (photo_of(CARD + "K7MX4RQD")[:4000], "card_unreadable"),
        (b"\xff\xd8\xff", "card_unreadable"),
    ],
)
def test_what_shows_no_card_says_so(photo: bytes, reason: str) -> None:
    assert card_code_in(photo_of(CARD + "k7mx4rqd", side=180)) == "K7MX4RQD"
    with pytest.raises(RefusedError) as refused:
        card_code_in(photo)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "card", [{"card_photo": "?"}, {"card_photo": 1}, {"card_photo": ""}, {"card_photo": "A" * 400_004}]
)
def test_a_photograph_that_is_none_is_refused_alone(everything: Cast, card: dict[str, Any]) -> None:
    staged = staged_at_nine(everything, seated=("awa",))
    good = signs(staged, "awa", card_code=everything.identifiers["awa"])
    both = signs(staged, "awa", card_code="K7MX4RQD", card_photo=as_text(b"x"))
    malformed = (Fate.REFUSED, "malformed")
    assert fates(send(everything, [signs(staged, "awa", **card), both, good])) == [malformed, malformed, ACCEPTED]


def test_a_phone_is_not_made_to_look_at_pictures_for_ever(everything: Cast) -> None:
    staged = staged_at_nine(everything, seated=("awa",))
    many = [signs(staged, "awa", card_photo=as_text(b"no picture")) for _ in range(10)]
    reasons = [answer.reason for answer in send(everything, many, at=NINE + timedelta(minutes=5))]
    assert reasons == ["card_unreadable"] * 8 + ["too_many_pictures"] * 2
