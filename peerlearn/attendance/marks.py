"""What a phone sends: marks as they were tapped, read from JSON. Pure: no database, no web, no clock.

The form of a batch and of each mark is written down in the API's description (`/api/docs`). A mark that cannot be read
is refused alone, with a reason; the others of its batch are not held up by it.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from peerlearn.attendance.rules import HalfDay, PresenceState
from peerlearn.core.nir import contains_nir
from peerlearn.core.texts import is_showable
from peerlearn.tracks.rules import Level

MOST_MARKS = 500
# A phone whose clock is further off than a day and a zone: what it says is kept, and flagged.
SKEW_FLAGGED_OVER = timedelta(hours=26)
_LONGEST_NAME, _LONGEST_NOTE = 60, 1000
_MOST_POINTS, _MOST_STROKES, _CANVAS = 2000, 60, 4096
_LONGEST_MINUTES = 720
# As text, in base 64: what a phone makes of a picture of a card is a third of it.
_LONGEST_CARD_PHOTO = 400_000
# Of a sheet, all of it is to be read: 500 kB, and a third more as text.
_LONGEST_SHEET_PHOTO = 700_000


class Kind(StrEnum):
    """What a mark is about."""

    WALK_IN = "walk_in"
    PRESENCE = "presence"
    OBSERVATION = "observation"
    SIGNATURE = "signature"
    NOTE = "note"
    CLOSING = "closing"
    SHEET = "sheet"


class Mood(StrEnum):
    """How it went: three faces."""

    GOOD = "good"
    MIXED = "mixed"
    HARD = "hard"


class MarkRefusedError(ValueError):
    """A mark that cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class PresenceSaid:
    """Whether someone was there; without a state, what was marked is taken back."""

    enrolment: UUID
    state: PresenceState | None
    minutes: int | None


@dataclass(frozen=True)
class ObservationSaid:
    """How far a skill was seen; without a level, what was marked is taken back."""

    enrolment: UUID
    skill: str
    level: Level | None


@dataclass(frozen=True)
class SignatureSaid:
    """A finger on glass (strokes of x, y in a square of 4096), or the access card that was held to the camera: its
    code, or a photograph of it that is still to be read."""

    enrolment: UUID
    half_day: HalfDay
    strokes: tuple[tuple[int, ...], ...]
    card_code: str | None
    card_photo: bytes = b""


@dataclass(frozen=True)
class WalkInSaid:
    """Somebody who came without a seat; the phone gave the enrolment its identifier, so that marks can name it."""

    enrolment: UUID
    first_name: str


@dataclass(frozen=True)
class NoteSaid:
    """A sentence about the workshop."""

    text: str


@dataclass(frozen=True)
class ClosingSaid:
    """How it went, after the last one left."""

    mood: Mood
    sentence: str
    need: str
    is_equipment_back: bool | None
    may_lead: tuple[UUID, ...]


@dataclass(frozen=True)
class SheetSaid:
    """A photograph of the sheet that people signed on paper for a half-day."""

    half_day: HalfDay
    photo: bytes


Said = PresenceSaid | ObservationSaid | SignatureSaid | WalkInSaid | NoteSaid | ClosingSaid | SheetSaid


@dataclass(frozen=True)
class Mark:
    """One mark of a phone. `recorded_at` is the phone's clock; `digest` tells the same id with other content.

    `content` is what was read, as it was sent, and nothing else that stood beside it: nobody looked at that.
    """

    id: UUID
    kind: Kind
    workshop: str
    recorded_at: datetime
    said: Said
    content: Mapping[str, Any]
    digest: str

    @property
    def enrolment(self) -> UUID | None:
        """Whom it is about, when it is about one person."""
        return None if isinstance(self.said, NoteSaid | ClosingSaid | SheetSaid) else self.said.enrolment

    @property
    def shows_picture(self) -> bool:
        """Whether a photograph has to be looked at."""
        return isinstance(self.said, SheetSaid) or (isinstance(self.said, SignatureSaid) and bool(self.said.card_photo))


