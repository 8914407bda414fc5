"""Which of two records' facts stands when both say something: decided on plain values."""

from datetime import timedelta

from peerlearn.attendance.rules import PresenceState
from peerlearn.awards.rules import AwardState
from peerlearn.workshops.rules import Place

# Two records that turn out to be two people after all are parted again within this time.
UNDO_WITHIN = timedelta(days=30)
_PLACES = (Place.WITHDRAWN, Place.WAITING, Place.SEATED)
_UNSIGNED = (AwardState.PROPOSED, AwardState.OFFERED, AwardState.ACCEPTED)


def is_better_place(one: Place, other: Place) -> bool:
    """A seat is better than the waiting list, and that is better than nothing."""
    return _PLACES.index(one) > _PLACES.index(other)


def is_fuller(state: PresenceState, minutes: int, *, than: tuple[PresenceState, int]) -> bool:
    """Being there says more than being away, and longer says more than shorter."""
    return (state.was_there, minutes) > (than[0].was_there, than[1])


def gives_way(mine: AwardState, other: AwardState) -> bool | None:
    """Whether the first of two living awards of one badge gives way to the second: the one that is less far, and never
    one that was given. None where neither can: both were given, and two are out.
    """
    if mine in _UNSIGNED and other in _UNSIGNED:
        return _UNSIGNED.index(mine) < _UNSIGNED.index(other)
    if mine not in _UNSIGNED and other not in _UNSIGNED:
        return None
    return mine in _UNSIGNED
