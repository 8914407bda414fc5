"""Public answers about a badge, said again from memory for as long as nothing happened to the badge.

Checking a badge costs a hundred times what a "hello" does, and a link that is passed round is opened by many. So each
process keeps what it answered: as it left, compressed and with its headers, for one address and one kind of reader.
Before it is said again the register is asked whether the badge is what it was (`awards.stamp`): a withdrawal counts at
once. All is forgotten half a minute after the first of it was kept, whether somebody asks or not: so long may a former
phone number of the issuer be shown, and so long a name stays in memory after it was erased.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from threading import Lock, Timer
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from werkzeug.datastructures import Headers
from werkzeug.http import parse_etags, remove_entity_headers, unquote_etag
from werkzeug.test import run_wsgi_app

from peerlearn.awards.rules import Use
from peerlearn.awards.stamp import Stamp, Stamps, achievement_of
from peerlearn.core.db import UNAMBIGUOUS, db
from peerlearn.web.kit import uses
from peerlearn.web.public.answers import HTML, MAY_BE_WITHDRAWN
from peerlearn.web.public.uses import is_looked_at

_FORGOTTEN_AFTER = 30.0
_PATH = re.compile(rf"/b/([{UNAMBIGUOUS}]{{8,12}})(?:\.[a-z0-9.]{{3,8}})?")
# What an answer differs by; the others say whether it is needed at all.
_TOLD_APART_BY = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING")
_CONDITIONS = {f"HTTP_IF_{name}" for name in ("NONE_MATCH", "MATCH", "MODIFIED_SINCE", "UNMODIFIED_SINCE", "RANGE")}
# At most 16 MB in a process, whoever asks for what.
_MOST, _LARGEST, _LONGEST_WISHES = 250, 64_000, 600

Environ = dict[str, Any]
Program = Callable[[Environ, Any], Iterable[bytes]]
Key = tuple[str, ...]


@dataclass(frozen=True)
class _Answer:
    """One answer as it left, and when."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    tag: str
    use: Use
    made_at: float


def arm(app: Flask) -> None:
    """Stand before the program: what is kept needs nothing of it."""

    def engine() -> Engine:
        with app.app_context():
            return db.engine

    app.wsgi_app = KeptAnswers(app.wsgi_app, Stamps(engine), partial(uses.count, app))  # type: ignore[assignment, method-assign]


class KeptAnswers:
    """The program, with a memory for what it says of badges."""

    def __init__(
        self, program: Program, stamp_of: Callable[[str], Stamp | None], count: Callable[[str, Use], None]
    ) -> None:
        self._program = program
        self._stamp_of = stamp_of
        self._count = count
        self._kept: dict[Key, tuple[Stamp, _Answer]] = {}
        self._lock = Lock()

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        """Answer from memory, or let the program answer."""
        code = _PATH.fullmatch(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] in {"GET", "HEAD"} else None
        key = tuple(environ.get(name, "") for name in _TOLD_APART_BY)
        if code is None:
            return self._program(environ, start)
        # Asked before the program reads the badge: what happens to it meanwhile makes the next stamp another one.
        stamp = self._stamp_of(code[1])
        known = self._known(key)
        if stamp is not None and known is not None and known[0] == stamp:
            return self._say(known[1], stamp, environ, start)
        if stamp is None or environ["REQUEST_METHOD"] == "HEAD":
            return self._program(environ, start)
        answer = self._ask(environ)
        if _may_be_kept(answer) and sum(map(len, key)) <= _LONGEST_WISHES:
            self._keep(key, stamp, answer)
        return self._say(answer, stamp, environ, start)

    def _say(self, answer: _Answer, stamp: Stamp, environ: Environ, start: Any) -> Iterable[bytes]:
        """The answer, counted when somebody gets to see it: who has it already is told so, and not counted."""
        is_known = bool(answer.tag) and _is_known(answer.tag, environ.get("HTTP_IF_NONE_MATCH"))
        if not is_known and answer.status.startswith("200") and is_looked_at(environ, answer.use):
            self._count(achievement_of(stamp), answer.use)
        return _say(answer, environ, start, is_known=is_known)

    def _ask(self, environ: Environ) -> _Answer:
        """The whole answer: whether this reader has it already is decided afterwards."""
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        parts, status, headers = run_wsgi_app(self._program, asked, buffered=True)
        tag, _is_weak = unquote_etag(headers.get("ETag"))
        use = Use.PAGE if headers.get("Content-Type", "").startswith(HTML) else Use.FILE
        return _Answer(status, list(headers), b"".join(parts), tag or "", use, time.monotonic())

    def _known(self, key: Key) -> tuple[Stamp, _Answer] | None:
        """What is kept under this key; it is the latest to be asked for, and so the last to make room."""
        with self._lock:
            known = self._kept.pop(key, None)
            if known is not None:
                self._kept[key] = known
            return known

    def _keep(self, key: Key, stamp: Stamp, answer: _Answer) -> None:
        with self._lock:
            if not self._kept:
                oblivion = Timer(_FORGOTTEN_AFTER, self.forget)
                oblivion.daemon = True
                oblivion.start()
            self._kept.pop(key, None)
            if len(self._kept) >= _MOST:
                # Whoever asks for the same page in hundreds of ways keeps no other from being said from memory.
                del self._kept[next(iter(self._kept))]
            self._kept[key] = (stamp, answer)

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._kept.clear()


def _may_be_kept(answer: _Answer) -> bool:
    """What the program said anybody may keep for a minute, of a size that many of it fit in."""
    headers = Headers(answer.headers)
    is_for_all = headers.get("Cache-Control") == MAY_BE_WITHDRAWN and "Set-Cookie" not in headers
    return answer.status.startswith("200") and is_for_all and len(answer.body) <= _LARGEST


def _say(answer: _Answer, environ: Environ, start: Any, *, is_known: bool) -> Iterable[bytes]:
    status, headers = answer.status, answer.headers
    seconds = int(time.monotonic() - answer.made_at)
    if seconds:
        # Whoever keeps it for a minute counts from when it was made, not from now.
        headers = [*headers, ("Age", str(seconds))]
    if is_known:
        remaining = list(headers)
        remove_entity_headers(remaining)
        start("304 NOT MODIFIED", remaining)
        return []
    start(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def _is_known(tag: str, named: str | None) -> bool:
    return named is not None and parse_etags(named).contains_weak(tag)
