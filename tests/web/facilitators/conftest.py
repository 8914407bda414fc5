"""Fixtures of the pages about leading: the same stages as in the room."""

from tests.web.attendance.conftest import give_account, rows_of, stage

__all__ = ["give_account", "rows_of", "stage"]
