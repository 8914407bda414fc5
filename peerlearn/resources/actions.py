"""Use cases of the resources. They flush and never commit."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.links import is_safe_link
from peerlearn.core.texts import ensure_name
from peerlearn.organisations.actions import lock
from peerlearn.organisations.models import Organisation
from peerlearn.resources import keeping, queries
from peerlearn.resources.examining import Examined
from peerlearn.resources.models import Resource
from peerlearn.resources.rules import LONGEST_LINK, MOST_OF_A_MODULE, QUOTA, ResourceKind
from peerlearn.tracks.models import Module


@dataclass(frozen=True)
class ResourceFacts:
    """What is written down of a resource: a link, or a file that was examined."""

    title: str
    kind: ResourceKind
    link: str = ""
    file: Examined | None = None


def add(  # noqa: PLR0913 - what, for which module, whose, where files lie, by whom and when
    module: Module,
    facts: ResourceFacts,
    *,
    owner: Organisation | None,
    folder: Path,
    by: int | None,
    now: datetime,
) -> Resource:
    """Add a resource for the owner's people and workshops; without an owner it is the programme's, for everybody.

    Handed in twice, the same file or link is there once. The file is safe on the disk before the row is written.

    Raises:
        DomainError: `resources.link_or_file`, `resources.link_wrong`, `resources.module_elsewhere`,
            `resources.no_room`, `resources.too_many`, `not_a_name`.
    """
    _ensure_right(facts)
    owner_id = owner.id if owner else None
    if module.curriculum.organisation_id not in {None, owner_id}:
        raise DomainError("resources.module_elsewhere")
    lock(owner)
    resource = _written(module, facts, owner_id, now)
    if (there := _find_same(resource)) is not None:
        return there
    _ensure_room(resource)
    if facts.file:
        resource.stored_name = keeping.keep(db.session(), folder, facts.file.content)
    db.session.add(resource)
    audit.record(db.session(), "resource.added", resource, account_id=by, organisation_id=owner_id)
    return resource


def remove(resource: Resource, *, folder: Path, by: int | None) -> None:
    """Take it away, with its file."""
    owner_id = resource.organisation_id
    audit.record(db.session(), "resource.removed", resource, account_id=by, organisation_id=owner_id)
    if resource.stored_name is not None:
        keeping.remove(db.session(), folder, resource.stored_name)
    db.session.delete(resource)
    db.session.flush()


def tidy(folder: Path) -> tuple[int, int]:
    """After a crash: remove files without a row, and rows without a file; how many of each.

    Raises:
        DomainError: `resources.no_folder`: nothing is there at all, so it is the folder that is missing.
    """
    names = queries.stored_names()
    if names and not any((folder / name).is_file() for name in names):
        raise DomainError("resources.no_folder", folder=str(folder))
    swept = keeping.sweep(folder, names)
    lost = [name for name in names if not (folder / name).is_file()]
    rows = db.session.execute(select(Resource).where(Resource.stored_name.in_(lost)).order_by(Resource.id))
    for resource in rows.scalars():
        db.session.delete(resource)
    db.session.flush()
    return swept, len(lost)


def _ensure_right(facts: ResourceFacts) -> None:
    ensure_name(facts.title)
    if bool(facts.link) is bool(facts.file):
        raise DomainError("resources.link_or_file")
    if facts.link and not is_safe_link(facts.link, longest=LONGEST_LINK):
        raise DomainError("resources.link_wrong")


def _written(module: Module, facts: ResourceFacts, owner_id: int | None, now: datetime) -> Resource:
    resource = Resource(
        organisation_id=owner_id,
        curriculum_code=module.curriculum.code,
        module_code=module.code,
        kind=facts.kind,
        title=facts.title,
        link=facts.link or None,
        size=0,
        added_at=now,
    )
    if facts.file is not None:
        resource.media_type, resource.size = facts.file.media_type, len(facts.file.content)
        resource.sha256 = hashlib.sha256(facts.file.content).hexdigest()
    return resource


def _find_same(resource: Resource) -> Resource | None:
    query = select(Resource).where(
        Resource.organisation_id == resource.organisation_id,
        Resource.curriculum_code == resource.curriculum_code,
        Resource.module_code == resource.module_code,
        Resource.sha256 == resource.sha256 if resource.sha256 else Resource.link == resource.link,
    )
    return db.session.execute(query.order_by(Resource.id).limit(1)).scalar_one_or_none()


def _ensure_room(resource: Resource) -> None:
    of_module = select(func.count(Resource.id)).where(
        Resource.organisation_id == resource.organisation_id,
        Resource.curriculum_code == resource.curriculum_code,
        Resource.module_code == resource.module_code,
    )
    if db.session.execute(of_module).scalar_one() >= MOST_OF_A_MODULE:
        raise DomainError("resources.too_many", most=MOST_OF_A_MODULE)
    if queries.bytes_of(resource.organisation_id) + resource.size > QUOTA:
        raise DomainError("resources.no_room", most=QUOTA // 1024**2)
