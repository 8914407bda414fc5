"""The conditions of a draft: rows to change, sentences to read back, a file to take or to hand in."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from peerlearn.awards import drafting
from peerlearn.awards.models import AchievementDraft
from peerlearn.awards.rules import Kind
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.awards.criteria_files import criteria_file, problem_in_words
from peerlearn.web.awards.criteria_rows import KINDS, CriteriaForm
from peerlearn.web.awards.draft_words import rule_read
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import PageForm

_LARGEST_FILE = 100_000


class _Chosen:
    """A file was chosen, and none that is much larger than any rule."""

    def __call__(self, form: BaseForm, field: FileField) -> None:
        """Raise StopValidation, saying what to do."""
        content = field.data.read(_LARGEST_FILE + 1) if field.data else b""
        if not content:
            raise StopValidation(_("Choose the file first."))
        if len(content) > _LARGEST_FILE:
            raise StopValidation(_("This file is too large for a rule. Choose the one that was saved from a badge."))
        form.content = content  # type: ignore[attr-defined]


class CriteriaFileForm(PageForm):
    """A rule from a file."""

    PLACES = dict.fromkeys(
        ("awards.criteria_not_json", "awards.criteria_wrong", "awards.criteria_unknown_skill"), "file"
    )
    file = FileField(_l("File"), description=_l("criteria.json, as saved from a badge."), validators=[_Chosen()])
    content: bytes = b""


@pages.route("/drafts/<draft_id>/criteria", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def draft_criteria(draft_id: str) -> ResponseReturnValue:
    """What the badge asks for, row by row. Each button saves what was typed, then does what it says."""
    found, by = drafting.draft(draft_id), session.account_here().account_id
    form = CriteriaForm(rows=found.content["criteria"]["all"])
    if form.act(lambda: drafting.set_conditions(found, form.rows.lines(), by=by, now=clock.now())):
        done = request.form.get("do", "save").partition(":")[0]
        if done != "save":
            return redirect(url_for("awards.draft_criteria", draft_id=draft_id, saved=done, _anchor="saved"))
        flash(_("Saved. Nothing is public before you publish it."), "success")
        return redirect(url_for("awards.draft", draft_id=draft_id))
    return form.page("awards/draft_criteria.html", draft=found, **_choices(found, form))


@pages.get("/drafts/<draft_id>/criteria.json")
@requires(Permission.DEFINE_BADGES)
def draft_criteria_file(draft_id: str) -> ResponseReturnValue:
    """The rule as a file."""
    found = drafting.draft(draft_id)
    return criteria_file(found.content["criteria"], found.code, found.version)


@pages.route("/drafts/<draft_id>/criteria/import", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def import_criteria(draft_id: str) -> ResponseReturnValue:
    """Take the rule from a file: whole, or not at all."""
    found, form, by = drafting.draft(draft_id), CriteriaFileForm(), session.account_here().account_id
    if form.act(lambda: drafting.import_criteria(found, form.content, by=by, now=clock.now())):
        flash(_("The rule of the file is here now. Read it through."), "success")
        return redirect(url_for("awards.draft_criteria", draft_id=draft_id))
    if form.refused and form.refused.code == "awards.criteria_wrong":
        form.file.errors = [problem_in_words(form.refused)]
    return form.page("awards/import_criteria.html", draft=found)


def _choices(found: AchievementDraft, form: CriteriaForm) -> dict[str, Any]:
    """What the selects of the page offer: each kind once, but for tracks."""
    there = {row.kind for row in form.rows.rows} - {Kind.TRACK_DONE}
    free = {kind: words for kind, words in KINDS.items() if kind not in there}
    saved = "" if form.is_submitted() else request.args.get("saved", "")
    return {"kinds": KINDS, "free": free, "skills": drafting.skills_of(found), "read": rule_read(found), "saved": saved}
