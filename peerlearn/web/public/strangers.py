"""A badge of another issuer, as its page shows it. What it says of itself is shown as that, and never at length."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

import badges
from peerlearn.web.kit.badge_facts import Fact
from peerlearn.web.kit.i18n import day
from peerlearn.web.public.written_by_others import in_plain_words

_LONGEST = 300


@dataclass(frozen=True)
class StrangersBadge:
    """What a proven badge of another issuer says, and the host that vouches for its issuer (None: nobody does)."""

    name: str
    description: str
    issuer_name: str
    issuer_host: str | None
    # As the badge has it: a day, or an instant; maybe nothing that can be read.
    issued: str

    @property
    def issued_on(self) -> str:
        """The day as people write it; as the badge has it when it cannot be read."""
        said = self.issued.partition("T")[0]
        try:
            return day(date.fromisoformat(said), year=True)
        except ValueError:
            return said

    @property
    def issued_day(self) -> str:
        """The same as a table sorts it; nothing when it cannot be read."""
        try:
            return date.fromisoformat(self.issued.partition("T")[0]).isoformat()
        except ValueError:
            return ""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Who says so, in short lines."""
        host = self.issuer_host or _("no site confirms it")
        lines = [
            (_("Issuer"), self.issuer_name, _("the name it gives itself")),
            (_("Confirmed by the site"), host, ""),
            (_("Given on"), self.issued_on, ""),
        ]
        return tuple(Fact(label, value, note) for label, value, note in lines if value)


def strangers_badge(report: badges.Report) -> StrangersBadge | None:
    """The badge of another issuer that this report proves; None when it proves none."""
    if report.issuer_id is None or report.contents is None:
        return None
    credential, achievement, issuer = _parts(report.contents, report)
    issued = next((_text(credential, name) for name in DATES if _text(credential, name)), "")
    return StrangersBadge(
        name=_text(achievement, "name") or _text(credential, "name"),
        description=_text(achievement, "description"),
        issuer_name=_text(issuer, "name"),
        issuer_host=report.issuer_host,
        issued=issued,
    )


def shown_of(report: badges.Report) -> Mapping[str, Any] | None:
    """Of what a badge of another issuer says, no more than its page shows; in the place of its contents it is shown as
    they are."""
    if report.issuer_id is None or report.contents is None:
        return None
    credential, achievement, issuer = _parts(report.contents, report)
    return {
        "credentialSubject": {"achievement": {name: _text(achievement, name) for name in ("name", "description")}},
        "issuer": {"name": _text(issuer, "name")},
        **{name: _text(credential, name) for name in ("name", *DATES)},
    }


def _parts(
    contents: Mapping[str, Any], report: badges.Report
) -> tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]:
    """The credential, its achievement, its issuer."""
    inner = contents.get("vc")
    credential = inner if isinstance(inner, dict) else contents
    achievement = member(member(credential, "credentialSubject"), "achievement")
    linked = report.linked
    issuer = member(credential, "issuer") or linked.get("profile", {})
    return credential, achievement or linked.get("badge_class", {}), issuer


DATES = ("awardedDate", "validFrom", "issuanceDate", "issuedOn")


def member(document: Any, name: str) -> Mapping[str, Any]:
    """The object of this name, or the first of several; an empty one of anything else."""
    found = document.get(name) if isinstance(document, Mapping) else None
    if isinstance(found, list):
        found = next((one for one in found if isinstance(one, dict)), None)
    return found if isinstance(found, dict) else {}


def _text(document: Any, name: str) -> str:
    return in_plain_words(document.get(name) if isinstance(document, Mapping) else None, longest=_LONGEST)
