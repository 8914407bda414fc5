"""How many hosted assertions 1EdTech's reference validator checks in a second. Runs in its own environment."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reference"))
import validate_ob2

_SECONDS = 4.0
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)


def main() -> None:
    """Answer every request from what was given, and count."""
    asked = json.load(sys.stdin)
    documents: dict[str, Any] = asked["documents"]

    def answer(_self: Any, request: Any, **_: Any) -> Any:
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        if request.url == asked["image"]:
            response.headers["Content-Type"], response._content = "image/png", _PIXEL
            return response
        found = documents.get(request.url, validate_ob2.OPENBADGES_CONTEXT_V2_DICT)
        response.headers["Content-Type"], response._content = "application/ld+json", json.dumps(found).encode()
        return response

    requests.Session.send = answer  # type: ignore[method-assign, assignment]
    validate_ob2.understand_newer_pyld()
    report = validate_ob2.verify(asked["assertion"])["report"]
    if not report["valid"]:
        raise SystemExit(json.dumps(report))
    done, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < _SECONDS:
        validate_ob2.verify(asked["assertion"])
        done += 1
    json.dump({"per_second": done / spent}, sys.stdout)


if __name__ == "__main__":
    main()
