"""How many pictures openbadges-bakery bakes in a second. Runs in its own environment, on the picture and text given."""

import json
import sys
import time
from io import BytesIO
from pathlib import Path

from openbadges_bakery import bake

_SECONDS = 1.5


def main() -> None:
    """Bake into memory, and count; what comes out must hold the text that went in."""
    asked = json.load(sys.stdin)
    picture = Path(asked["picture"]).read_bytes()
    baked = BytesIO()
    bake(BytesIO(picture), asked["text"], baked)
    if asked["text"].encode() not in baked.getvalue():
        raise SystemExit("the text is not in the picture")
    done, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < _SECONDS:
        bake(BytesIO(picture), asked["text"], BytesIO())
        done += 1
    json.dump({"per_second": done / spent}, sys.stdout)


if __name__ == "__main__":
    main()
