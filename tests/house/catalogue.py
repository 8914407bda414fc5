"""The catalogues, and what the program says, as `make messages` collects it."""

import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from peerlearn.commands import catalogues
from tests.house.sources import PROJECT

FRENCH = catalogues.file_of("fr")


def collect(file: Path) -> Catalog:
    """Every word of the program, with the files that say it."""
    command = ["extract", "--mapping-file", "babel.cfg", "--keyword", "_l", "--output-file", str(file), "."]
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "--quiet"]
    subprocess.run([*pybabel, *command], cwd=PROJECT, check=True)
    return read(file)


def read(file: Path, language: str = "fr") -> Catalog:
    """A catalogue from its file."""
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def forms(message: Message) -> list[str]:
    """What a message says: one text, or one for each number."""
    return list(message.string) if isinstance(message.string, tuple | list) else [str(message.string)]
