"""The seal of an archive: its list of files, signed with a key of its issuer.

So what nothing signed speaks for, such as the words of a page, the script that checks cards or the colours of a
picture, cannot be changed by writing the list anew.
"""

import json
from datetime import datetime
from pathlib import Path

import badges
from badges import SigningKey
from badges.jws import take_apart
from peerlearn.awards import signing
from peerlearn.awards.archive import manifest
from peerlearn.awards.archive.files import Files
from peerlearn.awards.archive.key_files import key_in_archive
from peerlearn.awards.issuers import issuers
from peerlearn.awards.keys import KeyFolder
from peerlearn.core.errors import DomainError

__all__ = ["NAME", "SigningKey", "check_seal", "seal", "sealing_key"]

NAME = manifest.SEAL
_TYPE = "badge-archive-seal+jws"


def sealing_key(folder: KeyFolder) -> SigningKey:
    """What the list is signed with: a key of the first issuer, which every archive publishes.

    Raises:
        DomainError: `awards.no_key`.
    """
    first = next(iter(issuers()), None)
    if first is None:
        raise DomainError("awards.no_key")
    return signing.signer_of(first, folder).jwt


def seal(folder: Path, key: SigningKey) -> None:
    """Sign the list that lies in `folder`: a compact JWS (RFC 7515) beside it."""
    (folder / NAME).write_text(badges.sign(json.dumps(_of(folder)).encode(), key, typ=_TYPE), encoding="ascii")


def check_seal(files: Files, *, now: datetime) -> str:
    """Note it unless one of the archive's issuers signed the list as it is, with a key that the archive publishes.

    Returns the kid of that key, or nothing: whoever put a key of their own among the others could sign with it, and
    nothing in the archive would tell.
    """
    file = files.root / NAME
    try:
        token = file.read_text(encoding="ascii") if manifest.is_plain(file) else ""
    except (OSError, ValueError):
        token = ""
    if not token:
        files.note(NAME, f"is missing: nobody signed {manifest.NAME}")
        return ""
    try:
        kid = str(take_apart(token).header.get("kid"))
        said = badges.read_signed(token, key_in_archive(files, kid, badges.Algorithm.ES256, now=now), typ=_TYPE)
    except badges.BadgeError as problem:
        files.note(NAME, f"is not signed with a key of an issuer of this archive ({problem})")
        return ""
    files.expect(manifest.NAME, said == _of(files.root), f"was changed: it is not the list that {NAME} signs")
    return kid


def _of(folder: Path) -> dict[str, object]:
    digest, size = manifest.fingerprint(folder / manifest.NAME)
    return {"sha256": digest, "size": size}
