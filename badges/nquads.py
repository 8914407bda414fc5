"""Canonical N-Quads: how a value is written, and which graphs would take too long to name.

Labels of blank nodes come from a hash of the statements around them. Only nodes that hash alike need the slow part of
the algorithm, which grows with the factorial of their number: a text of 1 kB can take an hour. Honest badges have a few
nodes alike, such as twice the same alignment, and never a knot of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import permutations

import pyoxigraph

from .errors import TooLarge

MAX_QUADS = 5_000
MAX_BLANK_NODES = 1_000
_MOST_ALIKE = 200
_MOST_IN_CHAINS = 64
_MOST_IN_KNOTS = 12
_MOST_IN_KNOT = 6
_MOST_LINKS_IN_KNOT = 60

_NAMED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f", "\b": "\\b"}
# Also the two characters outside XML 1.1, which a JSON text may hold.
_BY_NUMBER = [*range(32), 0x7F, 0xFFFE, 0xFFFF]
_ESCAPES = str.maketrans({**{chr(code): f"\\u{code:04X}" for code in _BY_NUMBER}, **_NAMED})
_TO_ESCAPE = re.compile('[\x00-\x1f\x7f"\\\\\ufffe\uffff]')

_PATH = r"[A-Za-z0-9._~:/@!$&'()*+,;=-]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~:/@!$&'()*+,;=-]*)*"
_PLAIN_IRI = (
    rf"(?:https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{{1,5}})?(?:/{_PATH})?(?:\?{_PATH})?(?:#{_PATH})?"
    rf"|urn:uuid:[0-9a-f-]{{36}}|did:[a-z]+:[A-Za-z0-9._:-]+(?:%3A[A-Za-z0-9._:-]+)*(?:#{_PATH})?)"
)
_PLAIN_IRIS = re.compile(rf"{_PLAIN_IRI}(?:\n{_PLAIN_IRI})*")


def escaped(text: str) -> str:
    """Return the inside of a literal (RDFC-1.0, canonical form of N-Quads): what needs no escape stays as it is."""
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


def needs_escape(text: str) -> bool:
    """Tell, often wrongly but never on the wrong side, whether `escaped` would change a part of this text."""
    return not text.isprintable() or '"' in text or "\\" in text


def are_plain_iris(texts: Sequence[str]) -> bool:
    """Tell whether every processor writes these IRIs as they stand: http(s), `urn:uuid` and `did`, in ASCII.

    Others can be right too; they are for the full processor to judge.
    """
    together = "\n".join(texts)
    # One pass for all; a line feed inside of one would pass for the end of it.
    return _PLAIN_IRIS.fullmatch(together) is not None and together.count("\n") == len(texts) - 1


def refuse_poison(quads: Sequence[pyoxigraph.Quad]) -> None:
    """Refuse a graph whose blank nodes could take more than a second to name (RDFC-1.0, section 7.1).

    Raises:
        TooLarge: over 5,000 statements or 1,000 blank nodes, or too many nodes that look alike and are linked.
    """
    if len(quads) > MAX_QUADS:
        raise TooLarge(f"over {MAX_QUADS} statements")
    mentions = _mentions(quads)
    if len(mentions) > MAX_BLANK_NODES:
        raise TooLarge(f"over {MAX_BLANK_NODES} blank nodes")
    looks = {node: tuple(sorted(seen)) for node, seen in mentions.items()}
    numbers = Counter(looks.values())
    alike = {node: look for node, look in looks.items() if numbers[look] > 1}
    if not alike:
        return
    if len(alike) > _MOST_ALIKE:
        raise TooLarge("too many blank nodes look alike")
    _refuse_knots(_links(quads, alike))


_Node = pyoxigraph.BlankNode


def _mentions(quads: Sequence[pyoxigraph.Quad]) -> dict[str, list[str]]:
    """Return, for each blank node, its statements as they look from there."""
    seen: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        parts = (quad.subject, quad.object, quad.graph_name)
        for node in {part.value for part in parts if isinstance(part, _Node)}:
            seen[node].append(f"{quad.predicate} {' '.join(_as_seen_from(node, part) for part in parts)}")
    return seen


def _as_seen_from(node: str, part: object) -> str:
    if isinstance(part, _Node):
        return "_:a" if part.value == node else "_:z"
    return str(part)


def _links(quads: Sequence[pyoxigraph.Quad], alike: Mapping[str, tuple[str, ...]]) -> dict[str, list[tuple[str, str]]]:
    """Return, for each of the nodes that look alike, its links to others of them: kind of link, other node."""
    numbers = {look: number for number, look in enumerate(set(alike.values()))}
    links: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for quad in quads:
        parts = (("s", quad.subject), ("o", quad.object), ("g", quad.graph_name))
        ends = [(place, part.value) for place, part in parts if isinstance(part, _Node) and part.value in alike]
        for (place, node), (other_place, other) in permutations(ends, 2):
            if node != other:
                kind = f"{place}{other_place} {numbers[alike[other]]} {quad.predicate.value}"
                links[node].append((kind, other))
    return links


def _refuse_knots(links: Mapping[str, list[tuple[str, str]]]) -> None:
    # Two neighbours by one kind of link make a choice of order, hence the factorial; a chain makes none.
    choosers = {node for node, found in links.items() if max(Counter(kind for kind, _ in found).values()) > 1}
    in_chains = in_knots = 0
    for group in _connected({node: {other for _, other in found} for node, found in links.items()}):
        if not group & choosers:
            in_chains += len(group)
            continue
        in_knots += len(group)
        if len(group) > _MOST_IN_KNOT or sum(len(links[node]) for node in group) > _MOST_LINKS_IN_KNOT:
            raise TooLarge("blank nodes that look alike are knotted together")
    if in_chains > _MOST_IN_CHAINS or in_knots > _MOST_IN_KNOTS:
        raise TooLarge("too many blank nodes that look alike are linked")


def _connected(neighbours: Mapping[str, set[str]]) -> list[set[str]]:
    groups: list[set[str]] = []
    left = set(neighbours)
    while left:
        group: set[str] = set()
        ahead = {left.pop()}
        while ahead:
            group |= ahead
            ahead = set().union(*(neighbours[node] for node in ahead)) - group
        left -= group
        groups.append(group)
    return groups
