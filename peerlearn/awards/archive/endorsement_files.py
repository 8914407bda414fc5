"""The recommendations in an archive: each signed by its issuer, of a badge that is handed out, named on its page."""

import re
from collections.abc import Collection
from datetime import datetime
from html import unescape

import badges
from peerlearn.awards.archive.files import Files
from peerlearn.awards.archive.key_files import key_in_archive

_PREFIX, _SUFFIX = "ob/3/endorsements/", ".json"
_LINK = re.compile(r"/ob/3/endorsements/([0-9a-f-]{36})\.json")


def check_endorsements(files: Files, in_force: Collection[str], *, now: datetime) -> None:
    """Compare the files with the keys, with the editions in force, and with the pages."""
    named = {name for path in files.paths if _is_page(path) for name in _LINK.findall(_text(files, path))}
    for name in sorted(named | set(files.named(_PREFIX, _SUFFIX))):
        path = f"{_PREFIX}{name}{_SUFFIX}"
        if files.holds(path):
            files.expect(path, name in named, "is a recommendation that no page of a badge names")
            _check(files, path, name, in_force, now=now)


def _check(files: Files, path: str, name: str, in_force: Collection[str], *, now: datetime) -> None:
    said = files.document(path)
    subject, issuer = said.get("credentialSubject"), said.get("issuer")
    of = str(subject.get("id")) if isinstance(subject, dict) else ""
    files.expect(path, said.get("id") == f"urn:uuid:{name}", "has another identifier than its name")
    is_of_badge = of.removeprefix("urn:uuid:") in in_force
    files.expect(path, is_of_badge, "is of no badge that this archive hands out")
    try:
        key = key_in_archive(files, badges.endorsements.kid_of(files.body(path)), badges.Algorithm.ED25519, now=now)
        if not isinstance(issuer, dict) or issuer.get("id") != key.controller:
            raise badges.InvalidKey("its issuer is another than that of the key")
        badges.endorsements.read_endorsement(files.body(path), key, subject_id=of, now=now)
    except badges.BadgeError as problem:
        files.note(path, f"is not signed with a key of its issuer in this archive ({problem})")


def _is_page(path: str) -> bool:
    return path.startswith("b/") and path.endswith(".html")


def _text(files: Files, path: str) -> str:
    return unescape(files.body(path).decode(errors="replace"))