def read_mark(content: object) -> Mark:
    """Read one mark.

    Raises:
        MarkRefusedError: `malformed`, `unknown_kind`.
    """
    if not isinstance(content, dict):
        raise MarkRefusedError("malformed")
    try:
        kind = Kind(content.get("kind", ""))
    except ValueError as error:
        raise MarkRefusedError("unknown_kind") from error
    return Mark(
        id=id_of(content),
        kind=kind,
        workshop=_text(content.get("workshop"), 12),
        recorded_at=read_instant(content.get("recorded_at")),
        said=_READERS[kind](content),
        content={name: content[name] for name in (*_OF_EACH, *_MEMBERS[kind]) if name in content},
        digest=digest_of(content),
    )


def id_of(content: Mapping[str, Any]) -> UUID:
    """The mark's own identity, a random UUID (version 4).

    Raises:
        MarkRefusedError: `malformed`.
    """
    found = _uuid(content.get("id"))
    if found.version != 4:
        raise MarkRefusedError("malformed")
    return found


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over the mark, whatever the order of its members; hexadecimal.

    Raises:
        MarkRefusedError: `malformed`: so deep that it can be read and not be written.
    """
    try:
        written = json.dumps(content, sort_keys=True, ensure_ascii=True)
    except RecursionError as error:
        raise MarkRefusedError("malformed") from error
    return hashlib.sha256(written.encode()).hexdigest()


def read_instant(text: object) -> datetime:
    """An instant of RFC 3339, with its zone; in UTC.

    Raises:
        MarkRefusedError: `malformed`.
    """
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) and len(text) <= 40 else None
        if found is None or found.tzinfo is None:
            raise MarkRefusedError("malformed")
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MarkRefusedError("malformed") from error


def corrected(recorded_at: datetime, *, sent_at: datetime, received_at: datetime) -> datetime:
    """When it really was: the phone's clock may be wrong, the time that passed on it is not.

    A mark was never made after it was received, whatever the phone says.
    """
    try:
        moment = recorded_at + (received_at - sent_at)
    except OverflowError:
        return received_at
    return min(moment, received_at)


def is_skewed(*, sent_at: datetime, received_at: datetime) -> bool:
    """Whether the phone's clock is too far off to be believed without a look."""
    return abs(received_at - sent_at) > SKEW_FLAGGED_OVER


def _presence(content: Mapping[str, Any]) -> PresenceSaid:
    state = content.get("state")
    try:
        known = None if state is None else PresenceState(state)
    except ValueError as error:
        raise MarkRefusedError("malformed") from error
    return PresenceSaid(_uuid(content.get("enrolment")), known, _minutes(content.get("minutes")))


def _observation(content: Mapping[str, Any]) -> ObservationSaid:
    level = content.get("level")
    if level is not None and (type(level) is not int or not 0 <= level <= Level.CAN_EXPLAIN):
        raise MarkRefusedError("malformed")
    known = None if level is None else Level(level)
    return ObservationSaid(_uuid(content.get("enrolment")), _text(content.get("skill"), 20), known)


def _signature(content: Mapping[str, Any]) -> SignatureSaid:
    strokes, code, photo = (content.get(name) for name in ("strokes", "card_code", "card_photo"))
    half_day = _half_day(content)
    if [strokes, code, photo].count(None) != 2:
        raise MarkRefusedError("malformed")
    return SignatureSaid(
        enrolment=_uuid(content.get("enrolment")),
        half_day=half_day,
        strokes=() if strokes is None else _strokes(strokes),
        card_code=None if code is None else _text(code, 12).upper(),
        card_photo=b"" if photo is None else _picture(photo, _LONGEST_CARD_PHOTO),
    )


def _sheet(content: Mapping[str, Any]) -> SheetSaid:
    return SheetSaid(_half_day(content), _picture(content.get("photo"), _LONGEST_SHEET_PHOTO))


