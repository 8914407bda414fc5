"""Our payload against 1EdTech's strict JSON schema, which takes arrays only.

Run when PEERLEARN_STANDARDS_DIR names the folder of published schemas and jsonschema is installed.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest

import badges
from badges import ob3
from badges.endorsements import sign_endorsement

from .conftest import SCHEMA, standards_folder
from .specimen import AWARD, ISSUED
from .test_endorsement import PROOF_KEY, endorsement_of

FULL = replace(
    AWARD,
    holder_name="Awa D.",
    expires_at=ISSUED + timedelta(days=730),
    evidence=(badges.Evidence(url="https://badges.example.org/e/1", name="Atelier", narrative="Huit gestes"),),
)


@pytest.fixture(scope="module")
def complaints() -> Callable[[object], list[str]]:
    """What the schema finds wrong with a document."""
    folder = standards_folder()
    assert folder is not None
    schema = json.loads((folder / SCHEMA).read_text(encoding="utf-8"))
    # By name, since nothing installs it by default.
    validator = import_module("jsonschema").Draft201909Validator(schema)
    return lambda document: [error.message for error in validator.iter_errors(document)]


@pytest.fixture(scope="module")
def endorsement_complaints() -> Callable[[object], list[str]]:
    """What the part of the schema about endorsements finds wrong with a document."""
    folder = standards_folder()
    assert folder is not None
    schema = json.loads((folder / SCHEMA).read_text(encoding="utf-8"))
    part = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/EndorsementCredential"}
    validator = import_module("jsonschema").Draft201909Validator(part)
    return lambda document: [error.message for error in validator.iter_errors(document)]


@pytest.mark.parametrize("award", [AWARD, FULL, replace(AWARD, status=None)], ids=["usual", "full", "no status"])
def test_the_credential_and_its_jwt_payload_fit_the_schema(
    award: badges.Award, complaints: Callable[[object], list[str]]
) -> None:
    for document in (ob3.credential(award), ob3.jwt_payload(award)):
        assert complaints(document) == []


def test_the_schema_notices_a_compacted_array(complaints: Callable[[object], list[str]]) -> None:
    document = ob3.credential(AWARD)
    document["credentialSubject"]["achievement"]["alignment"][0]["type"] = "Alignment"

    assert complaints(document)


def test_an_endorsement_fits_the_schema_and_needs_its_name(
    endorsement_complaints: Callable[[object], list[str]],
) -> None:
    document = badges.read_json(sign_endorsement(endorsement_of(), PROOF_KEY))
    assert endorsement_complaints(document) == []
    del document["name"]
    assert endorsement_complaints(document) != []
