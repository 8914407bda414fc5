"""Every word of the program has its French, and the catalogue no other. `make messages` brings in new ones."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house.sources import PROJECT

FRENCH = PROJECT / "peerlearn/translations/fr/LC_MESSAGES/messages.po"


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the program says, collected as `make messages` does."""
    file = tmp_path_factory.mktemp("words") / "messages.pot"
    command = ["extract", "--mapping-file", "babel.cfg", "--keyword", "_l", "--output-file", str(file), "."]
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "--quiet"]
    subprocess.run([*pybabel, *command], cwd=PROJECT, check=True)
    return _read(file)


def test_the_french_catalogue_knows_every_word(words: Catalog) -> None:
    french = _read(FRENCH)
    assert [message.id for message in words if message.id and _found(message, french) is None] == []


def test_the_french_catalogue_has_no_word_the_program_lost(words: Catalog) -> None:
    assert [message.id for message in _read(FRENCH) if message.id and _found(message, words) is None] == []


def test_nothing_is_untranslated_or_unsure() -> None:
    assert [message.id for message in _read(FRENCH) if message.id and (message.fuzzy or not all(_forms(message)))] == []


def test_the_french_names_the_same_places_to_fill() -> None:
    asked = {message.id: message for message in _read(FRENCH) if message.id}
    assert [key for key, message in asked.items() if _places(message.string) - _places(message.id)] == []


def _read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale="fr")


def _found(message: Message, catalogue: Catalog) -> Message | None:
    return catalogue.get(message.id, message.context)


def _forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [str(message.string)]


def _places(said: object) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", str(said)))
