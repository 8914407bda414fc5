"""The keys in an archive: each is named after itself, and every place that publishes it says the same.

The name of a key is the beginning of its SHA-256 thumbprint (RFC 7638), so another key cannot stand under it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_public_key

import badges
from badges.dids import published_key
from peerlearn.awards.archive import manifest
from peerlearn.awards.archive.files import Files
from peerlearn.awards.archive.list_files import known_on_the_page
from peerlearn.awards.archive.places import CARDS

_ROOT = ".well-known/did.json"
_JWKS = ".well-known/jwks.json"


def check_keys(files: Files, *, now: datetime) -> list[str]:
    """Compare every key with its name and its other places; returns the kids, for whoever has another copy."""
    kids = {kid: jwk for jwk in _jwks(files) if isinstance(kid := jwk.get("kid"), str)}
    files.expect(_JWKS, len(kids) == len(files.listed(_JWKS, "keys")), "publishes a key without a name of its own")
    names = {kid.rpartition("#")[2]: jwk for kid, jwk in kids.items()}
    for kid, jwk in kids.items():
        files.expect(_JWKS, _name_of(jwk) == kid.rpartition("#")[2], f"holds another key under the name {kid}")
    for name in files.named("ob/3/keys/", ".json"):
        path = f"ob/3/keys/{name}.json"
        files.expect(path, _name_of(files.document(path)) == name, "holds another key than its name says")
        files.expect(path, files.document(path) == names.get(name), f"holds a key that {_JWKS} does not publish")
    for name in names:
        files.holds(f"ob/3/keys/{name}.json")
    for issuer in sorted({*files.named("ob/2/issuers/", ".json"), *_issuers_with_did(files)}):
        _check_issuer(files, issuer, kids, now=now)
    _check_issuers_are_there(files)
    _check_root(files)
    _check_cards(files, names)
    return sorted(kids)


def key_in_archive(files: Files, kid: str, algorithm: badges.Algorithm, *, now: datetime) -> badges.VerificationKey:
    """The key of this name, as one of the archive's issuers publishes it there.

    Raises:
        BadgeError: none of them does.
    """
    did = kid.partition("#")[0]
    for issuer in _issuers_with_did(files) if did in files.manifest.about.issuers else ():
        document = files.document(f"ob/3/issuers/{issuer}/did.json")
        if document.get("id") == did:
            public_key = published_key(document, did=did, kid=kid, now=now)
            return badges.VerificationKey(kid=kid, controller=did, public_key=public_key, algorithm=algorithm)
    raise badges.InvalidKey("its issuer is not of this archive")


def _check_issuer(files: Files, issuer: str, kids: Collection[str], *, now: datetime) -> None:
    path = f"ob/3/issuers/{issuer}/did.json"
    document = files.document(path)
    did = str(document.get("id"))
    files.expect(path, did in files.manifest.about.issuers, "is of an issuer that this archive is not of")
    for kid in files.listed(path, "assertionMethod"):
        try:
            key = published_key(document, did=did, kid=str(kid), now=now)
        except badges.BadgeError:
            files.note(path, f"names a key that cannot be used: {kid}")
            continue
        files.expect(path, badges.key_name(key) == str(kid).rpartition("#")[2], f"holds another key as {kid}")
        files.expect(_JWKS, kid in kids, f"does not publish {kid}, which {path} names")
    profile = f"ob/3/issuers/{issuer}/profile.json"
    files.expect(profile, files.document(profile).get("id") == did, f"names another issuer than {path}")
    _check_ob2_keys(files, issuer)


def _check_ob2_keys(files: Files, issuer: str) -> None:
    profile = f"ob/2/issuers/{issuer}.json"
    for address in files.listed(profile, "publicKey"):
        name = str(address).rpartition("/")[2].removesuffix(".json")
        path = f"ob/2/keys/{name}.json"
        document = files.document(path)
        files.expect(path, _name_of_pem(document.get("publicKeyPem")) == name, "holds another key than its name says")
        is_owner = document.get("owner") == files.document(profile).get("id")
        files.expect(path, is_owner, f"has another owner than {profile}")


def _check_root(files: Files) -> None:
    """An issuer whose DID is the site itself has its document at the root; it is the same one."""
    if _ROOT in files.paths:
        same = [
            one for one in _issuers_with_did(files) if files.body(f"ob/3/issuers/{one}/did.json") == files.body(_ROOT)
        ]
        files.expect(_ROOT, bool(same), "is not the document of any issuer of this archive")
    roots = [did for did in files.manifest.about.issuers if did.count(":") == 2]
    if roots:
        files.holds(_ROOT)


def _check_issuers_are_there(files: Files) -> None:
    """An archive says of nobody that it is theirs unless it holds their keys."""
    there = {files.document(f"ob/3/issuers/{one}/did.json").get("id") for one in _issuers_with_did(files)}
    for did in files.manifest.about.issuers:
        files.expect(manifest.NAME, did in there, f"names {did}, whose keys this archive does not have")


def _check_cards(files: Files, names: Mapping[str, dict[str, Any]]) -> None:
    """The page that checks cards believes the keys for cards that are published, and no other: not one that was stolen
    either, which stands there as that."""
    listed = known_on_the_page(files).get("keys")
    keys = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    believed = {
        _name_of(one["jwk"]) for one in keys if one.get("is_stolen") is not True and isinstance(one.get("jwk"), dict)
    }
    named = all(_name_of(one.get("jwk") or {}).startswith(str(one.get("name"))) for one in keys)
    of_cards = {name for name, jwk in names.items() if jwk.get("alg") == badges.Algorithm.ES256.value}
    files.expect(CARDS, named and believed == of_cards, f"believes other keys than {_JWKS} publishes for cards")


def _jwks(files: Files) -> list[dict[str, Any]]:
    return [key for key in files.listed(_JWKS, "keys") if isinstance(key, dict)]


def _issuers_with_did(files: Files) -> list[str]:
    found = (path.split("/") for path in files.paths if path.startswith("ob/3/issuers/"))
    return sorted({parts[3] for parts in found})


def _name_of(jwk: dict[str, Any]) -> str:
    try:
        return badges.key_name(badges.public_key_from_jwk(jwk))
    except (badges.BadgeError, TypeError, KeyError, ValueError):
        return ""


def _name_of_pem(pem: object) -> str:
    try:
        return badges.key_name(load_pem_public_key(str(pem).encode()))  # type: ignore[arg-type]  # it refuses the others
    except (badges.BadgeError, UnsupportedAlgorithm, ValueError):
        return ""
