"""The badge most of these tests are about, its issuer, and the register that knows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import badges
from badges import ob2, ob3

BASE = "https://badges.example.org"
DID = badges.did_web(BASE)
LIST_URL = f"{BASE}/ob/3/status/1.jwt"
ISSUED = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)

ISSUER = badges.Issuer(
    did=DID,
    address=f"{BASE}/ob/2/issuers/main.json",
    name="Main à main",
    url=BASE,
    email="badges@example.org",
    revocation_list=f"{BASE}/ob/2/revocations/main.json",
)
ACHIEVEMENT = badges.Achievement(
    ob2_id=f"{BASE}/ob/2/badges/smartphone.json",
    ob3_id=f"{BASE}/ob/3/achievements/smartphone.json",
    name="Smartphone",
    description="Se servir de son téléphone, seul·e, au quotidien.",
    criteria="Cinq ateliers suivis et huit gestes réussis sans aide.",
    image_url=f"{BASE}/ob/images/smartphone.png",
    alignments=(
        badges.Alignment(name="Communiquer", url="https://framework.example/2.1", code="2.1", framework="CRCN"),
    ),
    tags=("smartphone", "pair à pair"),
)
AWARD = badges.Award(
    award_id=UUID("5a4cbd4e-2c4e-4bd6-9d0c-0e3c3f6e1f10"),
    credential_id=UUID("0b7b1c3a-8f53-4f62-a8f9-6a1a5f6c2d11"),
    assertion_url=f"{BASE}/ob/2/assertions/0b7b1c3a.json",
    issuer=ISSUER,
    achievement=ACHIEVEMENT,
    issued_at=ISSUED,
    awarded_at=ISSUED,
    status=badges.StatusEntry(list_url=LIST_URL, index=94_567),
)
KEY = badges.generate_signing_key(controller=DID)
PUBLIC = KEY.verification_key(controller=DID)
STRANGER = badges.generate_signing_key(controller="did:web:stranger.example")

TOKEN = ob3.sign_credential(AWARD, KEY)
ASSERTION = badges.write_json(ob2.hosted_assertion(AWARD))


def registered(**changes: object) -> badges.Registered:
    """The register's entry for the 3.0 badge."""
    entry = badges.Registered(
        credential_id=AWARD.credential_id.urn, digests=frozenset({badges.digest(TOKEN)}), registered_at=ISSUED
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def registered_assertion(**changes: object) -> badges.Registered:
    """The register's entry for the 2.0 badge."""
    entry = badges.Registered(
        credential_id=AWARD.assertion_url,
        digests=frozenset({badges.digest(ASSERTION)}),
        registered_at=ISSUED,
        document=ASSERTION,
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def trust(*entries: badges.Registered, keys: tuple[badges.VerificationKey, ...] = (PUBLIC,)) -> badges.StoredTrust:
    """What we believe; by default both badges are registered and in force."""
    return badges.StoredTrust(
        issuer_ids={DID, ISSUER.address},
        keys=keys,
        registered=entries or (registered(), registered_assertion()),
    )


def check(document: bytes | str, believed: badges.Trust | None = None, now: datetime = NOW) -> badges.Report:
    """Verify as the application would, with nothing to fetch."""
    return badges.verify(document, resolve=None, trust=believed or trust(), now=now)


def register_token(token: str, **changes: object) -> badges.Registered:
    """An entry under the specimen's id for another token."""
    return registered(digests=frozenset({badges.digest(token)}), **changes)
