"""Curricula as files: the JSON format `curriculum/1`, read strictly and kept by version.

A published version is never edited in place, with one exception: the `steps` of a module say how a workshop may go, and
nothing that was written down hangs on them. They are left out of the fingerprint and brought up to date where they are,
so that who teaches a version for long has its plan too, without a new version of everything.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import resources
from typing import Any

from sqlalchemy import select, update

from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.tracks.models import Curriculum, Module, Skill
from peerlearn.tracks.rules import TrackCode

FORMAT = "curriculum/1"
_STEPS = "steps"
_DETAILS = ("prerequisites", "device", "needs_internet", "aim", "practice", _STEPS)
_LARGEST = 2_000_000
_LONGEST_MINUTES = 24 * 60
# These stand in addresses.
_CODE, _SHORT = re.compile(r"[a-z0-9][a-z0-9-]{0,59}"), re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")


def own_curricula() -> dict[str, bytes]:
    """The curricula that come with the product: file name → bytes, one for each track."""
    folder = resources.files("peerlearn.tracks") / "content"
    return {f"{track.value}.json": (folder / f"{track.value}.json").read_bytes() for track in TrackCode}


def load(content: bytes, *, now: datetime) -> Curriculum:
    """Store one version of a curriculum; loading the same file twice changes nothing, with other steps only those.

    The former version of the same code is marked as superseded and stays readable.

    Raises:
        DomainError: `tracks.file_wrong` with `problem`; `tracks.version_differs` when that version is already there
            with other content: a published one is never edited in place.
    """
    document = _read(content)
    fingerprint = _fingerprint(document)
    known = _find_version(document["code"], document["version"])
    if known is not None:
        if known.content_sha256 != fingerprint:
            raise DomainError("tracks.version_differs", version=document["version"])
        _bring_steps(known, document)
        return known
    former = update(Curriculum).where(Curriculum.code == document["code"], Curriculum.superseded_at.is_(None))
    db.session.execute(former.values(superseded_at=now))
    return _store(document, fingerprint, now=now)


def bring(content: bytes, *, now: datetime) -> None:
    """Give an installation what it lacks of a curriculum of the product: all of it where no version of it is, the steps
    where this version is. Another version in force stays: which one is taught is decided by people.

    Raises:
        DomainError: as for `load`.
    """
    document = _read(content)
    versions = select(Curriculum.version).where(Curriculum.code == document["code"])
    known = db.session.execute(versions.order_by(Curriculum.id)).scalars().all()
    if not known or document["version"] in known:
        load(content, now=now)


def _fingerprint(document: Mapping[str, Any]) -> str:
    modules = [{name: said for name, said in module.items() if name != _STEPS} for module in document["modules"]]
    return hashlib.sha256(json.dumps({**document, "modules": modules}, sort_keys=True).encode()).hexdigest()


def _bring_steps(curriculum: Curriculum, document: Mapping[str, Any]) -> None:
    steps = {module["code"]: module[_STEPS] for module in document["modules"] if _STEPS in module}
    query = select(Module).where(Module.curriculum_id == curriculum.id, Module.code.in_(steps)).order_by(Module.id)
    for module in db.session.execute(query).scalars():
        if module.details.get(_STEPS) != steps[module.code]:
            module.details = {**module.details, _STEPS: steps[module.code]}
    db.session.flush()


def _store(document: Mapping[str, Any], fingerprint: str, *, now: datetime) -> Curriculum:
    curriculum = Curriculum(
        track=TrackCode(document["track"]),
        code=document["code"],
        version=document["version"],
        title=document["title"],
        observation_scale={"levels": document["observation_scale"]},
        frameworks=document.get("frameworks", {}),
        content_sha256=fingerprint,
        loaded_at=now,
        superseded_at=None,
    )
    db.session.add(curriculum)
    db.session.flush()
    for position, described in enumerate(document["modules"], start=1):
        module = Module(
            curriculum_id=curriculum.id,
            code=described["code"],
            position=position,
            title=described["title"],
            duration_minutes=described["duration_minutes"],
            details={name: described[name] for name in _DETAILS if name in described},
        )
        db.session.add(module)
        db.session.flush()
        _store_skills(curriculum, described.get("skills", []), module=module)
    _store_skills(curriculum, document.get("skills", []), module=None)
    db.session.flush()
    return curriculum


def _store_skills(curriculum: Curriculum, skills: list[dict[str, Any]], *, module: Module | None) -> None:
    for position, described in enumerate(skills, start=1):
        skill = Skill(
            curriculum_id=curriculum.id,
            module_id=module.id if module else None,
            code=described["code"],
            position=position,
            label=described["label"],
            observable=described["observable"],
            alignments={"to": [_alignment(a, curriculum.frameworks) for a in described.get("alignments", [])]},
        )
        db.session.add(skill)


def _alignment(named: Mapping[str, str], frameworks: Mapping[str, Any]) -> dict[str, Any]:
    """The competence with its framework's version and wording: labels change between versions."""
    framework = frameworks.get(named["framework"])
    if not framework or named["competence"] not in framework.get("competences", {}):
        raise DomainError("tracks.file_wrong", problem=f"{named['framework']} {named['competence']}")
    return {
        "framework": named["framework"],
        "version": framework["version"],
        "competence": named["competence"],
        "name": framework["competences"][named["competence"]],
    }


