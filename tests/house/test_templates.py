"""What a merge leaves behind: a template that no longer reads, or both sides of it in one file."""

import re

from flask import Flask

from tests.house.sources import text, tracked

_LEFT = re.compile(r"^(?:<{7} |>{7} )", re.MULTILINE)
_TEXTS = (".py", ".html", ".css", ".js", ".mjs", ".po", ".md", ".cfg", ".txt", ".json", ".svg", "Makefile")


def test_every_template_reads(app: Flask) -> None:
    names = [name.removeprefix("templates/") for name in tracked() if name.startswith("templates/")]
    assert len(names) > 100
    for name in names:
        app.jinja_env.get_template(name)


def test_no_file_holds_both_sides_of_a_merge() -> None:
    assert [name for name in tracked() if name.endswith(_TEXTS) and _LEFT.search(text(name))] == []
