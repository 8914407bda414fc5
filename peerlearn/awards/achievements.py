"""Badges as files: the JSON format `achievement/1`, read strictly and kept by version."""

from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import NoResultFound

import badges
from peerlearn.awards import artwork
from peerlearn.awards.drafts import FEWEST_SENTENCES, LANGUAGES, MOST_SENTENCES
from peerlearn.awards.models import Achievement, IssuerProfile
from peerlearn.awards.reading import read_criteria
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.tracks import queries as tracks
from peerlearn.tracks.models import Curriculum
from peerlearn.tracks.rules import TrackCode

FORMAT = "achievement/1"
_MEMBERS = {
    "format",
    "code",
    "version",
    "track",
    "curriculum",
    "name",
    "description",
    "can_do",
    "criteria",
    "artwork",
    "alignments",
}
# What pages show in the language of their reader; signed is the French.
_SHOWN = ("name", "description", "can_do", "criteria")
_TRANSLATIONS = frozenset(LANGUAGES) - {LANGUAGES[0]}
_COLOURS = ("accent", "ink", "paper")
_LARGEST = 200_000


def own_achievements() -> dict[str, bytes]:
    """The badges that come with the product: file name → bytes, by name."""
    folder = resources.files("peerlearn.awards") / "content"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
    return {file.name: file.read_bytes() for file in files}


def load_achievements(issuer: IssuerProfile, now: datetime) -> list[Achievement]:
    """Define the product's own badges for an issuer; doing it twice changes nothing.

    A badge of which a version was published here stays what people made of it.

    Raises:
        DomainError: as `load_achievement`.
    """
    written_here = _written_here(issuer)
    contents = [content for content in own_achievements().values() if _read(content)["code"] not in written_here]
    return [load_achievement(content, issuer, now=now) for content in contents]


def bring(content: bytes) -> None:
    """Give the version that this file defines the languages that it lacks, with whoever issues it; define nothing new.

    Raises:
        DomainError: `awards.version_differs` where people's own of the same number says something else.
    """
    document = _read(content)
    query = select(Achievement).where(
        Achievement.code == document["code"],
        Achievement.version == document["version"],
        Achievement.published_by_id.is_(None),
    )
    for known in db.session.execute(query.order_by(Achievement.id)).scalars():
        _in_more_languages(known, document)


def _written_here(issuer: IssuerProfile) -> frozenset[str]:
    query = select(Achievement.code).where(Achievement.issuer_id == issuer.id, Achievement.published_by_id.is_not(None))
    return frozenset(db.session.execute(query).scalars())


def load_achievement(content: bytes, issuer: IssuerProfile, *, now: datetime) -> Achievement:
    """Define one version of a badge. The former version is superseded; badges given on it stay as they are.

    A version that is there gains the languages that it lacks, which pages show and nobody signed; nothing else of it
    ever changes.

    Raises:
        DomainError: `awards.file_wrong` or `awards.criteria_wrong` with `problem`; `awards.version_differs` when that
            version is there with other content: a published one is never edited in place.
    """
    document = _read(content)
    curriculum = _curriculum(document["curriculum"])
    values = _values(document, issuer)
    _check_skills(document, curriculum)
    known = _find(issuer, document["code"], document["version"])
    if known is not None:
        if any(getattr(known, name) != value for name, value in values.items() if name not in _SHOWN):
            raise DomainError("awards.version_differs", version=document["version"])
        return _in_more_languages(known, document)
    former = update(Achievement).where(
        Achievement.issuer_id == issuer.id,
        Achievement.code == document["code"],
        Achievement.superseded_at.is_(None),
    )
    db.session.execute(former.values(superseded_at=now))
    achievement = Achievement(
        issuer_id=issuer.id, curriculum_id=curriculum.id, published_at=now, superseded_at=None, **values
    )
    db.session.add(achievement)
    db.session.flush()
    return achievement


def _in_more_languages(known: Achievement, document: Mapping[str, Any]) -> Achievement:
    differing = [name for name in _SHOWN if getattr(known, name) != document[name]]
    if not all(_gains_languages_alone(getattr(known, name), document[name]) for name in differing):
        raise DomainError("awards.version_differs", version=known.version)
    for name in differing:
        setattr(known, name, document[name])
    db.session.flush()
    return known


