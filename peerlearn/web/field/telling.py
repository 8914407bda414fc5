"""A pocket and an answer as the phone gets them: plain values, texts in the language of who is signed in."""

from typing import Any

from peerlearn.attendance.models import UntoldMark
from peerlearn.attendance.pocket import Guest, Pocket
from peerlearn.attendance.rules import half_day_of
from peerlearn.attendance.sync import Answer, Fate
from peerlearn.core import clock
from peerlearn.web.kit.i18n import in_language, language_of
from peerlearn.web.kit.marks import REASONS
from peerlearn.web.kit.steps import course_of


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """`id`, `answer`, and where there is one `reason` with its `words`."""
    said: dict[str, Any] = {"id": answer.id, "answer": answer.fate.value}
    if answer.reason:
        said |= {"reason": answer.reason, "words": str(REASONS[answer.reason])}
    return said


def untold_as_json(mark: UntoldMark) -> dict[str, Any]:
    """What became of a mark that somebody else brought along, as an answer to it, and what it was about."""
    fate = Fate.REFUSED if mark.is_refused else Fate.ACCEPTED
    about = {"kind": mark.kind, "workshop": mark.workshop_code, "recorded_at": mark.recorded_at.isoformat()}
    return answer_as_json(Answer(str(mark.mark_id), fate, mark.reason)) | about


def pocket_as_json(pocket: Pocket) -> dict[str, Any]:
    """One workshop; times are RFC 3339 with the offset of the place."""
    workshop, module = pocket.workshop, pocket.workshop.module
    site = workshop.site
    return {
        "id": workshop.public_id,
        "title": in_language(module.title),
        "lang": language_of(module.title),
        "starts": clock.at_place(workshop.starts_at, workshop.time_zone).isoformat(),
        "ends": clock.at_place(workshop.ends_at, workshop.time_zone).isoformat(),
        "half_day": half_day_of(workshop.starts_local).value,
        "place": {"name": site.name, "address": site.address, "directions": site.directions},
        "host": workshop.host.name,
        "note": workshop.note,
        "leaders": list(pocket.leaders),
        "needs_internet": bool(module.details.get("needs_internet")),
        "course": [{"minutes": one.minutes, "what": one.what} for one in course_of(module)],
        "skills": [
            {"code": one.code, "label": in_language(one.label), "observable": in_language(one.observable)}
            for one in pocket.skills
        ],
        "people": [_guest(one, workshop.time_zone) for one in pocket.guests],
        "is_closed": pocket.is_closed,
        "sheets": pocket.sheets,
    }


def _guest(guest: Guest, time_zone: str) -> dict[str, Any]:
    presence = guest.presence
    return {
        "enrolment": str(guest.enrolment),
        "name": guest.name,
        "needs": [need.value for need in guest.needs],
        "presence": {"state": presence.state.value, "minutes": presence.minutes} if presence else None,
        "levels": dict(guest.levels),
        "has_signed": guest.has_signed,
        "others": {
            what: {"name": noted.name, "at": clock.at_place(noted.at, time_zone).isoformat()}
            for what, noted in guest.others.items()
        },
        "waits": guest.waits,
    }
