"""Reads of the tracks and curricula."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import contains_eager

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.tracks.models import Curriculum, Module, ModuleChoice, Outcome, Skill
from peerlearn.tracks.rules import TrackCode


def curricula() -> Sequence[Curriculum]:
    """The programme's curricula in force, in the order of the three stages."""
    query = select(Curriculum).where(Curriculum.superseded_at.is_(None), _of_the_programme()).order_by(Curriculum.id)
    found = db.session.execute(query).scalars().all()
    return sorted(found, key=lambda curriculum: list(TrackCode).index(curriculum.track))


def curriculum_of(track: TrackCode) -> Curriculum:
    """The programme's curriculum in force for a track.

    Raises:
        NoResultFound: none was loaded.
    """
    in_force = (Curriculum.superseded_at.is_(None), _of_the_programme())
    query = select(Curriculum).where(Curriculum.track == track, *in_force)
    return db.session.execute(query.order_by(Curriculum.id.desc()).limit(1)).scalar_one()


def curriculum(code: str, version: str) -> Curriculum:
    """One version of a curriculum, superseded or not.

    Raises:
        NoResultFound: there is none, or it is another organisation's own.
    """
    query = select(Curriculum).where(Curriculum.code == code, Curriculum.version == version, _visible())
    return db.session.execute(query).scalar_one()


def modules_of(curriculum: Curriculum) -> Sequence[Module]:
    """The modules of a curriculum, in their order."""
    query = select(Module).where(Module.curriculum_id == curriculum.id).order_by(Module.position)
    return db.session.execute(query).scalars().all()


def modules_in_force() -> Sequence[Module]:
    """All modules that a new workshop may be about, by track and order; those of one's own organisations too."""
    query = (
        select(Module)
        .join(Module.curriculum)
        .options(contains_eager(Module.curriculum))
        .where(Curriculum.superseded_at.is_(None), _visible())
        .order_by(Curriculum.organisation_id.is_not(None), Curriculum.organisation_id, Curriculum.id, Module.position)
    )
    found = db.session.execute(query).scalars().all()
    return sorted(found, key=lambda module: list(TrackCode).index(module.curriculum.track), reverse=True)


def own_modules() -> Sequence[Module]:
    """The modules in force that organisations of the scope teach beside the programme's, by organisation."""
    query = (
        select(Module)
        .join(Module.curriculum)
        .options(contains_eager(Module.curriculum))
        .where(Curriculum.superseded_at.is_(None), Curriculum.organisation_id.is_not(None), _visible())
        .order_by(Curriculum.organisation_id, Curriculum.id)
    )
    return db.session.execute(query).scalars().all()


def module(module_id: int) -> Module:
    """The module.

    Raises:
        NoResultFound: there is none.
    """
    return db.session.execute(select(Module).where(Module.id == module_id)).scalar_one()


def modules_of_each(curricula: Sequence[Curriculum]) -> dict[int, list[Module]]:
    """Curriculum → its modules in their order, for several at once."""
    ids = [curriculum.id for curriculum in curricula]
    query = select(Module).where(Module.curriculum_id.in_(ids)).order_by(Module.curriculum_id, Module.position)
    modules: dict[int, list[Module]] = {curriculum_id: [] for curriculum_id in ids}
    for module in db.session.execute(query).scalars():
        modules[module.curriculum_id].append(module)
    return modules


def module_counts() -> dict[int, int]:
    """Curriculum → how many modules it has, of all that were ever loaded."""
    query = select(Module.curriculum_id, func.count(Module.id)).group_by(Module.curriculum_id)
    return {row[0]: row[1] for row in db.session.execute(query.order_by(Module.curriculum_id))}


def module_of(curriculum: Curriculum, code: str) -> Module:
    """The module with this code in that version of a curriculum.

    Raises:
        NoResultFound: there is none.
    """
    query = select(Module).where(Module.curriculum_id == curriculum.id, Module.code == code)
    return db.session.execute(query).scalar_one()


def own_module(code: str, version: str, module_code: str) -> Module:
    """A module of one of the scope's organisations, in one version.

    Raises:
        NoResultFound: there is none, or it is the programme's.
    """
    found = curriculum(code, version)
    if found.organisation_id is None:
        raise NoResultFound
    return module_of(found, module_code)


def prerequisites_of(module: Module) -> Sequence[Module]:
    """The modules of the same curriculum that come before this one."""
    codes = module.details.get("prerequisites", [])
    query = select(Module).where(Module.curriculum_id == module.curriculum_id, Module.code.in_(codes))
    return db.session.execute(query.order_by(Module.position)).scalars().all()


def versions_of(code: str) -> Sequence[Curriculum]:
    """Every version of a curriculum, the one in force first."""
    query = select(Curriculum).where(Curriculum.code == code, _visible())
    return db.session.execute(query.order_by(Curriculum.id.desc())).scalars().all()


def skill_counts(curriculum: Curriculum) -> dict[int | None, int]:
    """Module → how many skills it has; None for those of the whole track."""
    query = (
        select(Skill.module_id, func.count(Skill.id).label("skills"))
        .where(Skill.curriculum_id == curriculum.id)
        .group_by(Skill.module_id)
        .order_by(Skill.module_id)
    )
    return {found.module_id: found.skills for found in db.session.execute(query)}


