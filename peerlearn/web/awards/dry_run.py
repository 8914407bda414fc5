"""Whom a badge would reach today: who has it, who has earned it, who is one step away, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from peerlearn.awards import defined, drafting
from peerlearn.awards.dry_run import Change, DryRun, Reached, Rule, Standing, dry_run, page_of_reached, rule_of_draft
from peerlearn.awards.dry_run import rule_of as rule_of_published
from peerlearn.awards.models import AchievementDraft
from peerlearn.core import clock
from peerlearn.core.paging import Page
from peerlearn.core.permissions import Permission
from peerlearn.people.models import Person
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.criteria_words import missing_words

_ASKED: Mapping[str, Standing | Change] = {one.value: one for one in (*Standing, *Change)}


@dataclass(frozen=True)
class ShownRun:
    """One page of a dry run; state in the address."""

    summary: str
    changes: list[str]
    tabs: list[dict[str, Any]]
    page: Page[tuple[Person, Reached]]
    base: str
    asked: str

    def page_url(self, number: int) -> str:
        """The address of another page, filter kept."""
        return f"{self.base}?show={self.asked}&page={number}"


@pages.get("/achievements/<public_id>/people")
@requires(Permission.DEFINE_BADGES)
def achievement_people(public_id: str) -> ResponseReturnValue:
    """The rule of a published version on the people whom this account may see."""
    found = defined.defined_achievement(public_id)
    base = url_for("awards.achievement_people", public_id=public_id)
    shown = _shown(rule_of_published(found), request.args, base, now=clock.now(), compare=False)
    back = url_for("awards.achievement", public_id=public_id)
    return render_template("awards/dry_run.html", run=shown, name=found.name, back=back, missing_words=missing_words)


@pages.get("/drafts/<draft_id>/people")
@requires(Permission.DEFINE_BADGES)
def draft_people(draft_id: str) -> ResponseReturnValue:
    """The rule of a draft, beside that of the version in force."""
    found = drafting.draft(draft_id)
    base, back = url_for("awards.draft_people", draft_id=draft_id), url_for("awards.draft", draft_id=draft_id)
    reads = not any(gap.section == "criteria" for gap in drafting.gaps(found))
    shown = _shown(rule_of_draft(found), request.args, base, now=clock.now(), compare=True) if reads else None
    name = found.content["name"]
    return render_template("awards/dry_run.html", run=shown, name=name, back=back, missing_words=missing_words)


def _shown(rule: Rule, arguments: MultiDict[str, str], base: str, *, now: datetime, compare: bool) -> ShownRun:
    run, asked = dry_run(rule, now=now, compare=compare), arguments.get("show", "")
    page = page_of_reached(run.shown(_ASKED.get(asked)), arguments.get("page", 1, type=int))
    asked = asked if asked in _ASKED else ""
    return ShownRun(_summary(run), _changes(run), _tabs(run, base, asked), page, base, asked)


def _summary(run: DryRun) -> str:
    """ "4 l’ont ou l’ont accepté, 7 y ont droit, 12 en sont à une étape." """
    has, entitled, near = (run.standings.get(one, 0) for one in (Standing.HAS, Standing.ENTITLED, Standing.ONE_STEP))
    said = [
        ngettext("%(num)d has it or accepted it", "%(num)d have it or accepted it", has),
        ngettext("%(num)d has earned it", "%(num)d have earned it", entitled),
        ngettext("%(num)d is one step away", "%(num)d are one step away", near),
    ]
    return ", ".join(said) + "."


def _changes(run: DryRun) -> list[str]:
    gains, loses = run.changes.get(Change.GAINS, 0), run.changes.get(Change.LOSES, 0)
    said = []
    if gains:
        said.append(ngettext("%(num)d person would gain the right.", "%(num)d people would gain the right.", gains))
    if loses:
        said.append(ngettext("%(num)d person would lose the right.", "%(num)d people would lose the right.", loses))
    return said


def changes_of(draft: AchievementDraft, *, now: datetime) -> list[str]:
    """Who gains and who loses the right when this draft is published, in words; none where the rule is half written."""
    if any(gap.section == "criteria" for gap in drafting.gaps(draft)):
        return []
    return _changes(dry_run(rule_of_draft(draft), now=now, compare=True))


def _tabs(run: DryRun, base: str, asked: str) -> list[dict[str, Any]]:
    labels = {
        "": (_("Everybody"), len(run.reached)),
        **{one.value: (_STANDINGS[one](), run.standings.get(one, 0)) for one in Standing},
        **{one.value: (_CHANGES[one](), run.changes[one]) for one in Change if run.changes.get(one)},
    }
    return [
        {
            "label": _("%(name)s (%(count)d)", name=label, count=count),
            "url": f"{base}?show={value}" if value else base,
            "is_current": value == asked,
        }
        for value, (label, count) in labels.items()
    ]


_STANDINGS = {
    Standing.HAS: lambda: str(_("Have it or accepted it")),
    Standing.ENTITLED: lambda: str(_("Have earned it")),
    Standing.ONE_STEP: lambda: str(_("One step away")),
    Standing.FURTHER: lambda: str(_("Further away")),
}
_CHANGES = {
    Change.GAINS: lambda: str(_("Would gain")),
    Change.LOSES: lambda: str(_("Would lose")),
}
