"""The three tracks, and what an observed level means."""

from enum import IntEnum, StrEnum


class TrackCode(StrEnum):
    """A stage of the rocket."""

    STAFF = "staff"
    FACILITATOR = "facilitator"
    LEARNER = "learner"


class Level(IntEnum):
    """How far a skill was seen: an empty ring fills, then speaks."""

    NOT_SEEN = 0
    WITH_HELP = 1
    ALONE = 2
    CAN_EXPLAIN = 3
