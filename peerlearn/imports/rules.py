"""What an import is, what a column may mean, and which words say so in the first line of a file."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from peerlearn.core.searching import search_key

# A file that nobody confirmed is forgotten after a day: it holds names.
DRAFT_LASTS = timedelta(hours=24)
# Checking writes down where it is several times a second; silent for this long, it was stopped.
CHECKING_IS_SILENT = timedelta(seconds=20)


class ImportKind(StrEnum):
    """What a file brings."""

    PEOPLE = "people"
    ORGANISATIONS = "organisations"


class ImportState(StrEnum):
    """Where an import stands. Nothing is on the lists before `done`, nothing of it after `undone`."""

    COLUMNS = "columns"
    CHECKING = "checking"
    CHECKED = "checked"
    DONE = "done"
    UNDONE = "undone"


class Verdict(StrEnum):
    """What a line of a file is."""

    NEW = "new"
    KNOWN = "known"
    WRONG = "wrong"


class Column(StrEnum):
    """What a column of a file may mean."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    BIRTH_YEAR = "birth_year"
    POSITION = "position"
    CHANNEL = "channel"
    PHONE = "phone"
    EMAIL = "email"
    FROM_ON = "from_on"
    REFERENCE = "reference"
    CONTRACT_ENDS_ON = "contract_ends_on"
    ORGANISATION = "organisation"
    NAME = "name"
    KIND = "kind"
    SIRET = "siret"
    DEPARTMENT = "department"
    REGION = "region"


_ARTICLES = {"a", "d", "de", "des", "du", "en", "l", "la", "le", "les", "of", "the"}
_PHONE = ("telephone", "tel", "portable", "mobile", "numero telephone", "n telephone", "telephone portable", "phone")
_SIRET = ("siret", "n siret", "no siret", "numero siret")
_WORDS: dict[ImportKind, dict[Column, tuple[str, ...]]] = {
    ImportKind.PEOPLE: {
        Column.FIRST_NAME: ("prenom", "first name", "given name", "forename"),
        Column.LAST_NAME: ("nom", "nom famille", "nom usage", "last name", "family name", "surname"),
        Column.BIRTH_YEAR: (
            *("annee naissance", "date naissance", "naissance", "ne le", "nee le", "ne e le"),
            *("birth year", "year birth", "birth date", "date birth"),
        ),
        Column.POSITION: ("fonction", "poste", "statut", "position"),
        Column.CHANNEL: ("canal", "canal rappel", "prevenir par", "comment prevenir", "channel"),
        Column.PHONE: _PHONE,
        Column.EMAIL: (
            *("e mail", "email", "mail", "courriel"),
            *("adresse e mail", "adresse email", "adresse mail", "adresse courriel"),
        ),
        Column.FROM_ON: (
            *("date entree", "entree", "date arrivee", "date debut", "debut contrat", "date debut contrat"),
            *("entry date", "start date"),
        ),
        Column.ORGANISATION: ("structure", "nom structure", "organisation", "siae", "raison sociale", "employeur"),
        Column.SIRET: _SIRET,
        Column.REFERENCE: ("reference", "ref", "matricule", "identifiant", "numero salarie"),
        Column.CONTRACT_ENDS_ON: (
            *("fin contrat", "date fin contrat", "date fin", "date sortie prevue", "sortie prevue", "echeance contrat"),
            *("end contract", "contract end", "end date"),
        ),
    },
    ImportKind.ORGANISATIONS: {
        Column.NAME: ("nom", "nom structure", "raison sociale", "structure", "denomination", "organisation", "name"),
        Column.KIND: ("type", "type siae", "type structure", "categorie", "kind"),
        Column.SIRET: _SIRET,
        Column.DEPARTMENT: ("departement", "code departement", "dept", "dep", "department"),
        Column.REGION: ("region", "nom region"),
        Column.PHONE: _PHONE,
    },
}
NEEDED: dict[ImportKind, tuple[Column, ...]] = {
    ImportKind.PEOPLE: (Column.FIRST_NAME,),
    ImportKind.ORGANISATIONS: (Column.NAME, Column.KIND),
}


def columns_of(kind: ImportKind) -> tuple[Column, ...]:
    """What the columns of such a file may mean, in the order in which an export writes them."""
    return tuple(_WORDS[kind])


def as_words(text: str) -> str:
    """A header or a word in a cell, with accents, case, plural, articles and signs forgiven: "Nom(s)" → "nom"."""
    words = (word.rstrip("s") for word in search_key(text).split() if word not in _ARTICLES)
    return " ".join(word for word in words if word)


def meanings_of(headers: Sequence[str], kind: ImportKind) -> list[Column | None]:
    """What each header means, None where no known word stands; a meaning is given to the first that has it."""
    by_words = {as_words(word): column for column, words in _WORDS[kind].items() for word in words}
    found: list[Column | None] = []
    for header in headers:
        column = by_words.get(as_words(header))
        found.append(column if column not in found else None)
    return found


def missing(meanings: Sequence[Column | None], kind: ImportKind) -> list[Column]:
    """The columns without which nothing can be read."""
    return [column for column in NEEDED[kind] if column not in meanings]
