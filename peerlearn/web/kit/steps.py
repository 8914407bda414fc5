"""Whom a module is for, which step of a training it is, and how it goes, in plain words: codes tell nobody anything."""

from collections.abc import Sequence

from flask import g
from flask_babel import gettext as _

from peerlearn.tracks.models import Module
from peerlearn.tracks.queries import module_counts
from peerlearn.tracks.rules import Step, TrackCode
from peerlearn.web.kit.i18n import in_language


def training_of(module: Module) -> str:
    """ "Formation à l’animation, étape 1 sur 4"; nothing for what learners come to."""
    if module.curriculum.track is TrackCode.LEARNER:
        return ""
    return str(_("%(training)s, %(step)s", training=_training(module.curriculum.track), step=step_of(module)))


def meant_for(module: Module) -> str:
    """The training and its step, or that it is for learners."""
    return training_of(module) or str(_("For learners"))


def step_of(module: Module) -> str:
    """ "étape 1 sur 4" """
    return str(_("step %(number)s of %(count)s", number=module.position, count=_counts()[module.curriculum_id]))


def course_of(module: Module) -> list[Step]:
    """How it goes, step by step: a text of an organisation's own modules, several languages of the programme's."""
    return [Step(one["minutes"], _said(one["what"])) for one in module.details.get("steps", ())]


def in_groups(modules: Sequence[Module]) -> list[tuple[str, list[tuple[Module, str]]]]:
    """Modules to choose from, under whom they are for; a training's steps are numbered."""
    groups: dict[str, list[tuple[Module, str]]] = {}
    for module in modules:
        title, is_training = in_language(module.title), module.curriculum.track is not TrackCode.LEARNER
        label = f"{module.position}. {title}" if is_training else title
        groups.setdefault(_group(module), []).append((module, label))
    return list(groups.items())


def _said(text: str | dict[str, str]) -> str:
    return text if isinstance(text, str) else in_language(text)


def _group(module: Module) -> str:
    track, title = module.curriculum.track, in_language(module.curriculum.title)
    whom = _("For learners") if track is TrackCode.LEARNER else _training(track)
    return str(_("%(whom)s: %(title)s", whom=whom, title=title))


def _training(track: TrackCode) -> str:
    return str(_("Training of facilitators") if track is TrackCode.FACILITATOR else _("Training of staff"))


def _counts() -> dict[int, int]:
    """Asked once for a page, whatever it lists."""
    if "module_counts" not in g:
        g.module_counts = module_counts()
    counts: dict[int, int] = g.module_counts
    return counts
