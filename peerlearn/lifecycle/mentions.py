"""Where a person's name still stands in texts about nobody: a module, a sheet, a place, what a house says of data.

Erasing does not look there by itself: a first name may be a street's, and a curriculum is rewritten by nobody unasked.
They are shown before, with where each is mended, and struck out where whoever erases says so.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.scope import current
from peerlearn.lifecycle.queries import merges_into
from peerlearn.lifecycle.striking import names_of, strike
from peerlearn.organisations.models import Site
from peerlearn.people.models import Affiliation, Person, PrivacyNotice
from peerlearn.resources.models import Resource
from peerlearn.tracks import own
from peerlearn.tracks.models import Curriculum, Module, Skill
from peerlearn.workshops.models import Enrolment, WorkshopFacilitator


class Where(StrEnum):
    """What kind of text it is."""

    MODULE = "module"
    RESOURCE = "resource"
    PLACE = "place"
    NOTICE = "notice"

    @property
    def can_be_struck(self) -> bool:
        """Whether it is struck out from here; the others are mended on their own pages, where every word is seen."""
        return self in {Where.MODULE, Where.RESOURCE}


@dataclass(frozen=True)
class Mention:
    """One thing that names the person, with the words in question; `address` leads to it.

    `address` is what its page is found by: code, version and module of what is taught, else a public id.
    """

    where: Where
    key: str
    words: tuple[str, ...]
    address: tuple[str, ...]


def mentions_of(person: Person) -> Sequence[Mention]:
    """Where the person is still named in the houses of the scope that they ever belonged to or were a guest of."""
    records = _records_of(person)
    pattern = _pattern(records)
    if pattern is None:
        return []
    houses = _houses_of([one.id for one in records])
    found = [*_modules(houses, pattern), *_resources(houses, pattern), *_places(houses, pattern)]
    return [*found, *_notices(houses, pattern)]


def strike_mentions(person: Person, keys: Collection[str], *, by: int | None) -> int:
    """Strike the name out where it was said so, in versions of the past too; returns in how many it is left.

    To be asked before the person is erased: afterwards nobody knows the name any more.
    """
    pattern, left = _pattern(_records_of(person)), 0
    for mention in mentions_of(person):
        if mention.key not in keys or not mention.where.can_be_struck or pattern is None:
            left += 1
        elif mention.where is Where.MODULE:
            own.reword(mention.address[0], lambda text: strike(text, pattern), by=by)
        else:
            resource = select(Resource).where(Resource.public_id == mention.key.partition(":")[2])
            _reword(db.session.execute(resource).scalar_one(), pattern, by)
    return left


def _records_of(person: Person) -> list[Person]:
    return [person, *(one.merged for one in merges_into(person.id) if one.undone_at is None)]


def _pattern(records: Sequence[Person]) -> re.Pattern[str] | None:
    return names_of(records, [one.email for one in records if one.email])


def _houses_of(ids: Collection[int]) -> frozenset[int]:
    """Those of the scope alone: of another house nobody learns here what it wrote."""
    been = [select(Affiliation.organisation_id).where(Affiliation.person_id.in_(ids))]
    been += [select(one.host_organisation_id).where(one.person_id.in_(ids)) for one in (Enrolment, WorkshopFacilitator)]
    found = {house for query in been for house in db.session.execute(query).scalars()}
    return frozenset(house for house in found if current(db.session()).holds(house))


def _modules(houses: Collection[int], pattern: re.Pattern[str]) -> Iterable[Mention]:
    """Every version of what a house teaches of its own counts: workshops of the past show their titles."""
    taught = select(Module, Curriculum).join(Module.curriculum).where(Curriculum.organisation_id.in_(houses))
    said: dict[str, list[str]] = {}
    address: dict[str, tuple[str, ...]] = {}
    for module, curriculum in db.session.execute(taught.order_by(Curriculum.code, Curriculum.id)).all():
        skills = select(Skill).where(Skill.curriculum_id == curriculum.id).order_by(Skill.position)
        labels = [text for skill in db.session.execute(skills).scalars() for text in skill.label.values()]
        steps = [step["what"] for step in module.details.get("steps", ())]
        said.setdefault(curriculum.code, []).extend([*module.title.values(), *labels, *steps])
        address[curriculum.code] = (curriculum.code, curriculum.version, module.code)
    for code, texts in said.items():
        if words := _naming(texts, pattern):
            yield Mention(Where.MODULE, f"{Where.MODULE}:{code}", words, address[code])


def _resources(houses: Collection[int], pattern: re.Pattern[str]) -> Iterable[Mention]:
    query = select(Resource).where(Resource.organisation_id.in_(houses)).order_by(Resource.id)
    for one in db.session.execute(query).scalars():
        if words := _naming([one.title], pattern):
            version = select(Curriculum.version).where(Curriculum.code == one.curriculum_code)
            latest = db.session.execute(version.order_by(Curriculum.id.desc()).limit(1)).scalar_one_or_none() or ""
            address = (one.curriculum_code, latest, one.module_code)
            yield Mention(Where.RESOURCE, f"{Where.RESOURCE}:{one.public_id}", words, address)


def _places(houses: Collection[int], pattern: re.Pattern[str]) -> Iterable[Mention]:
    query = select(Site).where(Site.organisation_id.in_(houses)).order_by(Site.id)
    for one in db.session.execute(query).scalars():
        if words := _naming([one.name, one.address, one.directions], pattern):
            yield Mention(Where.PLACE, f"{Where.PLACE}:{one.public_id}", words, (one.public_id,))


def _notices(houses: Collection[int], pattern: re.Pattern[str]) -> Iterable[Mention]:
    """What is said now: an older version is what people were told then."""
    newest = select(func.max(PrivacyNotice.id)).group_by(PrivacyNotice.organisation_id)
    query = select(PrivacyNotice).where(PrivacyNotice.organisation_id.in_(houses), PrivacyNotice.id.in_(newest))
    for one in db.session.execute(query.order_by(PrivacyNotice.id)).scalars():
        if words := _naming([one.purposes, one.readers, one.contact], pattern):
            yield Mention(Where.NOTICE, f"{Where.NOTICE}:{one.public_id}", words, (one.organisation.public_id,))


def _naming(texts: Iterable[str], pattern: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if pattern.search(text)))


def _reword(resource: Resource, pattern: re.Pattern[str], by: int | None) -> None:
    resource.title = strike(resource.title, pattern)
    house = resource.organisation_id
    audit.record(db.session(), "resource.reworded", resource, account_id=by, organisation_id=house)
    db.session.flush()
