"""The rule of a badge as a file: `criteria/1`, the same that is read back."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, make_response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from peerlearn.awards.reading import Wanted
from peerlearn.core.errors import DomainError

_WANTED: dict[Wanted, Any] = {
    Wanted.FORMAT: _l("write %(named)s there."),
    Wanted.OBJECT: _l("an object in braces is expected there."),
    Wanted.MEMBER: _l("%(named)s is missing: add it."),
    Wanted.KNOWN_MEMBER: _l("“%(named)s” is not known: take it out."),
    Wanted.CONDITIONS: _l("a list with at least one condition is expected there."),
    Wanted.FEWER_CONDITIONS: _l("keep at most %(named)s conditions."),
    Wanted.ONE_CONDITION: _l("one condition in braces is expected there."),
    Wanted.KNOWN_KIND: _l("“%(named)s” is no condition that PeerLearn can count: take it out."),
    Wanted.KIND_ONCE: _l("the same condition stands twice: keep one."),
    Wanted.NUMBER: _l("write a whole number from 1 to %(named)s."),
    Wanted.SKILLS: _l("a list of codes of skills is expected there."),
    Wanted.FEWER_SKILLS: _l("keep at most %(named)s skills."),
    Wanted.SKILL_ONCE: _l("the same skill stands twice: keep one."),
    Wanted.SIDES: _l("a list is expected there, of: %(named)s."),
    Wanted.TRACK: _l("write one of: %(named)s."),
}


def problem_in_words(refused: DomainError) -> str:
    """Where the file does not fit, and what to write there."""
    words = str(_WANTED[refused.details["wanted"]])
    wanted = words % {"named": refused.details["named"]} if "%(" in words else words
    return str(_("At %(place)s: %(wanted)s Nothing was changed.", place=refused.details["place"], wanted=wanted))


def criteria_file(criteria: Mapping[str, Any], code: str, version: str) -> Response:
    """The rule without its words, which are made from it, to save."""
    rule = {"format": criteria["format"], "all": criteria["all"]}
    answer = make_response(json.dumps(rule, ensure_ascii=False, indent=2) + "\n")
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="criteria-{code}-{version}.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
