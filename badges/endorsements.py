"""Endorsements as JSON with a proof, signed and read: a recommendation of one badge.

It says that the issuer vouches for words. Who spoke them is a word among them: nobody but the issuer signed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from . import ob3, proofs, strict_json
from .errors import Malformed, SignatureInvalid
from .keys import Algorithm, SigningKey, VerificationKey
from .model import Endorsement
from .reading import read_instant, types_of

_TYPES = {"VerifiableCredential", "EndorsementCredential"}
_CLOCK_SKEW = timedelta(seconds=60)


def sign_endorsement(endorsed: Endorsement, key: SigningKey) -> bytes:
    """Return the endorsement as OB 3.0 JSON with one proof; the same words, key and second give the same bytes.

    Raises:
        InvalidKey: another kind of key than Ed25519.
    """
    document = ob3.endorsement(endorsed)
    return strict_json.write(proofs.add_proof(document, key, created=endorsed.issued_at))


def kid_of(body: bytes) -> str:
    """Return the name of the key that it says signed it, which proves nothing yet.

    Raises:
        Malformed: it is no JSON object with a proof of the kind that is read here.
    """
    return str(_proof_of(strict_json.read_object(body)).get("verificationMethod"))


def read_endorsement(body: bytes, key: VerificationKey, *, subject_id: str, now: datetime) -> dict[str, Any]:
    """Return what the endorsement says, once `key` is proven to have signed it, of exactly this subject.

    What the key may still vouch for, and whether the endorsement was withdrawn, is for the caller to know.

    Raises:
        SignatureInvalid: another key signed it, or something was altered.
        ContextUnknown: the meaning of the document cannot be told.
        Malformed: it is no endorsement, names another issuer or subject than these, or has not begun.
    """
    document = strict_json.read_object(body)
    if not set(types_of(document)) >= _TYPES:
        raise Malformed("not an EndorsementCredential")
    proof = _proof_of(document)
    if key.algorithm is not Algorithm.ED25519 or proof.get("verificationMethod") != key.kid:
        raise SignatureInvalid("another key than the one it names", code="algorithm_mismatch")
    proofs.check_proof(document, proof, key.public_key)
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    if (issuer.get("id") if isinstance(issuer, dict) else issuer) != key.controller:
        raise Malformed("the key belongs to another issuer")
    if not isinstance(subject, dict) or subject.get("id") != subject_id:
        raise Malformed("it speaks of something else")
    if read_instant(document.get("validFrom")) > now + _CLOCK_SKEW:
        raise Malformed("its validity has not begun")
    return document


def _proof_of(document: dict[str, Any]) -> dict[str, Any]:
    found = proofs.proofs_of(document)
    if len(found) != 1:
        raise Malformed("one proof is expected", code="proof_not_supported")
    return found[0]
