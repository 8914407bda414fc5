"""Badges that openbadgeslib issues, which shares no code with us, come out valid."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from openbadgeslib.ob3.credential import Achievement, Issuer, OpenBadgeCredential
from openbadgeslib.ob3.ldp import OB3LdpSigner
from openbadgeslib.ob3.signer import OB3Signer

import badges
from badges import Reason, Verdict

from .foreign_site import DID, EC, ED, RS, altered, ask


def _pem(key: badges.SigningKey) -> bytes:
    return key.private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _credential(issuer: str = DID) -> OpenBadgeCredential:
    return OpenBadgeCredential(
        issuer=Issuer(id=issuer, name="École d’à côté", url="https://school.example"),
        recipient_id="urn:uuid:0f4b2a52-2d9a-4c68-a6a6-4a4b52f7a1c1",
        achievement=Achievement(
            id="https://school.example/achievements/1",
            name="Premiers pas",
            description="Tenir une souris.",
            criteria_narrative="Essayer.",
        ),
        issuance_date=datetime(2025, 3, 1, 9, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(("key", "algorithm"), [(EC, "ES256"), (RS, "RS256"), (ED, "EdDSA")])
def test_its_jwt_which_names_its_key_by_bringing_it_along(key: badges.SigningKey, algorithm: str) -> None:
    report = ask(OB3Signer(_pem(key), algorithm).sign(_credential()))

    assert report.verdict is Verdict.VALID, report.checks


def test_its_data_integrity_proof() -> None:
    signer = OB3LdpSigner(_pem(ED), verification_method=ED.kid)
    text = signer.sign_to_json(_credential(), created=datetime(2025, 3, 1, 9, 30, tzinfo=UTC))

    assert ask(text).verdict is Verdict.VALID
    assert ask(altered(json.loads(text), "name", to="Docteur")).reasons == (Reason.ALTERED,)


def test_its_did_key() -> None:
    did, key = badges.generate_did_key()
    text = OB3LdpSigner(_pem(key)).sign_to_json(_credential(did), created=datetime(2025, 3, 1, 9, 30, tzinfo=UTC))
    report = ask(text)

    assert report.verdict is Verdict.VALID, report.checks
    assert report.issuer_host is None
