"""Data Integrity proofs with `eddsa-rdfc-2022` (VC Data Integrity EdDSA Cryptosuites 1.0, section 3.2).

What is signed is the hash of the proof's own settings, then the hash of the document without proofs, both as canonical
N-Quads: order of members and white space do not matter, every value does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from . import canonical, compiled, multibase, ob3, signatures, strict_json
from .canonical import Path
from .errors import ContentRefused, InvalidKey, Malformed, SignatureInvalid
from .keys import PublicKey, SigningKey
from .model import Award
from .places import check_places

TYPE = "DataIntegrityProof"
CRYPTOSUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"
# The longest status list that is read, 2 MiB of bits that do not compress, and what is around it.
MAX_BYTES = 3_000_000
_SIGNATURE_BYTES = 64
_CONTEXTS = (ob3.VC_CONTEXT, ob3.OB3_CONTEXT)
_USUAL_MEMBERS = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}


class Secured(NamedTuple):
    """A signed document in UTF-8, and which way its text was made canonical."""

    document: bytes
    path: Path


def sign_credential(award: Award, key: SigningKey, *, created: datetime) -> bytes:
    """Return the award as OB 3.0 JSON with one proof (OB 3.0, Linked Data Proof format).

    The same award, key and second give the same bytes.

    Args:
        award: what is signed, as `ob3.credential` writes it.
        key: an Ed25519 key whose kid is the verification method.
        created: the time in the proof, with zone, in whole seconds; one for a batch saves work.

    Raises:
        InvalidKey: another kind of key.
        ContentRefused: no zone, a fraction of a second, or a text that is no JSON.
        Malformed: something in the award would stay unsigned.
    """
    return secure_award(award, key, created=created).document


def secure_award(award: Award, key: SigningKey, *, created: datetime) -> Secured:
    """Like `sign_credential`, and say which path ran: a slow one should not go unnoticed."""
    private_key = _ed25519(key)
    before, hashed = _settings(_CONTEXTS, key.kid, compiled.zulu(created))
    written = compiled.write_award(award)
    if written.canonical.path is Path.FULL:
        # What is compiled has one object for each address.
        check_places(ob3.credential(award))
    value = multibase.encode(private_key.sign(hashed + written.canonical.sha256))
    document = b'%b,%b%b"}]}' % (written.document[:-1], before, value.encode())
    return Secured(document, written.canonical.path)


def add_proof(document: Mapping[str, Any], key: SigningKey, *, created: datetime) -> dict[str, Any]:
    """Return any JSON-LD document with one proof: a status list, an endorsement.

    Raises:
        InvalidKey: another kind of key than Ed25519.
        ContentRefused: it has a proof already, or `created` has no zone or a fraction of a second.
        Malformed, TooLarge, ContextUnknown: as `canonical.canonicalise`.
    """
    if "proof" in document:
        raise ContentRefused("the document has a proof already")
    private_key = _ed25519(key)
    proof = _proof(key.kid, compiled.zulu(created))
    config = {"@context": document.get("@context"), **proof}
    hashed = canonical.canonicalise(config).sha256 + canonical.canonicalise(document, max_bytes=MAX_BYTES).sha256
    return {**document, "proof": [{**proof, "proofValue": multibase.encode(private_key.sign(hashed))}]}


def proofs_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the proofs that `check_proof` can check: `eddsa-rdfc-2022`, made to assert. Any one of them suffices.

    Nothing is proven by their being there. Other suites and purposes are left out (VC Data Integrity, proof sets).

    Raises:
        Malformed: `proof` is neither an object nor an array of objects; with the code `not_signed`, there is none.
    """
    found = document.get("proof", [])
    proofs = found if isinstance(found, list) else [found]
    for proof in proofs:
        if not isinstance(proof, dict):
            raise Malformed("a proof is an object", code="proof_shape")
    if not proofs:
        raise Malformed("a document without a proof", code="not_signed")
    return [proof for proof in proofs if _is_wanted(proof)]


