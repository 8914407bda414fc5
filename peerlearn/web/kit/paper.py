"""Sheets of paper as PDF: tagged for screen readers (PDF/UA-1), kept for ever (PDF/A-3), the same bytes each time.

Typst draws them from a template and the values given as `data.json`. It reads what it is handed and
the faces of our own packages, never the disk or the network.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst
from flask import current_app

_STANDARDS = ["a-3a", "ua-1"]
_FACES = ("fontpkg_atkinson_hyperlegible", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic")


def sheet(name: str, values: Mapping[str, Any], *, files: Mapping[str, bytes], dated: datetime) -> bytes:
    """The PDF of one kind of sheet, by its template.

    `files` are pictures and attachments, by the name that the sheet calls them.

    `dated` stands in the file as its day of making: taken from what is printed, it keeps the bytes the same.
    """
    template = Path(current_app.root_path) / str(current_app.template_folder) / name
    given = {"main.typ": template.read_bytes(), "data.json": json.dumps(values, ensure_ascii=False).encode(), **files}
    try:
        return _drawn(given, dated, _STANDARDS)
    except typst.TypstError as problem:
        if not problem.message.startswith("PDF/"):
            raise
        # Letters that our faces lack, or a sign that no archive takes: a sheet with a gap is worth more than none.
        return _drawn(given, dated, [])


def _drawn(given: Mapping[str, bytes], dated: datetime, standards: list[str]) -> bytes:
    # Its own stubs know a file or a text; what it takes as well is several by name.
    compiled: Any = typst.compile
    drawn: bytes = compiled(
        given,
        format="pdf",
        font_paths=_faces(),
        ignore_system_fonts=True,
        pdf_standards=standards,
        timestamp=int(dated.timestamp()),
    )
    return drawn


@lru_cache(maxsize=1)
def _faces() -> typst.Fonts:
    folders = [str(resources.files(package) / "files") for package in _FACES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
