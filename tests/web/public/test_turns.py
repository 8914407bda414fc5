"""Pictures are looked at few at a time: whoever sends many holds up nobody else, and a busy moment is said."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event

import pytest

from peerlearn.web.public import turns
from peerlearn.web.public.turns import BusyError, Turns
from tests.web.public.conftest import Shown
from tests.web.public.handing_in import hand_in, heading
from tests.web.public.test_verify_pictures import certificate, photo_of


@pytest.fixture
def people() -> Iterator[ThreadPoolExecutor]:
    """Who come at the same time."""
    with ThreadPoolExecutor(8) as people:
        yield people


def test_one_address_that_sends_many_leaves_a_turn_to_another(people: ThreadPoolExecutor) -> None:
    ours, over, looking = Turns(), Event(), [Event() for _ in range(turns.AT_ONCE - 1)]

    def look(begun: Event) -> str:
        with ours.turn("203.0.113.1"):
            begun.set()
            over.wait(30)
            return "looked"

    first = [people.submit(look, begun) for begun in looking]
    assert all(begun.wait(15) for begun in looking)
    then = people.submit(look, Event())
    with ours.turn("203.0.113.2"):
        assert not then.done()
    over.set()
    assert [one.result(15) for one in (*first, then)] == ["looked"] * turns.AT_ONCE


def test_whose_turn_does_not_come_in_time_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.0)
    ours = Turns()
    with ExitStack() as others:
        for number in range(turns.AT_ONCE):
            others.enter_context(ours.turn(f"203.0.113.{number}"))
        with pytest.raises(BusyError):
            others.enter_context(ours.turn("203.0.113.9"))
    with ours.turn("203.0.113.9"):
        pass


def test_while_others_have_pictures_looked_at_a_screenshot_could_not_be_checked(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.0)
    screenshot = photo_of(certificate(shown), "PNG")
    with ExitStack() as others:
        for number in range(turns.AT_ONCE):
            others.enter_context(shown.app.extensions["peerlearn-turns"].turn(f"203.0.113.{number}"))
        page = hand_in(shown.browser, screenshot, "capture.png")
        assert heading(page) == "Nous n’avons pas pu vérifier"
        assert "Celle-ci n’a pas été regardée" in page
        assert "tapez le code" in page
        # A badge that is read and not looked at waits for nobody.
        assert heading(hand_in(shown.browser, shown.picture, "badge.png")) == "Ce badge est authentique"
    assert heading(hand_in(shown.browser, screenshot, "capture.png")) == "Ce badge est authentique"
