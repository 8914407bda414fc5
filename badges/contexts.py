"""The published JSON-LD contexts, out of a package that carries them: nothing is ever fetched.

The set is closed. A context says what the words of a document mean, and the signature does not cover it: a context
that we do not hold, or one written into the document, could give an old signature another meaning. Third-party files
are not copied into this project, hence the package.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from openbadgeslib.ob3.contexts import bundled_contexts

from .errors import ContextUnknown

# The package answers for the unversioned address with version 3.0.3, which expands other than what is served there:
# a signature made under one does not hold under the other, so we know neither.
_AMBIGUOUS = frozenset({"https://purl.imsglobal.org/spec/ob/v3p0/context.json"})


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
