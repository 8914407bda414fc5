"""The web of other issuers, in memory: what each address serves, and badges signed with keys of these tests."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import serialization

import badges
from badges import base64url, canonical, multibase, signatures, status
from badges.errors import Gone, Unreachable
from badges.keys import PrivateKey, PublicKey
from badges.published_keys import verification_method
from badges.resolve import Served

from .specimen import trust

NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
VC2 = "https://www.w3.org/ns/credentials/v2"
VC1 = "https://www.w3.org/2018/credentials/v1"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB2 = "https://w3id.org/openbadges/v2"

HOST = "https://school.example"
DID = "did:web:school.example"
EVIL_HOST = "https://evil.example"
EVIL_DID = "did:web:evil.example"
LIST = f"{HOST}/status/1"
BADGE_ID = "urn:uuid:6e8d8f7c-39a7-4f1c-9c46-6a5f5b8bb9a1"
SALT = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
ASSERTION = f"{HOST}/assertions/1.json"
BADGE_CLASS = f"{HOST}/classes/first.json"
PROFILE = f"{HOST}/profile.json"
RSA_KEY = f"{HOST}/keys/rsa.json"
REVOCATIONS = f"{HOST}/revocations.json"

ED = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.ED25519)
EC = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.ES256)
RS = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.RS256)
EVIL_ED = badges.generate_signing_key(controller=EVIL_DID, algorithm=badges.Algorithm.ED25519)
EVIL_EC = badges.generate_signing_key(controller=EVIL_DID, algorithm=badges.Algorithm.ES256)
EVIL_RS = badges.generate_signing_key(controller=EVIL_DID, algorithm=badges.Algorithm.RS256)


@dataclass
class Web:
    """A `Resolve` over a dictionary, which writes down what was asked for."""

    pages: dict[str, bytes] = field(default_factory=dict)
    gone: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, url: str, /) -> bytes:
        self.asked.append(url)
        url = self.redirects.get(url, url)
        if url in self.gone:
            raise Gone("410", body=self.gone[url])
        if url not in self.pages:
            raise Unreachable("no such page")
        return Served(self.pages[url], url)

    def put(self, url: str, document: object) -> None:
        """Serve JSON, or bytes and text as they are."""
        if isinstance(document, str):
            document = document.encode()
        self.pages[url] = document if isinstance(document, bytes) else json.dumps(document).encode()

    def change(self, url: str, /, **members: object) -> None:
        """Serve the same document with other members; None takes one away."""
        document = {**json.loads(self.pages[url]), **members}
        self.put(url, {name: value for name, value in document.items() if value is not None})


def did_document(did: str, *keys: PublicKey) -> dict[str, Any]:
    """A DID document in which every key may assert."""
    methods = [{"id": kid(did, key), **verification_method(key), "controller": did} for key in keys]
    return {"id": did, "verificationMethod": methods, "assertionMethod": [method["id"] for method in methods]}


def kid(did: str, key: PublicKey) -> str:
    """The DID URL of a key."""
    return f"{did}#{badges.key_name(key)}"


def public(key: badges.SigningKey) -> PublicKey:
    """The public half."""
    return key.private_key.public_key()


def pem(key: PublicKey) -> str:
    """SPKI, as a CryptographicKey holds it."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def site() -> Web:
    """A school that issues both 2.0 and 3.0, and another host that would like to be it."""
    web = Web()
    web.put(f"{HOST}/.well-known/did.json", did_document(DID, public(ED), public(EC), public(RS)))
    web.put(f"{EVIL_HOST}/.well-known/did.json", did_document(EVIL_DID, public(EVIL_ED), public(EVIL_EC)))
    web.put(LIST, sign_jwt(status_list_claims(), EC))
    web.put(PROFILE, profile())
    web.put(BADGE_CLASS, badge_class())
    web.put(ASSERTION, assertion())
    web.put(
        RSA_KEY,
        {"@context": OB2, "type": "CryptographicKey", "id": RSA_KEY, "owner": PROFILE, "publicKeyPem": pem(public(RS))},
    )
    web.put(REVOCATIONS, revocations())
    return web


def credential(**members: object) -> dict[str, Any]:
    """An OB 3.0 credential of the school, not signed; None takes a member away."""
    document: dict[str, Any] = {
        "@context": [VC2, OB3],
        "id": BADGE_ID,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": DID, "type": ["Profile"], "name": "École d’à côté"},
        "validFrom": "2025-03-01T09:30:00Z",
        "name": "Premiers pas",
        "credentialSubject": {
            "id": "urn:uuid:0f4b2a52-2d9a-4c68-a6a6-4a4b52f7a1c1",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": hashed("awa@example.org"),
                    "identityType": "emailAddress",
                    "salt": SALT,
                }
            ],
            "achievement": {
                "id": f"{HOST}/achievements/1",
                "type": ["Achievement"],
                "name": "Premiers pas",
                "description": "Tenir une souris.",
                "criteria": {"narrative": "Essayer."},
            },
        },
    }
    document = {**document, **members}
    return {name: value for name, value in document.items() if value is not None}


def hashed(identity: str) -> str:
    """The identity hash with the salt of these tests."""
    return "sha256$" + badges.digest(identity + SALT)


