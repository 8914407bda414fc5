"""One thing to do, as the home page shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One thing to do, and the one button that leads there."""

    what: str
    why: str
    icon: str
    url: str
    label: str
