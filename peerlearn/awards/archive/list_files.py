"""The lists of withdrawals in an archive: signed, complete, and all of one opinion.

Four places tell of a withdrawal: the two forms of the signed list, the list of 2.0, and the page that checks cards. The
last two are not signed; what they say has to be what is signed.
"""

import json
import re
from datetime import datetime
from typing import Any

import badges
from badges import status
from badges.checks import Question
from badges.foreign_status import read_list
from peerlearn.awards.archive.files import Files
from peerlearn.awards.archive.places import CARDS

_KNOWN_BEGINS, _KNOWN_ENDS = b'<script type="application/json" id="known">', b"</script>"
_HOSTED = re.compile(r"ob/2/assertions/([0-9a-f-]{36})\.json")
# They stand in every list of 2.0 and were never badges: one reader overlooks a list of one.
_SPARE = 2


def check_lists(files: Files, *, now: datetime) -> set[str]:
    """Compare the lists with each other; returns the identifiers of the editions that were withdrawn."""
    set_bits = 0
    places = _places_on_the_page(files)
    named = {*files.named("ob/3/status/", ".json"), *files.named("ob/3/status/", ".jwt")}
    numbers = sorted((name for name in named if name.isdecimal()), key=int)
    for number in numbers:
        as_json, as_jwt = f"ob/3/status/{number}.json", f"ob/3/status/{number}.jwt"
        bits = _bits(files, as_json, now=now)
        files.expect(as_jwt, _bits(files, as_jwt, now=now) == bits, f"is not the same list as {as_json}")
        withdrawn = [index for index in range(len(bits) * 8) if bits[index >> 3] and status.is_set(bits, index)]
        files.expect(CARDS, places.get(number) == withdrawn, f"knows other withdrawals than {as_json}")
        set_bits += len(withdrawn)
    files.expect(CARDS, set(places) == set(numbers), "knows other lists than this archive has")
    found = {uuid for issuer in files.named("ob/2/issuers/", ".json") for uuid in _revoked(files, issuer)}
    words = f"{len(found)} withdrawals are listed, and {set_bits} in the signed lists in ob/3/status"
    files.expect("ob/2/revocations", len(found) == set_bits, words)
    return found


def check_hosted(files: Files, withdrawn: set[str]) -> None:
    """What stands at the address of a withdrawn edition refuses it, and nothing else does."""
    for uuid in sorted(withdrawn):
        files.holds(f"ob/2/assertions/{uuid}.json")
    for uuid in files.named("ob/2/assertions/", ".json"):
        path = f"ob/2/assertions/{uuid}.json"
        is_refusing = refuses(files, path)
        files.expect(path, is_refusing == (uuid in withdrawn), "says another thing than the lists of withdrawals")


def refuses(files: Files, path: str) -> bool:
    """Whether the hosted form says that it was withdrawn, in the way that every reader understands."""
    said = files.document(path)
    return said.get("revoked") is True and not {"badge", "recipient", "verification", "issuedOn"} & said.keys()


def _bits(files: Files, path: str, *, now: datetime) -> bytes:
    nobody = badges.StoredTrust(issuer_ids=(), keys=(), registered=())
    question = Question(resolve=files.resolve, trust=nobody, now=now)
    address = next((f"{base}/{path}" for base in files.manifest.about.bases), path)
    if not files.body(path):
        return b""
    try:
        listed = read_list(address, question)
        files.expect(path, listed.credential_id == address, "has another identifier than its address")
        return status.decode(str(listed.subject.get("encodedList")))
    except badges.BadgeError as problem:
        files.note(path, f"is no list that a key of this archive signed ({problem})")
        return b""


def _revoked(files: Files, issuer: str) -> set[str]:
    path = f"ob/2/revocations/{issuer}.json"
    names = [str(one.get("id")) for one in files.listed(path, "revokedAssertions") if isinstance(one, dict)]
    hosted = {match[1] for name in names if (match := _HOSTED.search(name))}
    signed = {name.removeprefix("urn:uuid:") for name in names if name.startswith("urn:uuid:")}
    spare = signed - hosted
    words = "does not name each withdrawn badge twice, hosted and signed: an entry was removed or added"
    files.expect(path, hosted <= signed and len(spare) == _SPARE and len(names) == 2 * len(hosted) + _SPARE, words)
    return hosted


def _places_on_the_page(files: Files) -> dict[str, Any]:
    lists = known_on_the_page(files).get("lists")
    if isinstance(lists, dict):
        return lists
    files.note(CARDS, "does not hold what it needs to check cards")
    return {}


def known_on_the_page(files: Files) -> dict[str, Any]:
    """What the page that checks cards goes by; nothing when it cannot be read.

    Looked for once from either side: a page full of beginnings, each searched for its end, took hours.
    """
    said, end, _ = files.body(CARDS).partition(_KNOWN_BEGINS)[2].partition(_KNOWN_ENDS)
    try:
        known = json.loads(said) if end else None
    except (ValueError, RecursionError):
        known = None
    return known if isinstance(known, dict) else {}
