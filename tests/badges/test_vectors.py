"""Published vectors: W3C's for `eddsa-rdfc-2022`, 1EdTech's of its implementation guide, and the published contexts.

Run when the folder of published files is there.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import badges
from badges import canonical, contexts, multibase, ob3, proofs

from .conftest import standards_folder
from .specimen import AWARD

W3C = "w3c-vc-di-eddsa/TestVectors"
GUIDE = "ob-impl-guide-test-vectors/obv3p0"
GUIDE_HASHES = (
    "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19",
    "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773",
)
GUIDE_SEED = "6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4"
PUBLISHED = {
    "https://www.w3.org/ns/credentials/v2": "contexts/w3c/credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "contexts/ob-v3p0/context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "contexts/ob-v3p0/context-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "contexts/ob-v3p0/context-3.0.3.json",
}


@pytest.fixture(scope="module")
def folder() -> Path:
    """The folder of published files."""
    found = standards_folder()
    assert found is not None
    return found


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _taken_apart(signed: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], str]:
    proof = signed["proof"][0] if isinstance(signed["proof"], list) else signed["proof"]
    document = {name: value for name, value in signed.items() if name != "proof"}
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    return document, {**config, "@context": document["@context"]}, proof["proofValue"]


def test_the_vector_of_the_w3c(folder: Path) -> None:
    vectors = folder / W3C / "eddsa-rdfc-2022"
    examples = _read(folder / "contexts/w3c/credentials-examples-v2.json")["@context"]
    held = {**contexts.published(), "https://www.w3.org/ns/credentials/examples/v2": examples}
    document, config, value = _taken_apart(_read(vectors / "signedDataInt.json"))

    found = [canonical.canonicalise(part, contexts=held) for part in (config, document)]

    names = ("proofCanonDataInt.txt", "canonDocDataInt.txt")
    assert [part.content for part in found] == [(vectors / name).read_bytes() for name in names]
    hashed = b"".join(part.sha256 for part in found)
    assert hashed.hex() == (vectors / "combinedHashDataInt.txt").read_text().strip()
    keys = _read(folder / W3C / "keyPair.json")
    multibase.public_key_from_multikey(keys["publicKeyMultibase"]).verify(multibase.decode(value), hashed)
    seed = multibase.decode(keys.get("privateKeyMultibase") or keys["secretKeyMultibase"])[2:]
    assert multibase.encode(Ed25519PrivateKey.from_private_bytes(seed).sign(hashed)) == value


def test_the_vector_of_the_w3c_needs_a_context_we_do_not_hold(folder: Path) -> None:
    signed = _read(folder / W3C / "eddsa-rdfc-2022/signedDataInt.json")
    key = multibase.public_key_from_multikey(_read(folder / W3C / "keyPair.json")["publicKeyMultibase"])

    with pytest.raises(badges.ContextUnknown):
        proofs.check_proof(signed, signed["proof"], key)


def test_the_vector_of_the_implementation_guide(folder: Path) -> None:
    signed = _read(folder / GUIDE / "signed.json")
    document, config, value = _taken_apart(signed)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(GUIDE_SEED))

    found = [canonical.canonicalise(part) for part in (config, document)]

    assert tuple(part.sha256.hex() for part in found) == GUIDE_HASHES
    assert multibase.encode(key.sign(b"".join(part.sha256 for part in found))) == value
    (proof,) = proofs.proofs_of(signed)
    proofs.check_proof(signed, proof, key.public_key())
    proofs.check_own(signed, proof, key.public_key())


def test_our_documents_mean_the_same_under_the_published_contexts(folder: Path) -> None:
    published = {url: _read(folder / path)["@context"] for url, path in PUBLISHED.items()}
    document = ob3.credential(AWARD)

    ours = canonical.canonicalise(document)

    assert canonical.canonicalise(document, contexts=published) == ours
    assert sha256(ours.content).digest() == ours.sha256
    validator = _read(folder / "contexts/1edtech-validator/ob-v3p0-3.0.3.json")["@context"]
    assert canonical.canonicalise(document, contexts={**published, ob3.OB3_CONTEXT: validator}) == ours
