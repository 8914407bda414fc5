"""Several files, links or codes at once: each is checked as if it were alone, and none of them for too long."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore

from werkzeug.datastructures import FileStorage

import badges
from badges import Check, Outcome, Reason, Report
from peerlearn.core.settings import Settings
from peerlearn.web.public import fetching
from peerlearn.web.public.checking import Checked, check, digest
from peerlearn.web.public.handed_in import as_code
from peerlearn.web.public.words import NO_TIME_LEFT

MOST = 30
# For all of them: a photograph is searched in less than a second, a site may take eight.
SECONDS = 20.0
_LONGEST_NAME = 80
_NO_LINES = ("{", "[", "<")
# Of eight that answer in a process, at most so many look through piles.
_AT_ONCE = BoundedSemaphore(2)


class BusyError(Exception):
    """Others have piles checked already."""


@dataclass(frozen=True)
class Given:
    """What somebody handed in, under the name that they know it by."""

    content: bytes | str
    name: str
    is_file: bool = False


@dataclass(frozen=True)
class Looked:
    """What came of it."""

    given: Given
    checked: Checked
    names: tuple[str, ...]
    sha256: str


@contextmanager
def taking_turns() -> Iterator[None]:
    """Let two piles at most be looked through at once.

    Raises:
        BusyError: two are already.
    """
    if not _AT_ONCE.acquire(blocking=False):
        raise BusyError
    try:
        yield
    finally:
        _AT_ONCE.release()


def lines_of(text: str) -> list[Given]:
    """The lines of a text that holds a link, a code or a token in each; else the text as it is. None of nothing."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    is_whole = len(lines) < 2 or text.lstrip().startswith(_NO_LINES) or as_code(text) is not None
    if is_whole or not any(map(_stands_alone, lines)):
        return [Given(text, shown_name(text))] if lines else []
    return [Given(line, shown_name(line)) for line in lines]


def given_in(files: Iterable[FileStorage], text: str) -> list[Given]:
    """What was chosen and what was typed, in this order. A file that is beyond the number is not even read."""
    chosen = [file for file in files if file.filename]
    read = [_read(file) if number < MOST else Given(b"", _name(file), True) for number, file in enumerate(chosen)]
    return [*(one for number, one in enumerate(read) if one.content or number >= MOST), *lines_of(text)]


def _read(file: FileStorage) -> Given:
    return Given(file.read(), _name(file), is_file=True)


def _name(file: FileStorage) -> str:
    return shown_name(file.filename or "")


def shown_name(written: str) -> str:
    """A name of a file, or a text, as it may stand in a table: short, on one line, and nothing in it that turns it."""
    name = written.replace("\\", "/").rpartition("/")[2] if "://" not in written else written
    shown = "".join(letter for letter in " ".join((name or written).split()) if letter.isprintable())
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}…"


def check_all(given: Sequence[Given], settings: Settings, *, now: datetime) -> list[Looked]:
    """Check each once, in the order in which they came; who comes when the time is over could not be checked."""
    found: dict[str, Looked] = {}
    until = time.monotonic() + SECONDS
    with fetching.until(until):
        for one in given:
            sha256 = digest(one.content)
            if before := found.get(sha256):
                found[sha256] = Looked(before.given, before.checked, (*before.names, one.name), sha256)
                continue
            is_late = time.monotonic() > until
            late = Checked(undecided(), now, doubt=NO_TIME_LEFT)
            checked = late if is_late else check(one.content, settings, now=now)
            found[sha256] = Looked(one, checked, (one.name,), sha256)
    return list(found.values())


def sha256_of(given: Given) -> str:
    """The fingerprint of what was handed in."""
    return digest(given.content)


def undecided() -> Report:
    """What is known of a badge that was not looked at."""
    return Report(checks=(Check("status", Outcome.NOT_POSSIBLE, Reason.STATUS_UNKNOWN),))


def _stands_alone(line: str) -> bool:
    is_link = line.lower().startswith(("https://", "http://")) or "/b/" in line
    return is_link or as_code(line) is not None or badges.recognise(line).kind is badges.Kind.COMPACT_JWS
