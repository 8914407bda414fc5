"""The corpus to begin with: every form the library writes, and what other issuers serve."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import badges
from badges import baking, base64url, ob2, ob3, proofs, status, strict_json, summary, summary_cbor
from tests.badges import foreign_site as site
from tests.badges import pictures, specimen

from .shapes import OWN_ED, SUMMARY_KEY, Case

PASSPHRASE = "a passphrase of this very test"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>a{fill:red}</style><path d="M0 0h9"/></svg>'
_BITS = status.bitstring([7, 94_567])


def _alone(document: bytes | str) -> Case:
    return {"": document.encode() if isinstance(document, str) else document}


def _endorsement() -> str:
    endorsed = badges.Endorsement(
        endorsement_id=UUID("7b7b1c3a-8f53-4f62-a8f9-6a1a5f6c2d11"),
        issuer=specimen.ISSUER,
        name="Recommandation",
        subject_id=specimen.AWARD.credential_id.urn,
        comment="Sans hésiter.",
        issued_at=specimen.ISSUED,
    )
    return ob3.sign_endorsement(endorsed, specimen.KEY)


def own_texts() -> list[bytes]:
    """Return each of our own badges as text, and what we publish beside them."""
    listed = {"issuer_did": specimen.DID, "bits": _BITS, "published_at": specimen.ISSUED}
    signed = strict_json.write(ob2.signed_assertion(specimen.AWARD, key_url=f"{specimen.BASE}/ob/2/keys/1.json"))
    return [
        specimen.TOKEN.encode(),
        specimen.ASSERTION,
        proofs.sign_credential(specimen.AWARD, OWN_ED, created=specimen.ISSUED),
        badges.sign(signed, specimen.KEY).encode(),
        _endorsement().encode(),
        status.sign_list(specimen.LIST_URL, key=specimen.KEY, **listed).encode(),  # type: ignore[arg-type]
        status.secure_list(specimen.LIST_URL, key=OWN_ED, **listed),  # type: ignore[arg-type]
        summary_links()[0][""],
    ]


def pngs() -> list[Case]:
    """Return pictures with a 3.0 badge, with both, with old text chunks, and with nothing."""
    plain = pictures.png()
    one = badges.bake(plain, specimen.TOKEN, keyword=baking.OB3_KEYWORD)
    both = badges.bake(one, specimen.ASSERTION.decode(), keyword=baking.OB2_KEYWORD)
    old = pictures.png(pictures.chunk(b"tEXt", b"openbadges\0https://school.example/assertions/1.json"))
    return [_alone(picture) for picture in (one, both, old, plain)]


def svgs() -> list[Case]:
    """Return SVG pictures with a token, with JSON, and with nothing."""
    token = badges.bake_svg(SVG, specimen.TOKEN, keyword=baking.OB3_KEYWORD)
    hosted = badges.bake_svg(SVG, specimen.ASSERTION.decode(), keyword=baking.OB2_KEYWORD)
    return [_alone(picture) for picture in (token, hosted, SVG)]


def own() -> list[Case]:
    """Return everything of ours that may be handed to `verify`."""
    return [*map(_alone, own_texts()), *pngs(), *svgs()]


def tokens() -> list[Case]:
    """Return compact tokens alone."""
    return [_alone(text) for text in own_texts() if text.startswith(b"ey")]


def documents() -> list[Case]:
    """Return JSON-LD documents and the JSON of OB 2.0."""
    proven = site.sign_document(site.credential(credentialStatus=site.status_entry()), site.ED)
    texts = [text for text in own_texts() if text.startswith(b"{")]
    return [_alone(text) for text in (*texts, strict_json.write(proven), json.dumps(site.profile()).encode())]


def foreign() -> list[Case]:
    """Return badges of other issuers together with the web they need."""
    pages = site.site().pages
    school = "https://school.example"
    by_address = site.credential(issuer=school, credentialStatus={"id": f"{school}/r", "type": "1EdTechRevocationList"})
    old = {"@context": [site.VC1, site.OB3], "issuanceDate": "2025-03-01T09:30:00Z"}
    keys = {"keys": [badges.public_jwk(site.public(key), kid=key.kid) for key in (site.ED, site.EC, site.RS)]}
    revoked = {"id": f"{school}/r", "issuer": school, "revokedCredential": [{"id": "urn:x:1", "revoked": True}]}
    more = {f"{school}/.well-known/jwks.json": json.dumps(keys).encode(), f"{school}/r": json.dumps(revoked).encode()}
    badge = site.credential(credentialStatus=site.status_entry())
    jwk = badges.public_jwk(site.public(site.ED))
    given = [
        site.sign_jwt(site.claims_of(badge), site.EC),
        site.sign_jwt(site.claims_of(badge), site.ED, kid=None, jwk=jwk),
        site.sign_jwt(site.claims_of(site.credential(**old)), site.RS),
        site.sign_jwt(site.claims_of(by_address), site.EC),
        json.dumps(site.sign_document(badge, site.ED)),
        json.dumps(site.assertion()),
        site.ASSERTION,
        site.sign_jwt(site.signed_assertion(), site.RS),
    ]
    cases = [{**_alone(text), **pages, **more} for text in given]
    listed = json.dumps(site.sign_document(site.status_list(3), site.ED)).encode()
    return [*cases, {**cases[4], site.LIST: listed}]


def encoded_lists() -> list[Case]:
    """Return bit strings as they are published."""
    return [_alone(status.encode(_BITS)), _alone(status.encode(b"\0" * 16_384))]


def summary_links() -> list[Case]:
    """Return the links of paper cards."""
    full = badges.Summary(
        host="badges.example.org",
        public_code="K7MX4RQD",
        title="Animation numérique",
        name="Awa D.",
        awarded_on=date(2025, 3, 1),
        expires_on=date(2029, 3, 1),
        status_list=1,
        status_index=130_000,
        credential_sha256=sha256(b"a").digest(),
    )
    link = badges.make_summary(full, SUMMARY_KEY)
    return [_alone(link), _alone(link.partition("#")[2])]


def cbors() -> list[Case]:
    """Return the CBOR inside such a link."""
    message = base64url.decode(summary_links()[1][""].decode())[1:]
    parts = summary_cbor.read_cbor(message)
    return [_alone(message), _alone(parts[0]), _alone(parts[2])]


def did_documents() -> list[Case]:
    """Return DID documents: ours and the school's, with each kind of key."""
    ours = badges.did_document(specimen.DID, [specimen.PUBLIC, OWN_ED.verification_key(controller=specimen.DID)])
    school = site.did_document(site.DID, site.public(site.ED), site.public(site.EC), site.public(site.RS))
    return [_alone(json.dumps(document)) for document in (school, ours)]


