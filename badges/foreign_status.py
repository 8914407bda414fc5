"""Is a badge of another issuer withdrawn? What cannot be told is "status unknown", never good.

Read: Bitstring Status List (W3C), its forerunner StatusList2021, and 1EdTech's revocation list. A fault of the list
says nothing about the badge, so it makes the status unknown, not the badge wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from . import jws, status, strict_json
from .checks import Question
from .errors import BadgeError, Malformed
from .foreign_checks import CLOCK_SKEW, Unknown, fetch_anywhere, fetch_object, home, id_of, is_same_name, one_or_many
from .foreign_credential import Credential, from_claims, read_credential, read_window
from .foreign_keys import check_issuer
from .foreign_secured import check_secured, check_signed
from .places import check_places
from .recognise import Kind, recognise
from .report import Findings, Reason
from .resolve import MAX_DOCUMENT

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_MOST_ENTRIES = 4
_LISTS = {
    # entry: (credential of the list, its subject)
    "BitstringStatusListEntry": ("BitstringStatusListCredential", "BitstringStatusList"),
    "StatusList2021Entry": ("StatusList2021Credential", "StatusList2021"),
}
_PURPOSES = {"revocation": Reason.REVOKED, "suspension": Reason.SUSPENDED}
# They take nothing away from a badge. What any other purpose takes away ("Revocation", "revoked"), nobody knows.
_HARMLESS = {"refresh", "message"}


def check_statuses(credential: Credential, question: Question, findings: Findings) -> None:
    """Judge every status entry: withdrawn before suspended, suspended before unknown, and good only if all are."""
    entries = one_or_many(credential.document.get("credentialStatus"))
    found: list[Reason] = []
    for entry in entries[:_MOST_ENTRIES]:
        try:
            found.append(_state_of(entry, credential, question))
        except BadgeError:
            found.append(Reason.STATUS_UNKNOWN)
    if len(entries) > _MOST_ENTRIES:
        found.append(Reason.STATUS_UNKNOWN)
    for reason in (Reason.REVOKED, Reason.SUSPENDED):
        if reason in found:
            findings.failed("status", reason, "its issuer's list says so")
            return
    if Reason.STATUS_UNKNOWN in found:
        findings.not_possible("status", Reason.STATUS_UNKNOWN, "its issuer's list cannot be had or believed")
        return
    findings.passed("status")


def _state_of(entry: object, credential: Credential, question: Question) -> Reason:
    if not isinstance(entry, dict):
        raise Malformed("a status entry is an object", code="status_entry")
    kind = entry.get("type")
    if kind == "1EdTechRevocationList":
        return _in_revocation_list(entry, credential, question)
    if not isinstance(kind, str) or kind not in _LISTS:
        raise Unknown(Reason.STATUS_UNKNOWN, "a kind of status that is not read")
    purpose = _purpose_of(entry)
    if purpose in _HARMLESS:
        return Reason.OK
    if entry.get("statusSize", 1) != 1:
        raise Unknown(Reason.STATUS_UNKNOWN, "more than a bit for each badge")
    index, address = entry.get("statusListIndex"), entry.get("statusListCredential")
    if not isinstance(index, str) or not _INDEX.fullmatch(index) or not isinstance(address, str):
        raise Malformed("a status entry needs index and list", code="status_entry")
    bits = _bits(address, kind, purpose, credential, question)
    return _PURPOSES[purpose] if status.is_set(bits, int(index)) else Reason.OK


def _purpose_of(entry: dict[str, Any]) -> str:
    purpose = entry.get("statusPurpose")
    if not isinstance(purpose, str):
        raise Malformed("a status entry needs its purpose", code="status_entry")
    if purpose not in _PURPOSES and purpose not in _HARMLESS:
        raise Unknown(Reason.STATUS_UNKNOWN, "a purpose that is not read")
    return purpose


def _bits(address: str, kind: str, purpose: str, credential: Credential, question: Question) -> bytes:
    """Return the bits of a list whose proof, issuer, type, purpose and dates were all checked."""
    listed = read_list(address, question)
    if listed.credential_id != address:
        raise Malformed("the list has another id than its address", code="status_list")
    if listed.issuer_id != credential.issuer_id and home(listed.issuer_id) != home(address):
        # Signed by its own issuer, but nothing ties that issuer to this address.
        raise Malformed("a list of another issuer", code="status_list")
    wanted_type, wanted_subject = _LISTS[kind]
    subject = listed.subject
    if wanted_type not in listed.types or subject.get("type") not in (wanted_subject, [wanted_subject]):
        raise Malformed("not a status list", code="status_list")
    if purpose not in one_or_many(subject.get("statusPurpose")):
        raise Malformed("a list for another purpose", code="status_list")
    window = read_window(listed)
    if window.begins_at > question.now + CLOCK_SKEW or (window.ends_at and window.ends_at < question.now):
        raise Malformed("a list from another time", code="status_list")
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise Malformed("a list without bits", code="status_list")
    return status.decode(encoded if kind == "BitstringStatusListEntry" else _with_prefix(encoded))


def read_list(address: str, question: Question) -> Credential:
    """Fetch a list, as compact JWS or as JSON with a proof, and check that its issuer signed it."""
    # It proves itself, so a host that keeps its lists elsewhere may redirect there.
    document = recognise(fetch_anywhere(address, question))
    if document.kind is Kind.COMPACT_JWS:
        parts = jws.take_apart(document.text)
        claims = strict_json.read_object(parts.payload, max_bytes=MAX_DOCUMENT)
        listed = read_credential(from_claims(claims))
        _check_list_claims(claims, listed, question)
        check_issuer(listed.issuer_id, question)
        check_signed(parts, listed.issuer_id, question)
        return listed
    listed = read_credential(strict_json.read_object(document.raw, max_bytes=MAX_DOCUMENT))
    check_places(listed.document)
    check_issuer(listed.issuer_id, question)
    check_secured(listed.document, listed.issuer_id, question)
    return listed


def _check_list_claims(claims: dict[str, Any], listed: Credential, question: Question) -> None:
    """Refuse a list whose token says another issuer than its contents, that its time is over or has not come."""
    expires, begins = claims.get("exp"), claims.get("nbf")
    if claims.get("iss", listed.issuer_id) != listed.issuer_id:
        raise Malformed("iss does not repeat the issuer of the list", code="claims_mismatch")
    if expires is not None and (type(expires) is not int or expires < question.now.timestamp()):
        raise Malformed("a list from another time", code="status_list")
    if begins is not None and (type(begins) is not int or begins > (question.now + CLOCK_SKEW).timestamp()):
        raise Malformed("a list from another time", code="status_list")


def _with_prefix(encoded: str) -> str:
    """Return an `encodedList` of StatusList2021 as we read it: no padding, the URL alphabet, the multibase prefix."""
    return "u" + encoded.rstrip("=").translate(str.maketrans("+/", "-_"))


def _in_revocation_list(entry: dict[str, Any], credential: Credential, question: Question) -> Reason:
    """Look in a 1EdTechRevocationList (1EdTech Revocation List 1.0): listed and not said to be otherwise."""
    address = entry.get("id")
    if not isinstance(address, str):
        raise Malformed("a revocation list needs its address", code="status_entry")
    document = fetch_object(address, question)
    if document.get("id") != address or id_of(document.get("issuer")) != credential.issuer_id:
        raise Malformed("a revocation list of another address or issuer", code="status_list")
    if "revokedCredential" not in document:
        raise Malformed("not a revocation list", code="status_list")
    entries = listed_in(document["revokedCredential"])
    own = credential.credential_id
    is_revoked = any(is_same_name(own, id_of(listed)) and _says_revoked(listed) for listed in entries)
    return Reason.REVOKED if is_revoked else Reason.OK


def listed_in(entries: object) -> Iterator[object]:
    """Yield what a list of withdrawals names, and only at its end say that something in it could not be read.

    A list of one may come as the one: a reader that only knows arrays overlooks it.

    Raises:
        Malformed: it is nothing, or holds what names no badge. It may have meant any.
    """
    yield from (entry for entry in one_or_many(entries) if id_of(entry) is not None)
    if entries is None or any(id_of(entry) is None for entry in one_or_many(entries)):
        raise Malformed("a list of withdrawals that cannot be read", code="status_list")


def _says_revoked(listed: object) -> bool:
    return not isinstance(listed, dict) or listed.get("revoked", True) is not False
