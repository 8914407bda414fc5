"""What all checks of other issuers' badges share: fetching with care, and turning errors into reasons.

Three answers are kept apart: the badge is wrong (`Refused`), nobody can tell (`Unknown`), the step went well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NoReturn

from . import dids, strict_json
from .checks import Question, reason_of, stop, stop_unknown
from .errors import BadgeError, InvalidKey, Malformed, SignatureInvalid, Unreachable
from .foreign_addresses import origin
from .report import Findings, Reason
from .resolve import MAX_DOCUMENT, Served
from .trust import Resolve

# Two machines never quite agree on the time.
CLOCK_SKEW = timedelta(seconds=60)
_UUID_URN = "urn:uuid:"

# By the code of an error: the reason, and whether it makes the badge not valid.
_REASONS = {
    "algorithm_mismatch": (Reason.ALGORITHM_NOT_ALLOWED, True),
    "context_unknown": (Reason.CONTEXT_UNKNOWN, False),
    "header_not_allowed": (Reason.HEADER_NOT_ALLOWED, True),
    "key_compromised": (Reason.KEY_COMPROMISED, True),
    "key_expired": (Reason.EXPIRED, True),
    "key_not_supported": (Reason.NOT_SUPPORTED, False),
    "proof_not_supported": (Reason.NOT_SUPPORTED, False),
    SignatureInvalid.code: (Reason.ALTERED, True),
}


class Refused(BadgeError):  # noqa: N818 - like the tree in `errors`, it says what happened
    """The badge is not valid, for this reason."""

    code = "refused"

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Unknown(BadgeError):  # noqa: N818
    """Nobody can tell, for this reason."""

    code = "unknown"

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Remembered:
    """A `Resolve` that asks for each address once in a verification, and remembers failures as well."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._answers: dict[str, bytes | Unreachable] = {}

    def __call__(self, url: str, /) -> bytes:
        """Return the bytes behind `url`.

        Raises:
            Gone: it answers 410.
            Unreachable: nothing to be had, whatever the reason.
        """
        if url not in self._answers:
            self._answers[url] = self._ask(url)
        answer = self._answers[url]
        if isinstance(answer, Unreachable):
            raise answer
        return answer

    def _ask(self, url: str) -> bytes | Unreachable:
        try:
            return self._resolve(url)
        except Unreachable as error:
            return error
        except (BadgeError, OSError, LookupError, ValueError):
            return Unreachable("the address could not be fetched")


@contextmanager
def step(name: str, findings: Findings, question: Question) -> Iterator[None]:
    """One named check: passed at its end, or stopped with the reason that the error stands for."""
    try:
        yield
    except BadgeError as error:
        stop_for(error, name, findings, question)
    findings.passed(name)


def stop_for(error: BadgeError, name: str, findings: Findings, question: Question) -> NoReturn:
    """Note why this check cannot go on, and stop."""
    reason, is_known = judge(error, question)
    if is_known:
        stop(findings, name, reason, str(error))
    stop_unknown(findings, name, reason, str(error))


def judge(error: BadgeError, question: Question) -> tuple[Reason, bool]:
    """Return the reason an error stands for, and whether it makes the badge not valid (or only unknown)."""
    if isinstance(error, Refused | Unknown):
        return error.reason, isinstance(error, Refused)
    if isinstance(error, Unreachable):
        return Reason.ISSUER_UNKNOWN if question.resolve is None else Reason.UNREACHABLE, False
    named = _REASONS.get(error.code)
    if named is not None:
        return named
    if isinstance(error, Malformed):
        return reason_of(error), True
    return (Reason.ISSUER_NOT_PROVEN, True) if isinstance(error, InvalidKey) else (Reason.NOT_SUPPORTED, False)


def fetch(address: str, question: Question) -> bytes:
    """Return what `address` serves, from its own host.

    Raises:
        Gone: it answers 410.
        Unreachable: not a plain address, one of our own, redirected to another host, or nothing to be had.
    """
    body = fetch_anywhere(address, question)
    if not _from_its_host(body, address):
        raise Unreachable("another host answers for this address")
    return body