def dids() -> list[Case]:
    """Return identifiers of issuers."""
    key = badges.generate_did_key()[0]
    return [_alone(text) for text in (site.DID, "did:web:localhost%3A5000:a:b", key, f"{key}#{key[8:]}")]


def jwks() -> list[Case]:
    """Return a public JWK of each kind."""
    return [_alone(json.dumps(badges.public_jwk(site.public(key)))) for key in (site.ED, site.EC, site.RS)]


def key_files() -> list[Case]:
    """Return private key files as they lie on the disk."""
    found: list[Case] = []
    with TemporaryDirectory() as folder:
        for number, key in enumerate((site.ED, site.EC, site.RS)):
            path = Path(folder) / f"{number}.key"
            badges.write_signing_key(path, key, passphrase=PASSPHRASE)
            found.append(_alone(path.read_bytes()))
    return found


def summary_kid() -> bytes:
    """Return the name by which the links name their key."""
    return summary.summary_key_id(specimen.PUBLIC.public_key)


def addresses() -> list[Case]:
    """Return addresses that lie in a folder, or try to lie outside of it."""
    texts = (
        "https://host/a/b.json", "https://host:8443/a.json", "https://host/a/../../secret", "https://host/loop/a",
        "https://host/%2e%2e/%2e%2e/secret", "https://host/out", "https://host/folder", "https://host/" + "a" * 1_900,
        "https://host/%00", "https://host/a//b", "https://host/a/b.json?c", "https://host/a/b.json#d",
        "https://HOST/a",
    )  # fmt: skip
    return [_alone(text) for text in texts]
