"""Fixtures of the pages of figures: the same stages as in the room."""

from tests.web.attendance.conftest import stage

__all__ = ["stage"]
