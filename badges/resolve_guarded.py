"""Fetching from hosts that may be hostile (OB 3.0, B10.3 of our notes; security.md rows 11 and 12).

https on port 443 only; the name is looked up once and exactly that public address is dialled, again for every
redirect; no cookies, no proxy or netrc settings; one deadline for everything, kept even against a host that sends a
byte at a time; sizes are counted after decompression.
"""

from __future__ import annotations

import socket
import time
import zlib
from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from .errors import BadgeError, Gone, Unreachable
from .foreign_addresses import split_plain
from .resolve import MAX_DOCUMENT, Served

if TYPE_CHECKING:
    from requests import Response, Session

SECONDS = 8.0
MAX_FETCHES = 5
MAX_REDIRECTS = 3
ACCEPT = (
    "application/ld+json, application/vc, application/did+json, application/jwk+json, application/json, "
    "image/png, image/svg+xml"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE = 16_384
_HEADERS = {"Accept": ACCEPT, "Accept-Encoding": "gzip", "User-Agent": "PeerLearn badge check"}


class GuardedFetch:
    """A `Resolve` over the network. Make a fresh one for every verification: its limits are for one badge.

    Args:
        seconds: for all fetches together, from the first one on.
        loopback_port: for tests and the demonstration only, and off by default: lets `http://localhost:PORT` (that
            one port, dialled as 127.0.0.1) through, and opens nothing else.
        fetches: how many addresses at most, redirects not counted.
    """

    def __init__(
        self, *, seconds: float = SECONDS, loopback_port: int | None = None, fetches: int = MAX_FETCHES
    ) -> None:
        self._seconds = seconds
        self._loopback_port = loopback_port
        self._fetches_left = fetches
        self._deadline: float | None = None

    def __call__(self, url: str, /) -> Served:
        """Return the body behind `url`, at most 1 MB once decompressed, and the address that gave it in the end.

        Raises:
            Gone: the answer is 410.
            Unreachable: anything else but a whole 200 in time.
        """
        if self._fetches_left <= 0:
            raise Unreachable("too many addresses for one badge")
        self._fetches_left -= 1
        now = time.monotonic()
        if self._deadline is None:
            self._deadline = now + self._seconds
        if now >= self._deadline:
            raise Unreachable("no time is left")
        return _in_time(lambda line: self._follow(url, line), self._deadline - now)

    def _follow(self, url: str, line: _Line) -> Served:
        for _ in range(MAX_REDIRECTS + 1):
            answer = _ask(self._checked(url), line, on_loopback=url.startswith("http:"))
            if isinstance(answer, bytes):
                return Served(answer, url)
            url = urljoin(url, answer.location)
        raise Unreachable("too many redirects")

    def _checked(self, url: str) -> str:
        """Return the address to dial.

        Raises:
            Unreachable: not https on 443 with a host name, and not the one port opened for tests.
        """
        parts = split_plain(url)
        if parts is None:
            raise Unreachable("not a plain https address with a host name")
        if parts.scheme == "https" and parts.port in (None, 443):
            return url
        if parts.scheme == "http" and parts.hostname == "localhost" and parts.port == self._loopback_port is not None:
            return url.replace("localhost", "127.0.0.1", 1)
        raise Unreachable("only https on port 443 is fetched")


class _Redirect:
    def __init__(self, location: str) -> None:
        self.location = location


class _Line:
    """The connection in use, so that it can be cut from outside, whatever it is waiting for."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._cut = Event()
        self._twins: list[socket.socket] = []

    def hold(self, connection: socket.socket) -> None:
        """Keep a second handle on the connection: TLS takes the first one over."""
        self._twins.append(connection.dup())
        if self._cut.is_set():
            self.cut()

    def cut(self) -> None:
        """End whatever waits on the connection."""
        self._cut.set()
        for twin in self._twins:
            try:
                twin.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def check(self) -> None:
        """Raise once the line was cut, so that no new connection begins."""
        if self._cut.is_set():
            raise Unreachable("no answer in time")

    def close(self) -> None:
        """Let go of the second handles."""
        for twin in self._twins:
            twin.close()


def _in_time(fetch: Callable[[_Line], Served], seconds: float) -> Served:
    """Run `fetch` beside us and cut its line at the deadline.

    The time limits of sockets count from byte to byte, and a name look-up has none at all.
    """
    line, answers, failures = _Line(seconds), list[Served](), list[Exception]()

    def run() -> None:
        try:
            answers.append(fetch(line))
        except Exception as error:  # noqa: BLE001 - handed to the caller's thread, below
            failures.append(error)
        finally:
            line.close()

    thread = Thread(target=run, name="guarded-fetch", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        line.cut()
        # Cut off, it ends at once, unless the resolver of the system still holds it.
        thread.join(0.2)
        raise Unreachable("no answer in time")
    if answers:
        return answers[0]
    failure = failures[0]
    if isinstance(failure, BadgeError):
        raise failure
    raise Unreachable("the address could not be fetched") from failure


def _ask(url: str, line: _Line, *, on_loopback: bool) -> bytes | _Redirect:
    line.check()
    with _session(line, on_loopback=on_loopback) as session:
        answer = session.get(
            url, headers=_HEADERS, timeout=line.seconds, allow_redirects=False, stream=True, verify=True
        )
        with answer:
            return _read(answer)


def _read(answer: Response) -> bytes | _Redirect:
    if answer.status_code in _REDIRECTS:
        return _Redirect(answer.headers.get("Location", ""))
    if answer.status_code == 410:
        raise Gone("the address answers 410", body=_body(answer))
    if answer.status_code != 200:
        raise Unreachable(f"the address answers {answer.status_code}")
    return _body(answer)


def _body(answer: Response) -> bytes:
    """Read and decompress piece by piece: neither the wire nor the bomb gets past 1 MB."""
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise Unreachable("compressed in a way that was not asked for")
    inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if "gzip" in encoding else None
    body, seen = bytearray(), 0
    while piece := answer.raw.read(_PIECE, decode_content=False):
        seen += len(piece)
        body += inflate.decompress(piece, MAX_DOCUMENT + 1 - len(body)) if inflate else piece
        if seen > MAX_DOCUMENT or len(body) > MAX_DOCUMENT:
            raise Unreachable("the answer is over 1 MB")
    if inflate and not inflate.eof:
        raise Unreachable("the compressed answer is not whole")
    return bytes(body)


def _session(line: _Line, *, on_loopback: bool) -> Session:
    # Imported here: `import badges` must stay light, and most of its users never fetch.
    from AntiSSRF import AntiSSRFPolicy, PolicyConfigOptions  # type: ignore[import-untyped]  # noqa: PLC0415
    from requests.adapters import HTTPAdapter  # noqa: PLC0415

    if on_loopback:
        policy = AntiSSRFPolicy(PolicyConfigOptions.INTERNAL_ONLY)
        policy.add_allowed_addresses(["127.0.0.1/32"])
        policy.allow_plain_text_http = True
    else:
        policy = AntiSSRFPolicy(PolicyConfigOptions.EXTERNAL_ONLY_LATEST)
        # Addresses of version 4 in two more disguises that its list leaves out.
        policy.add_denied_addresses(["::/96", "::ffff:0:0:0/96"])
        policy.add_xff_header = False
    session: Session = policy.get_antissrf_session()
    session.trust_env = False
    for adapter in session.adapters.values():
        if isinstance(adapter, HTTPAdapter):
            _watch(adapter, line)
    return session


def _watch(adapter: object, line: _Line) -> None:
    """Make the adapter's connections known to `line` as soon as they are dialled, before TLS and headers."""
    from urllib3.connection import HTTPConnection, HTTPSConnection  # noqa: PLC0415
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool  # noqa: PLC0415

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            line.check()
            connection = super()._new_conn()
            line.hold(connection)
            return connection

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            line.check()
            connection = super()._new_conn()
            line.hold(connection)
            return connection

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    adapter.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}  # type: ignore[attr-defined]
