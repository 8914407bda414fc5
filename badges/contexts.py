"""The published JSON-LD contexts, out of a package that carries them: nothing is ever fetched.

The set is closed. A context says what the words of a document mean, and the signature does not cover it: a context
that we do not hold, or one written into the document, could give an old signature another meaning. Third-party files
are not copied into this project, hence the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any

from openbadgeslib.ob3.contexts import bundled_contexts

from .errors import ContextUnknown

# The package answers for the unversioned address with version 3.0.3, which expands other than what is served there:
# a signature made under one does not hold under the other, so we know neither.
_AMBIGUOUS = frozenset({"https://purl.imsglobal.org/spec/ob/v3p0/context.json"})
_ALWAYS = frozenset({"id", "type"})


@cache
def published() -> dict[str, Any]:
    """Return every context we hold: address to the value of its `@context` (JSON-LD 1.1, section 9.15).

    Credentials version 2, Open Badges 3.0.1 to 3.0.3 with their extensions, Data Integrity version 2 and Multikey. The
    values are shared: read them, never change them.
    """
    bundled: dict[str, dict[str, Any]] = bundled_contexts()
    return {url: document["@context"] for url, document in bundled.items() if url not in _AMBIGUOUS}


def context(url: str) -> Any:
    """Return the published context at `url`, compared exactly.

    Raises:
        ContextUnknown: we do not hold it.
    """
    try:
        return published()[url]
    except KeyError:
        raise ContextUnknown("a context that is not held here") from None


def narrowed(contexts: Sequence[Any], words: AbstractSet[str]) -> list[Any]:
    """Return these contexts without the terms that a document with only these words cannot use.

    Reading them is most of the work of reading a badge, and a badge uses one word in ten. `words` are the names of
    members and the texts, with the prefix of each.
    """
    kept = _ALWAYS | words
    while True:
        found = [_narrow(item, kept) for item in contexts]
        referred = {name for item in found for name in _references(item)}
        if referred <= kept:
            return found
        kept |= referred


def terms(contexts: Sequence[Any]) -> frozenset[str]:
    """Return the terms that these contexts define, at any depth."""
    return frozenset(name for item in contexts for name in _names(item))


def _narrow(item: Any, kept: AbstractSet[str]) -> Any:
    if isinstance(item, list):
        return [_narrow(member, kept) for member in item]
    if not isinstance(item, dict):
        return item
    return {name: _narrow_term(term, kept) for name, term in item.items() if name in kept or name.startswith("@")}


def _narrow_term(term: Any, kept: AbstractSet[str]) -> Any:
    if isinstance(term, dict) and "@context" in term:
        return {**term, "@context": _narrow(term["@context"], kept)}
    return term


def _references(item: Any) -> Iterator[str]:
    """Yield what may be another term, or begin with one, in the definitions of a context."""
    if isinstance(item, str):
        yield item
        yield item.partition(":")[0]
    elif isinstance(item, list):
        for member in item:
            yield from _references(member)
    elif isinstance(item, dict):
        for member in item.values():
            yield from _references(member)


def _names(item: Any) -> Iterator[str]:
    if isinstance(item, list):
        for member in item:
            yield from _names(member)
    elif isinstance(item, dict):
        for name, term in item.items():
            yield name
            if isinstance(term, dict):
                yield from _names(term.get("@context"))
