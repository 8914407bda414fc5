"""The demonstration shows a badge that somebody said no to, one proposed by hand for a reason, and who is near."""

import pytest

from peerlearn.awards import queries
from peerlearn.awards.models import Award
from peerlearn.awards.nearly import page_of_nearly
from peerlearn.awards.queries import Shelf
from peerlearn.awards.rules import AwardState, Kind
from peerlearn.core import clock
from peerlearn.demo.badges import SAID_NO, TO_ACCEPT, TO_PROPOSE

pytestmark = pytest.mark.usefixtures("demonstration", "on_stage")


def test_somebody_said_no() -> None:
    (declined,) = _on(Shelf.DECLINED)
    assert declined.state is AwardState.DECLINED
    assert (declined.person.full_name, declined.person.organisation.name) == (SAID_NO, "Les Tilleuls")
    assert declined.offered_at is not None, "it was theirs to take"
    assert declined.accepted_at is None


def test_one_waits_with_a_reason_in_place_of_what_it_lacks() -> None:
    waiting = _on(Shelf.TO_APPROVE)
    lacking = queries.lacking_among(waiting, now=clock.now())
    (by_hand,) = [one for one in waiting if one.id in lacking]
    assert by_hand.person.full_name == "Malika Toumi"
    assert "chez un autre employeur" in by_hand.reason
    assert all(not one.reason for one in waiting if one is not by_hand)


def test_what_is_left_for_the_visitor_is_still_there() -> None:
    assert TO_PROPOSE in {one.person.first_name for one in queries.candidates(now=clock.now())}
    assert TO_ACCEPT in {one.person.first_name for one in _on(Shelf.TO_HAND_OVER)}


def test_somebody_is_one_workshop_away() -> None:
    near = {one.person.full_name: one.missing for one in page_of_nearly(now=clock.now()).rows}
    assert (near["Ibrahim Diallo"].kind, near["Ibrahim Diallo"].lacking) == (Kind.WORKSHOPS_ATTENDED, 1)


def _on(shelf: Shelf) -> list[Award]:
    return list(queries.shelf(shelf).rows)
