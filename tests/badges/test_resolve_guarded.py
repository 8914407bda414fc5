"""Fetching from hostile hosts: real servers on loopback, and listeners that must see nothing."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from badges.errors import Gone, Unreachable
from badges.resolve import MAX_DOCUMENT
from badges.resolve_guarded import ACCEPT, GuardedFetch

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
Talk = Callable[[socket.socket, str], None]


class Server:
    """A server that says whatever a test wants, one connection after the other."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[str] = []
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def url(self, path: str = "/") -> str:
        """An address of this server, for the test option."""
        return f"http://localhost:{self.port}{path}"

    def close(self) -> None:
        """Stop listening, and wait for the last conversation."""
        # Closing alone does not wake a thread that waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                try:
                    request = connection.recv(65_536).decode("latin-1")
                    self.requests.append(request)
                    self._talk(connection, request.split(" ")[1] if " " in request else "")
                except OSError:
                    continue


@contextmanager
def serving(talk: Talk) -> Iterator[Server]:
    """A server for one test."""
    server = Server(talk)
    try:
        yield server
    finally:
        server.close()


def say(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> Talk:
    """Always the same answer."""
    head = b"HTTP/1.1 " + status + b"\r\nConnection: close\r\n" + b"".join(line + b"\r\n" for line in headers)

    def talk(connection: socket.socket, _path: str) -> None:
        connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    return talk


def drip(first: bytes, piece: bytes = b"x") -> Talk:
    """Something at once, then a little again and again."""

    def talk(connection: socket.socket, _path: str) -> None:
        connection.sendall(first)
        for _ in range(200):
            time.sleep(0.05)
            connection.sendall(piece)

    return talk


def flood(first: bytes, piece: bytes) -> Talk:
    """As much as the other side takes."""

    def talk(connection: socket.socket, _path: str) -> None:
        connection.sendall(first)
        for _ in range(1_000):
            connection.sendall(piece)

    return talk


def fetch(server: Server, path: str = "/", seconds: float = 5.0) -> bytes:
    """Through the one port that the test option opens."""
    return GuardedFetch(loopback_port=server.port, seconds=seconds)(server.url(path))


def test_a_document_is_fetched_with_the_headers_of_a_validator_and_no_others() -> None:
    with serving(say(b'{"id":1}', b"Set-Cookie: a=b")) as server:
        fetcher = GuardedFetch(loopback_port=server.port)
        assert fetcher(server.url("/a")) == b'{"id":1}'
        assert fetcher(server.url("/b")) == b'{"id":1}'

    assert f"Accept: {ACCEPT}\r\n" in server.requests[0]
    assert "cookie" not in server.requests[1].lower()
    assert "forwarded" not in server.requests[0].lower()


def test_gzip_is_read() -> None:
    with serving(say(gzip.compress(b"{}"), b"Content-Encoding: gzip")) as server:
        assert fetch(server) == b"{}"


def test_410_is_gone_and_keeps_its_body() -> None:
    with serving(say(b'{"revoked":true}', status=b"410 Gone")) as server, pytest.raises(Gone) as caught:
        fetch(server)

    assert caught.value.body == b'{"revoked":true}'


@pytest.mark.parametrize("status", [b"404 No", b"500 No", b"401 No", b"206 Part", b"304 Same", b"300 Many"])
def test_any_other_answer_is_unreachable(status: bytes) -> None:
    with serving(say(b"{}", status=status)) as server, pytest.raises(Unreachable):
        fetch(server)


@pytest.mark.parametrize(
    "talk",
    [
        drip(OK + b"Content-Length: 5000\r\n\r\n"),
        drip(OK, b"X-Slow: 1\r\n"),
        drip(b"HTTP/1.1 200"),
        drip(b""),
        drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["body", "headers", "status line", "first byte", "chunks"],
)
def test_a_slow_drip_ends_at_the_deadline(talk: Talk) -> None:
    with serving(talk) as server:
        begun = time.monotonic()
        with pytest.raises(Unreachable):
            fetch(server, seconds=0.4)
        assert time.monotonic() - begun < 2


def test_the_deadline_is_for_all_fetches_together() -> None:
    def slow(connection: socket.socket, path: str) -> None:
        time.sleep(0.3)
        say(b"{}")(connection, path)

    with serving(slow) as server:
        fetcher = GuardedFetch(loopback_port=server.port, seconds=0.8)
        begun = time.monotonic()
        assert [fetcher(server.url(f"/{number}")) for number in range(2)] == [b"{}", b"{}"]
        with pytest.raises(Unreachable):
            fetcher(server.url("/late"))
        assert time.monotonic() - begun < 2


def test_a_slow_name_look_up_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    def stalled(*_args: object, **_more: object) -> list[object]:
        time.sleep(1)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", stalled)
    begun = time.monotonic()
    with pytest.raises(Unreachable):
        GuardedFetch(seconds=0.2)("https://slow.example/")
    assert time.monotonic() - begun < 0.9


@pytest.mark.parametrize(
    "talk",
    [
        say(b"x" * (MAX_DOCUMENT + 1)),
        flood(OK + b"\r\n", b"x" * 50_000),
        flood(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"x" * 0x8000 + b"\r\n"),
        say(gzip.compress(b"\x00" * 50_000_000), b"Content-Encoding: gzip"),
        say(gzip.compress(gzip.compress(b"\x00" * 50_000_000)), b"Content-Encoding: gzip, gzip"),
        say(zlib.compress(b"{}"), b"Content-Encoding: deflate"),
        say(b"{}", b"Content-Encoding: br"),
        say(b"{}", b"Content-Encoding: gzip"),
        say(gzip.compress(b"{}" * 99)[:-9], b"Content-Encoding: gzip"),
        flood(OK, b"X-Long: " + b"x" * 60_000 + b"\r\n"),
    ],
    ids=["long", "endless", "endless chunks", "bomb", "bomb twice", "deflate", "br", "no gzip", "cut", "headers"],
)
def test_too_much_or_unreadable_is_unreachable(talk: Talk) -> None:
    with serving(talk) as server, pytest.raises(Unreachable):
        fetch(server)


def test_a_whole_megabyte_is_read() -> None:
    with serving(say(b"x" * MAX_DOCUMENT)) as server:
        assert len(fetch(server)) == MAX_DOCUMENT


def redirects(target: Callable[[str], str]) -> Talk:
    """Always to somewhere else."""

    def talk(connection: socket.socket, path: str) -> None:
        if path == "/end":
            return say(b"{}")(connection, path)
        return say(b"", b"Location: " + target(path).encode(), status=b"302 Found")(connection, path)

    return talk


def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    steps = {"/4": "/3", "/3": "/2", "/2": "/1", "/1": "/end"}
    with serving(redirects(lambda path: steps[path])) as server:
        assert fetch(server, "/3") == b"{}"
        with pytest.raises(Unreachable):
            fetch(server, "/4")
    assert len(server.requests) == 4 + 4


def test_a_loop_of_redirects_ends() -> None:
    with serving(redirects(lambda path: path)) as server, pytest.raises(Unreachable):
        fetch(server, "/loop")

    assert len(server.requests) == 4


def test_five_addresses_are_enough_for_a_badge() -> None:
    with serving(say(b"{}")) as server:
        fetcher = GuardedFetch(loopback_port=server.port)
        for number in range(5):
            fetcher(server.url(f"/{number}"))
        with pytest.raises(Unreachable):
            fetcher(server.url("/6"))
    assert len(server.requests) == 5


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that anything tries to connect to."""
    seen: list[object] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: object) -> None:
        seen.append(address)
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", watched)
    return seen


INWARDS = [
    "http://localhost:{port}/",
    "http://127.0.0.1:{port}/",
    "http://[::1]:{port}/",
    "https://localhost:{port}/",
    "https://127.0.0.1:{port}/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://localhost/",
    "https://127.0.0.1.:443/",
    "https://good.example@127.0.0.1/",
    "https://good.example\\@127.0.0.1/",
    "https://good.example#@127.0.0.1/",
    "https://①②⑦.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://good.example:8443/",
    "https://good.example:22/",
    "file:" + "///etc/passwd",
    "ftp://good.example/",
    "gopher://127.0.0.1:{port}/",
    "data:application/json,{{}}",
    "//127.0.0.1/",
    "",
]


@pytest.mark.parametrize("address", INWARDS)
def test_an_address_that_leads_inwards_is_refused_without_any_connection(address: str, dialled: list[object]) -> None:
    with serving(say(b"{}")) as server, pytest.raises(Unreachable):
        GuardedFetch()(address.format(port=server.port))

    assert server.requests == []
    assert dialled == []


@pytest.mark.parametrize(
    "inner",
    # ruff: noqa: S104 - an address to be refused
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fc00::1", "64:ff9b::7f00:1", "2002:7f00:1::",
     "224.0.0.1"],
)  # fmt: skip
def test_a_name_that_resolves_inwards_is_refused_without_any_connection(
    inner: str, dialled: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for answers in ([inner], ["93.184.216.34", inner]):
        monkeypatch.setattr(socket, "getaddrinfo", _resolver(answers))
        with pytest.raises(Unreachable):
            GuardedFetch()("https://innocent.example/")
    assert dialled == []


def test_the_name_is_looked_up_once_and_that_address_is_dialled(
    dialled: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked: list[object] = []

    def rebinding(host: str, *args: object, **more: object) -> list[object]:
        if host[0].isdigit():
            return _resolver([host])(host, *args, **more)
        asked.append(host)
        return _resolver(next(answers))(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    # The guard of the test suite lets no test out to that address, which counts as unreachable.
    with pytest.raises(Unreachable):
        GuardedFetch(seconds=2)("https://rebinding.example/")
    assert asked == ["rebinding.example"]
    assert all(address[0] == "93.184.216.34" for address in dialled)  # type: ignore[index]


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "https://127.0.0.1:{port}/", "http://[::1]:{port}/",
     "https://innocent.example/", "//localhost:{port}/", "file:" + "///etc/passwd", "http://2130706433:{port}/", ""],
)  # fmt: skip
def test_a_redirect_inwards_is_refused_without_any_connection(
    target: str, dialled: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(["127.0.0.1"]))
    with (
        serving(say(b"secret")) as inner,
        serving(redirects(lambda _: target.format(port=inner.port))) as outer,
        pytest.raises(Unreachable),
    ):
        fetch(outer)
    assert inner.requests == []
    assert {address[1] for address in dialled} == {outer.port}  # type: ignore[index]


def test_the_test_option_opens_one_port_and_no_other() -> None:
    with serving(say(b"secret")) as other, serving(say(b"{}")) as server:
        fetcher = GuardedFetch(loopback_port=server.port)
        for url in (other.url(), f"http://127.0.0.1:{server.port}/", f"https://localhost:{server.port}/"):
            with pytest.raises(Unreachable):
                fetcher(url)
    assert (other.requests, server.requests) == ([], [])


def test_proxy_settings_of_the_machine_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(say(b"proxy")) as proxy, serving(say(b"{}")) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        assert fetch(server) == b"{}"
    assert proxy.requests == []


def test_nothing_heavy_is_loaded_before_something_is_fetched() -> None:
    script = (
        "import badges, badges.resolve_guarded, sys; print([m for m in ('requests', 'AntiSSRF') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"


def _resolver(addresses: list[str]) -> Callable[..., list[object]]:
    def resolve(_host: str, port: object = None, *_args: object, **_more: object) -> list[object]:
        found: list[object] = []
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            where = (address, port or 0, 0, 0) if ":" in address else (address, port or 0)
            found.append((family, socket.SOCK_STREAM, 6, "", where))
        return found

    return resolve
