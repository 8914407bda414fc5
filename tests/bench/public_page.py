"""The pages that strangers open, as a rate beside a hello of the same processes: what a job fair asks of them."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Thread
from urllib.parse import urlsplit

from peerlearn.awards.rules import AwardState
from tests.bench.measure import Work, in_turn
from tests.bench.room import HELLO, Room, room
from tests.factories.awards import stored_award

_GOAL = 0.7
_CONNECTIONS = 4
_AT_A_TIME = 25
_ROUNDS, _SECONDS = 9, 0.6
_AS_A_BROWSER = {"Accept": "text/html", "Accept-Language": "fr", "Accept-Encoding": "gzip"}
Row = tuple[str, str, str, bool]


def measured(say: Callable[[str], object]) -> list[bool]:
    """Say one line for each goal; whether each was met."""
    say("\n| of the public pages | asked a second | goal |\n|---|---|---|")
    met = []
    with room() as served:
        for work, found, goal, is_met in _rows(served):
            say(f"| {work} | {found} | {goal} {'✔' if is_met else '✘'} |")
            met.append(is_met)
    return met


def _rows(served: Room) -> Iterator[Row]:
    settings = served.app.extensions["peerlearn-settings"]
    with served.app.app_context():
        code = stored_award(served.cast, settings, AwardState.ISSUED).public_code
    with ExitStack() as stack:
        crowd = [stack.enter_context(_Caller.of(served.site)) for _ in range(_CONNECTIONS)]
        tag = crowd[0].ask(_request(f"/b/{code}"), b"200").decode().lower().partition("\netag: ")[2].partition("\r")[0]
        tag = tag.replace("w/", "W/")
        contenders = {
            "hello": _by_all(crowd, _request(f"{HELLO}/"), b"200"),
            "page": _by_all(crowd, _request(f"/b/{code}"), b"200"),
            "known": _by_all(crowd, _request(f"/b/{code}", {"If-None-Match": tag}), b"304"),
            "json": _by_all(crowd, _request(f"/b/{code}.json"), b"200"),
        }
        rates = in_turn(contenders, rounds=_ROUNDS, seconds=_SECONDS)
    words = {"page": "`/b/<code>`", "known": "`/b/<code>`, already known (304)", "json": "`/b/<code>.json`"}
    for name, said in words.items():
        ratio = rates.ratio(name, "hello")
        each = _CONNECTIONS * _AT_A_TIME
        found = f"{rates.median(name) * each:,.0f}, hello {rates.median('hello') * each:,.0f}: {ratio:.2f}"
        yield f"{said}, {_CONNECTIONS} connections", found, f"≥ {_GOAL} hello", ratio >= _GOAL


def _request(path: str, headers: dict[str, str] | None = None) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in {**_AS_A_BROWSER, **(headers or {})}.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def _by_all(crowd: "list[_Caller]", request: bytes, status: bytes) -> Work:
    """Each asks a number of times, all at once: that is one piece of work."""

    def work(_number: int) -> None:
        threads = [Thread(target=one.ask_often, args=(request, status)) for one in crowd]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed := [one.failed for one in crowd if one.failed]:
            raise RuntimeError(failed)

    return work


@dataclass
class _Caller:
    """One connection that is kept open. Less than a browser does: what it takes must not weigh on the ratio."""

    line: socket.socket
    failed: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, site: str) -> "_Caller":
        parts = urlsplit(site)
        line = socket.create_connection((str(parts.hostname), int(parts.port or 80)))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(line)

    def __enter__(self) -> "_Caller":
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def ask_often(self, request: bytes, status: bytes) -> None:
        """Ask, and ask again on the same connection."""
        try:
            for _ in range(_AT_A_TIME):
                self.ask(request, status)
        except (RuntimeError, OSError) as problem:
            self.failed.append(str(problem))

    def ask(self, request: bytes, status: bytes) -> bytes:
        """One answer, whole: its head."""
        self.line.sendall(request)
        read = self.line.recv(65536)
        while b"\r\n\r\n" not in read:
            read += self.line.recv(65536)
        head, _, body = read.partition(b"\r\n\r\n")
        if head[9:12] != status:
            raise RuntimeError(head[:200].decode(errors="replace"))
        missing = _length_of(head) - len(body)
        while missing > 0:
            missing -= len(self.line.recv(65536))
        return head


def _length_of(head: bytes) -> int:
    stated = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
    return int(stated) if stated else 0
