"""Proofs of other issuers, around a token or inside a JSON document; badges and status lists alike.

The algorithm follows from the key that the issuer publishes. What the proof says of itself only has to agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from . import jws, proofs, signatures
from .checks import Question
from .errors import BadgeError, Malformed, SignatureInvalid
from .foreign_checks import CLOCK_SKEW, Refused, Unknown, judge, one_or_many
from .foreign_credential import read_foreign_instant
from .foreign_keys import NamedKey, find_key
from .keys import PublicKey, algorithm_of
from .report import Reason

# RFC 9864 names Ed25519 by itself; older writers say EdDSA.
_ALGORITHMS = {"RS256": "RS256", "ES256": "ES256", "EdDSA": "Ed25519", "Ed25519": "Ed25519"}
_HEADER_MEMBERS = frozenset({"alg", "kid", "jwk", "typ"})
# `JWT` in OB 3.0, the others in W3C's own profile of VC-JWT; a token made for another purpose says so here.
_TOKEN_TYPES = frozenset({"jwt", "vc+jwt", "vc+ld+json+jwt"})
_MOST_PROOFS = 5
_MAX_KID = 2_000


def read_header(header: Mapping[str, Any]) -> NamedKey:
    """Return which key a VC-JWT names (OB 3.0, JSON Web Token proof format, header).

    Raises:
        Malformed: `header_not_allowed`: another member (`crit`, `jku`, `x5c` …), another `typ`, neither kid nor jwk, or
            a private key.
    """
    kid, jwk, kind = header.get("kid"), header.get("jwk"), header.get("typ", "JWT")
    if not header.keys() <= _HEADER_MEMBERS or not isinstance(kind, str) or kind.lower() not in _TOKEN_TYPES:
        raise Malformed("a header may hold alg, kid, jwk and typ JWT only", code="header_not_allowed")
    if not isinstance(kid, str | None) or not isinstance(jwk, dict | None) or len(kid or "") > _MAX_KID:
        raise Malformed("kid is a text and jwk an object", code="header_not_allowed")
    if kid is None and jwk is None:
        raise Malformed("a header needs kid or jwk", code="header_not_allowed")
    if jwk is not None and "d" in jwk:
        raise Malformed("a private key in the header", code="header_not_allowed")
    return NamedKey(kid=kid, jwk=jwk)


def check_algorithm(header: Mapping[str, Any]) -> str:
    """Return the algorithm a header names, if it is one that is read: RS256, ES256 or EdDSA.

    Raises:
        Unknown: any other; `none` and HMAC never come here.
    """
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in _ALGORITHMS:
        raise Unknown(Reason.NOT_SUPPORTED, "an algorithm that is not read")
    return _ALGORITHMS[algorithm]


def check_token(parts: jws.UnverifiedToken, key: PublicKey) -> None:
    """Check the signature of a token with the issuer's key, by that key's own algorithm.

    Raises:
        SignatureInvalid: `algorithm_mismatch` when the token names another, else not signed by this key.
    """
    if check_algorithm(parts.header) != algorithm_of(key):
        raise SignatureInvalid("the token names another algorithm than its key", code="algorithm_mismatch")
    signatures.check(parts.signing_input, parts.signature, key)


@dataclass(frozen=True)
class ProofWithKey:
    """One proof of a set, and the issuer's key that it names."""

    proof: dict[str, Any]
    key: Ed25519PublicKey


def readable_proofs(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the proofs of a document that are of a kind we read (W3C Data Integrity EdDSA, section 3.2).

    Raises:
        Unknown: only proofs of other kinds: a misspelt suite, or `Ed25519Signature2020` of VC 1.1, whose context the
            library does not hold.
        Malformed: a proof that is no object, none at all, or too many.
    """
    found = one_or_many(document.get("proof"))
    if not found or len(found) > _MOST_PROOFS or not all(isinstance(proof, dict) for proof in found):
        raise Malformed("not a proof or a few", code="proof_shape")
    readable = [proof for proof in found if _is_readable(proof)]
    if not readable:
        raise Unknown(Reason.NOT_SUPPORTED, f"not a proof of the suite {proofs.CRYPTOSUITE}")
    return readable


def with_keys(readable: list[dict[str, Any]], issuer_id: str, question: Question) -> list[ProofWithKey]:
    """Return the proofs made with a key that the issuer publishes.

    Raises:
        BadgeError: when there is none, the gravest of what was found.
    """
    found: list[ProofWithKey] = []
    errors: list[BadgeError] = []
    for proof in readable:
        try:
            found.append(ProofWithKey(proof, _key_of(proof, issuer_id, question)))
        except BadgeError as error:
            errors.append(error)
    if not found:
        raise _gravest(errors, question)
    return found


def check_any_proof(document: dict[str, Any], candidates: list[ProofWithKey], question: Question) -> None:
    """Check a proof set: any one proof suffices (OB 3.0, Linked Data proof format; Data Integrity, proof sets).

    Raises:
        BadgeError: when none holds, the gravest of what was found: an altered document before all that is unknown.
    """
    errors: list[BadgeError] = []
    for candidate in candidates:
        try:
            _check_time(candidate.proof, question)
            proofs.check_proof(document, candidate.proof, candidate.key)
        except BadgeError as error:
            errors.append(error)
        else:
            return
    raise _gravest(errors, question)


def check_secured(document: dict[str, Any], issuer_id: str, question: Question) -> None:
    """Check a JSON document with proofs inside, in one go.

    Raises:
        BadgeError: no proof holds.
    """
    check_any_proof(document, with_keys(readable_proofs(document), issuer_id, question), question)


def check_signed(parts: jws.UnverifiedToken, issuer_id: str, question: Question) -> None:
    """Check a token, in one go: header, key of the issuer, signature.

    Raises:
        BadgeError: it does not hold.
    """
    check_algorithm(parts.header)
    check_token(parts, find_key(issuer_id, read_header(parts.header), question))


def _is_readable(proof: dict[str, Any]) -> bool:
    return proof.get("type") == proofs.TYPE and proof.get("cryptosuite") == proofs.CRYPTOSUITE


def _key_of(proof: dict[str, Any], issuer_id: str, question: Question) -> Ed25519PublicKey:
    method = proof.get("verificationMethod")
    if proof.get("proofPurpose") != "assertionMethod":
        raise Refused(Reason.ISSUER_NOT_PROVEN, "a proof made for another purpose than to assert")
    if not isinstance(method, str) or len(method) > _MAX_KID:
        raise Malformed("a proof names its method by a text", code="proof_shape")
    key = find_key(issuer_id, NamedKey(kid=method), question)
    if not isinstance(key, Ed25519PublicKey):
        raise SignatureInvalid("the proof names a key of another kind", code="algorithm_mismatch")
    return key


def _check_time(proof: dict[str, Any], question: Question) -> None:
    """Refuse a proof from the future, or one that has expired (Data Integrity, section 2.1)."""
    if "created" in proof and read_foreign_instant(proof["created"]) > question.now + CLOCK_SKEW:
        raise Refused(Reason.NOT_YET_VALID, "a proof made in the future")
    if "expires" in proof and read_foreign_instant(proof["expires"]) < question.now:
        raise Refused(Reason.EXPIRED, "the proof has expired")


def _gravest(errors: list[BadgeError], question: Question) -> BadgeError:
    """Return the error to report: altered, then unknown (another proof might have held), then the first refusal."""

    def weight(error: BadgeError) -> int:
        reason, is_known = judge(error, question)
        return 0 if reason is Reason.ALTERED else 1 if not is_known else 2

    return min(errors, key=weight)
