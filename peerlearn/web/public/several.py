"""Several files, links or codes at once: each is checked as if it were alone, and none of them for too long."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from threading import BoundedSemaphore

from werkzeug.datastructures import FileStorage

import badges
from badges import Reason
from peerlearn.core.settings import Settings
from peerlearn.web.public.checking import Checked, Means, check, digest, undecided
from peerlearn.web.public.fetching import SiteNeededError
from peerlearn.web.public.handed_in import as_code, links_in
from peerlearn.web.public.unproven import unproven_in
from peerlearn.web.public.words import NO_TIME_LEFT, SITES_BUSY

MOST = 30
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
    # Known already, when the content is not kept.
    sha256: str = ""


@dataclass(frozen=True)
class Looked:
    """What came of it."""

    given: Given
    checked: Checked
    names: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class Found:
    """What came of all that one request handed in.

    Attributes:
        looked: each once.
        order: of each that was handed in, its place in `looked`: what was sent twice is there twice.
        is_list: whether a list was asked for, and not one badge.
        left_out: the names of those beyond the number.
        is_lost: whether nothing is known of them any more, neither their names nor what came of them.
    """

    looked: tuple[Looked, ...]
    order: tuple[int, ...]
    is_list: bool = False
    left_out: tuple[str, ...] = ()
    is_lost: bool = False


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
    """The lines of a text that holds a link, a code or a token in each; the links in what somebody wrote around them;
    else the text as it is. None of nothing."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or text.lstrip().startswith(_NO_LINES) or as_code(text) is not None:
        return [Given(text, shown_name(text))] if lines else []
    if len(lines) > 1 and any(map(_stands_alone, lines)):
        return [Given(one, shown_name(one)) for line in lines for one in _found_in(line)]
    links = links_in(text) if badges.recognise(text).kind is badges.Kind.TEXT else []
    return [Given(one, shown_name(one)) for one in (links if len(links) > 1 else [text])]


def _found_in(line: str) -> list[str]:
    """The line, or the links in it when it is a sentence around them."""
    return [line] if _stands_alone(line) else links_in(line) or [line]


def given_in(files: Iterable[FileStorage], text: str) -> list[Given]:
    """What was chosen and what was typed, in this order. A file that is beyond the number is not even read; one with
    nothing in it has its place."""
    chosen = [file for file in files if file.filename]
    read = [_read(file) if number < MOST else Given(b"", _name(file), True) for number, file in enumerate(chosen)]
    return [*read, *lines_of(text)]


def _read(file: FileStorage) -> Given:
    return Given(file.read(), _name(file), is_file=True)


def _name(file: FileStorage) -> str:
    return shown_name(file.filename or "")


def shown_name(written: str) -> str:
    """A name of a file, or a text, as it may stand in a table: short, on one line, and nothing in it that turns it."""
    name = written.replace("\\", "/").rpartition("/")[2] if "://" not in written else written
    shown = "".join(letter for letter in " ".join((name or written).split()) if letter.isprintable())
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}…"


def check_here(
    given: Sequence[Given], settings: Settings, *, now: datetime, until: float, means: Means
) -> tuple[Found, Mapping[int, SiteNeededError]]:
    """Check each once, in the order in which they came, with means that ask nobody; who comes when the time is over
    could not be checked. Beside it, what needs a site, by its place: until one was asked, it could not be checked.
    """
    looked: list[Looked] = []
    places: dict[str, int] = {}
    needing: dict[int, SiteNeededError] = {}
    prints = [sha256_of(one) for one in given]
    for one, sha256 in zip(given, prints, strict=True):
        if sha256 in places:
            before = looked[places[sha256]]
            looked[places[sha256]] = replace(before, names=(*before.names, one.name))
            continue
        places[sha256] = len(looked)
        try:
            checked = check_in_time(one.content, settings, now=now, until=until, means=means)
        except SiteNeededError as needed:
            needing[len(looked)] = needed
            said = unproven_in(needed.content)
            checked = Checked(undecided(Reason.UNREACHABLE), now, doubt=SITES_BUSY, unproven=said)
        looked.append(Looked(replace(one, content=b"", sha256=sha256), checked, (one.name,), sha256))
    return Found(tuple(looked), tuple(places[sha256] for sha256 in prints)), needing


def check_in_time(content: bytes | str, settings: Settings, *, now: datetime, until: float, means: Means) -> Checked:
    """Check one of many, unless the time for all of them is over."""
    if time.monotonic() > until:
        return Checked(undecided(Reason.STATUS_UNKNOWN), now, doubt=NO_TIME_LEFT, unproven=unproven_in(content))
    return check(content, settings, now=now, means=means)


def sha256_of(given: Given) -> str:
    """The fingerprint of what was handed in."""
    return given.sha256 or digest(given.content)


def _stands_alone(line: str) -> bool:
    is_link = line.lower().startswith(("https://", "http://")) or "/b/" in line
    if as_code(line) is not None or badges.recognise(line).kind is badges.Kind.COMPACT_JWS:
        return True
    return is_link and not any(map(str.isspace, line))
