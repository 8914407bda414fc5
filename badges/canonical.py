"""From any JSON-LD document to the text that a Data Integrity proof signs (JSON-LD 1.1, then RDFC-1.0).

A JSON-LD processor leaves out in silence what it cannot place: an undefined word, a relative address, a broken one.
What is left out is not signed, so here it makes the document malformed. So does whatever lets one signed graph be
written as two documents that a reader of JSON takes for different ones: a context in the document itself, or a full
address in the place of a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from math import isfinite
from typing import Any, NamedTuple, NoReturn

import pyoxigraph

from . import nquads, strict_json
from .contexts import context, narrowed, published, terms
from .errors import ContentRefused, ContextUnknown, Malformed, TooLarge

MAX_CONTEXTS = 16
MAX_VALUES = 10_000

# Undefined words and relative addresses come out with these; nothing resolves to a scheme of its own by accident.
_UNDEFINED = "undefined-term://undefined/"
_RELATIVE = "relative-iri://relative/"
_SENTINELS = ("undefined-term:", "relative-iri:")
_MARK = {"@vocab": _UNDEFINED}

# A word that stays an IRI after any prefix, so that an undefined one shows itself.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.~-]*")
# A value that a context may turn into another IRI (a word, a compact IRI), and that is an IRI otherwise.
_MAY_BE_REPLACED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.~-]*|[A-Za-z][A-Za-z0-9+.-]*:(?!//)[A-Za-z0-9_.~#/-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_JSON_LITERAL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"


class Path(StrEnum):
    """Which way a text was made canonical. Both give the same; one takes a hundred times longer."""

    FULL = "full"
    COMPILED = "compiled"


class Canonicalised(NamedTuple):
    """Canonical N-Quads: one statement a line, sorted by code point, and how they were made.

    `content` is UTF-8; `sha256` are the 32 bytes of its hash, which a proof covers.
    """

    content: bytes
    sha256: bytes
    path: Path = Path.FULL


def canonicalise(
    document: Mapping[str, Any],
    *,
    contexts: Mapping[str, Any] | None = None,
    max_bytes: int = strict_json.MAX_BYTES,
) -> Canonicalised:
    """Return the canonical N-Quads of a JSON-LD document, everything in it included (RDFC-1.0 with SHA-256).

    Args:
        document: JSON values; at most 32 levels, 10,000 values, 16 times a context.
        contexts: address to the value of its `@context`; those of `contexts.published` when None.
        max_bytes: the size cap, in bytes of JSON; a long status list needs more than the usual 200 kB.

    Raises:
        ContextUnknown: a context that is not among them, or one written into the document; also an embedded JSON
            literal, which this processor does not vouch for.
        TooLarge: over a cap, or blank nodes that would take too long to name.
        Malformed: with the code `undefined_term`, when something in it would stay unsigned; otherwise not JSON-LD.
    """
    reader = _Reader(published() if contexts is None else contexts, max_bytes)
    quads = _parse(reader.read(document))
    _refuse_unsigned(quads, reader.texts)
    nquads.refuse_poison(quads)
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    lines = str(dataset).split("\n")
    lines.sort()
    # The text ends with a line feed, so the first of the sorted lines is the empty one behind it.
    content = ("\n".join(lines[1:]) + "\n").encode()
    return Canonicalised(content, sha256(content).digest())


class _Reader:
    """Copies a document with its contexts put in, and refuses what a JSON-LD processor would leave out."""

    def __init__(self, contexts: Mapping[str, Any], max_bytes: int) -> None:
        self._known = contexts
        self._max_bytes = max_bytes
        self._values = 0
        self._found: list[tuple[list[Any], tuple[str, ...]]] = []
        self._names: set[str] = set()
        self.texts: set[str] = set()

    def read(self, document: Mapping[str, Any]) -> bytes:
        if type(document) is not dict or "@context" not in document or "@value" in document:
            raise Malformed("not a JSON-LD document: an object with its context", code="credential_shape")
        copy = self._object(document, 1)
        for place, urls in self._found:
            place += [_marked(item) for item in self._meanings(urls)]
        try:
            size = len(strict_json.write(document))
            text = strict_json.write(copy)
        except ContentRefused as error:
            raise Malformed("not JSON", code="json_syntax") from error
        if size > self._max_bytes:
            raise TooLarge(f"over {self._max_bytes} bytes")
        return text

    def _meanings(self, urls: tuple[str, ...]) -> Sequence[Any]:
        # Only where nothing is nested can a conflict between contexts be looked for beforehand.
        if len(self._found) > 1 or self._known is not published():
            return [self._known[url] for url in urls]
        words = self._names | self.texts | {text.partition(":")[0] for text in self.texts}
        return _narrowed(urls, _terms(urls) & words)

    def _object(self, members: dict[Any, Any], depth: int) -> dict[str, Any]:
        copy: dict[str, Any] = {}
        for name, value in members.items():
            if name == "@context":
                copy[name] = self._context(value, depth)
            elif name == "@language":
                copy[name] = self._language(value, members)
            elif name == "@value" or (type(name) is str and _WORD.fullmatch(name)):
                self._names.add(name)
                copy[name] = self._value(value, depth + 1)
            else:
                _unsigned("a member that is neither a word of a context nor a value")
        return copy

    def _value(self, value: Any, depth: int) -> Any:
        self._values += 1
        if self._values > MAX_VALUES or depth > strict_json.MAX_DEPTH:
            raise TooLarge("too many values, or too deep")
        kind = type(value)
        if kind is str:
            self.texts.add(value)
        elif kind is dict:
            return self._object(value, depth)
        elif kind is list:
            return [self._value(member, depth + 1) for member in value]
        elif not _is_signed_number(value):
            _unsigned("null, or a number that is none in JSON")
        return value

    def _language(self, value: Any, members: dict[Any, Any]) -> str:
        if "@value" not in members or not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
            _unsigned("a language without a value, or no language")
        return value

    def _context(self, value: Any, depth: int) -> list[Any]:
        urls = value if isinstance(value, list) else [value]
        if len(self._found) == MAX_CONTEXTS or len(urls) > MAX_CONTEXTS:
            raise TooLarge(f"over {MAX_CONTEXTS} contexts")
        if not urls or not all(isinstance(url, str) and url in self._known for url in urls):
            raise ContextUnknown("a context that is not held here, or written into the document")
        # The mark comes first: a context may define a vocabulary of its own.
        place: list[Any] = [_MARK] if depth == 1 else []
        self._found.append((place, tuple(urls)))
        return place


@lru_cache(maxsize=64)
def _terms(urls: tuple[str, ...]) -> frozenset[str]:
    whole = [context(url) for url in urls]
    _parse(strict_json.write({"@context": whole}))
    return terms(whole)


@lru_cache(maxsize=256)
def _narrowed(urls: tuple[str, ...], words: frozenset[str]) -> list[Any]:
    return narrowed([context(url) for url in urls], words)


def _is_signed_number(value: Any) -> bool:
    if type(value) is float:
        return isfinite(value)
    return type(value) is bool or (type(value) is int and abs(value) <= strict_json.MAX_INTEGER)


def _marked(meaning: Any) -> Any:
    """Return a context in which the mark survives where the context empties itself (JSON-LD 1.1, section 4.1.8)."""
    if meaning is None:
        return [None, _MARK]
    if isinstance(meaning, list):
        return [_marked(item) for item in meaning]
    if isinstance(meaning, dict):
        return {name: _marked_term(name, value) for name, value in meaning.items()}
    return meaning


def _marked_term(name: str, value: Any) -> Any:
    if isinstance(value, dict) and "@context" in value:
        return {**value, "@context": _marked(value["@context"])}
    if value is None:
        return _UNDEFINED if name == "@vocab" else f"{_UNDEFINED}{name}"
    return value


def _parse(text: bytes) -> list[pyoxigraph.Quad]:
    try:
        return list(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD, base_iri=_RELATIVE))
    except (SyntaxError, ValueError) as error:
        raise Malformed("not JSON-LD that a processor accepts", code="json_ld") from error


def _refuse_unsigned(quads: list[pyoxigraph.Quad], texts: set[str]) -> None:
    """Check that every text of the document is in its statements, and that none came from an undefined word."""
    iris, literals, datatypes = set(), set(), set()
    for quad in quads:
        iris.add(quad.predicate.value)
        for part in (quad.subject, quad.object, quad.graph_name):
            if isinstance(part, pyoxigraph.NamedNode):
                iris.add(part.value)
            elif isinstance(part, pyoxigraph.Literal):
                literals.add(part.value)
                datatypes.add(part.datatype.value)
    iris |= datatypes
    if any(iri.startswith(_SENTINELS) for iri in iris):
        _unsigned("an undefined term or a relative address")
    if _JSON_LITERAL in datatypes:
        raise ContextUnknown("JSON embedded as a literal")
    if not quads or not all(_MAY_BE_REPLACED.fullmatch(text) for text in texts - iris - literals):
        _unsigned("a text that no statement holds, such as a broken address")


def _unsigned(what: str) -> NoReturn:
    raise Malformed(f"would stay unsigned: {what}", code="undefined_term")
