"""What a badge says of itself stands where readers look for it, and nowhere else.

A Data Integrity proof covers statements, not places. Where two objects of a document have one id, they are one thing to
the proof, and whoever holds the badge can exchange what they say: the end with an endorsement of the badge inside it,
the name of the achievement with that of evidence at the achievement's address. The proof holds, and readers of JSON see
another badge.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .errors import Malformed

# What readers believe of a thing, and inside which of its members the next one stands.
_CREDENTIAL = frozenset(
    {
        "awardedDate",
        "credentialStatus",
        "credentialSubject",
        "description",
        "expirationDate",
        "issuanceDate",
        "issuer",
        "name",
        "validFrom",
        "validUntil",
    }
)
_SUBJECT = frozenset({"achievement", "identifier"})
_ACHIEVEMENT = frozenset({"achievementType", "criteria", "description", "name"})
_CRITERIA = frozenset({"narrative"})
_WAY = (
    (_CREDENTIAL, "credentialSubject"),
    (_SUBJECT, "achievement"),
    (_ACHIEVEMENT, "criteria"),
    (_CRITERIA, None),
)
# What an issuer calls itself is shown beside the host that vouches for it.
_ISSUER = frozenset({"name"})
_TEXTS = ("name", "description", "narrative")

_Believed = tuple[dict[str, Any], frozenset[str]]


def check_places(document: dict[str, Any]) -> None:
    """Refuse a credential with a proof inside when something of it could have been moved.

    Raises:
        Malformed: another object has the id of the credential, its issuer, its subject, its achievement or their
            criteria and says another thing of it, or one of these has two names.
    """
    believed: dict[str, list[_Believed]] = {}
    for node, said in _believed(document):
        if any(isinstance(node.get(text), list) and len(node[text]) > 1 for text in _TEXTS):
            raise Malformed("two names or descriptions of one thing", code="credential_shape")
        if isinstance(node.get("id"), str):
            believed.setdefault(node["id"], []).append((node, said))
    for other in _objects(document):
        name = other.get("id")
        for node, said in believed.get(name, ()) if isinstance(name, str) else ():
            if node is not other and any(other[member] != node.get(member) for member in said & other.keys()):
                raise Malformed("a badge that says two things of one", code="credential_shape")


def _believed(document: dict[str, Any]) -> Iterator[_Believed]:
    if isinstance(document.get("issuer"), dict):
        yield document["issuer"], _ISSUER
    node: Any = document
    for said, inner in _WAY:
        if not isinstance(node, dict):
            return
        yield node, said
        node = node.get(inner)


def _objects(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    left: list[Any] = [document]
    while left:
        value = left.pop()
        if type(value) is dict:
            yield value
            left += value.values()
        elif type(value) is list:
            left += value
