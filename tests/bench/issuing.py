"""Issuing: ours, the bare limit of the same work, and what others need for it."""

from collections.abc import Mapping

import jwt
import orjson
from cryptography.hazmat.primitives import serialization
from openbadgeslib.ob3.ldp import add_data_integrity_proof
from openbadgeslib.ob3.signer import OB3Signer

import badges
from badges import base64url, multibase, ob3, proofs, signatures
from badges.canonical import Path
from tests.bench.awards import BEGUN, DID, award
from tests.bench.measure import Work

_MOST = 20_000
DI_KEY = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.ED25519)
JWT_KEY = badges.generate_signing_key(controller=DID)


def data_integrity() -> Mapping[str, Work]:
    """OB 3.0 with `eddsa-rdfc-2022`, from the award to the bytes that are stored."""
    awards = [award(number) for number in range(_MOST)]
    signed = [orjson.loads(proofs.sign_credential(one, DI_KEY, created=BEGUN)) for one in awards[:200]]
    pem = _pem(DI_KEY)

    def bare(number: int) -> bytes:
        document = signed[number % 200]
        value = multibase.encode(DI_KEY.private_key.sign(b"\x00" * 64))  # type: ignore[call-arg]
        return orjson.dumps({**document, "proof": [{**document["proof"][0], "proofValue": value}]})

    def theirs(number: int) -> object:
        return add_data_integrity_proof(ob3.credential(awards[number % _MOST]), pem, DI_KEY.kid, created=BEGUN)

    return {
        "ours": lambda number: proofs.sign_credential(awards[number % _MOST], DI_KEY, created=BEGUN),
        "bare": bare,
        "openbadgeslib": theirs,
    }


def ensure_fast() -> None:
    """Stop when an award of ours did not go the compiled way: its figures would not be those of the others.

    Raises:
        RuntimeError: the general processor ran.
    """
    for number in range(1_000):
        found = proofs.secure_award(award(number), DI_KEY, created=BEGUN)
        if found.path is not Path.COMPILED:
            raise RuntimeError(f"award {number} went the {found.path.value} way: the bench would measure that")


def json_web_token() -> Mapping[str, Work]:
    """OB 3.0 as VC-JWT with ES256."""
    awards = [award(number, form="jwt") for number in range(_MOST)]
    payloads = [ob3.jwt_payload(one) for one in awards[:200]]
    header = base64url.encode(orjson.dumps({"alg": "ES256", "kid": JWT_KEY.kid, "typ": "JWT"}))
    theirs = OB3Signer(_pem(JWT_KEY), algorithm="ES256")

    def bare(number: int) -> str:
        text = f"{header}.{base64url.encode(orjson.dumps(payloads[number % 200]))}"
        return f"{text}.{base64url.encode(signatures.sign(text.encode(), JWT_KEY.private_key))}"

    return {
        "ours": lambda number: ob3.sign_credential(awards[number % _MOST], JWT_KEY),
        "bare": bare,
        "openbadgeslib": lambda number: theirs.sign_payload(payloads[number % 200]),
        "PyJWT": lambda number: jwt.encode(
            payloads[number % 200], JWT_KEY.private_key, algorithm="ES256", headers={"kid": JWT_KEY.kid}
        ),
    }


def _pem(key: badges.SigningKey) -> bytes:
    return key.private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
