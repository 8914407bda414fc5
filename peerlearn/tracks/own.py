"""Modules that an organisation teaches beside the programme's. They flush and never commit.

Each is a curriculum with one module, so that changing one touches no other: its versions are its own.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select

from peerlearn.core import audit
from peerlearn.core.db import db, random_code
from peerlearn.core.errors import DomainError
from peerlearn.core.nir import refuse_nir
from peerlearn.core.texts import is_name
from peerlearn.organisations.actions import lock
from peerlearn.organisations.models import Organisation
from peerlearn.tracks.models import Curriculum, Module, Skill
from peerlearn.tracks.queries import curriculum_of
from peerlearn.tracks.rules import (
    LONGEST_MINUTES,
    LONGEST_SKILL,
    LONGEST_STEP,
    LONGEST_TITLE,
    MOST_OWN_MODULES,
    MOST_SKILLS,
    MOST_STEPS,
    Picture,
    Step,
    TrackCode,
    codes_for,
)


@dataclass(frozen=True)
class OwnModuleFacts:
    """What is written down of a module: its title (English if there is one), how long it takes, what one can do after,
    how it goes step by step, and what it is drawn as.

    Skills are sentences in the first person, one each; what is observed is the sentence itself.
    """

    title: str
    minutes: int
    skills: tuple[str, ...] = ()
    title_en: str = ""
    steps: tuple[Step, ...] = ()
    picture: Picture = Picture.BOOK

    @property
    def titles(self) -> dict[str, str]:
        """The title by language."""
        return {"fr": self.title, "en": self.title_en or self.title}


def add(organisation: Organisation, facts: OwnModuleFacts, *, by: int | None, now: datetime) -> Module:
    """Teach a module of one's own from now on.

    Raises:
        DomainError: `tracks.no_title`, `tracks.title_taken`, `tracks.minutes_wrong`, `tracks.too_many_modules`,
            `tracks.too_many_skills`, `tracks.skill_too_long`, `tracks.skill_twice`, `tracks.too_many_steps`,
            `tracks.step_too_long`, `tracks.steps_take_longer`, `hidden_text`, `too_long`, `nir`.
    """
    _ensure_right(facts)
    lock(organisation)
    taught = _titles_of(organisation.id)
    _ensure_free(facts, taught)
    if len(taught) >= MOST_OWN_MODULES:
        raise DomainError("tracks.too_many_modules", most=MOST_OWN_MODULES)
    curriculum = _version("own-" + random_code(8).lower(), "1", organisation, facts, now=now)
    module = _fill(curriculum, facts, known={}, first=1)
    audit.record(db.session(), "module.added", module, account_id=by, organisation_id=organisation.id)
    return module


def change(
    module: Module, facts: OwnModuleFacts, *, is_used: Callable[[Module], bool], by: int | None, now: datetime
) -> Module:
    """Change a module of one's own. Once a workshop is about it, a new version takes its place: results stay readable.

    Workshops lie above, so the caller brings the question, asked under the lock. Nothing new changes nothing.

    Raises:
        DomainError: as for `add`, and `tracks.not_in_force`.
    """
    _ensure_right(facts)
    former, organisation = _own_in_force(module)
    _ensure_free(facts, {title: one for title, one in _titles_of(organisation.id).items() if one != former.id})
    if former.content_sha256 == _fingerprint(facts):
        return module
    known = {skill.label["fr"]: skill.code for skill in _skills_ever(former.code)}
    if is_used(module):
        former.superseded_at = now
        db.session.flush()
        curriculum = _version(former.code, str(int(former.version) + 1), organisation, facts, now=now)
    else:
        curriculum = former
        curriculum.content_sha256 = _fingerprint(facts)
        db.session.execute(delete(Skill).where(Skill.curriculum_id == former.id))
        db.session.expire_all()
    changed = _fill(curriculum, facts, known=known, first=_first_free(known))
    audit.record(db.session(), "module.changed", changed, account_id=by, organisation_id=organisation.id)
    return changed


def retire(module: Module, *, by: int | None, now: datetime) -> None:
    """Teach it no longer; workshops that were planned about it, and what was seen there, keep it. Twice is once."""
    if module.curriculum.superseded_at is None:
        curriculum, organisation = _own_in_force(module)
        curriculum.superseded_at = now
        audit.record(db.session(), "module.retired", module, account_id=by, organisation_id=organisation.id)


def reword(code: str, words: Callable[[str], str], *, by: int | None) -> None:
    """Put other words in every version of a module of one's own, those of the past too: only where a name has to go."""
    for curriculum in db.session.execute(select(Curriculum).where(Curriculum.code == code)).scalars().all():
        if curriculum.organisation_id is None:
            raise DomainError("tracks.not_in_force")
        module = db.session.execute(select(Module).where(Module.curriculum_id == curriculum.id)).scalar_one()
        module.title = {language: words(text) for language, text in module.title.items()}
        if steps := module.details.get("steps"):
            module.details = {**module.details, "steps": [{**step, "what": words(step["what"])} for step in steps]}
        for skill in db.session.execute(select(Skill).where(Skill.curriculum_id == curriculum.id)).scalars():
            skill.label = {language: words(text) for language, text in skill.label.items()}
            skill.observable = {language: words(text) for language, text in skill.observable.items()}
        db.session.flush()
        curriculum.content_sha256 = _fingerprint(facts_of(module))
        audit.record(db.session(), "module.reworded", module, account_id=by, organisation_id=curriculum.organisation_id)


