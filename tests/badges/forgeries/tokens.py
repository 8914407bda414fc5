"""Tokens in our name: the algorithm, the header, and where the key is said to be."""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA256

import badges
from badges import Reason, multibase
from tests.badges.specimen import DID

from .case import Case, Family, Handed, Honest
from .ours import (
    ABSENT,
    EC,
    ED,
    HEADER,
    PARTNER,
    PAYLOAD,
    PEM,
    RSA,
    THIEF,
    THIEF_ED,
    changed,
    handed,
    part,
    token,
    with_claims,
    with_header,
)

THIEFS_DID = multibase.did_key(THIEF_ED.private_key.public_key())  # type: ignore[arg-type]
ALG, HEAD, NOBODY = Reason.ALGORITHM_NOT_ALLOWED, Reason.HEADER_NOT_ALLOWED, Reason.ISSUER_NOT_PROVEN
OUR_JWK = badges.public_jwk(EC.private_key.public_key())
THIEFS_JWK = badges.public_jwk(THIEF.private_key.public_key())


def _hmac(secret: bytes) -> Any:
    return lambda message: hmac.new(secret, message, hashlib.sha256).digest()


def _pss(message: bytes) -> bytes:
    assert isinstance(RSA.private_key, rsa.RSAPrivateKey)
    return RSA.private_key.sign(message, PSS(MGF1(SHA256()), PSS.DIGEST_LENGTH), SHA256())


def _unsigned(algorithm: object, signature: str) -> Handed:
    return handed(f"{part({**HEADER, 'alg': algorithm})}.{part(PAYLOAD)}.{signature}")


def _by_thief(**members: object) -> Handed:
    return handed(token(changed(HEADER, members), key=THIEF))


def _by_thumbprint() -> Handed:
    return handed(token({**HEADER, "x5t#S256": "AAAA"}))


def _raw_header(text: str) -> Handed:
    return handed(token(text.encode()))


def _of(*cases: tuple[str, partial[Handed], Reason, str]) -> tuple[Case, ...]:
    return tuple(Case(*case) for case in cases)


HONEST = (
    Honest("an ES256 token with our kid", with_header),
    Honest("a token without typ", partial(with_header, typ=ABSENT)),
    Honest("an EdDSA token with the kid of our Ed25519 key", partial(with_header, ED, alg="EdDSA", kid=ED.kid)),
    Honest("an RS256 token with the kid of our RSA key", partial(with_header, RSA, alg="RS256", kid=RSA.kid)),
)

_ALGORITHMS = _of(
    ("alg none and nothing behind the last dot", partial(_unsigned, "none", ""), Reason.MALFORMED, "form"),
    ("alg none with bytes behind the last dot", partial(_unsigned, "none", "AAAA"), ALG, "form"),
    ("alg None to slip past a list of forbidden words", partial(_unsigned, "nOnE", "AAAA"), ALG, "form"),
    ("HS256 with our public PEM as the secret", partial(with_header, by=_hmac(PEM), alg="HS256"), ALG, "form"),
    ("HS256 with an empty secret", partial(with_header, by=_hmac(b""), alg="HS256"), ALG, "form"),
    ("ES256 in name and an HMAC in fact", partial(with_header, by=_hmac(PEM)), Reason.ALTERED, "signature"),
    ("ES384 named for a key on P-256", partial(with_header, alg="ES384"), ALG, "signature"),
    ("RS256 named for a key on P-256", partial(with_header, alg="RS256"), ALG, "signature"),
    ("ES256 under the kid of our RSA key", partial(with_header, kid=RSA.kid), ALG, "signature"),
    ("ES256 under the kid of our Ed25519 key", partial(with_header, kid=ED.kid), ALG, "signature"),
    ("PS256 by our RSA key, which signs RS256", partial(with_header, by=_pss, alg="PS256", kid=RSA.kid), ALG,
     "signature"),
    ("Ed25519 where our key says EdDSA", partial(with_header, ED, alg="Ed25519", kid=ED.kid), ALG, "signature"),
    ("alg in lower case", partial(with_header, alg="es256"), ALG, "form"),
    ("alg with a blank behind it", partial(with_header, alg="ES256 "), ALG, "form"),
    ("alg as a list that holds the right one", partial(with_header, alg=["ES256"]), ALG, "form"),
    ("alg as an object", partial(with_header, alg={"ES256": True}), ALG, "form"),
    ("alg null", partial(with_header, alg=None), ALG, "form"),
    ("no alg at all", partial(with_header, alg=ABSENT), ALG, "form"),
    ("alg of another curve, ES256K", partial(with_header, alg="ES256K"), ALG, "form"),
    ("alg of a JWE, ECDH-ES", partial(with_header, alg="ECDH-ES"), ALG, "form"),
)  # fmt: skip

