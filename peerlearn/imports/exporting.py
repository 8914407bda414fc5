"""Files of the same shape as those that are read: what is exported can be imported again, and changes nothing then."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from peerlearn.core.phones import phone_as_said
from peerlearn.imports.organisation_lines import KINDS
from peerlearn.imports.person_lines import CHANNELS, POSITIONS
from peerlearn.imports.reading import neutral

# Stable, whatever the language of the page; new ones are appended last.
PEOPLE = (
    *("Prénom", "Nom", "Année de naissance", "Fonction", "Canal", "Téléphone", "E-mail", "Date d’entrée"),
    *("Structure", "SIRET", "Référence", "Fin de contrat"),
)
ORGANISATIONS = ("Nom", "Type", "SIRET", "Département", "Région", "Téléphone")
# Spreadsheets take a file without it for Windows-1252.
_BOM = "\ufeff"
_LINES_AT_ONCE = 200
# LibreOffice takes commas and tabs for separators too, unless told otherwise: what follows one would be a cell of its
# own, and run. Between quotes it is not.
_NEEDS_QUOTES = re.compile(r'[;,\t"\r\n]')


def people_file(people: Iterable[Any]) -> Iterator[str]:
    """The lines of people, as `people_in_full` gives them."""
    return as_csv(PEOPLE, (_person(person) for person in people))


def organisations_file(organisations: Iterable[Any]) -> Iterator[str]:
    """The lines of organisations; the national team is none of a file."""
    lines = (_organisation(one) for one in organisations if one.kind in KINDS)
    return as_csv(ORGANISATIONS, lines)


def as_csv(headers: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """A file that spreadsheets open with a double click: BOM, semicolons, no cell that they would run."""
    yield _BOM
    written = io.StringIO()
    written.write(_line(headers))
    for count, line in enumerate(lines, 1):
        written.write(_line([neutral(cell) for cell in line]))
        if count % _LINES_AT_ONCE == 0:
            yield written.getvalue()
            written.seek(0)
            written.truncate()
    yield written.getvalue()


def _line(cells: Sequence[str]) -> str:
    quoted = (
        '"{}"'.format(cell.replace('"', '""')) if _NEEDS_QUOTES.search(cell) else cell for cell in map(str, cells)
    )
    return f"{';'.join(quoted)}\r\n"


def _person(person: Any) -> list[str]:
    return [
        person.first_name,
        person.last_name or "",
        str(person.birth_year or ""),
        POSITIONS[person.position][0],
        CHANNELS[person.channel][0],
        phone_as_said(person.phone) if person.phone else "",
        person.email or "",
        f"{person.from_on:%d/%m/%Y}",
        person.organisation,
        person.siret or "",
        person.reference or "",
        f"{person.contract_ends_on:%d/%m/%Y}" if person.contract_ends_on else "",
    ]


def _organisation(one: Any) -> list[str]:
    region = one.region.name if one.region else ""
    phone = phone_as_said(one.phone) if one.phone else ""
    return [one.name, KINDS[one.kind][0], one.siret or "", one.department_code or "", region, phone]
