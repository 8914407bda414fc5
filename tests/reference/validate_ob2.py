"""Ask 1EdTech's reference validator of Open Badges 2.0. Runs in an environment of its own, which has it installed.

Standard input: JSON with `input` (an address, a JWS or JSON) or `picture` (the path of a baked file), and `at`, when
`http://localhost` is on another port. Standard output: its report. It fetches from this machine alone; the one context
it needs comes from its own package.
"""

import json
import sys
from typing import Any

import requests
from openbadges.verifier import verify
from openbadges.verifier.openbadges_context import OPENBADGES_CONTEXT_V2_DICT
from openbadges.verifier.utils import CachableDocumentLoader

_CONTEXT = "https://w3id.org/openbadges/v2"


class _OnlyHere(requests.adapters.HTTPAdapter):
    """Loopback as usual, the published context from the package, and nothing else."""

    at = ""

    def send(self, request: Any, *arguments: Any, **named: Any) -> Any:
        if request.url == _CONTEXT:
            answer = requests.Response()
            answer.status_code, answer.url, answer.request = 200, request.url, request
            answer.headers["Content-Type"] = "application/ld+json"
            answer._content = json.dumps(OPENBADGES_CONTEXT_V2_DICT).encode()
            return answer
        if self.at and request.url.startswith("http://localhost/"):
            request.url = request.url.replace("http://localhost", self.at, 1)
        if not request.url.startswith("http://localhost:"):
            raise requests.ConnectionError(f"nothing but this machine is asked: {request.url}")
        return super().send(request, *arguments, **named)


def understand_newer_pyld() -> None:
    """PyLD hands options to its loader today, and asks for a type; the validator's loader is of a time before that."""
    load = CachableDocumentLoader.__call__

    def with_type(self: Any, url: str, _options: Any = None) -> Any:
        return {"contentType": "application/ld+json", **load(self, url)}

    CachableDocumentLoader.__call__ = with_type


def main() -> None:
    """Read the question, print the report."""
    asked = json.load(sys.stdin)
    _OnlyHere.at = asked.get("at", "")
    understand_newer_pyld()
    opened = requests.Session.__init__

    def guarded(self: Any, *arguments: Any, **named: Any) -> None:
        opened(self, *arguments, **named)
        self.trust_env = False
        for scheme in ("http://", "https://"):
            self.mount(scheme, _OnlyHere())

    requests.Session.__init__ = guarded  # type: ignore[method-assign]
    if "picture" in asked:
        with open(asked["picture"], "rb") as picture:  # noqa: PTH123 - the validator wants a file
            found = verify(picture, use_cache=False)
    else:
        found = verify(asked["input"], use_cache=False)
    json.dump(found["report"], sys.stdout)


if __name__ == "__main__":
    main()
