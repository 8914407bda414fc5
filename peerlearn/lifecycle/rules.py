"""Which of two records' facts stands when both say something: decided on plain values."""

from calendar import monthrange
from datetime import date, timedelta

from peerlearn.attendance.rules import PresenceState
from peerlearn.awards.rules import AwardState
from peerlearn.workshops.rules import Place

# Two records that turn out to be two people after all are parted again within this time.
UNDO_WITHIN = timedelta(days=30)
# For so long their organisation is told before somebody is anonymised.
NOTICE = timedelta(days=30)
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


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier, below zero); the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def anonymised_on(last_contact_on: date, announced: date | None, *, months: int, today: date) -> date:
    """The day on which somebody is anonymised: when the time is over, and never before the time of notice is."""
    return announced or max(months_after(last_contact_on, months), today + NOTICE)