def _half_day(content: Mapping[str, Any]) -> HalfDay:
    try:
        return HalfDay(content.get("half_day", ""))
    except ValueError as error:
        raise MarkRefusedError("malformed") from error


def _walk_in(content: Mapping[str, Any]) -> WalkInSaid:
    return WalkInSaid(_uuid(content.get("enrolment")), _text(content.get("first_name"), _LONGEST_NAME))


def _note(content: Mapping[str, Any]) -> NoteSaid:
    return NoteSaid(_text(content.get("text"), _LONGEST_NOTE))


def _closing(content: Mapping[str, Any]) -> ClosingSaid:
    back, leads = content.get("is_equipment_back"), content.get("may_lead", [])
    if (back is not None and not isinstance(back, bool)) or not isinstance(leads, list) or len(leads) > _MOST_STROKES:
        raise MarkRefusedError("malformed")
    try:
        mood = Mood(content.get("mood", ""))
    except ValueError as error:
        raise MarkRefusedError("malformed") from error
    sentence, need = (_text(content.get(name) or "", _LONGEST_NOTE, least=0) for name in ("sentence", "need"))
    return ClosingSaid(mood, sentence, need, back, tuple(_uuid(one) for one in leads))


_OF_EACH = ("id", "kind", "workshop", "recorded_at")
_MEMBERS: dict[Kind, tuple[str, ...]] = {
    Kind.PRESENCE: ("enrolment", "state", "minutes"),
    Kind.OBSERVATION: ("enrolment", "skill", "level"),
    Kind.SIGNATURE: ("enrolment", "half_day", "strokes", "card_code", "card_photo"),
    Kind.WALK_IN: ("enrolment", "first_name"),
    Kind.NOTE: ("text",),
    Kind.CLOSING: ("mood", "sentence", "need", "is_equipment_back", "may_lead"),
    Kind.SHEET: ("half_day", "photo"),
}
_READERS: dict[Kind, Callable[[Mapping[str, Any]], Said]] = {
    Kind.PRESENCE: _presence,
    Kind.OBSERVATION: _observation,
    Kind.SIGNATURE: _signature,
    Kind.WALK_IN: _walk_in,
    Kind.NOTE: _note,
    Kind.CLOSING: _closing,
    Kind.SHEET: _sheet,
}


def _uuid(text: object) -> UUID:
    try:
        found = UUID(text) if isinstance(text, str) and len(text) == 36 else None
    except ValueError:
        found = None
    if found is None:
        raise MarkRefusedError("malformed")
    return found


def _text(value: object, longest: int, *, least: int = 1) -> str:
    text = value.strip() if isinstance(value, str) else None
    if text is None or not least <= len(text) <= longest or not is_showable(text):
        raise MarkRefusedError("malformed")
    if contains_nir(text):
        raise MarkRefusedError("nir")
    return text


def _picture(value: object, longest: int) -> bytes:
    """The bytes of a picture, whatever they show: they are looked at where they are used."""
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        raise MarkRefusedError("malformed")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MarkRefusedError("malformed") from error


def _minutes(value: object) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= _LONGEST_MINUTES:
        raise MarkRefusedError("malformed")
    return value


def _strokes(value: object) -> tuple[tuple[int, ...], ...]:
    """Each stroke is x, y, x, y …; together enough to be a sign, and no picture."""
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST_STROKES:
        raise MarkRefusedError("malformed")
    drawn = tuple(tuple(stroke) if isinstance(stroke, list) else () for stroke in value)
    points = [number for stroke in drawn for number in stroke]
    is_drawn = all(type(number) is int and 0 <= number <= _CANVAS for number in points)
    if not is_drawn or any(len(stroke) < 2 or len(stroke) % 2 for stroke in drawn) or len(points) > 2 * _MOST_POINTS:
        raise MarkRefusedError("malformed")
    return drawn
