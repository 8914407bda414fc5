"""The list of workshops as its address asks for it: which side of today, narrowed to what, which page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from peerlearn.core import clock
from peerlearn.core.paging import Page
from peerlearn.organisations.queries import organisations_in_scope, sites_in_scope
from peerlearn.tracks.queries import modules_in_force
from peerlearn.web.kit.steps import in_groups
from peerlearn.workshops import queries
from peerlearn.workshops.models import Workshop, WorkshopFacilitator
from peerlearn.workshops.queries import Wanted
from peerlearn.workshops.readiness import ready_leaders

SIZE = 20
_PAST = "past"


@dataclass(frozen=True)
class Asked:
    """What the address says."""

    past: bool
    wanted: Wanted
    page: int

    def url(self, **changes: Any) -> str:
        """The address of the same list with something changed; what is empty is left out."""
        now = {
            "when": _PAST if self.past else "",
            "q": self.wanted.words,
            "organisation": self.wanted.organisation,
            "site": self.wanted.site,
            "module": self.wanted.module,
        }
        return url_for("workshops.index", **{name: value for name, value in (now | changes).items() if value})

    def page_url(self, number: int) -> str:
        """The address of another page of the same list."""
        return self.url(page=number if number > 1 else "")

    @property
    def everything_url(self) -> str:
        """The address of the whole list, on the same side of today."""
        return url_for("workshops.index", when=_PAST) if self.past else url_for("workshops.index")

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Both sides of today."""
        return [
            {"label": _("To come"), "url": self.url(when=""), "is_current": not self.past},
            {"label": _("Past"), "url": self.url(when=_PAST), "is_current": self.past},
        ]


@dataclass(frozen=True)
class Listed:
    """One page of workshops, with what each row shows besides."""

    page: Page[Workshop]
    leaders: Mapping[int, Sequence[WorkshopFacilitator]]
    waiting: Mapping[int, int]
    filters: list[dict[str, Any]]

    @property
    def shows_host(self) -> bool:
        """Whether there is more than one host to tell apart."""
        return len({workshop.host_organisation_id for workshop in self.page.rows}) > 1


def asked_for(arguments: MultiDict[str, str]) -> Asked:
    """Read the address; a page that is no number is the first one."""
    wanted = Wanted(
        words=arguments.get("q", "").strip()[:80],
        organisation=arguments.get("organisation", ""),
        site=arguments.get("site", ""),
        module=arguments.get("module", ""),
    )
    return Asked(past=arguments.get("when") == _PAST, wanted=wanted, page=arguments.get("page", 1, type=int))


def listed(asked: Asked) -> Listed:
    """The page that was asked for; the number of queries does not depend on its rows."""
    read = queries.past_workshops if asked.past else queries.upcoming_workshops
    now = clock.now()
    page = read(asked.wanted, now=now, cancelled=True, page=asked.page, size=SIZE)
    ids = [workshop.id for workshop in page.rows]
    return Listed(
        page=page,
        leaders=ready_leaders(page.rows, now=now),
        waiting=queries.waiting_counts(ids),
        filters=_filters(asked.wanted),
    )


def _filters(wanted: Wanted) -> list[dict[str, Any]]:
    """Only what there is a choice of: staff of one organisation with one place are asked for neither."""
    organisations = organisations_in_scope()
    places = [
        (site.public_id, f"{site.organisation.name}, {site.name}" if len(organisations) > 1 else site.name)
        for site in sites_in_scope()
    ]
    offered = [
        ("organisation", _("Organisation"), wanted.organisation, [(o.public_id, o.name) for o in organisations]),
        ("site", _("Place"), wanted.site, places),
    ]
    filters: list[dict[str, Any]] = [
        {"name": name, "label": label, "value": value, "choices": [("", _("All")), *choices]}
        for name, label, value, choices in offered
        if len(choices) > 1
    ]
    modules = {"name": "module", "label": _("Module"), "value": wanted.module, "choices": [("", _("All"))]}
    return [*filters, modules | {"groups": _modules_by_track()}]


def _modules_by_track() -> dict[str, list[tuple[str, str]]]:
    return {group: [(one.code, label) for one, label in modules] for group, modules in in_groups(modules_in_force())}
