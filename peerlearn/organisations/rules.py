"""What an organisation is, and how its number is checked."""

import re
from datetime import date, timedelta
from enum import StrEnum

from stdnum.fr import siret as siret_number

# A wave lasts some months; further away, a year was mistyped.
FURTHEST_YEARS = 5


class OrganisationKind(StrEnum):
    """National team, regional partner, employer's site, or one of the five kinds of SIAE (GEIQ is not one)."""

    NATIONAL = "national"
    PARTNER = "partner"
    EMPLOYER = "employer"
    ACI = "aci"
    AI = "ai"
    EI = "ei"
    ETTI = "etti"
    EITI = "eiti"


SIAE_KINDS = frozenset(
    {
        OrganisationKind.ACI,
        OrganisationKind.AI,
        OrganisationKind.EI,
        OrganisationKind.ETTI,
        OrganisationKind.EITI,
    }
)


def is_far_from(day: date, other: date) -> bool:
    """Whether the two days lie so far apart that one of them was mistyped."""
    return abs(day - other) > timedelta(days=366 * FURTHEST_YEARS)


def clean_siret(text: str) -> str:
    """Fourteen digits, without the spaces people type; anything else is left as it is, to be refused by `is_siret`."""
    return re.sub(r"[\s.\u00a0\u202f-]", "", text)


def siret_as_written(siret: str) -> str:
    """As it is written in France: 999 412 306 00014."""
    return "\u00a0".join((siret[:3], siret[3:6], siret[6:9], siret[9:]))


def is_siret(siret: str) -> bool:
    """Whether `siret` (14 digits) passes Luhn on all and on the first nine digits, La Poste's exception included."""
    return bool(re.fullmatch(r"[0-9]{14}", siret)) and bool(siret_number.is_valid(siret))
