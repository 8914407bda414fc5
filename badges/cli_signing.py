"""`sign`: from a description in JSON to a signed OB 3.0 badge; or many, one for each line of a file."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from . import ob3, proofs, strict_json
from .cli_files import Trouble, read, say, write, write_or_print
from .cli_keys import OwnKey, read_key
from .cli_rows import rows
from .errors import ContentRefused, Malformed
from .keys import Algorithm
from .model import Achievement, Alignment, Award, Evidence, Issuer, StatusEntry
from .reading import read_instant

EXAMPLE: dict[str, Any] = {
    "issuer": {"name": "Les Tilleuls", "url": "https://tilleuls.example", "email": "badges@tilleuls.example"},
    "achievement": {
        "id": "https://tilleuls.example/badges/smartphone",
        "name": "Bases du smartphone",
        "description": "Se servir de son téléphone, seul·e, au quotidien.",
        "criteria": "Quatre ateliers suivis et huit gestes réussis sans aide.",
        "image": "https://tilleuls.example/badges/smartphone.png",
        "language": "fr",
        "alignments": [{"name": "Communiquer", "url": "https://framework.example/2.1", "code": "2.1"}],
    },
    "holder": "Awa D.",
    "evidence": [{"narrative": "Huit gestes réussis sans aide, vus en atelier."}],
}
_BAR = 30


def sign(asked: Namespace, *, now: datetime) -> int:
    """Sign one award or a batch; what is wrong is said before anything is written."""
    if asked.example:
        if asked.output is not None and asked.output.exists():
            raise Trouble(f"{asked.output} exists already; what you wrote there is kept")
        write_or_print(asked.output, strict_json.write(EXAMPLE))
        return 0
    if asked.award is None or asked.key is None:
        raise Trouble("name the award and the key: sign AWARD --key KEY (--example prints an award)")
    described = _object(asked.award)
    own = read_key(asked.key, asked)
    if asked.batch is None:
        write_or_print(asked.output, signed(award_of(described, own, now=now), own, now=now))
        return 0
    return _sign_many(described, own, asked, now=now)


def signed(award: Award, own: OwnKey, *, now: datetime) -> bytes:
    """Return the signed badge in the form of the key: JSON with a proof, or JWT."""
    if own.key.algorithm is Algorithm.ED25519:
        return proofs.sign_credential(award, own.key, created=now.replace(microsecond=0))
    return ob3.sign_credential(award, own.key).encode()


def award_of(described: Mapping[str, Any], own: OwnKey, *, now: datetime) -> Award:
    """Return the award that a description stands for.

    Raises:
        Trouble: something is missing or of another kind.
        ContentRefused: it would break the standard.
    """
    try:
        issued_at = read_instant(described["valid_from"]) if "valid_from" in described else now.replace(microsecond=0)
        return Award(
            award_id=_uuid(described, "recipient") if "recipient" in described else uuid4(),
            credential_id=_uuid(described, "id") if "id" in described else uuid4(),
            assertion_url=described["achievement"]["id"],
            issuer=_issuer(described["issuer"], own),
            achievement=_achievement(described["achievement"]),
            issued_at=issued_at,
            awarded_at=issued_at,
            expires_at=read_instant(described["valid_until"]) if "valid_until" in described else None,
            holder_name=_text(described, "holder"),
            evidence=tuple(Evidence(**one) for one in described.get("evidence", ())),
            status=StatusEntry(**described["status"]) if "status" in described else None,
        )
    except ContentRefused:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, Malformed) as error:
        missing = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise Trouble(f"the award cannot be read: {missing}; see `sign --example`") from error


def _uuid(described: Mapping[str, Any], name: str) -> UUID:
    try:
        return UUID(str(described[name]))
    except ValueError as error:
        raise ValueError(f"{name} is no UUID such as urn:uuid:{uuid4()}") from error


def _text(described: Mapping[str, Any], name: str) -> str | None:
    value = described.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return value or None


def _issuer(described: Mapping[str, Any], own: OwnKey) -> Issuer:
    return Issuer(
        did=own.controller,
        address=described["url"],
        name=described["name"],
        url=described["url"],
        email=described["email"],
        description=described.get("description"),
        image_url=described.get("image"),
    )


def _achievement(described: Mapping[str, Any]) -> Achievement:
    return Achievement(
        ob2_id=described["id"],
        ob3_id=described["id"],
        name=described["name"],
        description=described["description"],
        criteria=described["criteria"],
        image_url=described["image"],
        language=described.get("language", "fr"),
        version=described.get("version"),
        alignments=tuple(Alignment(**one) for one in described.get("alignments", ())),
        tags=tuple(described.get("tags", ())),
    )


def _sign_many(described: dict[str, Any], own: OwnKey, asked: Namespace, *, now: datetime) -> int:
    """Prepare all first: a wrong line stops the batch before anything is signed."""
    if asked.output is None:
        raise Trouble("name a folder with -o: the badges of a batch are files")
    awards: dict[UUID, Award] = {}
    for number, row in rows(asked.batch):
        try:
            award = award_of({**described, **row}, own, now=now)
        except (Trouble, ContentRefused) as error:
            raise Trouble(f"{asked.batch}, line {number}: {error}; nothing was signed") from error
        if award.credential_id in awards:
            raise Trouble(f"{asked.batch}, line {number}: an earlier line has this id; nothing was signed")
        awards[award.credential_id] = award
    if not awards:
        raise Trouble(f"{asked.batch} names nobody: a CSV has a header, then a line for each person")
    ending = "json" if own.key.algorithm is Algorithm.ED25519 else "jwt"
    for done, award in enumerate(awards.values(), 1):
        write(asked.output / f"{award.credential_id}.{ending}", signed(award, own, now=now))
        _show(done, len(awards))
    say(f"{len(awards)} signed in {asked.output}")
    return 0


def _object(path: Path) -> dict[str, Any]:
    try:
        return strict_json.read_object(read(path))
    except Malformed as error:
        raise Trouble(f"{path} is not the JSON of an award: {error}") from error


def _show(done: int, total: int) -> None:
    """A bar where somebody looks on; elsewhere a line now and then."""
    if sys.stderr.isatty():
        filled = _BAR * done // total
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total}{end}")
    elif done % 1000 == 0:
        say(f"{done} of {total}")
