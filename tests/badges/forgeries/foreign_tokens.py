"""Tokens of other issuers: who may say that they issued them, and what a token may say of itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import badges
from badges import Reason, base64url
from tests.badges import specimen
from tests.badges.foreign_site import (
    BADGE_ID,
    DID,
    EC,
    ED,
    EVIL_DID,
    EVIL_EC,
    HOST,
    OB3,
    RS,
    VC1,
    VC2,
    Web,
    claims_of,
    credential,
    public,
    sign_jwt,
    site,
)

from .case import Case, Family, Handed, Honest, unknown
from .ours import OTHER_URN

ALG, HEAD, NOBODY = Reason.ALGORITHM_NOT_ALLOWED, Reason.HEADER_NOT_ALLOWED, Reason.ISSUER_NOT_PROVEN
MISMATCH, MALFORMED = Reason.CLAIMS_MISMATCH, Reason.MALFORMED
SUB = "urn:uuid:0f4b2a52-2d9a-4c68-a6a6-4a4b52f7a1c1"
FIRST: dict[str, object] = credential(**{"@context": [VC1, OB3]}, validFrom=None, issuanceDate="2025-03-01T09:30:00Z")
REGISTERED = {"iss": DID, "jti": BADGE_ID, "sub": SUB, "nbf": 1_740_821_400}
SUBJECT = credential()["credentialSubject"]


def handed(text: str, web: Web | None = None) -> Handed:
    """A stranger's document, with the stranger's web to ask."""
    return Handed(document=text, web=web or site())


def with_header(key: badges.SigningKey = EC, **header: object) -> Handed:
    """The school's badge under another header; None takes a member away."""
    return handed(sign_jwt(claims_of(credential()), key, **header))


def with_claims(**claims: object) -> Handed:
    """The school's badge with other registered claims."""
    return handed(sign_jwt(claims_of(credential(), **claims), EC))


def with_members(**members: object) -> Handed:
    """The school's badge with other members, whatever the claims say."""
    return handed(sign_jwt({**claims_of(credential()), **members}, EC))


def of_issuer(issuer: object, key: badges.SigningKey = EVIL_EC, **header: object) -> Handed:
    """A badge that names this issuer."""
    return handed(sign_jwt(claims_of(credential(issuer=issuer)), key, **header))


def wrapped(claims: dict[str, object], inner: object = None, key: badges.SigningKey = EC) -> Handed:
    """A badge of VC 1.1 inside its `vc` claim."""
    text = sign_jwt({**REGISTERED, **claims, "vc": FIRST if inner is None else inner}, key)
    return handed(text)


def _spelt(change: Callable[[str], str]) -> Handed:
    return handed(change(sign_jwt(claims_of(credential()), EC)))


def _other_name(text: str) -> str:
    head, payload, signature = text.split(".")
    changed = json.dumps({**json.loads(base64url.decode(payload)), "name": "Docteur"}).encode()
    return f"{head}.{base64url.encode(changed)}.{signature}"


def _served(document: str | bytes) -> Handed:
    """A link, and what it serves."""
    web = site()
    web.put(f"{HOST}/badge", document)
    return Handed(document=f"{HOST}/badge", web=web)


HONEST = (
    Honest("ES256 by the school", with_header),
    Honest("RS256 by the school", partial(with_header, RS)),
    Honest("EdDSA by the school", partial(with_header, ED)),
    Honest("the key brought along is one the school publishes",
           partial(with_header, kid=None, jwk=badges.public_jwk(public(EC)))),
    Honest("the claims as they are", with_claims),
    Honest("the members as they are", with_members),
    Honest("a badge of VC 1.1", partial(wrapped, {})),
    Honest("a link to a token", lambda: _served(sign_jwt(claims_of(credential()), EC))),
)  # fmt: skip