def fetch_anywhere(address: str, question: Question) -> bytes:
    """Return what `address` serves, wherever it redirects to: for what proves itself, or names another address.

    Raises:
        Gone: it answers 410.
        Unreachable: not a plain address, one of our own, or nothing to be had.
    """
    if question.resolve is None:
        raise Unreachable("issued by somebody else, and nothing to fetch with")
    where = origin(address)
    if where is None:
        raise Unreachable("not a plain http(s) address")
    if where in our_origins(question):
        raise Unreachable("an address of ours, which is never fetched")
    return question.resolve(address)


def fetch_object(address: str, question: Question) -> dict[str, Any]:
    """Return the JSON object that `address` serves, of at most 1 MB.

    Raises:
        Gone: it answers 410.
        Unreachable: nothing to be had, or not JSON: a host that answers with a page of its own proves nothing.
    """
    return _read_object(fetch(address, question))


def fetch_named(address: str, question: Question) -> dict[str, Any]:
    """Return the document that `address` serves and that has this address as its own `id`.

    A document that moved names its new address: that one is asked too, and must name itself (OB 2.0, "Data
    Validation"). So the address and the contents always belong together.

    Raises:
        Gone: it answers 410.
        Unreachable: nothing to be had.
        Refused: the documents do not name themselves.
    """
    body = fetch_anywhere(address, question)
    document = _read_object(body)
    declared = document.get("id")
    if declared != address and isinstance(declared, str) and origin(declared) is not None:
        document = fetch_object(declared, question)
        if document.get("id") == declared:
            return document
    elif declared == address:
        if _from_its_host(body, address):
            return document
        raise Unreachable("another host answers for this address")
    raise Refused(Reason.MALFORMED, "a document that does not name its own address")


def our_origins(question: Question) -> set[tuple[str, str, int]]:
    """Return where our own issuers live: nothing there is ever fetched, and nobody else speaks for it."""
    found = {home(issuer_id) for issuer_id in question.trust.issuer_ids}
    return {where for where in found if where is not None}


def is_ours(identifier: str, question: Question) -> bool:
    """Tell whether a DID or an address is one of ours, or lies where only we can publish."""
    return identifier in question.trust.issuer_ids or home(identifier) in our_origins(question)


def home(identifier: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port where the issuer publishes; None when it has no place, as a `did:key`."""
    if not identifier.startswith("did:web:"):
        return origin(identifier)
    try:
        return origin(dids.web_address(identifier))
    except InvalidKey:
        return None


def note_issuer(issuer_id: str, findings: Findings) -> None:
    """Write down who proved to have issued the badge, and the host that vouches for it."""
    findings.issuer_id = issuer_id
    where = home(issuer_id)
    if where is not None:
        scheme, host, port = where
        findings.issuer_host = host if (scheme, port) == ("https", 443) else f"{host}:{port}"


def one_or_many(value: object) -> list[Any]:
    """Return a JSON-LD value as a list: a single value and a list of one mean the same."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def id_of(value: object) -> str | None:
    """Return the identifier of a JSON-LD value, which is a string or an object with an `id`."""
    named = value.get("id") if isinstance(value, dict) else value
    return named if isinstance(named, str) else None


def is_same_name(one: str | None, other: str | None) -> bool:
    """Tell whether two identifiers name the same: of a `urn:uuid`, small and capital letters do (RFC 9562, 4)."""
    if one is None or other is None:
        return False
    if one[: len(_UUID_URN)].lower() == _UUID_URN:
        return one.lower() == other.lower()
    return one == other


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        return strict_json.read_object(bytes(body), max_bytes=MAX_DOCUMENT)
    except Malformed as error:
        raise Unreachable("the address does not answer with strict JSON") from error


def _from_its_host(body: bytes, address: str) -> bool:
    """Tell whether the host of `address` gave this itself; with or without `www.` is the same house."""
    if not isinstance(body, Served):
        return True
    asked, answered = origin(address), origin(body.address)
    if asked is None or answered is None:
        return False
    return (asked[0], asked[1].removeprefix("www."), asked[2]) == (
        answered[0],
        answered[1].removeprefix("www."),
        answered[2],
    )
