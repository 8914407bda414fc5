"""What a note says, when it is locked, and the fingerprint by which a change would be seen."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

# Together they fit on one sheet.
LONGEST_WITH, LONGEST_DONE, LONGEST_AGREED, LONGEST_NEXT, LONGEST_REASON = 120, 1000, 700, 300, 300
LONGEST_ANSWER, MOST_ANSWERS, MOST_LINES = 500, 5, 12
OLDEST_YEARS = 5
_FORMAT = "peerlearn/meeting-note/1"


class Answer(StrEnum):
    """What the person says of a note, or what was done with it on paper."""

    READ = "read"
    HANDED_OVER = "handed_over"
    ADDS = "adds"
    DISAGREES = "disagrees"


@dataclass(frozen=True)
class NoteFacts:
    """What whoever met the person writes down. Plain values, so that it can be kept, shown and fingerprinted alike."""

    met_on: date
    with_whom: str
    done: str
    agreed: str = ""
    next_step: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What was typed, in the order in which it is read."""
        return (self.with_whom, self.done, self.agreed, self.next_step)


@dataclass(frozen=True)
class Frame:
    """What a note is beside its words: its number, its workshop, what it replaces and why, who writes."""

    note: str
    version: int
    replaces: str
    reason: str
    workshop: str
    writer: str


def fingerprint(facts: NoteFacts, frame: Frame, *, signed_at: datetime | None) -> str:
    """The SHA-256 of all that the note says, in one canonical form; without a moment, of what is about to be signed."""
    moment = signed_at.astimezone(UTC).isoformat(timespec="microseconds") if signed_at else ""
    said = {**asdict(facts), **asdict(frame), "met_on": facts.met_on.isoformat(), "signed_at": moment}
    form = json.dumps({"format": _FORMAT, **said}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()


def has_too_many_lines(text: str) -> bool:
    """Whether a text would run off the sheet, however few letters it has."""
    return len(text.splitlines()) > MOST_LINES


def is_too_old(met_on: date, *, today: date) -> bool:
    """Whether the year was mistyped."""
    return today.year - met_on.year > OLDEST_YEARS
