"""French as it is printed: its apostrophe, its spaces, its marks of quotation; and whom a page says "tu" to.

Pages say "vous". Only those that nobody but a facilitator opens say "tu", and never both: what they share with other
pages speaks in the first person ("Mon badge m’attend") or to nobody.
"""

import re

import pytest
from babel.messages.catalog import Catalog

from tests.house.catalogue import FRENCH, forms, read
from tests.house.sources import text, tracked

# The way to leading is none of them: whoever would like to lead walks it too, from a page that says "vous".
FOR_FACILITATORS = {"templates/me/workshops.html"}
_TU = re.compile(
    r"(?<![\w’-])(?:tu|te|toi|ton|ta|tes)(?![\w’])|-toi\b|(?<!\w)t’\w|\b(?:Parles-en|Montre-le|Envoie-le)\b",
    re.IGNORECASE,
)
_VOUS = re.compile(
    r"(?<!\w)(?:vous|votre|vos)(?!\w)|(?<!\w)(?!chez\b|assez\b|nez\b)\w{2,}ez(?![\w’])|\b(?:Dites|Faites)\b",
    re.IGNORECASE,
)
# What each is, and what to write.
_TYPOGRAPHY = {
    "a straight apostrophe: write ’": re.compile("'"),
    "straight quotation marks: write « »": re.compile('["“”]'),
    "a space that breaks before : ; ? ! » or after «: write U+00A0": re.compile(r" [:;?!»]|« "),
    "no space before ; ? ! or inside « »": re.compile(r"[^\s\u00a0?!][;?!](?!\w)|«[^\u00a0]|[^\u00a0]»"),
    "three dots: write …": re.compile(r"\.\.\."),
    "U+202F, which the face does not hold: write U+00A0": re.compile("\u202f"),
    "a number that leaves its unit: write U+00A0": re.compile(r"(?:\d|\)s) (?:h|ko|Mo)\b"),
    "brackets for the feminine: write ·e": re.compile(r"\w\(e?s?\)|\w\(ne?\)"),
}


@pytest.mark.parametrize("what", list(_TYPOGRAPHY))
def test_french_is_typeset(what: str) -> None:
    said = [form for message in read(FRENCH) if message.id for form in forms(message)]
    assert [form for form in said if _TYPOGRAPHY[what].search(form)] == []


def test_only_pages_of_facilitators_say_tu(words: Catalog) -> None:
    assert {(file, said) for file, said in _said(words) if _TU.search(said) and file not in FOR_FACILITATORS} == set()


def test_a_page_that_says_tu_never_says_vous(words: Catalog) -> None:
    """What it includes and imports with it."""
    with_parts = FOR_FACILITATORS | {part for file in FOR_FACILITATORS for part in _parts(file)}
    assert {(file, said) for file, said in _said(words) if file in with_parts and _VOUS.search(said)} == set()


def test_the_two_are_told_apart() -> None:
    for said in ("Tu participes", "C’est toi qui le dis", "On t’en parlera", "Dis-toi", "Ton badge"):
        assert _TU.search(said), said
    for said in ("Vous participez", "Écrivez un titre", "Dites-le", "chez qui vous voulez"):
        assert _VOUS.search(said), said
    for said in ("C’est assez", "chez Les Tilleuls", "À toutes et tous", "Le statut", "peut-être", "l’état"):
        assert not _TU.search(said), said
        assert not _VOUS.search(said), said


def _said(words: Catalog) -> list[tuple[str, str]]:
    """Each file with each thing it says in French."""
    french = read(FRENCH)
    return [
        (file, said)
        for message in words
        if message.id and (found := french.get(message.id, message.context)) is not None
        for said in forms(found)
        for file, _line in message.locations
    ]


def _parts(file: str) -> set[str]:
    """The components of a template, and theirs."""
    if not file.endswith(".html"):
        return set()
    named = {f"templates/{name}" for name in re.findall(r'"(components/\w+\.html)"', text(file))} & set(tracked())
    return named | {inner for one in named for inner in _parts(one)}
