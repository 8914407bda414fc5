"""What somebody may take home: sheets, games and links of the modules they did or will do, and of those they lead; of
their own house, and of whichever house they are in the room of.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from peerlearn.attendance.plan import PlannedModule
from peerlearn.resources.queries import Handout, Hook, handouts_of_each, hook_of
from peerlearn.tracks.models import Module
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.kit.plan import picture_of
from peerlearn.workshops.engagements import rooms_of


@dataclass(frozen=True)
class Shelf:
    """One module of theirs, and what there is for it."""

    code: str
    title: str
    picture: str
    resources: Sequence[Handout]


def shelves_of(plan: Sequence[PlannedModule], *, person_id: int, home_id: int) -> list[Shelf]:
    """The modules of this person for which there is something: those ahead first, then those they did, then what else
    they lead, or learn at another house.
    """
    mine = sorted((one for one in plan if one.is_theirs), key=lambda one: one.done_on is not None)
    taught = [*((one.module, home_id) for one in mine), *rooms_of(person_id)]
    found = handouts_of_each(taught)
    modules: dict[Hook, Module] = {}
    for module, _host_id in taught:
        modules.setdefault(hook_of(module), module)
    return [
        Shelf(module.code, in_language(module.title), picture_of(module), found[hook])
        for hook, module in modules.items()
        if hook in found
    ]
