"""The life of a badge, and whether it has been earned: decided on plain facts, answered with reasons."""

from enum import StrEnum


class AwardState(StrEnum):
    """Where an award stands. Public only from `issued` on."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    DECLINED = "declined"
    ERASED = "erased"


class Form(StrEnum):
    """The forms in which an edition is kept."""

    OB3_JWT = "ob3_jwt"
    OB2_HOSTED = "ob2_hosted"


class KeyState(StrEnum):
    """Retired keys vouch for ever for what they signed; a stolen one only for what was registered before."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class NameShown(StrEnum):
    """The holder's choice, made before anything is signed."""

    FULL = "full"
    FIRST_NAME = "first_name"
    INITIALS = "initials"
    NONE = "none"


class RevocationReason(StrEnum):
    """Why a badge is withdrawn; the public page has kind words for each."""

    MISTAKE = "mistake"
    HOLDER_ASKED = "holder_asked"
    RULES_NOT_MET = "rules_not_met"
    REPLACED = "replaced"
