"""Canonical N-Quads of our own credentials near the speed of the signature itself.

All awards of one achievement share their graph; a few literals and addresses differ. One specimen with a mark in each
hole is canonicalised by the full processor; afterwards an award costs a substitution, a sort and a hash. Whatever this
page is not sure of goes to the full processor, and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from . import canonical, ob3, strict_json
from .canonical import Canonicalised, Path
from .compiled_graph import MARK, Graph
from .errors import BadgeError, ContentRefused
from .model import Achievement, Award, Evidence, Issuer, StatusEntry, in_zulu

_MOST_SHAPES = 256
# A badge of ours has a tenth of it. Whoever has one can repeat its values without end, and the signature still holds.
_MOST_LEARNT = 50_000
_HOLE_IN_JSON = re.compile(rb'"urn:hole:(\d+):"')

# A batch has few instants.
zulu = lru_cache(maxsize=1_024)(in_zulu)

_MOST_READY = 256
_HOLES = [f"{MARK}{number}:" for number in range(_MOST_READY)]
_OF_CREDENTIAL = frozenset({"id", "validFrom", "validUntil", "awardedDate"})
_OF_IDENTITY = frozenset({"identityHash"})
_OF_STATUS = frozenset({"id", "statusListIndex", "statusListCredential"})
_OF_EVIDENCE = frozenset({"id", "name", "narrative", "genre"})
_OF_PROOF = frozenset({"created", "verificationMethod"})


class Written(NamedTuple):
    """An award as canonical text and as JSON, which say the same."""

    canonical: Canonicalised
    document: bytes


def write_award(award: Award) -> Written:
    """Return the credential of `award` without proof, as `ob3.credential` has it, in both forms.

    Raises:
        ContentRefused: a text that cannot be written as JSON.
        TooLarge: over the caps that every verifier of ours has.
        Malformed: something in it would stay unsigned.
    """
    shape = _shape_of_awards(award.issuer, award.achievement, _members(award))
    if shape is not None:
        values = _values(award)
        document = shape.document(values)
        filled = shape.graph.fill(values)
        if filled is not None:
            return Written(Canonicalised(*filled, Path.COMPILED), document)
    whole = ob3.credential(award)
    document = strict_json.write(whole)
    return Written(canonical.canonicalise(whole), document)


def canonicalise(document: Mapping[str, Any], *, learn: bool = True) -> Canonicalised:
    """Return the canonical N-Quads of a credential or proof configuration, quickly when its shape was seen before.

    The same text and the same errors as `canonical.canonicalise`; only the time differs, and `path`.

    Args:
        document: members as JSON has them.
        learn: whether its shape is kept for the next one. Not of a document that anybody may have made up: each takes
            memory, and the place of one of ours.
    """
    values: list[str] = []
    skeleton = _take_apart(document, values)
    if skeleton is not None:
        try:
            written = strict_json.write(skeleton)
            shape = _shape(written, len(values)) if learn else _SHAPES.get((written, len(values)))
        except BadgeError:
            # Said of the specimen; the full processor says it of the document.
            shape = None
        filled = None if shape is None else shape.graph.fill(values)
        if filled is not None:
            return Canonicalised(*filled, Path.COMPILED)
    return canonical.canonicalise(document)


def learn(document: Mapping[str, Any]) -> None:
    """Keep the shape of a document whose signature held, so that the next one like it is quick."""
    values: list[str] = []
    skeleton = _take_apart(document, values)
    if skeleton is None:
        return
    try:
        written = strict_json.write(skeleton)
        if len(written) <= _MOST_LEARNT:
            _shape(written, len(values))
    except BadgeError:
        # What is wrong with the specimen only: such documents take the full path.
        return


class Shape:
    """What all documents that differ only in the holes have in common."""

    def __init__(self, skeleton: bytes, holes: int) -> None:
        """Canonicalise the specimen.

        Raises:
            ValueError: no template is right for these documents.
            BadgeError: as `canonical.canonicalise`.
        """
        found = _HOLE_IN_JSON.split(skeleton)
        if found[1::2] != [str(number).encode() for number in range(holes)] or skeleton.count(MARK.encode()) != holes:
            raise ValueError("a mark where no hole is")
        self._parts = found
        specimen = strict_json.read_object(skeleton)
        self.graph = Graph(canonical.canonicalise(specimen).content.decode(), holes)

    def document(self, values: Sequence[str]) -> bytes:
        """Return the JSON of the document with these values.

        Raises:
            ContentRefused: a lone surrogate.
        """
        parts = self._parts.copy()
        try:
            parts[1::2] = map(orjson.dumps, values)
        except orjson.JSONEncodeError as error:
            raise ContentRefused("a text cannot be written as JSON") from error
        return b"".join(parts)


# By skeleton and number of holes; None where no template is right. By hand, to look without adding.
_SHAPES: dict[tuple[bytes, int], Shape | None] = {}
_ADDING = Lock()


def _shape(skeleton: bytes, holes: int) -> Shape | None:
    known = skeleton, holes
    if known in _SHAPES:
        return _SHAPES.get(known)
    try:
        made = Shape(skeleton, holes)
    except ValueError:
        made = None
    with _ADDING:
        if len(_SHAPES) >= _MOST_SHAPES:
            del _SHAPES[next(iter(_SHAPES))]
        _SHAPES[known] = made
    return made


_Members = tuple[bool, bool, bool, tuple[tuple[bool, ...], ...]]


def _members(award: Award) -> _Members:
    """Tell which optional members the award has."""
    evidence = tuple([tuple([text is not None for text in _texts(item)]) for item in award.evidence])
    return award.expires_at is not None, award.holder_name is not None, award.status is not None, evidence


@lru_cache(maxsize=_MOST_SHAPES)
def _shape_of_awards(issuer: Issuer, achievement: Achievement, members: _Members) -> Shape | None:
    specimen = _specimen(issuer, achievement, members)
    values: list[str] = []
    skeleton = _take_apart(ob3.credential(specimen), values)
    if skeleton is None or values != _values(specimen):
        return None
    return _shape(strict_json.write(skeleton), len(values))


def _specimen(issuer: Issuer, achievement: Achievement, members: _Members) -> Award:
    expires, named, listed, evidence = members
    begins_at = datetime(2000, 1, 1, tzinfo=UTC)
    made = tuple(
        Evidence(**{name: "https://a.example" for name, has in zip(_EVIDENCE_FIELDS, which, strict=True) if has})
        for which in evidence
    )
    return Award(
        award_id=UUID(int=0, version=4),
        credential_id=UUID(int=1, version=4),
        assertion_url="https://a.example",
        issuer=issuer,
        achievement=achievement,
        issued_at=begins_at,
        awarded_at=begins_at,
        expires_at=begins_at + timedelta(days=1) if expires else None,
        holder_name="a" if named else None,
        evidence=made,
        status=StatusEntry(list_url="https://a.example", index=0) if listed else None,
    )


_EVIDENCE_FIELDS = ("url", "name", "narrative", "genre")


def _texts(item: Evidence) -> tuple[str | None, ...]:
    return item.url, item.name, item.narrative, item.genre


def _values(award: Award) -> list[str]:
    """Return what goes into the holes, in the order of `_take_apart`."""
    values = [award.credential_id.urn, zulu(award.issued_at)]
    if award.expires_at is not None:
        values.append(zulu(award.expires_at))
    values += (zulu(award.awarded_at), award.award_id.urn)
    if award.holder_name is not None:
        values.append(award.holder_name)
    for item in award.evidence:
        values += [text for text in _texts(item) if text is not None]
    if award.status is not None:
        index = str(award.status.index)
        values += (f"{award.status.list_url}#{index}", index, award.status.list_url)
    return values


def _take_apart(document: Mapping[str, Any], values: list[str]) -> dict[str, Any] | None:
    """Return the document with marks for what varies, and put that into `values`; None for another kind of document.

    The order of holes is that of `ob3.credential`, so that the JSON has them in order as well.
    """
    if document.get("type") == "DataIntegrityProof":
        return _with_holes(document, _OF_PROOF, values)
    if not isinstance(document.get("credentialSubject"), dict):
        return None
    skeleton = dict(document)
    for name, member in document.items():
        # Most members never vary: a look for each kind of those that do would cost more than all the rest.
        if name not in _VARYING:
            continue
        if name in _NESTED:
            skeleton[name] = _NESTED[name](member, values)
        elif type(member) is str:
            skeleton[name] = _hole(member, values)
    return skeleton


def _subject(subject: dict[str, Any], values: list[str]) -> dict[str, Any]:
    skeleton = dict(subject)
    for name, member in subject.items():
        if name == "id" and type(member) is str:
            skeleton[name] = _hole(member, values)
        elif name == "identifier" and type(member) is list:
            skeleton[name] = [_each(item, _OF_IDENTITY, values) for item in member]
    return skeleton


def _evidence(evidence: Any, values: list[str]) -> Any:
    return [_each(item, _OF_EVIDENCE, values) for item in evidence] if type(evidence) is list else evidence


def _status(status: Any, values: list[str]) -> Any:
    return _each(status, _OF_STATUS, values)


def _each(item: Any, names: frozenset[str], values: list[str]) -> Any:
    return _with_holes(item, names, values) if type(item) is dict else item


def _with_holes(members: Mapping[str, Any], names: frozenset[str], values: list[str]) -> dict[str, Any]:
    skeleton = dict(members)
    for name, member in members.items():
        if name in names and type(member) is str:
            skeleton[name] = _hole(member, values)
    return skeleton


def _hole(value: str, values: list[str]) -> str:
    number = len(values)
    values.append(value)
    return _HOLES[number] if number < _MOST_READY else f"{MARK}{number}:"


_NESTED: Mapping[str, Callable[[Any, list[str]], Any]] = {
    "credentialSubject": _subject,
    "credentialStatus": _status,
    "evidence": _evidence,
}
_VARYING = _OF_CREDENTIAL | _NESTED.keys()