def _find_version(code: str, version: str) -> Curriculum | None:
    query = select(Curriculum).where(Curriculum.code == code, Curriculum.version == version)
    return db.session.execute(query).scalar_one_or_none()


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > _LARGEST:
        raise DomainError("tracks.file_wrong", problem="larger than 2 MB")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise DomainError("tracks.file_wrong", problem="not JSON") from problem
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DomainError("tracks.file_wrong", problem=f"format {FORMAT} is expected")
    for name in ("track", "code", "version", "title", "observation_scale", "modules"):
        if not document.get(name):
            raise DomainError("tracks.file_wrong", problem=f"{name} is missing")
    if document["track"] not in set(TrackCode):
        raise DomainError("tracks.file_wrong", problem=f"track {document['track']} is not known")
    try:
        _check_shape(document)
    except (KeyError, TypeError, AttributeError) as problem:
        raise DomainError("tracks.file_wrong", problem=f"{problem} is missing or of another kind") from problem
    return document


def _check_shape(document: Mapping[str, Any]) -> None:
    modules = document["modules"]
    skills = [skill for module in modules for skill in module.get("skills", [])] + document.get("skills", [])
    _check_words([document["title"], *(m["title"] for m in modules)])
    _check_words([text for skill in skills for text in (skill["label"], skill["observable"])])
    codes = [module["code"] for module in modules]
    for name in (document["version"], *codes, *(skill["code"] for skill in skills)):
        if not (_SHORT.fullmatch(name) and _CODE.fullmatch(document["code"])):
            raise DomainError("tracks.file_wrong", problem=f"{name} is no code: letters, digits, dots and dashes")
    for module in modules:
        if type(module["duration_minutes"]) is not int or not 0 < module["duration_minutes"] <= _LONGEST_MINUTES:
            raise DomainError("tracks.file_wrong", problem="duration_minutes is a whole number of minutes")
        _check_steps(module)
    unknown = {needed for module in modules for needed in module.get("prerequisites", [])} - set(codes)
    repeated = len(set(codes)) < len(codes) or len({s["code"] for s in skills}) < len(skills)
    if unknown or repeated:
        raise DomainError("tracks.file_wrong", problem="a code is unknown or there twice")
    frameworks = document.get("frameworks", {})
    for skill in skills:
        for named in skill.get("alignments", []):
            _alignment(named, frameworks)


def _check_steps(module: Mapping[str, Any]) -> None:
    steps = module.get(_STEPS, [])
    _check_words([step["what"] for step in steps])
    minutes = [step["minutes"] for step in steps]
    if not all(type(each) is int and each >= 0 for each in minutes) or sum(minutes) > module["duration_minutes"]:
        raise DomainError("tracks.file_wrong", problem=f"the steps of {module['code']} take longer than it lasts")


def _check_words(texts: Iterable[Mapping[str, str]]) -> None:
    for text in texts:
        if not text.get("fr") or not all(isinstance(words, str) for words in text.values()):
            raise DomainError("tracks.file_wrong", problem="a French wording is missing")
