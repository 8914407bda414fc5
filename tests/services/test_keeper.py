"""What a test starts ends with it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.services.keeper import PROJECT, kept

_ASKS = f"""
import os, sys
from tests.services.keeper import kept
with kept([{__name__!r}], environment=os.environ, output=sys.stdout.buffer):
    sys.stdin.read()
"""


def test_the_program_ends_with_the_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "told")
    # Opened for both ways: neither opening nor reading then waits for the other side to come or go.
    with (tmp_path / "told").open("rb+", buffering=0) as told:
        with kept([__name__], environment=os.environ, output=told):
            process = int(told.readline())
            assert _is_running(process)
        assert not _is_running(process)


def test_the_program_ends_when_the_one_who_asked_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _ASKS], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as asked:
        assert asked.stdout is not None
        process = int(asked.stdout.readline())
        assert _is_running(process)
        asked.kill()
        asked.stdout.read()  # its end comes when the last process that could write to it has gone
        assert not _is_running(process)
        assert asked.wait() == -signal.SIGKILL


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    # What is kept in these tests: it says who it is, and stays.
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    signal.pause()
