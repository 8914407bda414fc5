"""Run a program for as long as the one who asked for it lives.

It starts the command it is given and ends it when standard input is closed. The asking process holds the
other end of that pipe, so the command goes away with it however it ends, a kill included.
"""

import contextlib
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

PROJECT = Path(__file__).resolve().parents[2]
_PATIENCE = 10


@contextlib.contextmanager
def kept(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: IO[bytes],
    file_descriptors: Sequence[int] = (),
) -> Iterator[None]:
    """Run `command` in the project's folder until the block ends; what it prints goes to `output`."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", __name__, ",".join(map(str, file_descriptors)), *command],
        cwd=PROJECT,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        pass_fds=file_descriptors,
        start_new_session=True,  # Ctrl-C reaches the asking process, which then closes the pipe
    )
    try:
        yield
    finally:
        keeper.communicate()


def main(arguments: Sequence[str]) -> int:
    """Keep the command that follows the list of file descriptors it inherits."""
    inherited, *command = arguments
    descriptors = [int(number) for number in inherited.split(",") if number]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=descriptors)
    threading.Thread(target=_end_with_the_input, args=[child], daemon=True).start()
    return child.wait()


def _end_with_the_input(child: subprocess.Popen[bytes]) -> None:
    sys.stdin.read()
    # An interrupt, not a termination: gunicorn then closes the connections a browser keeps open.
    child.send_signal(signal.SIGINT)
    try:
        child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
