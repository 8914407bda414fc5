"""Verifying: ours with stored keys and register, the bare limit of the same work, and what others need for it."""

from collections.abc import Mapping

import jwt
import orjson
from cryptography.hazmat.primitives import serialization
from openbadgeslib.ob3.ldp import verify_data_integrity_proof

import badges
from badges import base64url, multibase, ob2, ob3, proofs, signatures
from tests.bench.awards import BASE, BEGUN, DID, ISSUER, NOW, award
from tests.bench.issuing import DI_KEY, JWT_KEY
from tests.bench.measure import Work

_MOST = 2_000
_RSA_KEY = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.RS256)
_KEYS = (DI_KEY, JWT_KEY, _RSA_KEY)


def _trust(stored: Mapping[str, bytes]) -> badges.StoredTrust:
    """Our keys, and a register that knows these documents by their id."""
    return badges.StoredTrust(
        issuer_ids={DID, ISSUER.address},
        keys=[key.verification_key(controller=DID) for key in _KEYS],
        registered=[
            badges.Registered(
                credential_id=name, digests=frozenset({badges.digest(body)}), registered_at=BEGUN, document=body
            )
            for name, body in stored.items()
        ],
    )


def _ours(documents: list[bytes], trust: badges.StoredTrust) -> Work:
    def work(number: int) -> None:
        report = badges.verify(documents[number % len(documents)], resolve=None, trust=trust, now=NOW)
        if report.verdict is not badges.Verdict.VALID:
            raise RuntimeError(f"not valid: {report.reasons}")

    return work


def data_integrity() -> Mapping[str, Work]:
    """A badge of ours as JSON, from the bytes somebody hands in to the verdict."""
    awards = [award(number) for number in range(_MOST)]
    documents = [proofs.sign_credential(one, DI_KEY, created=BEGUN) for one in awards]
    trust = _trust({one.credential_id.urn: body for one, body in zip(awards, documents, strict=True)})
    message = b"\x00" * 64
    signature = signatures.sign(message, DI_KEY.private_key)
    public, pem = DI_KEY.private_key.public_key(), _public_pem(DI_KEY)

    def bare(number: int) -> None:
        multibase.decode(orjson.loads(documents[number % _MOST])["proof"][0]["proofValue"])
        signatures.check(message, signature, public)

    return {
        "ours": _ours(documents, trust),
        "bare": bare,
        "openbadgeslib": lambda number: verify_data_integrity_proof(orjson.loads(documents[number % _MOST]), pem),
    }


def json_web_token() -> Mapping[str, Work]:
    """A badge of ours as VC-JWT."""
    awards = [award(number, form="jwt") for number in range(_MOST)]
    tokens = [ob3.sign_credential(one, JWT_KEY).encode() for one in awards]
    trust = _trust({one.credential_id.urn: body for one, body in zip(awards, tokens, strict=True)})
    public = JWT_KEY.private_key.public_key()

    def bare(number: int) -> None:
        text, _, signature = tokens[number % _MOST].decode().rpartition(".")
        signatures.check(text.encode(), base64url.decode(signature), public)
        orjson.loads(base64url.decode(text.partition(".")[2]))

    return {
        "ours": _ours(tokens, trust),
        "bare": bare,
        "PyJWT": lambda number: jwt.decode(
            tokens[number % _MOST].decode(),
            public,
            algorithms=["ES256"],
            options={"verify_exp": False},
        ),
    }


def hosted_2() -> Mapping[str, Work]:
    """A hosted assertion of 2.0, already fetched."""
    awards = [award(number) for number in range(_MOST)]
    documents = [badges.write_json(ob2.hosted_assertion(one)) for one in awards]
    return {
        "ours": _ours(documents, _trust({one.assertion_url: body for one, body in zip(awards, documents, strict=True)}))
    }


def signed_2() -> Mapping[str, Work]:
    """A signed assertion of 2.0, its objects already fetched."""
    awards = [award(number) for number in range(500)]
    url = f"{BASE}/ob/2/keys/1.json"
    tokens = [ob2.sign_assertion(one, _RSA_KEY, key_url=url).encode() for one in awards]
    trust = _trust({one.credential_id.urn: body for one, body in zip(awards, tokens, strict=True)})
    return {"ours": _ours(tokens, trust)}


def _public_pem(key: badges.SigningKey) -> bytes:
    return key.private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