def facts_of(module: Module) -> OwnModuleFacts:
    """What is written down of it now."""
    query = select(Skill).where(Skill.module_id == module.id).order_by(Skill.position)
    skills = tuple(skill.label["fr"] for skill in db.session.execute(query).scalars())
    title, title_en = module.title["fr"], module.title.get("en", "")
    return OwnModuleFacts(
        title,
        module.duration_minutes,
        skills,
        "" if title_en == title else title_en,
        tuple(Step(**step) for step in module.details.get("steps", ())),
        Picture(module.details.get("picture", Picture.BOOK)),
    )


def _own_in_force(module: Module) -> tuple[Curriculum, Organisation]:
    """The curriculum of a module as it is under its organisation's lock."""
    owner = module.curriculum.organisation_id
    if owner is None:
        raise DomainError("tracks.not_in_force")
    organisation = db.session.get_one(Organisation, owner)
    lock(organisation)
    db.session.refresh(module.curriculum)
    if module.curriculum.superseded_at is not None:
        raise DomainError("tracks.not_in_force")
    return module.curriculum, organisation


def _ensure_right(facts: OwnModuleFacts) -> None:
    refuse_nir(facts.title, facts.title_en, *facts.skills, *(step.what for step in facts.steps))
    _ensure_steps(facts)
    if not all(is_name(title) for title in facts.titles.values()):
        raise DomainError("tracks.no_title")
    if any(len(title) > LONGEST_TITLE for title in facts.titles.values()):
        raise DomainError("too_long", longest=LONGEST_TITLE)
    if not 0 < facts.minutes <= LONGEST_MINUTES:
        raise DomainError("tracks.minutes_wrong", longest=LONGEST_MINUTES)
    if not all(is_name(skill) for skill in facts.skills):
        raise DomainError("hidden_text")
    if len(facts.skills) > MOST_SKILLS:
        raise DomainError("tracks.too_many_skills", most=MOST_SKILLS)
    if any(len(skill) > LONGEST_SKILL for skill in facts.skills):
        raise DomainError("tracks.skill_too_long", longest=LONGEST_SKILL)
    if len(set(facts.skills)) < len(facts.skills):
        raise DomainError("tracks.skill_twice")


def _ensure_steps(facts: OwnModuleFacts) -> None:
    if not all(is_name(step.what) for step in facts.steps):
        raise DomainError("hidden_text")
    if len(facts.steps) > MOST_STEPS:
        raise DomainError("tracks.too_many_steps", most=MOST_STEPS)
    if any(len(step.what) > LONGEST_STEP for step in facts.steps):
        raise DomainError("tracks.step_too_long", longest=LONGEST_STEP)
    taken = sum(step.minutes for step in facts.steps)
    if taken > facts.minutes:
        raise DomainError("tracks.steps_take_longer", taken=taken, minutes=facts.minutes)


def _titles_of(organisation_id: int) -> dict[str, int]:
    """Title → curriculum, of what the organisation teaches of its own now."""
    query = (
        select(Module.title, Curriculum.id)
        .join(Module.curriculum)
        .where(Curriculum.organisation_id == organisation_id, Curriculum.superseded_at.is_(None))
    )
    return {row[0]["fr"].casefold(): row[1] for row in db.session.execute(query)}


def _ensure_free(facts: OwnModuleFacts, taken: dict[str, int]) -> None:
    if facts.title.casefold() in taken:
        raise DomainError("tracks.title_taken")


def _version(
    code: str, version: str, organisation: Organisation, facts: OwnModuleFacts, *, now: datetime
) -> Curriculum:
    curriculum = Curriculum(
        organisation_id=organisation.id,
        track=TrackCode.LEARNER,
        code=code,
        version=version,
        title={"fr": organisation.name, "en": organisation.name},
        observation_scale=curriculum_of(TrackCode.LEARNER).observation_scale,
        frameworks={},
        content_sha256=_fingerprint(facts),
        loaded_at=now,
        superseded_at=None,
    )
    db.session.add(curriculum)
    db.session.flush()
    return curriculum


def _fill(curriculum: Curriculum, facts: OwnModuleFacts, *, known: dict[str, str], first: int) -> Module:
    query = select(Module).where(Module.curriculum_id == curriculum.id)
    module = db.session.execute(query).scalar_one_or_none()
    if module is None:
        # In lists of workshops the code tells modules apart, over all organisations.
        code = curriculum.code.removeprefix("own-").upper()
        module = Module(curriculum_id=curriculum.id, code=code, position=1, details={})
        db.session.add(module)
    module.title, module.duration_minutes = facts.titles, facts.minutes
    module.details = {"steps": [asdict(step) for step in facts.steps], "picture": facts.picture.value}
    db.session.flush()
    codes = codes_for(facts.skills, known, first=first)
    for position, (code, label) in enumerate(zip(codes, facts.skills, strict=True), start=1):
        said = {"fr": label, "en": label}
        skill = Skill(
            curriculum_id=curriculum.id, module_id=module.id, code=code, position=position, label=said, observable=said
        )
        skill.alignments = {"to": []}
        db.session.add(skill)
    db.session.flush()
    return module


def _skills_ever(code: str) -> list[Skill]:
    query = select(Skill).join(Skill.curriculum).where(Curriculum.code == code).order_by(Skill.id)
    return list(db.session.execute(query).scalars())


def _first_free(known: dict[str, str]) -> int:
    return 1 + max((int(code.removeprefix("S")) for code in known.values()), default=0)


def _fingerprint(facts: OwnModuleFacts) -> str:
    said = asdict(facts)
    # What came later counts once it is used: a module of before is still the same.
    if not facts.steps:
        del said["steps"]
    if facts.picture is Picture.BOOK:
        del said["picture"]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
