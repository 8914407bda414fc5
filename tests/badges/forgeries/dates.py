"""Dates: before, after, and written so that two readers understand two things."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from badges import Reason
from tests.badges.specimen import ISSUED, NOW

from .case import Case, Family, Handed, Honest
from .ours import PAYLOAD, as_json, handed, secured, token, with_claims

MALFORMED = Reason.MALFORMED


def _at(now: datetime, *, ends: datetime | None = None) -> Handed:
    """Our badge, looked at when this clock says."""
    claims = {} if ends is None else {"validUntil": ends.isoformat(), "exp": int(ends.timestamp())}
    return handed(token(payload={**PAYLOAD, **claims}), now=now)


def _begins(text: object) -> Handed:
    """The instant as it is written, and nbf as most readers would take it."""
    return with_claims(validFrom=text, nbf=PAYLOAD["nbf"])


def _ends(text: object) -> Handed:
    return with_claims(validUntil=text, exp=1_772_323_200)


def _far(name: str, text: str, seconds: int) -> Handed:
    return with_claims(**{name: text, "nbf" if name == "validFrom" else "exp": seconds})


HONEST = (
    Honest("looked at today", partial(_at, NOW)),
    Honest("looked at a minute before it begins", partial(_at, ISSUED - timedelta(seconds=60))),
    Honest("looked at in its last second", partial(_at, NOW, ends=NOW)),
    Honest("the same instant in another zone", partial(_begins, "2025-03-01T11:30:00+02:00")),
    Honest("an end in another zone", partial(_ends, "2026-02-28T19:00:00-05:00")),
    Honest("an end in the last second there is", partial(_far, "validUntil", "9999-12-31T23:59:59Z", 253_402_300_799)),
)

_JUDGED = (
    Case("a minute and a second before it begins", partial(_at, ISSUED - timedelta(seconds=61)), Reason.NOT_YET_VALID,
         "dates"),
    Case("a second behind its end", partial(_at, NOW, ends=NOW - timedelta(seconds=1)), Reason.EXPIRED, "dates"),
    Case("ended before it began", partial(_at, NOW, ends=ISSUED - timedelta(days=1)), Reason.EXPIRED, "dates"),
    Case("an end that is past only in its own zone", partial(_far, "validUntil", "2025-06-01T13:59:59+02:00",
         1_748_779_199), Reason.EXPIRED, "dates"),
    Case("begins in the last hour there is, beyond it in UTC", partial(_far, "validFrom", "9999-12-31T23:59:59-23:59",
         253_402_387_139), Reason.NOT_YET_VALID, "dates"),
    Case("ended in the first hour there was, before it in UTC", partial(_far, "validUntil", "0001-01-01T00:00:00+23:59",
         -62_135_683_140), Reason.EXPIRED, "dates"),
    Case("a fraction of a second that nbf cannot repeat", partial(_begins, "2025-03-01T09:30:00.5Z"),
         Reason.CLAIMS_MISMATCH, "contents"),
    Case("the same clock in another zone", partial(_begins, "2025-03-01T09:30:00+02:00"), Reason.CLAIMS_MISMATCH,
         "contents"),
)  # fmt: skip

_WRITTEN = tuple(
    Case(f"validFrom {name}", partial(_begins, text), MALFORMED, "contents")
    for name, text in (
        ("without a zone", "2025-03-01T09:30:00"),
        ("without a time", "2025-03-01"),
        ("with a blank for the T", "2025-03-01 09:30:00Z"),
        ("in lower case", "2025-03-01t09:30:00z"),
        ("without separators", "20250301T093000Z"),
        ("by week", "2025-W09-6T09:30:00Z"),
        ("by day of the year", "2025-060T09:30:00Z"),
        ("without seconds", "2025-03-01T09:30Z"),
        ("with a comma for the fraction", "2025-03-01T09:30:00,0Z"),
        ("with nine digits of a second", "2025-03-01T09:30:00.000000000Z"),
        ("with a zone of a whole day", "2025-03-01T09:30:00+24:00"),
        ("with a zone without colon", "2025-03-01T09:30:00+0000"),
        ("with a zone by name", "2025-03-01T09:30:00 UTC"),
        ("on a day that does not exist", "2025-02-30T09:30:00Z"),
        ("in a leap second", "2025-03-01T09:29:60Z"),
        ("at 24 o'clock", "2025-02-28T24:00:00Z"),
        ("in the year 0", "0000-03-01T09:30:00Z"),
        ("in the year 10000", "10000-03-01T09:30:00Z"),
        ("in a signed year", "+002025-03-01T09:30:00Z"),
        ("in the digits of another script", "٢٠٢٥-03-01T09:30:00Z"),
        ("with a line break behind it", "2025-03-01T09:30:00Z\n"),
        ("as a number", PAYLOAD["nbf"]),
        ("as a list of one", ["2025-03-01T09:30:00Z"]),
        ("as a value object", {"@value": "2025-03-01T09:30:00Z"}),
        ("null", None),
    )
)

_ENDS = (
    Case("validUntil null, which some read as for ever", partial(_ends, None), MALFORMED, "contents"),
    Case("validUntil empty", partial(_ends, ""), MALFORMED, "contents"),
    Case("validUntil infinity", partial(_ends, "infinity"), MALFORMED, "contents"),
    Case("validUntil false", partial(_ends, False), MALFORMED, "contents"),
)

_SECURED = (
    Case("a proof over a badge that has ended", lambda: as_json(secured({"validUntil": "2025-04-01T00:00:00Z"})),
         Reason.EXPIRED, "dates"),
    Case("a proof over a badge that has not begun", lambda: as_json(secured({"validFrom": "2025-07-01T00:00:00Z"})),
         Reason.NOT_YET_VALID, "dates"),
    Case("a proof over a date without a zone", lambda: as_json(secured({"validFrom": "2025-03-01T09:30:00"})),
         MALFORMED, "contents"),
    Case("a proof over two ends", lambda: as_json(
        secured({"validUntil": ["2025-04-01T00:00:00Z", "2099-04-01T00:00:00Z"]})), MALFORMED, "contents"),
    Case("a proof made by a clock that is a minute and a second fast",
         lambda: as_json(secured(created="2025-06-01T12:01:01Z")), Reason.NOT_YET_VALID, "dates"),
    Case("a proof made tomorrow", lambda: as_json(secured(created="2025-06-02T12:00:00Z")), Reason.NOT_YET_VALID,
         "dates"),
    Case("a proof that says of itself that it has ended", lambda: as_json(secured(expires="2025-05-31T00:00:00Z")),
         Reason.EXPIRED, "dates"),
    Case("a proof made at no instant", lambda: as_json(secured(created="yesterday")), MALFORMED, "contents"),
    Case("a proof that ends at no instant", lambda: as_json(secured(expires="never")), MALFORMED, "contents"),
)  # fmt: skip

_HONEST_SECURED = (
    Honest("a badge with a proof", lambda: as_json(secured())),
    Honest("a proof made by a clock that is a minute fast", lambda: as_json(secured(created="2025-06-01T12:01:00Z"))),
    Honest("a proof that ends this very second", lambda: as_json(secured(expires="2025-06-01T12:00:00Z"))),
    Honest("a proof that does not say when it was made", lambda: as_json(secured(created=None))),
)

FAMILY = Family("dates", (*HONEST, *_HONEST_SECURED), (*_JUDGED, *_WRITTEN, *_ENDS, *_SECURED))
