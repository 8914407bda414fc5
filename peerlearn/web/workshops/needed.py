"""What people wait for: said where a workshop is planned, and first in line where people are enrolled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from peerlearn.attendance.wanting import Waiting, waiting_for
from peerlearn.tracks.models import Module
from peerlearn.tracks.rules import TrackCode
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.kit.plan import picture_of


@dataclass(frozen=True)
class Needed:
    """One module, and how many wait for it."""

    title: str
    picture: str
    url: str
    chosen: int
    advised: int


def who_waits_for(module: Module, *, now: datetime) -> Waiting:
    """Those who chose this module or to whom it is advised; nobody waits for a training in this way."""
    if module.curriculum.track is not TrackCode.LEARNER:
        return Waiting()
    return waiting_for(now=now).get(module.code, Waiting())


def most_needed(modules: Sequence[Module], *, now: datetime) -> list[Needed]:
    """Of these modules, those that somebody waits for; the one that most people wait for first."""
    waiting = waiting_for(now=now)
    found = [(one, waiting[one.code]) for one in modules if one.code in waiting]
    found.sort(key=lambda pair: -len(pair[1]))
    return [
        Needed(
            title=in_language(module.title),
            picture=picture_of(module),
            url=url_for("workshops.new", module=module.code),
            chosen=len(who.chosen),
            advised=len(who.advised),
        )
        for module, who in found
    ]
