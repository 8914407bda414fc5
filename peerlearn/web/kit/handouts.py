"""What somebody may take home: sheets, games and links of the modules they did or will do."""

from collections.abc import Sequence
from dataclasses import dataclass

from peerlearn.attendance.plan import PlannedModule
from peerlearn.resources.models import Resource
from peerlearn.resources.queries import resources_of_each
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.kit.plan import picture_of


@dataclass(frozen=True)
class Shelf:
    """One module of theirs, and what there is for it."""

    code: str
    title: str
    picture: str
    resources: Sequence[Resource]


def shelves_of(plan: Sequence[PlannedModule]) -> list[Shelf]:
    """Their modules for which there is something: those ahead first, then those they did."""
    mine = sorted((one for one in plan if one.is_theirs), key=lambda one: one.done_on is not None)
    found = resources_of_each([one.module for one in mine])
    return [
        Shelf(one.module.code, in_language(one.module.title), picture_of(one.module), found[one.module.code])
        for one in mine
        if one.module.code in found
    ]