_HEADERS = (
    Case("a stranger's alg none", partial(with_header, alg="none"), ALG, "form"),
    Case("a stranger's alg HS512", partial(with_header, alg="HS512"), ALG, "form"),
    Case("a stranger's alg as a list", partial(with_header, alg=["ES256"]), ALG, "form"),
    Case("RS256 under the school's key on P-256", partial(with_header, alg="RS256"), ALG, "signature"),
    Case("ES256 under the school's Ed25519 key", partial(with_header, kid=ED.kid), ALG, "signature"),
    unknown("ES384, which is honest elsewhere", partial(with_header, alg="ES384"), Reason.NOT_SUPPORTED, "form"),
    unknown("PS256, which is honest elsewhere", partial(with_header, RS, alg="PS256"), Reason.NOT_SUPPORTED, "form"),
    Case("a stranger's crit", partial(with_header, crit=["exp"]), HEAD, "form"),
    Case("a stranger's b64 false", partial(with_header, b64=False), HEAD, "form"),
    Case("a stranger's jku on its own host", partial(with_header, jku=f"{HOST}/jwks.json"), HEAD, "form"),
    Case("a stranger's x5c", partial(with_header, x5c=["MIIB"]), HEAD, "form"),
    Case("a token of the school for signing in", partial(with_header, typ="at+jwt"), HEAD, "form"),
    Case("a proof of possession of the school", partial(with_header, typ="dpop+jwt"), HEAD, "form"),
    Case("typ as a number", partial(with_header, typ=1), HEAD, "form"),
    Case("neither kid nor jwk", partial(with_header, kid=None), HEAD, "form"),
    Case("a stranger's kid as an object", partial(with_header, kid={"id": EC.kid}), HEAD, "form"),
    Case("a stranger's kid of 3,000 characters", partial(with_header, kid=f"{EC.kid}{'x' * 3_000}"), HEAD, "form"),
    Case("jwk as a text", partial(with_header, kid=None, jwk=json.dumps(badges.public_jwk(public(EC)))), HEAD, "form"),
    Case("jwk with its private half", partial(with_header, jwk={**badges.public_jwk(public(EC)), "d": "AA"}), HEAD,
         "form"),
    Case("the forger's key brought along, no kid",
         partial(with_header, EVIL_EC, kid=None, jwk=badges.public_jwk(public(EVIL_EC))), NOBODY, "key"),
    Case("the forger's key brought along beside the school's kid",
         partial(with_header, EVIL_EC, kid=EC.kid, jwk=badges.public_jwk(public(EVIL_EC))), NOBODY, "key"),
    Case("the school's key brought along, the forger's signature",
         partial(with_header, EVIL_EC, kid=EC.kid, jwk=badges.public_jwk(public(EC))), Reason.ALTERED, "signature"),
    unknown("a key brought along whose type is a list",
            partial(with_header, kid=None, jwk={"kty": ["EC"], "crv": "P-256"}), Reason.NOT_SUPPORTED, "key"),
    unknown("a key brought along whose curve is an object",
            partial(with_header, kid=None, jwk={"kty": "EC", "crv": {"name": "P-256"}}), Reason.NOT_SUPPORTED, "key"),
    unknown("a key brought along whose algorithm is a list",
            partial(with_header, kid=None, jwk={**badges.public_jwk(public(EC)), "alg": ["ES256"]}),
            Reason.NOT_SUPPORTED, "key"),
    unknown("a key brought along that is no point of the curve",
            partial(with_header, kid=None, jwk={"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}),
            Reason.NOT_SUPPORTED, "key"),
    unknown("a symmetric key brought along", partial(with_header, kid=None, jwk={"kty": "oct", "k": "AAAA"}),
            Reason.NOT_SUPPORTED, "key"),
    Case("the forger signs under the school's kid", partial(with_header, EVIL_EC, kid=EC.kid), Reason.ALTERED,
         "signature"),
    Case("the key of another DID on the same host", partial(with_header, kid=f"{DID}:pupils:eve#1"), NOBODY, "key"),
    Case("a kid that begins like the school's DID", partial(with_header, kid=f"{DID}.evil.example#1"), NOBODY, "key"),
    Case("a kid with a second fragment", partial(with_header, kid=f"{EC.kid}#1"), NOBODY, "key"),
    Case("the forger signs under its own kid in the school's name", partial(with_header, EVIL_EC), NOBODY, "key"),
    Case("one changed word in a stranger's token", partial(_spelt, _other_name), Reason.ALTERED, "signature"),
)  # fmt: skip

_CLAIMS = (
    Case("the school's token in another's name", partial(with_claims, iss=EVIL_DID), MISMATCH, "contents"),
    Case("the school's token without iss", partial(with_claims, iss=None), MISMATCH, "contents"),
    Case("the school's token with another jti", partial(with_claims, jti=OTHER_URN), MISMATCH, "contents"),
    Case("the school's token for another person", partial(with_claims, sub=OTHER_URN), MISMATCH, "contents"),
    Case("the school's token without sub", partial(with_claims, sub=None), MISMATCH, "contents"),
    Case("the school's token with nbf true", partial(with_claims, nbf=True), MISMATCH, "contents"),
    Case("the school's token with exp alone", partial(with_claims, exp=1_900_000_000), MISMATCH, "contents"),
    Case("the school's token that has ended",
         lambda: handed(sign_jwt(claims_of(credential(validUntil="2025-04-01T00:00:00Z")), EC)), Reason.EXPIRED,
         "dates"),
    Case("the school's token of next month",
         lambda: handed(sign_jwt(claims_of(credential(validFrom="2025-07-01T00:00:00Z")), EC)), Reason.NOT_YET_VALID,
         "dates"),
    Case("the school's token with a date without zone", partial(with_members, validFrom="2025-03-01T09:30:00"),
         MALFORMED, "contents"),
    Case("another of the school's credentials", partial(with_members, type=["VerifiableCredential", "Diploma"]),
         MALFORMED, "form"),
    Case("the school's badge without the context of badges", partial(with_members, **{"@context": [VC2]}), MALFORMED,
         "form"),
    Case("the version of a context in the digits of another script",
         partial(with_members, **{"@context": [VC2, OB3.replace("3.0.3", "3.٠.٣")]}), MALFORMED, "form"),
    Case("a context that only resembles that of badges", partial(with_members, **{"@context": [VC2, f"{OB3}x"]}),
         MALFORMED, "form"),
    Case("the school's badge for two people", partial(with_members, credentialSubject=[SUBJECT, SUBJECT]), MALFORMED,
         "form"),
    Case("the school's badge for nobody", partial(with_members, credentialSubject={"achievement": {}}), MALFORMED,
         "form"),
    Case("a badge inside a vc claim with another around it",
         lambda: handed(sign_jwt({**claims_of(credential()), "vc": FIRST}, EC)), MALFORMED, "form"),
    Case("a vc claim that is a list", lambda: wrapped({}, [FIRST]), MALFORMED, "form"),
    Case("a vc claim with another issuer than its token", lambda: wrapped({"iss": EVIL_DID}, FIRST), MISMATCH,
         "contents"),
    Case("a vc claim signed by the issuer of its token alone", lambda: wrapped({"iss": EVIL_DID}, FIRST, EVIL_EC),
         NOBODY, "key"),
    Case("a vc claim that ends later than its token", lambda: wrapped(
         {"exp": 1_750_000_000}, {**FIRST, "expirationDate": "2035-03-01T00:00:00Z"}), MISMATCH, "contents"),
    Case("a vc claim without end in a token that has one, which is over", lambda: wrapped({"exp": 1_745_000_000}),
         Reason.EXPIRED, "dates"),
    Case("a vc claim for another person than its token", lambda: wrapped({"sub": OTHER_URN}), MISMATCH, "contents"),
    Case("a vc claim whose beginning is before all time", lambda: wrapped({"nbf": -9_007_199_254_740_991}, {
         name: value for name, value in FIRST.items() if name != "issuanceDate"}), MALFORMED, "form"),
)  # fmt: skip

_OURS = tuple(
    Case(f"in our name: {name}", partial(of_issuer, issuer), NOBODY, check)
    for name, issuer, check in (
        ("our DID", specimen.DID, "key"),
        ("the address of our profile", specimen.ISSUER.address, "key"),
        ("our DID with a path", f"{specimen.DID}:other", "issuer"),
        ("our DID in capitals", "did:web:BADGES.example.org", "issuer"),
        ("our DID with the usual port", f"{specimen.DID}%3A443", "issuer"),
        ("another address of our host", f"{specimen.BASE}/any", "issuer"),
        ("another address of our host, with its port", f"{specimen.BASE}:443/any", "issuer"),
        ("our DID with a fragment", f"{specimen.DID}#x", "issuer"),
        ("our DID with a dot at its end", f"{specimen.DID}.", "issuer"),
        ("our DID with a Cyrillic letter", specimen.DID.replace("a", "а"), "issuer"),
    )
)

_LINKS = (
    Case("a link to a token in our name", lambda: _served(
         sign_jwt(claims_of(credential(issuer=specimen.DID)), EVIL_EC)), NOBODY, "key"),
    Case("a link to a token of the forger", lambda: _served(sign_jwt(claims_of(credential()), EVIL_EC)), NOBODY, "key"),
    unknown("a link to a page", lambda: _served("<!doctype html>"), Reason.UNREACHABLE, "hosted"),
    unknown("a link to nothing", lambda: Handed(document=f"{HOST}/none", web=site()), Reason.UNREACHABLE, "hosted"),
    Case("a link to an IP address of a private network", lambda: Handed(document="https://[::ffff:10.0.0.1]/",
         web=site()), MALFORMED, "form"),
)  # fmt: skip

FAMILY = Family("foreign tokens", HONEST, (*_HEADERS, *_CLAIMS, *_OURS, *_LINKS))
