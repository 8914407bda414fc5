"""What was done to a badge as defined, in words: the journal of a version and of a draft."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from peerlearn.awards.queries import Act
from peerlearn.web.awards.words import Happened
from peerlearn.web.kit import i18n

_PARTS = {
    "words": _l("the words"),
    "criteria": _l("what it asks for"),
    "picture": _l("the picture"),
    "validity": _l("how long it counts"),
    "alignments": _l("the public frameworks"),
    "issuing": _l("who may give it"),
}


def journal(acts: Sequence[Act]) -> list[Happened]:
    """What happened, the latest first."""
    lines = [Happened(i18n.day_and_time(act.at), _ACTS[act.action](act)) for act in acts if act.action in _ACTS]
    return lines[::-1]


def _changed(act: Act) -> str:
    part = str(_PARTS[str(act.details["part"])])
    return str(_("%(who)s changed %(what)s", who=_who(act), what=part))


def _who(act: Act) -> str:
    return act.by or "PeerLearn"


_ACTS: dict[str, Callable[[Act], str]] = {
    "achievement.draft_begun": lambda act: str(_("%(who)s began this draft", who=_who(act))),
    "achievement.draft_changed": _changed,
    "achievement.published": lambda act: str(_("%(who)s published this version", who=_who(act))),
    "achievement.issuing_changed": lambda act: str(_("%(who)s changed who may give it", who=_who(act))),
}
