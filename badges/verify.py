"""Is this badge what it says? Step by step, and why not.

Our own badges are checked with stored keys and the register; nothing is fetched for them. A valid signature
alone is not enough: what the register does not know is not valid, so a stolen key makes no badge.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from . import baking, strict_json
from .baking_svg import unbake_svg
from .checks import Question, reason_of
from .errors import Malformed, TooLarge, Unreachable
from .foreign_addresses import origin
from .foreign_checks import Remembered, fetch_anywhere, is_ours
from .foreign_hosted import verify_foreign_hosted
from .foreign_recipient import with_recipient
from .reading import types_of
from .recognise import Kind, Recognised, recognise
from .report import Check, Outcome, Reason, Report, Verdict
from .trust import Resolve, Trust
from .verify_document import verify_document
from .verify_hosted import verify_hosted
from .verify_jwt import verify_jwt

_ORDER = (baking.OB3_KEYWORD, baking.OB2_KEYWORD)


def verify(
    document: bytes | str, *, resolve: Resolve | None, trust: Trust, now: datetime, recipient: str | None = None
) -> Report:
    """Check a badge given as PNG, SVG, compact JWS, JSON, or as the address where another issuer hosts it.

    Our own badges and those of other issuers, OB 3.0 (OpenBadgeCredential verification) and OB 2.0 (hosted and
    signed), bare or baked. Our own links and codes are for the caller to look up first.

    Args:
        document: at most 5 MB, a text inside at most 200 kB.
        resolve: fetches documents of other issuers; never called for our own badges. Make a fresh one each time.
        trust: stored keys, own issuers, register.
        now: the caller's clock, with its zone.
        recipient: e-mail address or other identifier of the person who shows it, to be compared with what it says.

    Returns:
        A report for any input whatever; hostile input never raises.

    Raises:
        ValueError: `now` has no zone.
    """
    if now.utcoffset() is None:
        raise ValueError("now needs its time zone")
    question = Question(resolve=Remembered(resolve) if resolve else None, trust=trust, now=now)
    return with_recipient(_verify(document, question), recipient)


def _verify(document: bytes | str, question: Question) -> Report:
    if len(document) > baking.MAX_IMAGE:
        return _refused(Reason.TOO_LARGE, "over 5 MB")
    found = recognise(document)
    if found.kind in (Kind.PNG, Kind.SVG):
        return _baked(found, question)
    if found.kind is Kind.UNKNOWN or (found.kind is Kind.TEXT and origin(found.text) is None):
        return _refused(Reason.MALFORMED, "neither PNG, SVG, JSON nor compact JWS")
    return _text(found, question)


def _text(found: Recognised, question: Question) -> Report:
    if found.kind is Kind.COMPACT_JWS:
        return verify_jwt(found.text, question)
    if found.kind is Kind.JSON:
        return _json(found.raw, question)
    if not found.text.startswith(("https://", "http://")):
        # What would be refused when pasted is refused in a picture too, such as a token without its signature.
        return _refused(Reason.MALFORMED, "neither compact JWS nor JSON nor an address")
    # Old pictures hold only the address of the assertion.
    if origin(found.text) is None or is_ours(found.text, question):
        return _not_checked(Reason.NOT_SUPPORTED, "a text that is no badge by itself")
    return _behind(found.text, question)


def _behind(address: str, question: Question) -> Report:
    """Check what another issuer serves: an assertion by its address, anything else by its signature."""
    try:
        served = recognise(fetch_anywhere(address, question))
    except Unreachable:
        return verify_foreign_hosted(address, question)
    if served.kind is Kind.COMPACT_JWS or (served.kind is Kind.JSON and '"VerifiableCredential"' in served.text):
        return _text(served, question)
    return verify_foreign_hosted(address, question)


def _baked(found: Recognised, question: Question) -> Report:
    try:
        texts = baking.unbake(found.raw) if found.kind is Kind.PNG else unbake_svg(found.raw)
    except TooLarge as error:
        return _refused(Reason.TOO_LARGE, str(error))
    except Malformed as error:
        return _refused(Reason.MALFORMED, str(error))
    reports = [_text(recognise(texts[word]), question) for word in _ORDER if word in texts]
    if not reports:
        # Social networks strip what is baked in: that is no proof of a forgery.
        return _not_checked(Reason.NOTHING_INSIDE, "the picture carries no badge")
    first, *others = reports
    extra = tuple(_second_badge(first, other) for other in others)
    return replace(first, checks=first.checks + extra)


def _second_badge(first: Report, other: Report) -> Check:
    """Judge the other badge in the same picture: it must hold by itself and be of the same award."""
    name = "second_badge"
    if other.verdict is Verdict.NOT_VALID:
        return Check(name, Outcome.FAILED, other.reasons[0], "the other badge in the picture is not valid")
    if other.verdict is Verdict.COULD_NOT_BE_CHECKED or first.contents is None or other.contents is None:
        reason = other.reasons[0] if other.reasons else Reason.NOT_REACHED
        return Check(name, Outcome.NOT_POSSIBLE, reason, "the other badge could not be checked")
    if first.issuer_host is not None and first.issuer_host == other.issuer_host:
        # Two forms of other issuers name the same person in ways that cannot be compared.
        return Check(name, Outcome.PASSED)
    if _recipient(first) is None or _recipient(first) != _recipient(other):
        return Check(name, Outcome.FAILED, Reason.MIXED_BADGES, "two awards in one picture")
    return Check(name, Outcome.PASSED)


def _recipient(report: Report) -> object:
    contents = report.contents or {}
    subject, recipient = contents.get("credentialSubject"), contents.get("recipient")
    if isinstance(subject, dict):
        return subject.get("id")
    return recipient.get("identity") if isinstance(recipient, dict) else None


def _json(raw: bytes, question: Question) -> Report:
    try:
        document = strict_json.read_object(raw)
    except Malformed as error:
        return _refused(reason_of(error), str(error))
    types = types_of(document)
    if "VerifiableCredential" in types:
        if "proof" in document:
            return verify_document(raw, document, question)
        return _refused(Reason.NOT_SIGNED, "a credential without a proof")
    if "Assertion" not in types:
        return _refused(Reason.MALFORMED, "JSON, but no badge")
    return verify_hosted(raw, document, question)


def _refused(reason: Reason, detail: str) -> Report:
    return Report(checks=(Check("form", Outcome.FAILED, reason, detail),))


def _not_checked(reason: Reason, detail: str) -> Report:
    return Report(checks=(Check("form", Outcome.NOT_POSSIBLE, reason, detail),))
