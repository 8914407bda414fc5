"""Run a program for as long as the one who asked for it lives, in a process that has read ours already.

Reading PeerLearn takes ten times as long as starting it, and the tests start it again and again. So each process of
tests has another one that has read it and does nothing else, the nursery; what is asked for is a copy of that one. Each
program has a keeper, which ends it when the asking process closes its end of a line, or ends, however it does.
"""

import atexit
import contextlib
import fcntl
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any

PROJECT = Path(__file__).resolve().parents[2]
FIRST_DESCRIPTOR = 3
_READ_BEFORE = ("peerlearn.factory", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread")
_MOST_DESCRIPTORS = 8
_BEYOND_THEM = 100
_PATIENCE = 10


@contextlib.contextmanager
def kept(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: IO[bytes],
    file_descriptors: Sequence[int] = (),
) -> Iterator[None]:
    """Do what `python -m` does with `command`, in the project's folder, until the block ends.

    What it prints goes to `output`; it finds `file_descriptors` under the numbers from `FIRST_DESCRIPTOR` on.
    """
    mine, keepers = socket.socketpair()
    with mine:
        with keepers:
            wish = json.dumps({"command": list(command), "environment": dict(environment)}).encode()
            nursery = _nursery()
            socket.send_fds(nursery, [len(wish).to_bytes(4)], [keepers.fileno(), output.fileno(), *file_descriptors])
            nursery.sendall(wish)
        try:
            yield
        finally:
            mine.shutdown(socket.SHUT_WR)
            mine.recv(1)  # nothing, once the keeper has gone


@cache
def _nursery() -> socket.socket:
    """The way to the nursery of this process. It ends when this is closed, or when this process does."""
    mine, theirs = socket.socketpair()
    with theirs:
        nursery = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # Ctrl-C reaches the asking process, which then closes its end
        )

    def close() -> None:
        mine.close()
        nursery.wait()

    atexit.register(close)
    return mine


def main(control: socket.socket) -> None:
    """Read the program, then make a keeper for each wish, which makes a copy of this process that fulfils it."""
    for name in _READ_BEFORE:
        import_module(name)
    gc.collect()
    gc.freeze()
    # Keepers are not waited for: who asked hears of their end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        size, descriptors, _flags, _address = socket.recv_fds(control, 4, _MOST_DESCRIPTORS)
        if not size:
            # At once: what was read is not put away piece by piece, nor what is left of it told.
            os._exit(0)
        wish = json.loads(_exactly(control, int.from_bytes(size)))
        if os.fork() == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _keep(wish, descriptors)
            break
        for one in descriptors:
            os.close(one)


def _keep(wish: dict[str, Any], descriptors: Sequence[int]) -> None:
    """In the keeper: start the program, and end it with who asked for it."""
    asked, output, *others = (_moved(one) for one in descriptors)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    if (program := os.fork()) == 0:
        os.close(asked)
        for number, one in enumerate(others, FIRST_DESCRIPTOR):
            os.dup2(one, number)
            os.close(one)
        _run(**wish)
        return
    for one in others:
        os.close(one)
    threading.Thread(target=_end_with, args=(program, asked), daemon=True).start()
    os.waitpid(program, 0)
    os._exit(0)


def _run(command: list[str], environment: dict[str, str]) -> None:
    """In the program: become what was asked for."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


def _end_with(program: int, asked: int) -> None:
    os.read(asked, 1)  # nothing, once nobody asks any more
    # An interrupt, not a termination: gunicorn then closes the connections a browser keeps open.
    os.kill(program, signal.SIGINT)
    time.sleep(_PATIENCE)
    os.kill(program, signal.SIGKILL)


def _moved(descriptor: int) -> int:
    """The same file under a number that nobody asks for."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD, _BEYOND_THEM)
    os.close(descriptor)
    return moved


def _exactly(control: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        if not (more := control.recv(size - len(found))):
            raise EOFError("who asked went away in the middle of a wish")
        found += more
    return found


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