_HEADERS = _of(
    ("the thief's key brought along beside our kid", partial(_by_thief, jwk=THIEFS_JWK), HEAD, "signature"),
    ("our own public key brought along beside our kid", partial(with_header, jwk=OUR_JWK), HEAD, "signature"),
    ("the thief's key brought along without a kid", partial(_by_thief, jwk=THIEFS_JWK, kid=ABSENT), NOBODY, "key"),
    ("jku: the address of the thief's keys", partial(_by_thief, jku="https://thief.example/jwks"), HEAD, "signature"),
    ("jku on our own host", partial(with_header, jku="https://badges.example.org/up/jwks"), HEAD, "signature"),
    ("x5u: the address of a certificate", partial(with_header, x5u="https://thief.example/c.pem"), HEAD, "signature"),
    ("x5c: a certificate brought along", partial(with_header, x5c=["MIIB"]), HEAD, "signature"),
    ("x5t#S256: the thumbprint of a certificate", partial(_by_thumbprint), HEAD, "signature"),
    ("crit names an extension nobody knows", partial(with_header, crit=["x"], x=1), HEAD, "signature"),
    ("crit names exp, which is no header", partial(with_header, crit=["exp"]), HEAD, "signature"),
    ("an empty crit", partial(with_header, crit=[]), HEAD, "signature"),
    ("b64 false: the payload is to be read unencoded", partial(with_header, crit=["b64"], b64=False), HEAD,
     "signature"),
    ("zip: the payload is to be inflated", partial(with_header, zip="DEF"), HEAD, "signature"),
    ("cty JWT: another token is inside", partial(with_header, cty="JWT"), HEAD, "signature"),
    ("typ of an access token", partial(with_header, typ="at+jwt"), HEAD, "signature"),
    ("typ in lower case", partial(with_header, typ="jwt"), HEAD, "signature"),
    ("typ null", partial(with_header, typ=None), HEAD, "signature"),
    ("claims repeated in the header", partial(with_header, iss=DID), HEAD, "signature"),
)  # fmt: skip

_KIDS = _of(
    ("the thief signs under our kid", partial(_by_thief), Reason.ALTERED, "signature"),
    ("kid as a path to a file of known bytes", partial(_by_thief, kid="../../../../dev/null"), NOBODY, "key"),
    ("kid as SQL", partial(_by_thief, kid="x' UNION SELECT 'key' --"), NOBODY, "key"),
    ("kid as a shell command", partial(_by_thief, kid="|/bin/cat key.pem"), NOBODY, "key"),
    ("kid as the address of the thief's key", partial(_by_thief, kid="https://thief.example/k.json"), NOBODY, "key"),
    ("kid as a data address with the key in it", partial(_by_thief, kid="data:application/json,{}"), NOBODY, "key"),
    ("kid as a did:key of the thief", partial(_by_thief, kid=f"{THIEFS_DID}#{THIEFS_DID[8:]}"), NOBODY, "key"),
    ("kid with NUL behind our kid", partial(with_header, kid=f"{EC.kid}\x00.pem"), Reason.MALFORMED, "form"),
    ("kid with a line break behind our kid", partial(with_header, kid=f"{EC.kid}\n"), NOBODY, "key"),
    ("kid in capitals", partial(with_header, kid=EC.kid.upper()), NOBODY, "key"),
    ("kid with the hash sign percent-encoded", partial(with_header, kid=EC.kid.replace("#", "%23")), NOBODY, "key"),
    ("kid with a query before the fragment", partial(with_header, kid=EC.kid.replace("#", "?a=1#")), NOBODY, "key"),
    ("kid as the bare fragment", partial(with_header, kid=EC.kid.partition("#")[2]), NOBODY, "key"),
    ("kid as the bare DID, whose first key may do", partial(with_header, kid=DID), NOBODY, "key"),
    ("kid with a Cyrillic letter that looks the same", partial(with_header, kid=EC.kid.replace("a", "а")), NOBODY,
     "key"),
    ("kid with an invisible character", partial(with_header, kid=f"{EC.kid}\u200b"), NOBODY, "key"),
    ("kid of 3,000 characters", partial(with_header, kid=f"{EC.kid}{'x' * 3_000}"), NOBODY, "key"),
    ("kid as a list with ours in it", partial(with_header, kid=[EC.kid]), NOBODY, "key"),
    ("kid as an object", partial(with_header, kid={"id": EC.kid}), NOBODY, "key"),
    ("kid as a number", partial(with_header, kid=0), NOBODY, "key"),
    ("no kid, since we have few keys", partial(with_header, kid=ABSENT), NOBODY, "key"),
    ("our other issuer's key signs in this one's name", partial(with_claims, PARTNER), NOBODY, "issuer"),
    ("our key signs in the name of our other issuer",
     partial(with_claims, iss="did:web:partner.example", issuer={"id": "did:web:partner.example"}), NOBODY, "issuer"),
    ("our key signs in the name of a stranger",
     partial(with_claims, iss="did:web:school.example", issuer={"id": "did:web:school.example"}), NOBODY, "issuer"),
    ("kid twice, the second ours",
     partial(_raw_header, f'{{"alg":"ES256","kid":"x","kid":{json.dumps(EC.kid)}}}'), Reason.MALFORMED, "form"),
    ("alg twice, the first none",
     partial(_raw_header, f'{{"alg":"none","alg":"ES256","kid":{json.dumps(EC.kid)}}}'), Reason.MALFORMED, "form"),
    ("alg twice, once spelt with an escape",
     partial(_raw_header, f'{{"\\u0061lg":"none","alg":"ES256","kid":{json.dumps(EC.kid)}}}'), Reason.MALFORMED,
     "form"),
    ("a header over 4 kB", partial(with_header, pad="x" * 5_000), Reason.TOO_LARGE, "form"),
)  # fmt: skip

FAMILY = Family("tokens", HONEST, (*_ALGORITHMS, *_HEADERS, *_KIDS))
