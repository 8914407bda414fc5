"""`python -m peerlearn.commands.catalogues FILE`: bring the catalogues up to date with the collected words in FILE.

French holds every word. The other languages hold what the pages that are offered in them can show, and nothing else:
`reach` follows the code from their views. Needs no settings: a fresh clone has catalogues before it has any.
"""

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from peerlearn.commands.reach import Reach
from peerlearn.core.settings import LANGUAGES, PROJECT
from peerlearn.web.kit.languages import IN_EVERY_LANGUAGE, IN_TWO_LANGUAGES, OWN_PAGES

WHOLE = "fr"
# English stands in the code.
PARTIAL = tuple(code for code in LANGUAGES if code not in {WHOLE, "en"})
# Lines that change with every run would hide what did change.
_RESTLESS = re.compile(
    r'^"(?:Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):.*\n',
    re.MULTILINE,
)


def file_of(language: str) -> Path:
    """The catalogue of a language."""
    return PROJECT / f"peerlearn/translations/{language}/LC_MESSAGES/messages.po"


def in_every_language(words: Catalog) -> Catalog:
    """Of all words of the program, with the places where they stand, those that pages in every language can show."""
    reached = Reach(PROJECT).of_areas(IN_EVERY_LANGUAGE, OWN_PAGES, without=IN_TWO_LANGUAGES)
    found = Catalog(fuzzy=False)
    for message in words:
        if message.id and any(reached.holds(file, line) for file, line in message.locations):
            found[message.id] = message
    return found


def bring_up_to_date(words: Catalog) -> None:
    """Write each catalogue again: what is new waits for its translation, what the program lost goes."""
    _update(WHOLE, words)
    fewer = in_every_language(words)
    for language in PARTIAL:
        _update(language, fewer)


def _update(language: str, words: Catalog) -> None:
    file = file_of(language)
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=language)
    catalogue.update(words, no_fuzzy_matching=True)
    with file.open("wb") as opened:
        write_po(opened, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    file.write_text(_RESTLESS.sub("", file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    with Path(sys.argv[1]).open("rb") as collected:
        bring_up_to_date(read_po(collected))
