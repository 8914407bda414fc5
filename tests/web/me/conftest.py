"""Fixtures of one's own space: the same stages as in the room."""

from tests.web.attendance.conftest import give_account, stage

__all__ = ["give_account", "stage"]
