"""From a draft to a version that never changes: tried as a signed badge first, then published, once."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

import badges
from badges import ob2, ob3, proofs
from peerlearn.awards import artwork, documents
from peerlearn.awards.delegation import name_houses
from peerlearn.awards.drafting import draft_for_update, gaps, houses_of
from peerlearn.awards.drafts import LANGUAGES
from peerlearn.awards.models import Achievement, AchievementDraft
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError

# What a rule says, by language, made from it where pages are.
WordsOf = Callable[[AchievementDraft], Mapping[str, str]]


def as_published(written: AchievementDraft, words: Mapping[str, str], *, now: datetime) -> Achievement:
    """The version that a draft would become, stored nowhere. `words` say what it asks for, by language."""
    content = written.content
    return Achievement(
        public_id=written.public_id,
        issuer_id=written.issuer_id,
        issuer=written.issuer,
        curriculum_id=written.curriculum_id,
        code=written.code,
        version=written.version,
        track=written.track,
        name=_in_order(content["name"]),
        description=_in_order(content["description"]),
        can_do=_in_order(content["can_do"]),
        criteria={**content["criteria"], "words": dict(words)},
        artwork={**content["artwork"], "subtitle": written.issuer.name},
        alignments={"to": content["alignments"]},
        valid_months=content["valid_months"],
        published_at=now,
        superseded_at=None,
    )


def try_to_sign(achievement: Achievement, *, now: datetime) -> None:
    """Write one specimen in each form in which its badges will be signed and baked, with keys made for this alone.

    Raises:
        DomainError: `awards.draft_unsignable` with `problem`.
    """
    try:
        specimen = documents.specimen_of(achievement, now=now)
        secured = badges.generate_signing_key(controller=specimen.issuer.did, algorithm=badges.Algorithm.ED25519)
        as_jwt = badges.generate_signing_key(controller=specimen.issuer.did, algorithm=badges.Algorithm.ES256)
        proofs.sign_credential(specimen, secured, created=specimen.issued_at)
        ob2.badge_class(specimen.achievement, issuer=specimen.issuer)
        hosted = badges.write_json(ob2.hosted_assertion(specimen, image_url=specimen.achievement.image_url))
        token = ob3.sign_credential(specimen, as_jwt).encode()
        artwork.baked(achievement.artwork, ob2_assertion=hosted, ob3_token=token)
    except (badges.BadgeError, ValueError, KeyError) as problem:
        raise DomainError("awards.draft_unsignable", problem=str(problem)[:200]) from problem


def seen(written: AchievementDraft) -> str:
    """A fingerprint of what a draft says: what a page showed of it."""
    return hashlib.sha256(json.dumps(written.content, sort_keys=True).encode()).hexdigest()[:16]


def has_former(written: AchievementDraft) -> bool:
    """Whether it takes the place of a version in force."""
    return db.session.execute(select(Achievement.id).where(*_former(written))).first() is not None


def publish(written: AchievementDraft, words_of: WordsOf, *, as_seen: str, by: int, now: datetime) -> Achievement:
    """Publish a draft as the next version. The former one is superseded; what was given or proposed on it stays on it.

    The draft's row is held: of two who publish at once, one does, and what it asks for is said of what it asks for
    then. A version never changes, so what somebody else wrote since the page was shown is read first.

    Raises:
        DomainError: `awards.draft_incomplete`, `awards.draft_changed`, `awards.draft_unsignable`.
        NoResultFound: somebody published it, or threw it away, meanwhile.
    """
    held = draft_for_update(written)
    if gaps(held):
        raise DomainError("awards.draft_incomplete")
    if as_seen and as_seen != seen(held):
        raise DomainError("awards.draft_changed")
    words = words_of(held)
    try_to_sign(as_published(held, words, now=now), now=now)
    houses = {one.id for one in houses_of(held)}
    db.session.execute(update(Achievement).where(*_former(held)).values(superseded_at=now))
    achievement = as_published(held, words, now=now)
    achievement.published_by_id = by
    db.session.add(achievement)
    db.session.delete(held)
    db.session.flush()
    name_houses(achievement, houses)
    audit.record(
        db.session(),
        "achievement.published",
        achievement,
        account_id=by,
        organisation_id=held.organisation_id,
        code=achievement.code,
        version=achievement.version,
    )
    return achievement


def _in_order(texts: Mapping[str, Any]) -> dict[str, Any]:
    """The languages in the order in which they are offered, whatever was written first."""
    return {language: texts[language] for language in LANGUAGES if texts.get(language)}


def _former(written: AchievementDraft) -> tuple[ColumnElement[bool], ...]:
    same = Achievement.issuer_id == written.issuer_id, Achievement.code == written.code
    return *same, Achievement.superseded_at.is_(None)
