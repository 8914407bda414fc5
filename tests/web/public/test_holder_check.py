"""Is it really this person? The holder code, compared at `/b/<code>/holder`."""

import time_machine
from sqlalchemy import func, select

from peerlearn.accounts.models import FailedSignIn
from peerlearn.awards import holder_codes
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from tests.web.public.conftest import AwardShown, Shown

MATCHED = "Oui\xa0: la personne qui vous a donné ce code détient ce badge."
NOT_MATCHED = "Ce n’est pas le code de la dernière carte"
WAIT = "Trop d’essais pour le moment"


def print_card(shown: Shown) -> str:
    """The holder has a card printed; returns the code on it."""
    code, hashed = holder_codes.new_code()

    def keep(award: Award, _folder: object) -> None:
        drawn = holder_codes.as_drawn(award)
        holder_codes.keep_code(drawn, hashed, by=shown.cast.accounts["moussa"], now=clock.now())

    shown.act(keep)
    return code


def ask(shown: Shown, typed: str, *, address: str = "203.0.113.7") -> str:
    """An employer types a code on the page of the badge."""
    answer = shown.browser.post(
        f"{shown.page}/holder", data={"holder_code": typed}, environ_base={"REMOTE_ADDR": address}
    )
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Ce badge est authentique" in answer.text, "the badge is one thing, its holder another"
    return answer.text


def test_the_code_on_the_card_matches_however_it_is_typed_and_another_does_not(shown: Shown) -> None:
    code = print_card(shown)
    for typed in (code, holder_codes.in_pairs(code), f" {code.lower()[:3]}-{code.lower()[3:]} "):
        assert MATCHED in ask(shown, typed)
    wrong = "".join("A" if sign != "A" else "B" for sign in code)
    page = ask(shown, wrong)
    assert NOT_MATCHED in page
    assert MATCHED not in page
    assert f'value="{wrong}"' in page, "what was typed is corrected, not typed again"
    assert 'aria-describedby="holder-hint holder-error"' in page


def test_the_code_of_the_badge_itself_proves_nothing_and_is_told_apart(shown: Shown) -> None:
    print_card(shown)
    page = ask(shown, f"{shown.code[:4].lower()} {shown.code[4:]}")
    assert "C’est le code du badge, que tout le monde peut voir." in page
    assert MATCHED not in page


def test_an_empty_box_and_nonsense_are_answered_without_a_comparison(shown: Shown) -> None:
    print_card(shown)
    assert "Tapez le code écrit sur la carte" in ask(shown, "  ")
    for typed in ("x" * 5000, "<script>alert(1)</script>", "🂡🂡🂡🂡🂡🂡"):
        page = ask(shown, typed)
        assert NOT_MATCHED in page
        assert "<script>alert" not in page


def test_the_code_of_a_lost_card_stops_and_a_badge_without_a_card_matches_nothing(shown: Shown) -> None:
    assert NOT_MATCHED in ask(shown, "ABC234")
    first = print_card(shown)
    assert MATCHED in ask(shown, first)
    second = print_card(shown)
    assert NOT_MATCHED in ask(shown, first)
    assert MATCHED in ask(shown, second)


def test_guessing_is_slowed_down_for_whoever_guesses_and_for_nobody_else(shown: Shown) -> None:
    code = print_card(shown)
    with time_machine.travel(clock.now(), tick=False) as moment:
        pages = [ask(shown, "AAAAAA") for _ in range(12)]
        assert WAIT in pages[-1]
        assert WAIT in ask(shown, code), "from here, not even the right one is compared now"
        moment.shift(31)
        assert MATCHED in ask(shown, code, address="198.51.100.9"), "elsewhere it is, one by one"
        moment.shift(16 * 60)
        assert MATCHED in ask(shown, code)


def test_an_employer_is_answered_while_somebody_with_many_addresses_guesses(shown: Shown) -> None:
    code = print_card(shown)
    with time_machine.travel(clock.now(), tick=False):
        assert NOT_MATCHED in ask(shown, "AAAAAA", address="203.0.113.1")
        _guessed_from_elsewhere(shown, 60)
        assert NOT_MATCHED in ask(shown, "AAAAAA", address="203.0.113.1")
        assert WAIT in ask(shown, "AAAAAA", address="203.0.113.1")
        assert NOT_MATCHED in ask(shown, "AAAAAA", address="198.51.100.9"), "mistyped once"
        assert MATCHED in ask(shown, code, address="198.51.100.9")
        assert MATCHED in ask(shown, code, address="198.51.100.10")


def _guessed_from_elsewhere(shown: Shown, tries: int) -> None:
    """As often as that, each from another address."""
    with shown.app.app_context():
        scope.enter(db.session(), Scope.everything("a test"))
        known = db.session.execute(select(FailedSignIn)).scalars().one()
        for one in range(tries):
            db.session.add(FailedSignIn(identifier_hash=known.identifier_hash, address_hash=f"{one:064}", at=known.at))
        db.session.commit()
        scope.leave(db.session())


def test_it_is_counted_apart_from_signing_in(shown: Shown) -> None:
    print_card(shown)
    for _ in range(9):
        ask(shown, "AAAAAA", address="203.0.113.50")
    with shown.app.app_context():
        scope.enter(db.session(), Scope.everything("a test"))
        counted = db.session.execute(select(func.count(FailedSignIn.address_hash.distinct()))).scalar_one()
        scope.leave(db.session())
    assert counted == 1
    secret = {"identifier": shown.cast.identifiers["samira"], "secret": "not this one"}
    answer = shown.app.test_client().post("/sign-in", data=secret, environ_base={"REMOTE_ADDR": "203.0.113.50"})
    assert "Trop d’essais" not in answer.text


def test_a_withdrawn_badge_says_that_first_and_an_unknown_code_is_not_found(shown: Shown, shown_at: AwardShown) -> None:
    code = print_card(shown)
    assert MATCHED in ask(shown, code)
    shown.withdraw()
    answer = shown.browser.post(f"{shown.page}/holder", data={"holder_code": code})
    assert "Ce badge n’est plus valable" in answer.text
    assert MATCHED not in answer.text
    assert shown.browser.post("/b/ZZZZ9999/holder", data={"holder_code": code}).status_code == 404
    offered = shown_at(AwardState.OFFERED, name="awa")
    assert offered.browser.post(f"{offered.page}/holder", data={"holder_code": code}).status_code == 404
