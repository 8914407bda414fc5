"""What a badge says, independent of the version of the standard that carries it.

`ob2` and `ob3` write the same award in two dialects. Values are checked here once, when they are made, so
that a document that breaks a MUST cannot be signed. Instants are aware datetimes in whole seconds: a JWT's
`nbf` is an integer and must equal `validFrom` (OB 3.0, JSON Web Token proof format).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from .addresses import check_http
from .errors import ContentRefused


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Who answers for the badge: one issuer, known by a `did:web` in 3.0 and by an address in 2.0.

    The reference validator of 2.0 refuses a `did:` there, hence two identifiers.
    """

    did: str
    address: str
    """Its OB 2.0 Profile, for example `https://host/ob/2/issuers/a.json`."""
    name: str
    url: str
    email: str
    description: str | None = None
    image_url: str | None = None
    revocation_list: str | None = None
    """Address of the OB 2.0 revocation list."""

    def __post_init__(self) -> None:
        if not self.did.startswith(("did:web:", "did:key:")):
            raise ContentRefused("issuer: the OB 3.0 identifier must be a did:web or did:key")
        _http(issuer=self.address, issuer_url=self.url)
        _http(issuer_image=self.image_url, revocation_list=self.revocation_list)
        _text(issuer_name=self.name)
        if "@" not in self.email.strip("@"):
            raise ContentRefused("issuer: OB 2.0 requires an e-mail address")


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """A skill of a public framework (DigComp, CRCN) that the achievement covers."""

    name: str
    url: str
    code: str | None = None
    framework: str | None = None
    description: str | None = None

    def __post_init__(self) -> None:
        _text(alignment_name=self.name)
        _http(alignment_url=self.url)


@dataclass(frozen=True, kw_only=True)
class Achievement:
    """What the badge is given for. Published once and never edited: a change is a new achievement."""

    ob2_id: str
    """Address of the BadgeClass."""
    ob3_id: str
    """Address of the OB 3.0 achievement."""
    name: str
    description: str
    criteria: str
    """How it is earned, in words (Markdown)."""
    image_url: str
    criteria_url: str | None = None
    language: str = "fr"
    kind: str = "Badge"
    """OB 3.0 `achievementType`: a term of its list, or one that begins with `ext:`."""
    version: str | None = None
    alignments: tuple[Alignment, ...] = ()
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _http(ob2_id=self.ob2_id, ob3_id=self.ob3_id, image=self.image_url, criteria_url=self.criteria_url)
        _text(name=self.name, description=self.description, criteria=self.criteria, language=self.language)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Something public that shows the achievement: nothing about the person that they did not choose."""

    url: str | None = None
    name: str | None = None
    narrative: str | None = None
    genre: str | None = None

    def __post_init__(self) -> None:
        if not (self.url or self.narrative):
            raise ContentRefused("evidence: an address or words are needed")
        _http(evidence_url=self.url)


@dataclass(frozen=True, kw_only=True)
class StatusEntry:
    """The place of one credential in a published bitstring."""

    list_url: str
    index: int

    def __post_init__(self) -> None:
        _http(status_list=self.list_url)
        if self.index < 0:
            raise ContentRefused("status index below zero")


@dataclass(frozen=True, kw_only=True)
class Award:
    """One achievement given to one person, in one edition.

    `award_id` names the person in this award and nowhere else (no e-mail, no hash of one: it can be guessed);
    `credential_id` names the edition. Both are UUID version 4: the OB 2.0 reference validator refuses 7.
    """

    award_id: UUID
    credential_id: UUID
    assertion_url: str
    """Address of the hosted OB 2.0 assertion, which is its id."""
    issuer: Issuer
    achievement: Achievement
    issued_at: datetime
    """Start of validity; also tells the newer of two editions."""
    awarded_at: datetime
    expires_at: datetime | None = None
    holder_name: str | None = None
    """As the holder chose it before anything was signed; None shows none."""
    evidence: tuple[Evidence, ...] = ()
    status: StatusEntry | None = None

    def __post_init__(self) -> None:
        if self.award_id.version != 4 or self.credential_id.version != 4:
            raise ContentRefused("identifiers must be UUID version 4")
        _http(assertion=self.assertion_url)
        for instant in (self.issued_at, self.awarded_at, self.expires_at):
            if instant is not None:
                in_zulu(instant)
        if self.expires_at is not None and self.expires_at <= self.issued_at:
            raise ContentRefused("a badge cannot expire before it begins")
        if self.holder_name is not None:
            _text(holder_name=self.holder_name)


@dataclass(frozen=True, kw_only=True)
class Endorsement:
    """What an organisation says of an achievement, an award or an issuer, signed by itself.

    OB 3.0, EndorsementCredential: `name` is required there.
    """

    endorsement_id: UUID
    issuer: Issuer
    name: str
    subject_id: str
    """What is endorsed: the id of an achievement or issuer, or the `urn:uuid` of a credential."""
    comment: str
    issued_at: datetime
    status: StatusEntry | None = None

    def __post_init__(self) -> None:
        if self.endorsement_id.version != 4:
            raise ContentRefused("identifiers must be UUID version 4")
        if not self.subject_id.startswith(("https://", "http://localhost", "urn:uuid:", "did:")):
            raise ContentRefused("endorsement: its subject needs an absolute identifier")
        _text(name=self.name, comment=self.comment)
        in_zulu(self.issued_at)


def in_zulu(instant: datetime) -> str:
    """Return `instant` as `2026-03-01T09:30:00Z` (RFC 3339, whole seconds, UTC).

    Raises:
        ContentRefused: no time zone, or a fraction of a second.
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ContentRefused("an instant needs its time zone")
    if instant.microsecond:
        raise ContentRefused("instants are whole seconds: a fraction cannot equal the integer in the JWT")
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _http(**addresses: str | None) -> None:
    for what, address in addresses.items():
        if address is not None:
            check_http(address, what=what)


def _text(**texts: str) -> None:
    for what, text in texts.items():
        if not text.strip() or "\x00" in text:
            raise ContentRefused(f"{what}: empty, or with a NUL")