def check_proof(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public_key: PublicKey,
    *,
    max_bytes: int = strict_json.MAX_BYTES,
) -> None:
    """Check one proof of a document of anybody, with full processing (section 3.2.2).

    Whose key it is, and whether `created` and `expires` make sense, is for the caller.

    Args:
        document: with or without its `proof` member, which is not covered.
        proof: one of `proofs_of(document)`.
        public_key: the key that the issuer publishes under `proof["verificationMethod"]`.
        max_bytes: the size cap of the document; `MAX_BYTES` for a status list.

    Raises:
        SignatureInvalid: not signed by this key, or something was altered.
        ContextUnknown: the meaning of the document cannot be told.
        TooLarge: over a cap.
        Malformed: another suite or purpose, part of a chain, or something would stay unsigned.
    """
    signature = _read(document, proof)
    found = canonical.canonicalise(_without("proof", document), max_bytes=max_bytes)
    hashed = canonical.canonicalise(_config(document, proof)).sha256 + found.sha256
    signatures.check(hashed, signature, _ed25519_public(public_key))


def check_own(document: Mapping[str, Any], proof: Mapping[str, Any], public_key: PublicKey) -> Path:
    """Check one proof of a badge of ours, quickly once its shape is known, and say which path ran.

    The answer is that of `check_proof` for any document; only for ours is it quick.

    Raises:
        SignatureInvalid, ContextUnknown, TooLarge, Malformed: as `check_proof`.
    """
    signature = _read(document, proof)
    bare = _without("proof", document)
    found = compiled.canonicalise(bare, learn=False)
    signatures.check(_config_hash(document, proof) + found.sha256, signature, _ed25519_public(public_key))
    if found.path is Path.FULL:
        # Only now: what is not signed teaches nothing.
        compiled.learn(bare)
    return found.path


def _is_wanted(proof: Mapping[str, Any]) -> bool:
    suite, purpose = proof.get("cryptosuite"), proof.get("proofPurpose")
    return proof.get("type") == TYPE and suite == CRYPTOSUITE and purpose == PURPOSE


def _read(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """Return the signature of a proof that can be checked."""
    if not _is_wanted(proof):
        raise Malformed("not an eddsa-rdfc-2022 proof that asserts", code="proof_not_supported")
    if "previousProof" in proof:
        raise Malformed("a proof that rests on another one", code="proof_not_supported")
    if "@context" in proof and proof["@context"] != document.get("@context"):
        raise Malformed("a proof with other contexts than its document", code="proof_shape")
    value, method = proof.get("proofValue"), proof.get("verificationMethod")
    if not isinstance(value, str) or not isinstance(method, str):
        raise Malformed("no proofValue or verificationMethod", code="proof_shape")
    signature = multibase.decode(value)
    if len(signature) != _SIGNATURE_BYTES:
        raise SignatureInvalid("an Ed25519 signature has 64 bytes")
    return signature


def _without(name: str, members: Mapping[str, Any]) -> dict[str, Any]:
    rest = dict(members)
    rest.pop(name, None)
    return rest


def _config(document: Mapping[str, Any], proof: Mapping[str, Any]) -> dict[str, Any]:
    """Return the proof configuration (section 3.2.5)."""
    return {"@context": document.get("@context"), **_without("proofValue", proof)}


def _proof(kid: str, created: str) -> dict[str, Any]:
    return {
        "type": TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": kid,
        "proofPurpose": PURPOSE,
    }


@lru_cache(maxsize=64)
def _settings(contexts: tuple[str, ...], kid: str, created: str) -> tuple[bytes, bytes]:
    """Return the JSON of the proof up to its value, and the hash of its configuration: one for a whole batch."""
    proof = _proof(kid, created)
    # First, since this is what says of a foreign proof what is wrong with it.
    config = {"@context": list(contexts), **proof}
    # Anybody can name other contexts, in many orders.
    hashed = compiled.canonicalise(config, learn=contexts == _CONTEXTS).sha256
    text = strict_json.write({"proof": [{**proof, "proofValue": ""}]})
    return text[1 : -len('"}]}')], hashed


def _config_hash(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    contexts, created = document.get("@context"), proof.get("created")
    usual = proof.keys() == _USUAL_MEMBERS and isinstance(created, str)
    if usual and isinstance(contexts, list) and all(isinstance(url, str) for url in contexts):
        return _settings(tuple(contexts), proof["verificationMethod"], created)[1]
    return canonical.canonicalise(_config(document, proof)).sha256


def _ed25519(key: SigningKey) -> Ed25519PrivateKey:
    if not isinstance(key.private_key, Ed25519PrivateKey):
        raise InvalidKey("eddsa-rdfc-2022 signs with Ed25519")
    return key.private_key


def _ed25519_public(key: PublicKey) -> Ed25519PublicKey:
    if not isinstance(key, Ed25519PublicKey):
        raise SignatureInvalid("eddsa-rdfc-2022 is checked with an Ed25519 key", code="algorithm_mismatch")
    return key