def _gains_languages_alone(held: object, brought: object) -> bool:
    """Whether each text that is held is brought too, in the same words, and what comes with it is a translation."""
    if not isinstance(held, dict) or not isinstance(brought, dict):
        return held == brought
    added = brought.keys() - held.keys()
    if held.keys() - brought.keys() or not added <= _TRANSLATIONS:
        return False
    return all(_gains_languages_alone(held[name], brought[name]) for name in held)


def _values(document: Mapping[str, Any], issuer: IssuerProfile) -> dict[str, Any]:
    described = {**document["artwork"], "subtitle": issuer.name}
    try:
        artwork.picture(described)
    except (badges.ArtworkRefused, ValueError, KeyError) as problem:
        raise _wrong(f"artwork: {problem}") from problem
    return {
        "code": document["code"],
        "version": document["version"],
        "track": TrackCode(document["track"]),
        "name": document["name"],
        "description": document["description"],
        "can_do": document["can_do"],
        "criteria": document["criteria"],
        "artwork": described,
        "alignments": {"to": document["alignments"]},
    }


def _find(issuer: IssuerProfile, code: str, version: str) -> Achievement | None:
    query = select(Achievement).where(
        Achievement.issuer_id == issuer.id, Achievement.code == code, Achievement.version == version
    )
    return db.session.execute(query).scalar_one_or_none()


def _curriculum(named: object) -> Curriculum:
    if not isinstance(named, dict) or set(named) != {"code", "version"}:
        raise _wrong("curriculum: code and version are expected")
    try:
        return tracks.curriculum(named["code"], named["version"])
    except NoResultFound as problem:
        raise _wrong(f"curriculum {named['code']} {named['version']} is not loaded") from problem


def _check_skills(document: Mapping[str, Any], curriculum: Curriculum) -> None:
    known = {skill.code for skill in tracks.skills_of_curriculum(curriculum)}
    if unknown := sorted(set(read_criteria(document["criteria"]).skills) - known):
        raise _wrong(f"criteria: {', '.join(unknown)} is not a skill of the curriculum")


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > _LARGEST:
        raise _wrong("larger than 200 kB")
    try:
        document = badges.read_json(content)
    except badges.Malformed as problem:
        raise _wrong(f"not JSON: {problem}") from problem
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _wrong(f"format {FORMAT} is expected")
    if astray := sorted(document.keys() ^ _MEMBERS):
        raise _wrong(f"missing or not known: {', '.join(astray)}")
    if document["track"] not in set(TrackCode):
        raise _wrong(f"track {document['track']} is not known")
    _check_wordings(document)
    _check_can_do(document["can_do"])
    _check_alignments(document["alignments"])
    return document


def _check_wordings(document: Mapping[str, Any]) -> None:
    for name in ("name", "description"):
        _check_wording(document[name], name)
    drawn, criteria = document["artwork"], document["criteria"]
    if not isinstance(drawn, dict) or set(drawn) != {"template", "title", *_COLOURS}:
        raise _wrong("artwork: template, title, accent, ink and paper are expected")
    _check_wording(drawn["title"], "artwork.title")
    read_criteria(criteria)
    _check_wording(criteria.get("words"), "criteria.words")


def _check_wording(value: object, place: str) -> None:
    if not isinstance(value, dict) or not value.get("fr") or not all(isinstance(text, str) for text in value.values()):
        raise _wrong(f"{place}: a French wording is missing")


def _check_can_do(value: object) -> None:
    if not isinstance(value, dict) or "fr" not in value:
        raise _wrong("can_do: French sentences are missing")
    for language, sentences in value.items():
        if not isinstance(sentences, list) or not FEWEST_SENTENCES <= len(sentences) <= MOST_SENTENCES:
            raise _wrong(f"can_do.{language}: {FEWEST_SENTENCES} to {MOST_SENTENCES} sentences are expected")
        if not all(isinstance(sentence, str) and sentence.strip() for sentence in sentences):
            raise _wrong(f"can_do.{language}: a sentence is empty")


def _check_alignments(value: object) -> None:
    if not isinstance(value, list):
        raise _wrong("alignments: a list is expected")
    for number, one in enumerate(value):
        place = f"alignments[{number}]"
        if not isinstance(one, dict) or set(one) != {"framework", "version", "competence", "name", "url"}:
            raise _wrong(f"{place}: framework, version, competence, name and url are expected")
        _check_wording(one["name"], f"{place}.name")
        if not str(one["url"]).startswith("https://"):
            raise _wrong(f"{place}.url: an https address is expected")


def _wrong(problem: str) -> DomainError:
    return DomainError("awards.file_wrong", problem=problem)
