"""What a log may say: where something broke, and which page was asked for; never what somebody typed or looked for."""

import re
import sys
import traceback
from typing import Any

from gunicorn.glogging import Logger

# What stands behind these in an address opens something by itself.
_OPENS = re.compile(r"(/(?:invitation|endorse|verify)/)[^/\s?]+")
_ADDRESSED = ("r", "U", "f")


def where(problem: BaseException) -> str:
    """The way to where it broke, innermost last, each problem by its kind: messages may quote a row or a form."""
    told = []
    while True:
        told.append("".join(traceback.format_tb(problem.__traceback__)) + type(problem).__name__)
        before = problem.__cause__ or problem.__context__
        if before is None:
            return "\nfrom\n".join(told)
        problem = before


class QuietLogger(Logger):  # type: ignore[misc]
    """gunicorn's, with an access log that holds no search, no link and no page one came from, whatever its format."""

    def atoms(self, *given: Any) -> dict[str, Any]:
        """What a line of the access log is made of."""
        told: dict[str, Any] = super().atoms(*given)
        quiet = {name: _without_words(str(told[name])) for name in _ADDRESSED if name in told}
        headers = {name: "-" for name in told if name.startswith("{")}
        return told | quiet | headers | {"q": "", "u": "-", "f": "-"}

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """What went wrong outside the program's own pages: where, and the address without its words."""
        problem = sys.exc_info()[1]
        said = _without_words(msg % args if args else msg)
        super().error("%s\n%s", said, where(problem) if problem else "", **kwargs)


def _without_words(line: str) -> str:
    """`GET /people?q=awa HTTP/1.1` → `GET /people HTTP/1.1`."""
    return _OPENS.sub(r"\1-", re.sub(r"\?\S*", "", line))
