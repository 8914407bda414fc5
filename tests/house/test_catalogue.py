"""Every word of the program has its French, and the catalogue no other. `make messages` brings in new ones."""

import re

from babel.messages.catalog import Catalog, Message

from tests.house.catalogue import FRENCH, forms, read


def test_the_french_catalogue_knows_every_word(words: Catalog) -> None:
    french = read(FRENCH)
    assert [message.id for message in words if message.id and _found(message, french) is None] == []


def test_the_french_catalogue_has_no_word_the_program_lost(words: Catalog) -> None:
    assert [message.id for message in read(FRENCH) if message.id and _found(message, words) is None] == []


def test_nothing_is_untranslated_or_unsure() -> None:
    assert [message.id for message in read(FRENCH) if message.id and (message.fuzzy or not all(forms(message)))] == []


def test_the_french_names_the_same_places_to_fill() -> None:
    asked = {message.id: message for message in read(FRENCH) if message.id}
    assert [key for key, message in asked.items() if _places(message.string) - _places(message.id)] == []


def _found(message: Message, catalogue: Catalog) -> Message | None:
    return catalogue.get(message.id, message.context)


def _places(said: object) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", str(said)))
