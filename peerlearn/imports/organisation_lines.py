"""Lines of a file of organisations: read into what is written down about one, and told apart from what is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peerlearn.core.errors import DomainError
from peerlearn.core.phones import find_phone
from peerlearn.core.searching import search_key
from peerlearn.imports.lines import Cells, CheckedLine, name
from peerlearn.imports.reading import Row
from peerlearn.imports.rules import Column, Verdict, as_words
from peerlearn.organisations.rules import OrganisationKind, clean_siret, is_siret

# The first word of each is what an export writes. The national team is not brought in by a file.
KINDS: dict[OrganisationKind, tuple[str, ...]] = {
    OrganisationKind.ACI: ("ACI", "atelier et chantier d'insertion", "ateliers et chantiers d'insertion"),
    OrganisationKind.AI: ("AI", "association intermédiaire"),
    OrganisationKind.EI: ("EI", "entreprise d'insertion"),
    OrganisationKind.ETTI: ("ETTI", "entreprise de travail temporaire d'insertion"),
    OrganisationKind.EITI: ("EITI", "entreprise d'insertion par le travail indépendant"),
    OrganisationKind.PARTNER: ("partenaire régional", "partenaire", "partner", "regional partner"),
    OrganisationKind.EMPLOYER: ("employeur", "entreprise", "employer"),
}
_KIND_OF = {as_words(word): kind for kind, words in KINDS.items() for word in words}
_NO_SIAE = {"geiq", "ea", "eatt", "opc"}


@dataclass(frozen=True)
class Places:
    """Codes and names of departments and regions, folded, with the code they stand for."""

    departments: Mapping[str, str]
    regions: Mapping[str, str]


class OrganisationLines:
    """Reads a file of organisations, line after line."""

    def __init__(
        self, headers: Sequence[str], columns: Sequence[Column | None], places: Places, there: Mapping[str, int]
    ) -> None:
        self._headers, self._columns, self._places = headers, columns, places
        self._there, self._above = dict(there), dict[str, int]()

    def check(self, row: Row) -> CheckedLine:
        """Understand one line, knowing those before it."""
        cells = Cells(row, self._headers, self._columns)
        facts = self._facts(cells)
        if cells.problems:
            return cells.as_wrong()
        named, kind, siret = facts["name"], facts["kind"], facts["siret"]
        asked = looked_up(named, kind, siret)
        if above := next((self._above[key] for key in asked if key in self._above), None):
            cells.refuse(Column.NAME, DomainError("imports.organisation_twice", line=above), named)
            return cells.as_wrong()
        self._above |= dict.fromkeys(keys_of(named, kind, siret), row.number)
        if there := next((self._there[key] for key in asked if key in self._there), None):
            return CheckedLine(row.number, Verdict.KNOWN, facts, match_id=there)
        return CheckedLine(row.number, Verdict.NEW, facts)

    def _facts(self, cells: Cells) -> dict[str, Any]:
        facts = {
            "name": cells.read(Column.NAME, name),
            "kind": cells.read(Column.KIND, _kind),
            "siret": cells.read(Column.SIRET, _siret),
            "department_code": cells.read(Column.DEPARTMENT, self._department),
            "region_code": cells.read(Column.REGION, self._region),
            "phone": cells.read(Column.PHONE, _phone),
        }
        if not cells.problems and not facts["name"]:
            cells.refuse(Column.NAME, DomainError("imports.no_name"))
        if not cells.problems and not facts["kind"]:
            cells.refuse(Column.KIND, DomainError("imports.no_kind"))
        return facts

    def _department(self, cell: str) -> str:
        key = search_key(cell)
        found = self._places.departments.get(key) or self._places.departments.get(key.zfill(2))
        if found is None:
            raise DomainError("imports.department_unknown")
        return found

    def _region(self, cell: str) -> str:
        if (found := self._places.regions.get(search_key(cell))) is None:
            raise DomainError("imports.region_unknown")
        return found


def keys_of(named: str, kind: OrganisationKind, siret: str | None) -> list[str]:
    """Under what an organisation is found again: SIRET and kind; name and kind, apart where its SIRET is not known."""
    key = f"{kind.value} {search_key(named)}"
    return [key, f"{kind.value}={siret}" if siret else f"{key}="]


def looked_up(named: str, kind: OrganisationKind, siret: str | None) -> list[str]:
    """What it may be found under: by its SIRET, or by its name unless both SIRET are known and differ."""
    key = f"{kind.value} {search_key(named)}"
    return [f"{kind.value}={siret}", f"{key}="] if siret else [key]


def _kind(cell: str) -> OrganisationKind:
    words = as_words(cell)
    if words in _NO_SIAE:
        raise DomainError("imports.kind_no_siae")
    if (found := _KIND_OF.get(words)) is None:
        raise DomainError("imports.kind_unknown")
    return found


def _siret(cell: str) -> str:
    siret = clean_siret(cell)
    if not is_siret(siret):
        raise DomainError("imports.siret_wrong")
    return siret


def _phone(cell: str) -> str:
    if (found := find_phone(cell)) is None:
        raise DomainError("imports.phone_wrong")
    return found