def skills_of_no_module(curriculum: Curriculum) -> Sequence[Skill]:
    """What is observed over a whole track rather than in one module, in order."""
    query = select(Skill).where(Skill.curriculum_id == curriculum.id, Skill.module_id.is_(None))
    return db.session.execute(query.order_by(Skill.position)).scalars().all()


def skills_of(module: Module) -> Sequence[Skill]:
    """The observable skills of a module, in their order."""
    query = select(Skill).where(Skill.module_id == module.id).order_by(Skill.position)
    return db.session.execute(query).scalars().all()


def skill_codes_of_each(modules: Collection[Module]) -> dict[int | None, list[str]]:
    """Module → the codes of its skills, for several at once."""
    query = select(Skill.module_id, Skill.code).where(Skill.module_id.in_([module.id for module in modules]))
    codes: dict[int | None, list[str]] = {module.id: [] for module in modules}
    for row in db.session.execute(query.order_by(Skill.module_id, Skill.position)):
        codes[row[0]].append(row[1])
    return codes


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
            _of_the_programme(),
            Skill.module_id.is_(None),
        )
        .order_by(Skill.position)
    )
    return db.session.execute(query).scalars().all()


def permissions_gained(person_id: int) -> frozenset[Permission]:
    """What the person may do because of tracks they finished."""
    query = select(Outcome.permission).where(Outcome.person_id == person_id)
    return frozenset(db.session.execute(query).scalars())


def find_choice(person_id: int, module: Module) -> ModuleChoice | None:
    """The person's choice of this module, in whatever version, while it stands."""
    query = _standing(person_id).where(
        ModuleChoice.curriculum_code == module.curriculum.code, ModuleChoice.module_code == module.code
    )
    return db.session.execute(query).scalar_one_or_none()


def choices_of(person_id: int) -> Sequence[ModuleChoice]:
    """What the person chose and did not take back, in the order in which it was chosen."""
    query = _standing(person_id).order_by(ModuleChoice.chosen_at, ModuleChoice.id)
    return db.session.execute(query).scalars().all()


def count_choices(person_id: int) -> int:
    """How many times this person chose a module, what was taken back included."""
    query = select(func.count(ModuleChoice.id)).where(ModuleChoice.person_id == person_id)
    return db.session.execute(query).scalar_one()


def latest_modules(curriculum_code: str, *, own_of: int | None = None) -> Sequence[Module]:
    """Each module that any version of a curriculum has, as its latest version says it, then what the organisation
    `own_of` teaches of its own: those in force in their order, then those of former versions.
    """
    is_own = Curriculum.organisation_id == own_of if own_of is not None else false()
    query = select(Module).join(Module.curriculum).where(or_(Curriculum.code == curriculum_code, is_own))
    query = query.options(contains_eager(Module.curriculum)).order_by(Curriculum.id.desc(), Module.position)
    latest: dict[str, Module] = {}
    for module in db.session.execute(query).scalars():
        latest.setdefault(module.code, module)
    return sorted(latest.values(), key=_shown_order)


def titles_of_modules(codes: Collection[str]) -> dict[tuple[str, str], dict[str, str]]:
    """(Code of the curriculum, code of the module) → its latest title; with "" for the programme's own for learners."""
    query = select(Module).join(Module.curriculum).where(Module.code.in_(codes))
    query = query.options(contains_eager(Module.curriculum)).order_by(Curriculum.id)
    titles: dict[tuple[str, str], dict[str, str]] = {}
    for one in db.session.execute(query).scalars():
        titles[one.curriculum.code, one.code] = one.title
        if one.curriculum.track is TrackCode.LEARNER and one.curriculum.organisation_id is None:
            titles["", one.code] = one.title
    return titles


def _shown_order(module: Module) -> tuple[bool, bool, int, int]:
    of, is_own = module.curriculum, module.curriculum.organisation_id is not None
    return of.superseded_at is not None, is_own, of.id if is_own else 0, module.position


def _standing(person_id: int) -> Select[ModuleChoice]:
    return select(ModuleChoice).where(ModuleChoice.person_id == person_id, ModuleChoice.taken_back_at.is_(None))


def module_to_choose(code: str) -> Module:
    """A learners' module that may be chosen: one in force, or of a former version, so that it can be taken back.

    Raises:
        NoResultFound: there is none.
    """
    query = (
        select(Module)
        .join(Module.curriculum)
        .where(Curriculum.track == TrackCode.LEARNER, Module.code == code, _visible())
    )
    query = query.options(contains_eager(Module.curriculum))
    return db.session.execute(query.order_by(Curriculum.id.desc()).limit(1)).scalar_one()


def _of_the_programme() -> ColumnElement[bool]:
    return Curriculum.organisation_id.is_(None)


def _visible() -> ColumnElement[bool]:
    """The programme's, and what organisations of the scope teach of their own."""
    return or_(_of_the_programme(), scope.current(db.session()).admits(Curriculum.organisation_id))
