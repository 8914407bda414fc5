"""What happened to a workshop, in words made from the audit trail, which holds identifiers only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from peerlearn.accounts.queries import names_of
from peerlearn.core.audit import AuditEntry
from peerlearn.people.rules import names_in_room
from peerlearn.web.kit import i18n
from peerlearn.workshops import queries
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import Place

_LISTED = tuple(Place)


@dataclass(frozen=True)
class Happened:
    """One line of a timeline."""

    when: str
    what: str


@dataclass(frozen=True)
class _Names:
    """Who is meant by the identifiers of the entries."""

    accounts: dict[int, str]
    people: dict[int, str]
    organisations: dict[int, str]


def history_of(workshop: Workshop) -> list[Happened]:
    """What was done, the latest first; the same number of queries whatever happened."""
    entries = queries.history_of(workshop.id)
    names = _Names(
        accounts=names_of({entry.account_id for entry in entries}),
        people=_people_of(workshop),
        organisations=queries.organisation_names([entry.details.get("organisation", 0) for entry in entries]),
    )
    return [
        Happened(when=i18n.day_and_time(entry.at, workshop.time_zone), what=_WORDS[entry.action](_said(entry, names)))
        for entry in entries
        if entry.action in _WORDS
    ]


def _people_of(workshop: Workshop) -> dict[int, str]:
    """Two records of one person are one here: a seat that went along to the kept record needs no number beside it."""
    listed = queries.enrolments_of_workshop(workshop.id, places=_LISTED)
    kept = [one for one in listed if one.person is None or one.person.merged_at is None]
    named = dict(zip((one.person_id for one in kept), names_in_room([one.called for one in kept]), strict=True))
    by_card = {one.called: named[one.person_id] for one in kept}
    put_away = {one.person_id: by_card.get(one.called, one.first_name) for one in listed if one.person_id not in named}
    leaders = queries.facilitators_of(workshop.id, with_replaced=True)
    return put_away | named | {leader.person_id: leader.name for leader in leaders}


def _said(entry: AuditEntry, names: _Names) -> dict[str, Any]:
    details, someone = entry.details, str(_("someone"))
    return {
        "who": names.accounts.get(entry.account_id or 0, "PeerLearn"),
        "name": names.people.get(details.get("person", 0), someone),
        "other": names.people.get(details.get("instead_of", 0), someone),
        "organisation": names.organisations.get(details.get("organisation", 0), someone),
        "waits": details.get("place") == Place.WAITING,
    }


def _enrolled(said: dict[str, Any]) -> str:
    if said["waits"]:
        return str(_("%(who)s put %(name)s on the waiting list", **said))
    return str(_("%(who)s enrolled %(name)s", **said))


_WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "workshop.planned": lambda said: _("%(who)s planned the workshop", **said),
    "workshop.changed": lambda said: _("%(who)s corrected the workshop", **said),
    "workshop.moved": lambda said: _("%(who)s changed the time or the place", **said),
    "workshop.cancelled": lambda said: _("%(who)s cancelled the workshop", **said),
    "workshop.enrolled": _enrolled,
    "workshop.moved_up": lambda said: _("%(who)s gave a seat to %(name)s, who was waiting", **said),
    "workshop.exceeded": lambda said: _("%(who)s added a seat for %(name)s", **said),
    "workshop.withdrawn": lambda said: _("%(who)s took %(name)s off the list", **said),
    "workshop.facilitator_named": lambda said: _("%(who)s asked %(name)s to lead", **said),
    "workshop.facilitator_replaced": lambda said: _("%(who)s asked %(name)s to stand in for %(other)s", **said),
    "workshop.facilitator_released": lambda said: _("%(who)s noted that %(name)s does not lead after all", **said),
    "workshop.guest_invited": lambda said: _("%(who)s invited %(organisation)s", **said),
    "workshop.guest_uninvited": lambda said: _("%(who)s took back the invitation of %(organisation)s", **said),
}
