"""Reads of the tracks and curricula."""

from collections.abc import Sequence

from sqlalchemy import select

from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.tracks.models import Curriculum, Module, Outcome, Skill
from peerlearn.tracks.rules import TrackCode


def curricula() -> Sequence[Curriculum]:
    """The curricula in force, in the order of the three stages."""
    query = select(Curriculum).where(Curriculum.superseded_at.is_(None)).order_by(Curriculum.id)
    found = db.session.execute(query).scalars().all()
    return sorted(found, key=lambda curriculum: list(TrackCode).index(curriculum.track))


def curriculum_of(track: TrackCode) -> Curriculum:
    """The curriculum in force for a track.

    Raises:
        NoResultFound: none was loaded.
    """
    query = select(Curriculum).where(Curriculum.track == track, Curriculum.superseded_at.is_(None))
    return db.session.execute(query.order_by(Curriculum.id.desc()).limit(1)).scalar_one()


def curriculum(code: str, version: str) -> Curriculum:
    """One version of a curriculum, superseded or not.

    Raises:
        NoResultFound: there is none.
    """
    query = select(Curriculum).where(Curriculum.code == code, Curriculum.version == version)
    return db.session.execute(query).scalar_one()


def modules_of(curriculum: Curriculum) -> Sequence[Module]:
    """The modules of a curriculum, in their order."""
    query = select(Module).where(Module.curriculum_id == curriculum.id).order_by(Module.position)
    return db.session.execute(query).scalars().all()


def modules_in_force() -> Sequence[Module]:
    """All modules that a new workshop may be about, by track and order."""
    query = (
        select(Module)
        .join(Module.curriculum)
        .where(Curriculum.superseded_at.is_(None))
        .order_by(Curriculum.id, Module.position)
    )
    found = db.session.execute(query).scalars().all()
    return sorted(found, key=lambda module: list(TrackCode).index(module.curriculum.track), reverse=True)


def module(module_id: int) -> Module:
    """The module.

    Raises:
        NoResultFound: there is none.
    """
    return db.session.execute(select(Module).where(Module.id == module_id)).scalar_one()


def skills_of(module: Module) -> Sequence[Skill]:
    """The observable skills of a module, in their order."""
    query = select(Skill).where(Skill.module_id == module.id).order_by(Skill.position)
    return db.session.execute(query).scalars().all()


def skills_of_curriculum(curriculum: Curriculum) -> Sequence[Skill]:
    """All observable skills of a curriculum, by module and order; those of no module last."""
    query = (
        select(Skill)
        .outerjoin(Module, Module.id == Skill.module_id)
        .where(Skill.curriculum_id == curriculum.id)
        .order_by(Module.position.is_(None), Module.position, Skill.position)
    )
    return db.session.execute(query).scalars().all()


def facilitator_skills() -> Sequence[Skill]:
    """What is observed of someone who leads: the skills of the facilitators' curriculum that belong to no module."""
    query = (
        select(Skill)
        .join(Skill.curriculum)
        .where(
            Curriculum.track == TrackCode.FACILITATOR,
            Curriculum.superseded_at.is_(None),
            Skill.module_id.is_(None),
        )
        .order_by(Skill.position)
    )
    return db.session.execute(query).scalars().all()


def permissions_gained(person_id: int) -> frozenset[Permission]:
    """What the person may do because of tracks they finished."""
    query = select(Outcome.permission).where(Outcome.person_id == person_id)
    return frozenset(db.session.execute(query).scalars())
