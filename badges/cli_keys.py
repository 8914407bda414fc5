"""`keygen`, and reading a key that it made. What may be shown lies beside the key, in `KEY.public.json`."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import strict_json
from .addresses import did_web
from .cli_files import Trouble, passphrase_of, read, refuse_folder, say, write
from .errors import BadgeError, InvalidKey, Malformed
from .key_files import read_signing_key, write_signing_key
from .keys import (
    Algorithm,
    SigningKey,
    VerificationKey,
    generate_did_key,
    generate_signing_key,
    public_key_from_jwk,
)
from .published_keys import did_document

_ALGORITHMS = {"json": Algorithm.ED25519, "jwt": Algorithm.ES256}


@dataclass(frozen=True)
class OwnKey:
    """A key with the issuer it signs for."""

    controller: str
    key: SigningKey


def keygen(asked: Namespace) -> int:
    """Make a key, say whose it is, and write what a site has to serve. What is wrong is said before a key is made."""
    refuse_folder(asked.output)
    controller, key = _made(asked.site, _ALGORITHMS[asked.form])
    place = asked.publish / _place_of_document(asked.site) if asked.publish else None
    earlier = _document(place, controller) if place else None
    write_signing_key(asked.output, key, passphrase=passphrase_of(asked))
    public = key.verification_key(controller=controller)
    described = {"kid": key.kid, "controller": controller, "algorithm": key.algorithm.value, "jwk": public.jwk}
    write(_public_file(asked.output), strict_json.write(described))
    say(f"{asked.output}: a key of {controller}; keep {_public_file(asked.output)} beside it")
    if place:
        write(place, strict_json.write(_joined(earlier, public)))
        say(f"{place}: to be served at {_address_of_document(asked.site)}")
    return 0


def read_key(path: Path, asked: Namespace) -> OwnKey:
    """Return the key in `path`.

    Raises:
        Trouble: its public half is not beside it.
        KeyFileError: the file cannot be used, the passphrase is another one, or the public half is of another key.
    """
    beside = _public_file(path)
    read(path)
    if not beside.exists():
        raise Trouble(f"{beside} is missing: a key is two files that `keygen` makes together, {path} is one of them")
    try:
        public = _public_half(strict_json.read_object(read(beside)))
    except (Malformed, InvalidKey, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Trouble(f"{beside} is not what `keygen` wrote: put that file back, or make another key") from error
    own = read_signing_key(path, passphrase=passphrase_of(asked), kid=public.kid, expected=public)
    return OwnKey(public.controller, own)


def _public_half(described: dict[str, Any]) -> VerificationKey:
    return VerificationKey(
        kid=str(described["kid"]),
        controller=str(described["controller"]),
        public_key=public_key_from_jwk(described["jwk"]),
        algorithm=Algorithm(described["algorithm"]),
    )


def _made(site: str | None, algorithm: Algorithm) -> tuple[str, SigningKey]:
    if site is None:
        if algorithm is not Algorithm.ED25519:
            raise Trouble("a did:key signs JSON here; for JWT name the site with --site")
        return generate_did_key()
    try:
        controller = did_web(site.rstrip("/"))
    except BadgeError as error:
        raise Trouble(f"--site is written like https://badges.example.org ({error})") from error
    return controller, generate_signing_key(controller=controller, algorithm=algorithm)


def _public_file(path: Path) -> Path:
    if path.is_dir():
        raise Trouble(f"{path} is a folder: name a key that `keygen` made")
    return path.with_name(f"{path.name}.public.json")


def _place_of_document(site: str | None) -> str:
    """Where the document lies below the folder: `host/.well-known/did.json`, as `verify --trust` reads it."""
    if site is None:
        raise Trouble("a did:key has nothing to publish; name the site with --site")
    parts = urlsplit(site.rstrip("/"))
    host = parts.netloc.replace(":", "_")
    return f"{host}{parts.path}/did.json" if parts.path else f"{host}/.well-known/did.json"


def _address_of_document(site: str) -> str:
    parts = urlsplit(site.rstrip("/"))
    return f"{parts.scheme}://{parts.netloc}{parts.path or '/.well-known'}/did.json"


def _document(place: Path, controller: str) -> dict[str, Any] | None:
    """The document of an earlier key of the same issuer: the new key joins it, since old badges need the old one."""
    if not place.exists():
        return None
    document = strict_json.read_object(read(place))
    if document.get("id") != controller:
        raise Trouble(f"{place} is the document of another issuer")
    return document


def _joined(document: dict[str, Any] | None, public: VerificationKey) -> dict[str, Any]:
    made = did_document(public.controller, [public])
    lists = ("verificationMethod", "assertionMethod")
    return made if document is None else {**document, **{name: [*made[name], *document[name]] for name in lists}}
