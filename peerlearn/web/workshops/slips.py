"""What a paper slip says: when and where as pictures, and whom to call. Nobody needs a phone to come."""

from peerlearn.web.kit.slip import Slip, slip
from peerlearn.web.workshops.room import Line, Room

_TO_FILL_IN = "…" * 12


def slips_of(room: Room, *, only: Line | None = None) -> list[Slip]:
    """One for each person with a seat whom this organisation may know, in the order of the list; for one alone."""
    return [
        slip(room.workshop, line.called, without_phone=_TO_FILL_IN)
        for line in room.seated
        if only is None or line is only
    ]
