"""Badges while they are written: begun, changed part by part, thrown away. Nothing here is public, or commits."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import badges
from peerlearn.awards import artwork
from peerlearn.awards.defined import ensure_in_force
from peerlearn.awards.delegation import ensure_as_seen, houses_with
from peerlearn.awards.drafts import (
    MOST_ALIGNMENTS,
    Gap,
    Wording,
    code_for,
    empty_content,
    gaps_of,
    next_version,
    with_wording,
)
from peerlearn.awards.models import Achievement, AchievementDraft, IssuerProfile
from peerlearn.awards.reading import read_criteria
from peerlearn.core import audit, clock, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import organisations_called
from peerlearn.tracks.queries import curriculum_of, skills_of_curriculum
from peerlearn.tracks.rules import TrackCode


def issuers_here() -> Sequence[IssuerProfile]:
    """Who issues badges, of the organisations in scope: the first one first."""
    query = select(IssuerProfile).where(scope.current(db.session()).admits(IssuerProfile.organisation_id))
    return db.session.execute(query.order_by(IssuerProfile.id)).scalars().all()


def drafts() -> Sequence[AchievementDraft]:
    """The drafts in scope, the one changed last first."""
    query = _drafts().order_by(AchievementDraft.changed_at.desc(), AchievementDraft.id.desc())
    return db.session.execute(query).scalars().all()


def draft(public_id: str) -> AchievementDraft:
    """The draft.

    Raises:
        NoResultFound: there is none in scope, or it was published or thrown away.
    """
    found: AchievementDraft = db.session.execute(_drafts().where(AchievementDraft.public_id == public_id)).scalar_one()
    return found


def skills_of(written: AchievementDraft) -> dict[str, dict[str, str]]:
    """Skill → its wording, of the curriculum that the draft is about, in its order."""
    return {skill.code: skill.label for skill in skills_of_curriculum(written.curriculum)}


def gaps(written: AchievementDraft) -> list[Gap]:
    """What is missing before it can be published."""
    return gaps_of(written.content, skills_of(written))


def begin(issuer: IssuerProfile, track: TrackCode, name: str, *, by: int, now: datetime) -> AchievementDraft:
    """A badge of which only the name is known.

    Raises:
        NoResultFound: no curriculum was loaded for this track.
    """
    _hold(issuer)
    codes = _codes(issuer)
    content = with_wording(empty_content(track), "fr", Wording(name))
    return _add(
        AchievementDraft(
            organisation_id=issuer.organisation_id,
            issuer_id=issuer.id,
            curriculum_id=curriculum_of(track).id,
            code=code_for(name, codes),
            version=f"{clock.day_of(now).year}.1",
            track=track,
            content=content,
        ),
        by=by,
        now=now,
    )


def begin_next(published: Achievement, *, by: int, now: datetime) -> AchievementDraft:
    """The next version of a badge, as the present one is; the draft that is there already when there is one.

    Whoever publishes a version meanwhile is waited for, or waits: a draft of former words would undo what they wrote.

    Raises:
        DomainError: `awards.superseded` unless it is the latest version.
    """
    _hold(published.issuer)
    db.session.refresh(published, with_for_update={"key_share": True, "of": Achievement})
    ensure_in_force(published)
    query = _drafts().where(AchievementDraft.issuer_id == published.issuer_id, AchievementDraft.code == published.code)
    if (there := db.session.execute(query).scalar_one_or_none()) is not None:
        found: AchievementDraft = there
        return found
    versions = select(Achievement.version).where(
        Achievement.issuer_id == published.issuer_id, Achievement.code == published.code
    )
    return _add(
        AchievementDraft(
            organisation_id=published.issuer.organisation_id,
            issuer_id=published.issuer_id,
            curriculum_id=curriculum_of(published.track).id,
            code=published.code,
            version=next_version(published.version, set(db.session.execute(versions).scalars())),
            track=published.track,
            content=_content_of(published),
        ),
        by=by,
        now=now,
    )


def write(written: AchievementDraft, language: str, wording: Wording, *, by: int, now: datetime) -> AchievementDraft:
    """Say what the badge says in one language."""
    return _change(written, lambda content: with_wording(content, language, wording), "words", by=by, now=now)


def set_validity(written: AchievementDraft, months: int | None, *, by: int, now: datetime) -> AchievementDraft:
    """Say for how long a badge counts; None is for ever."""
    return _change(written, lambda content: {**content, "valid_months": months}, "validity", by=by, now=now)


def set_conditions(
    written: AchievementDraft, lines: Sequence[Mapping[str, Any]], *, by: int, now: datetime
) -> AchievementDraft:
    """What the badge asks for, as lines of `criteria/1`; they may be unfinished."""

    def changed(content: Mapping[str, Any]) -> dict[str, Any]:
        return {**content, "criteria": {**content["criteria"], "all": [dict(line) for line in lines]}}

    return _change(written, changed, "criteria", by=by, now=now)


def import_criteria(written: AchievementDraft, content: bytes, *, by: int, now: datetime) -> AchievementDraft:
    """Take the conditions from a file, whole or not at all.

    Raises:
        DomainError: `awards.criteria_not_json`, `awards.criteria_wrong` with `problem`, or
            `awards.criteria_unknown_skill` with `skills`.
    """
    try:
        document = badges.read_json(content)
    except badges.Malformed as problem:
        raise DomainError("awards.criteria_not_json") from problem
    criteria = read_criteria(document)
    if unknown := sorted(set(criteria.skills) - set(skills_of(written))):
        raise DomainError("awards.criteria_unknown_skill", skills=", ".join(one[:20] for one in unknown[:5]))
    return set_conditions(written, document["all"], by=by, now=now)


def draw(written: AchievementDraft, drawn: Mapping[str, Any], *, by: int, now: datetime) -> AchievementDraft:
    """How the badge looks; `drawn` names the template, the title by language and the accent.

    Raises:
        DomainError: `awards.picture_wrong`: it would not be legible.
    """

    def changed(content: Mapping[str, Any]) -> dict[str, Any]:
        described = {**content["artwork"], **drawn}
        if described["title"].get("fr"):
            picture_of(described, written.issuer)
        return {**content, "artwork": described}

    return _change(written, changed, "picture", by=by, now=now)


def picture_of(drawn: Mapping[str, Any], issuer: IssuerProfile) -> bytes:
    """The picture of a draft, as it will be.

    Raises:
        DomainError: `awards.picture_wrong`.
    """
    try:
        return artwork.picture({**drawn, "subtitle": issuer.name})
    except (badges.ArtworkRefused, ValueError, KeyError) as problem:
        raise DomainError("awards.picture_wrong") from problem


def align(written: AchievementDraft, alignment: Mapping[str, Any], *, by: int, now: datetime) -> AchievementDraft:
    """Say that the badge covers a skill of a public framework.

    Raises:
        DomainError: `awards.too_many_alignments`.
    """

    def changed(content: Mapping[str, Any]) -> dict[str, Any]:
        there = content["alignments"]
        if dict(alignment) in there:
            return dict(content)
        if len(there) >= MOST_ALIGNMENTS:
            raise DomainError("awards.too_many_alignments", most=MOST_ALIGNMENTS)
        return {**content, "alignments": [*there, dict(alignment)]}

    return _change(written, changed, "alignments", by=by, now=now)


def align_no_more(written: AchievementDraft, url: str, code: str, *, by: int, now: datetime) -> AchievementDraft:
    """Take an alignment away, named by its address and code: one that is gone already is no matter."""

    def changed(content: Mapping[str, Any]) -> dict[str, Any]:
        left = [one for one in content["alignments"] if (one["url"], one["competence"]) != (url, code)]
        return {**content, "alignments": left}

    return _change(written, changed, "alignments", by=by, now=now)


def let_issue(
    written: AchievementDraft, organisations: Collection[Organisation], *, as_seen: str, by: int, now: datetime
) -> AchievementDraft:
    """Say which organisations may give the badge; none named means all.

    Raises:
        DomainError: `awards.houses_changed` when somebody else named others since the page was shown.
    """

    def changed(content: Mapping[str, Any]) -> dict[str, Any]:
        ensure_as_seen(content["issued_by"], as_seen)
        return {**content, "issued_by": sorted(one.public_id for one in organisations)}

    return _change(written, changed, "issuing", by=by, now=now)


def houses_of(written: AchievementDraft) -> list[Organisation]:
    """The organisations that are named to give the badge."""
    return list(organisations_called(written.content["issued_by"]))


def discard(written: AchievementDraft, *, by: int) -> AchievementDraft:
    """Throw a draft away; what is published stays as it is."""
    held = draft_for_update(written)
    _note("achievement.draft_discarded", held, by)
    db.session.delete(held)
    db.session.flush()
    return held


def draft_for_update(written: AchievementDraft) -> AchievementDraft:
    """The draft as it is now, held until the transaction ends: two who write at once do not undo one another.

    Raises:
        NoResultFound: somebody published it or threw it away meanwhile.
    """
    query = select(AchievementDraft).where(AchievementDraft.id == written.id).with_for_update()
    return db.session.execute(query, execution_options={"populate_existing": True}).scalar_one()


def _change(
    written: AchievementDraft,
    change: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    part: str,
    *,
    by: int,
    now: datetime,
) -> AchievementDraft:
    held = draft_for_update(written)
    changed = dict(change(held.content))
    if changed != held.content:
        held.content, held.changed_at = changed, now
        _note("achievement.draft_changed", held, by, part=part)
    return held


def _add(written: AchievementDraft, *, by: int, now: datetime) -> AchievementDraft:
    written.begun_at = written.changed_at = now
    written.begun_by_id = by
    db.session.add(written)
    _note("achievement.draft_begun", written, by)
    return written


def _note(action: str, written: AchievementDraft, by: int, **details: str) -> None:
    said = {"code": written.code, "version": written.version, **details}
    audit.record(db.session(), action, written, account_id=by, organisation_id=written.organisation_id, **said)


def _content_of(published: Achievement) -> dict[str, Any]:
    drawn = {name: value for name, value in published.artwork.items() if name != "subtitle"}
    return {
        "name": dict(published.name),
        "description": dict(published.description),
        "can_do": dict(published.can_do),
        "criteria": {name: value for name, value in published.criteria.items() if name != "words"},
        "artwork": drawn,
        "alignments": list(published.alignments["to"]),
        "valid_months": published.valid_months,
        "issued_by": sorted(one.public_id for one in houses_with(published)),
    }


def _codes(issuer: IssuerProfile) -> set[str]:
    published = select(Achievement.code).where(Achievement.issuer_id == issuer.id)
    drafted = select(AchievementDraft.code).where(AchievementDraft.issuer_id == issuer.id)
    return {*db.session.execute(published).scalars(), *db.session.execute(drafted).scalars()}


def _hold(issuer: IssuerProfile) -> None:
    """Two who begin the same badge at once wait for one another; whoever publishes one of this issuer need not."""
    held = select(IssuerProfile.id).where(IssuerProfile.id == issuer.id).with_for_update(key_share=True)
    db.session.execute(held)


def _drafts() -> Any:
    return select(AchievementDraft).options(
        joinedload(AchievementDraft.issuer).joinedload(IssuerProfile.organisation),
        joinedload(AchievementDraft.curriculum),
    )