def claims_of(document: dict[str, Any], **claims: object) -> dict[str, Any]:
    """The credential with the claims that repeat it; None takes one away."""
    issuer = document["issuer"]
    repeated: dict[str, Any] = {
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "jti": document["id"],
        "sub": document["credentialSubject"].get("id"),
        "nbf": int(datetime.fromisoformat(document["validFrom"]).timestamp()),
    }
    if "validUntil" in document:
        repeated["exp"] = int(datetime.fromisoformat(document["validUntil"]).timestamp())
    return {name: value for name, value in {**document, **repeated, **claims}.items() if value is not None}


def sign_jwt(claims: dict[str, Any], key: badges.SigningKey, **header: object) -> str:
    """A compact JWS with any header; None takes a member away."""
    members = {"alg": key.algorithm.jws, "kid": key.kid, "typ": "JWT", **header}
    head = {name: value for name, value in members.items() if value is not None}
    text = f"{_part(head)}.{_part(claims)}"
    return f"{text}.{base64url.encode(signatures.sign(text.encode(), key.private_key))}"


def sign_document(document: dict[str, Any], key: badges.SigningKey, **members: object) -> dict[str, Any]:
    """The document with one more eddsa-rdfc-2022 proof, made step by step as the standard tells it."""
    proof: dict[str, Any] = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2025-03-01T09:30:00Z",
        "verificationMethod": key.kid,
        "proofPurpose": "assertionMethod",
        **members,
    }
    proof = {name: value for name, value in proof.items() if value is not None}
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    hashes = [
        canonical.canonicalise(value).sha256
        for value in ({"@context": document["@context"], **_known(proof)}, unsecured)
    ]
    value = multibase.encode(_raw_sign(key.private_key, b"".join(hashes)))
    return {**document, "proof": [*document.get("proof", []), {**proof, "proofValue": value}]}


def status_entry(index: int = 7, **members: object) -> dict[str, Any]:
    """An entry of the school's list."""
    return {
        "id": f"{LIST}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": LIST,
        **members,
    }


def status_list(*withdrawn: int, issuer: str = DID, **subject: object) -> dict[str, Any]:
    """The school's status list, not signed."""
    return {
        "@context": [VC2],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": "2025-05-31T00:00:00Z",
        "credentialSubject": {
            "id": f"{LIST}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": status.encode(status.bitstring(withdrawn)),
            **subject,
        },
    }


def status_list_claims(*withdrawn: int, **subject: object) -> dict[str, Any]:
    """The list as the payload of a JWT."""
    return {**status_list(*withdrawn, **subject), "iss": DID}  # type: ignore[arg-type]


def profile(**members: object) -> dict[str, Any]:
    """The school's OB 2.0 Profile."""
    return {
        "@context": OB2,
        "type": "Issuer",
        "id": PROFILE,
        "name": "École d’à côté",
        "url": HOST,
        "email": "badges@school.example",
        "publicKey": [RSA_KEY],
        "revocationList": REVOCATIONS,
        **members,
    }


def badge_class(**members: object) -> dict[str, Any]:
    """The school's BadgeClass."""
    return {
        "@context": OB2,
        "type": "BadgeClass",
        "id": BADGE_CLASS,
        "name": "Premiers pas",
        "description": "Tenir une souris.",
        "image": f"{HOST}/first.png",
        "criteria": {"narrative": "Essayer."},
        "issuer": PROFILE,
        **members,
    }


def assertion(**members: object) -> dict[str, Any]:
    """A hosted assertion of the school."""
    return {
        "@context": OB2,
        "type": "Assertion",
        "id": ASSERTION,
        "recipient": {"type": "email", "hashed": True, "salt": SALT, "identity": hashed("awa@example.org")},
        "badge": BADGE_CLASS,
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2025-03-01T09:30:00Z",
        **members,
    }


def signed_assertion(**members: object) -> dict[str, Any]:
    """A signed assertion of the school, as payload."""
    return assertion(id=BADGE_ID, verification={"type": "SignedBadge", "creator": RSA_KEY}, **members)


def revocations(*entries: object) -> dict[str, Any]:
    """The school's OB 2.0 revocation list."""
    return {
        "@context": OB2,
        "type": "RevocationList",
        "id": REVOCATIONS,
        "issuer": PROFILE,
        "revokedAssertions": list(entries),
    }


def ask(
    document: object, web: Web | None = None, *, now: datetime = NOW, recipient: str | None = None
) -> badges.Report:
    """Verify as the application would, with our own issuers and register beside."""
    if isinstance(document, dict):
        document = json.dumps(document)
    assert isinstance(document, str | bytes)
    return badges.verify(document, resolve=web or site(), trust=trust(), now=now, recipient=recipient)


def altered(document: dict[str, Any], *path: str | int, to: object) -> dict[str, Any]:
    """A deep copy with one value changed."""
    copy = deepcopy(document)
    at: Any = copy
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = to
    return copy


def _known(proof: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in proof.items() if name != "proofValue"}


def _part(value: object) -> str:
    return base64url.encode(json.dumps(value).encode())


def _raw_sign(key: PrivateKey, message: bytes) -> bytes:
    return signatures.sign(message, key)
