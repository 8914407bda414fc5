"""A pocket and an answer as the phone gets them: plain values, texts in the language of who is signed in."""

from typing import Any

from flask_babel import lazy_gettext as _l

from peerlearn.attendance.pocket import Guest, Pocket
from peerlearn.attendance.rules import half_day_of
from peerlearn.attendance.sync import Answer
from peerlearn.core import clock
from peerlearn.web.kit.i18n import in_language

# Why a mark was refused, or waits for staff. What is accepted without a reason simply counts.
REASONS = {
    "malformed": _l("The phone wrote something that cannot be read."),
    "unknown_kind": _l("This phone is newer than the site. Try again later."),
    "mark_differs": _l("This mark was already sent with other content. The first one stays."),
    "not_yours": _l("This workshop is not yours."),
    "too_early": _l("Presence can be marked from 30 minutes before the start."),
    "unknown_person": _l("This person is not on the list."),
    "own_presence": _l("Nobody marks their own presence. Ask someone else."),
    "own_skill": _l("Nobody marks their own skills. Ask someone else."),
    "not_yet": _l("This time is still to come. Nothing was noted: choose a time that has passed."),
    "skill_elsewhere": _l("This skill is not part of this workshop."),
    "other_half_day": _l("The signature is for another half-day."),
    "card_of_another": _l("This card is someone else’s."),
    "not_a_name": _l("This is not a name."),
    "nir": _l("A social security number has no place here."),
    "cancelled": _l("The workshop was cancelled meanwhile. The office will look at this mark."),
    "too_late": _l("The workshop was more than 7 days ago. The office will look at this mark."),
    "not_seated": _l("The person lost their seat meanwhile. The office will look at this mark."),
    "was_away": _l("Someone marked this person as away. The office will look at this mark."),
    "outside_session": _l("The signature came long after the end. The office will look at it."),
    "room_is_full": _l("The room is full. The office will look at this arrival."),
    "no_longer_leads": _l("Somebody else leads this workshop now. The office will look at this mark."),
}


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """`id`, `answer`, and where there is one `reason` with its `words`."""
    said: dict[str, Any] = {"id": answer.id, "answer": answer.fate.value}
    if answer.reason:
        said |= {"reason": answer.reason, "words": str(REASONS[answer.reason])}
    return said


def pocket_as_json(pocket: Pocket) -> dict[str, Any]:
    """One workshop; times are RFC 3339 with the offset of the place."""
    workshop, module = pocket.workshop, pocket.workshop.module
    site = workshop.site
    return {
        "id": workshop.public_id,
        "title": in_language(module.title),
        "starts": clock.at_place(workshop.starts_at, workshop.time_zone).isoformat(),
        "ends": clock.at_place(workshop.ends_at, workshop.time_zone).isoformat(),
        "half_day": half_day_of(workshop.starts_local).value,
        "place": {"name": site.name, "address": site.address, "directions": site.directions},
        "host": workshop.host.name,
        "note": workshop.note,
        "leaders": list(pocket.leaders),
        "needs_internet": bool(module.details.get("needs_internet")),
        "skills": [
            {"code": one.code, "label": in_language(one.label), "observable": in_language(one.observable)}
            for one in pocket.skills
        ],
        "people": [_guest(one) for one in pocket.guests],
        "is_closed": pocket.is_closed,
    }


def _guest(guest: Guest) -> dict[str, Any]:
    presence = guest.presence
    return {
        "enrolment": str(guest.enrolment),
        "name": guest.name,
        "needs": [need.value for need in guest.needs],
        "presence": {"state": presence.state.value, "minutes": presence.minutes} if presence else None,
        "levels": dict(guest.levels),
        "has_signed": guest.has_signed,
    }
