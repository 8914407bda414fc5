"""How a gunicorn of the tests ends: what is registered for the end is done, then the process leaves at once.

A thousand modules put away one by one take longer than most tests, three processes each time.
"""

import atexit
import os
from typing import Any


def worker_int(_: Any) -> None:
    """A process that answers requests was told to stop."""
    _leave()


def on_exit(_: Any) -> None:
    """The process that started the others saw the last of them leave."""
    _leave()


def _leave() -> None:
    atexit._run_exitfuncs()
    os._exit(0)
