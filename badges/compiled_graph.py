"""Canonical N-Quads with holes: what the compiled credential fills in, sorts and hashes.

Statements are kept in blocks of one subject. Within a block the order is known beforehand; between blocks it follows
from the subjects, so that sorting costs a dozen comparisons. Blank nodes get their labels from the hash of the
statements around them, as the algorithm says for nodes that look different (RDFC-1.0, section 4.4.3, steps 3 and 4).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import TypeVar

from .nquads import MAX_BLANK_NODES, are_plain_iris, escaped, needs_escape

MARK = "urn:hole:"
# Longer ones go to the full processor, which knows the caps.
_MOST_CHARACTERS = 50_000
_MOST_READY = 64

_HOLE = re.compile(r'([<"])urn:hole:(\d+):([>"].*)')
_IRI, _LABEL, _LITERAL = r"<[^>]*>", r"_:c14n\d+", r'"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?'
_STATEMENT = re.compile(rf"({_IRI}|{_LABEL}) ({_IRI}) ({_IRI}|{_LABEL}|{_LITERAL})(?: ({_IRI}|{_LABEL}))? \.")
# Stand for a hole and between blocks: canonical text holds neither.
_GAP = "\x00"
_APART = "\x01"
_APART_BYTES = _APART.encode()
_LABELS = [f"c14n{number}".encode() for number in range(MAX_BLANK_NODES)]
_T = TypeVar("_T", str, bytes)


class Graph:
    """The canonical text of all documents that differ from a specimen only in the holes."""

    def __init__(self, text: str, holes: int) -> None:
        """Take apart the canonical text of the specimen, in which hole n is `urn:hole:n:`.

        Raises:
            ValueError: a hole that is missing, or both address and literal; linked blank nodes, or two that look alike.
        """
        self._holes = holes
        labels: dict[str, int] = {}
        statements = [_Statement(line, labels, holes) for line in text.split("\n")[:-1]]
        iris, self._places = _kinds(statements, holes)
        self._iris, self._literals = _picker(iris), _picker(self._places)
        self._name(statements, labels)
        self._arrange(statements)
        written = self._write([f"{MARK}{number}:".encode() for number in range(holes)])
        if written is None or written[0] != text.encode():
            raise ValueError("the labels do not follow from the first hash")

    def fill(self, values: Sequence[str]) -> tuple[bytes, bytes] | None:
        """Return the canonical text for these values in UTF-8, and its SHA-256.

        None when only the full processor can tell.
        """
        literals = "".join(self._literals(values))
        if len(literals) > _MOST_CHARACTERS or not are_plain_iris(self._iris(values)):
            return None
        texts = [*values]
        if needs_escape(literals):
            for number in self._places:
                texts[number] = escaped(texts[number])
        try:
            return self._write([text.encode() for text in texts])
        except UnicodeEncodeError:
            return None

    def _name(self, statements: list[_Statement], labels: dict[str, int]) -> None:
        """Part the blank nodes into those that look the same in every document and the others."""
        self._unnamed = [b"a"] * len(labels)
        self._moving: list[tuple[int, _Pattern]] = []
        self._still: dict[bytes, int] = {}
        for number in labels.values():
            found = [statement for statement in statements if number in statement.gaps]
            pattern = _Pattern(found)
            if any(gap < self._holes for statement in found for gap in statement.gaps):
                self._moving.append((number, pattern))
            else:
                self._still[pattern.look([b"a"] * (self._holes + len(labels)))] = number
        self._looks = sorted(self._still)

    def _arrange(self, statements: list[_Statement]) -> None:
        """Make a block of each subject; what holds no hole is ready, but for the labels of still nodes."""
        blocks: dict[str, list[_Statement]] = {}
        for statement in statements:
            blocks.setdefault(statement.subject, []).append(statement)
        free = {number for number, _ in self._moving} | set(range(self._holes))
        opened: list[_Pattern] = []
        self._half: list[_Pattern] = []
        for found in blocks.values():
            changes = any(gap in free for statement in found for gap in statement.gaps)
            (opened if changes else self._half).append(_Pattern(found, of_one_subject=True))
        # All blocks with one order are filled in one go.
        self._open = _Together([pattern for pattern in opened if not pattern.loose])
        self._loose = [pattern for pattern in opened if pattern.loose]
        self._ready: dict[tuple[int, ...], _Ready] = {}
        gaps = {found[0].subject: found[0].subject_gap for found in blocks.values()}
        holes = [gap for gap in gaps.values() if gap is not None and gap < self._holes]
        self._subjects, self._distinct = _picker(holes), len(holes)
        self._known = frozenset(subject[1:-1].encode() for subject, gap in gaps.items() if gap is None)

    def _write(self, texts: list[bytes]) -> tuple[bytes, bytes] | None:
        subjects = set(self._subjects(texts))
        if len(subjects) != self._distinct or not subjects.isdisjoint(self._known):
            # One address in two places makes one node, whose statements run together.
            return None
        texts += self._unnamed
        ranks = self._label(texts)
        if ranks is None:
            return None
        ready = self._ready.get(ranks) or self._make_ready(ranks, texts)
        blocks = self._open.fill(texts)
        if self._loose:
            blocks += [pattern.fill(texts) for pattern in self._loose]
        return ready.merge(blocks)

    def _label(self, texts: list[bytes]) -> tuple[int, ...] | None:
        """Put the labels of the moving nodes behind the texts, and return where they stand among the still ones.

        None when two nodes look alike.
        """
        looks = [(pattern.look(texts), number) for number, pattern in self._moving]
        if len(looks) > 1:
            looks.sort()
        ranks: list[int] = []
        last = b""
        for before, (look, number) in enumerate(looks):
            if look == last or look in self._still:
                return None
            last = look
            rank = bisect_left(self._looks, look)
            ranks.append(rank)
            texts[number] = _LABELS[rank + before]
        return tuple(ranks)

    def _make_ready(self, ranks: tuple[int, ...], texts: list[bytes]) -> _Ready:
        for rank, look in enumerate(self._looks):
            texts[self._still[look]] = _LABELS[rank + bisect_right(ranks, rank)]
        ready = _Ready([pattern.fill(texts) for pattern in self._half])
        if len(self._ready) < _MOST_READY:
            self._ready[ranks] = ready
        return ready


class _Ready:
    """The blocks that are the same in many documents, hashed as far as they come first."""

    def __init__(self, blocks: list[bytes]) -> None:
        self._blocks = sorted(blocks)
        self._heads = [(sha256(), 0)]
        # Step by step: all the heads together would be as long as the square of the text.
        for block in self._blocks:
            before, length = self._heads[-1]
            hashed = before.copy()
            hashed.update(block)
            self._heads.append((hashed, length + len(block)))

    def merge(self, blocks: list[bytes]) -> tuple[bytes, bytes]:
        """Return the whole text with the other blocks, and its hash. In UTF-8 bytes sort as code points do."""
        head, length = self._heads[bisect_left(self._blocks, min(blocks))]
        blocks += self._blocks
        blocks.sort()
        content = b"".join(blocks)
        hashed = head.copy()
        hashed.update(content[length:])
        return content, hashed.digest()


class _Statement:
    """One canonical statement: its text with gaps, and which value goes into each."""

    def __init__(self, line: str, labels: dict[str, int], holes: int) -> None:
        match = _STATEMENT.fullmatch(line)
        if match is None:
            raise ValueError("not a canonical statement")
        self.gaps: list[int] = []
        self.kinds: list[tuple[int, bool]] = []
        terms = [term for term in match.groups() if term is not None]
        if sum(term.startswith("_:") for term in terms) > 1:
            raise ValueError("linked blank nodes")
        self.subject = terms[0]
        opened = [self._open(term, labels, holes) for term in terms]
        self.subject_gap = self.gaps[0] if _GAP in opened[0] else None
        self.line = " ".join([*opened, ".\n"])
        # Without the subject, which the statements of a block share.
        self.rest = " ".join([*opened[1:], ".\n"])

    def _open(self, term: str, labels: dict[str, int], holes: int) -> str:
        if term.startswith("_:"):
            self.gaps.append(labels.setdefault(term, holes + len(labels)))
            return f"_:{_GAP}"
        hole = _HOLE.fullmatch(term)
        if hole is None:
            if MARK in term:
                raise ValueError("a mark inside a longer text")
            return term
        self.gaps.append(int(hole[2]))
        self.kinds.append((int(hole[2]), hole[1] == "<"))
        return f"{hole[1]}{_GAP}{hole[3]}"


class _Pattern:
    """Statements with gaps, filled all at once and sorted."""

    def __init__(self, statements: list[_Statement], *, of_one_subject: bool = False) -> None:
        key = attrgetter("rest" if of_one_subject else "line")
        kept = sorted(statements, key=key)
        texts: list[str] = [key(statement) for statement in kept]
        # Where one begins as the next does up to its gap, their order depends on the value.
        self.loose = any(after.startswith(text.partition(_GAP)[0]) for text, after in pairwise(texts))
        self.text = "".join([statement.line for statement in kept])
        self.gaps = [gap for statement in kept for gap in statement.gaps]
        self._join = _joiner(self.text, self.gaps)

    def fill(self, texts: list[bytes]) -> bytes:
        text = self._join(texts)
        if self.loose:
            # No value holds a line feed: in a literal it is escaped, in an address refused.
            return b"\n".join([*sorted(set(text.split(b"\n")[:-1])), b""])
        return text

    def look(self, texts: list[bytes]) -> bytes:
        """Return the hash of the blank node these statements mention, its label being `a` (RDFC-1.0, section 4.6)."""
        return sha256(self.fill(texts)).digest()


class _Together:
    """Several patterns filled at once; a character that no value holds keeps them apart."""

    def __init__(self, patterns: list[_Pattern]) -> None:
        self._some = bool(patterns)
        gaps = [gap for pattern in patterns for gap in pattern.gaps]
        self._join = _joiner(_APART.join([pattern.text for pattern in patterns]), gaps)

    def fill(self, texts: list[bytes]) -> list[bytes]:
        return self._join(texts).split(_APART_BYTES) if self._some else []


def _joiner(text: str, gaps: list[int]) -> Callable[[list[bytes]], bytes]:
    """Return what puts values into the gaps of a text."""
    around = text.encode().split(_GAP.encode())
    parts = [b""] * (2 * len(around) - 1)
    parts[::2] = around
    pick = _picker(gaps)

    def join(texts: list[bytes]) -> bytes:
        filled = parts.copy()
        filled[1::2] = pick(texts)
        return b"".join(filled)

    return join


def _picker(places: list[int]) -> Callable[[Sequence[_T]], tuple[_T, ...]]:
    """Return what takes these places out of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda texts: tuple([texts[place] for place in places])


def _kinds(statements: list[_Statement], holes: int) -> tuple[list[int], list[int]]:
    """Return the holes for addresses, and those for literals."""
    found: dict[int, set[bool]] = {number: set() for number in range(holes)}
    for statement in statements:
        for number, is_iri in statement.kinds:
            found[number].add(is_iri)
    if any(len(kinds) != 1 for kinds in found.values()):
        raise ValueError("a hole that is missing, or both address and literal")
    iris = [number for number, kinds in found.items() if True in kinds]
    return iris, [number for number, kinds in found.items() if False in kinds]
