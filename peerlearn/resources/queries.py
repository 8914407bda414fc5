"""Reads of the resources. In a workshop, whoever is there reads the host's too: plain values, by their addresses."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.links import host_of
from peerlearn.resources.models import Resource
from peerlearn.resources.rules import MediaType, ResourceKind
from peerlearn.tracks.models import Module

_IN_THE_ROOM = "who is in the room of a workshop reads what its host added to the module"


Hook = tuple[str, str]


@dataclass(frozen=True)
class Handout:
    """A resource as a workshop hands it out."""

    public_id: str
    kind: ResourceKind
    title: str
    link: str | None
    stored_name: str | None
    media_type: MediaType | None
    size: int

    @property
    def host(self) -> str:
        """The site a link leads to; nothing for a file."""
        return host_of(self.link) if self.link else ""


def hook_of(module: Module) -> Hook:
    """On what the resources of a module hang: codes, so that the next version of it has them too."""
    return module.curriculum.code, module.code


def resources_of(module: Module) -> Sequence[Resource]:
    """What there is for a module, the programme's first, then by title."""
    query = select(Resource).where(*_about(module))
    order = (Resource.organisation_id.is_not(None), Resource.organisation_id, Resource.title, Resource.id)
    return db.session.execute(query.order_by(*order)).scalars().all()


def handouts_of_each(taught: Collection[tuple[Module, int]]) -> Mapping[Hook, Sequence[Handout]]:
    """What there is for each of these modules, taught at these hosts: the programme's, then the hosts' own. Those for
    which there is nothing are left out.
    """
    hosts: dict[Hook, set[int | None]] = defaultdict(lambda: {None})
    for module, host_id in taught:
        hosts[hook_of(module)].add(host_id)
    query = select(
        *(Resource.curriculum_code, Resource.module_code, Resource.organisation_id),
        *(Resource.public_id, Resource.kind, Resource.title, Resource.link),
        *(Resource.stored_name, Resource.media_type, Resource.size),
    ).where(
        Resource.curriculum_code.in_({curriculum for curriculum, _ in hosts}),
        Resource.module_code.in_({module for _, module in hosts}),
    )
    order = (Resource.organisation_id.is_not(None), Resource.title, Resource.id)
    found: dict[Hook, list[Handout]] = {}
    with scope.beyond(db.session(), _IN_THE_ROOM):
        for curriculum_code, module_code, owner_id, *row in db.session.execute(query.order_by(*order)):
            hook = (curriculum_code, module_code)
            if hook in hosts and owner_id in hosts[hook]:
                found.setdefault(hook, []).append(Handout(*row))
    return found


def resource(public_id: str) -> Resource:
    """The resource.

    Raises:
        NoResultFound: there is none in scope.
    """
    return db.session.execute(select(Resource).where(Resource.public_id == public_id)).scalar_one()


def resource_to_manage(public_id: str) -> Resource:
    """The resource, for who answers for it: what is everybody's, the national team alone.

    Raises:
        NoResultFound: there is none in scope, or it is everybody's.
    """
    query = select(Resource).where(Resource.public_id == public_id)
    if not scope.current(db.session()).reason:
        query = query.where(Resource.organisation_id.is_not(None))
    return db.session.execute(query).scalar_one()


def handouts_of(module: Module, *, host_id: int) -> Sequence[Handout]:
    """What a workshop about this module hands out at this host."""
    return handouts_of_each([(module, host_id)]).get(hook_of(module), [])


def bytes_of(organisation_id: int | None) -> int:
    """How much room the files of an organisation, or of the programme, take."""
    query = select(func.coalesce(func.sum(Resource.size), 0)).where(Resource.organisation_id == organisation_id)
    return db.session.execute(query).scalar_one()


def stored_names() -> frozenset[str]:
    """The names of all files that a row knows."""
    query = select(Resource.stored_name).where(Resource.stored_name.is_not(None))
    return frozenset(name for name in db.session.execute(query).scalars() if name)


def _about(module: Module) -> tuple[ColumnElement[bool], ...]:
    return Resource.curriculum_code == module.curriculum.code, Resource.module_code == module.code
