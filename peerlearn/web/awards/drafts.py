"""A badge that is being written: what is there, what is missing, and a page for each part."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from peerlearn.awards import defined, drafting, publishing
from peerlearn.awards.drafts import LANGUAGES, wording_of
from peerlearn.awards.models import AchievementDraft
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.organisations.queries import organisations_in_scope
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.awards.defining_words import journal
from peerlearn.web.awards.draft_words import doubts_about, parts_of, preview_of, rule_in_words
from peerlearn.web.awards.drafting_forms import (
    AlignmentForm,
    IssuingForm,
    PictureForm,
    PublishForm,
    ValidityForm,
    WordsForm,
)
from peerlearn.web.awards.dry_run import changes_of
from peerlearn.web.awards.forms import ConfirmForm
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires


@pages.get("/drafts/<draft_id>")
@requires(Permission.DEFINE_BADGES)
def draft(draft_id: str) -> ResponseReturnValue:
    """What is written so far, and what is missing, part by part."""
    found = drafting.draft(draft_id)
    gaps, history = drafting.gaps(found), journal(defined.history_of(found))
    parts = parts_of(found, gaps)
    return render_template("awards/draft.html", draft=found, parts=parts, is_ready=not gaps, history=history)


@pages.route("/drafts/<draft_id>/languages", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def draft_words(draft_id: str) -> ResponseReturnValue:
    """What the badge says, in one language at a time."""
    found, asked = drafting.draft(draft_id), request.args.get("in", "fr")
    language = asked if asked in LANGUAGES else "fr"
    form, by = WordsForm.of(wording_of(found.content, language)), session.account_here().account_id
    if form.act(lambda: drafting.write(found, language, form.wording(), by=by, now=clock.now())):
        return _saved(found)
    return form.page("awards/draft_words.html", draft=found, language=language)


@pages.route("/drafts/<draft_id>/duration", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def draft_validity(draft_id: str) -> ResponseReturnValue:
    """For how long the badge counts."""
    found = drafting.draft(draft_id)
    form, by = ValidityForm(months=found.content["valid_months"]), session.account_here().account_id
    if form.act(lambda: drafting.set_validity(found, form.months.data, by=by, now=clock.now())):
        return _saved(found)
    return form.page("awards/draft_validity.html", draft=found)


@pages.route("/drafts/<draft_id>/picture", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def draft_picture(draft_id: str) -> ResponseReturnValue:
    """How the badge looks."""
    found, by = drafting.draft(draft_id), session.account_here().account_id
    form = PictureForm.of(found)
    if form.act(lambda: drafting.draw(found, form.drawn(), by=by, now=clock.now())):
        flash(_("Saved. This is how the badge looks."), "success")
        return redirect(url_for("awards.draft_picture", draft_id=draft_id))
    return form.page("awards/draft_picture.html", draft=found)


@pages.get("/drafts/<draft_id>/picture.png")
@requires(Permission.DEFINE_BADGES)
def draft_image(draft_id: str) -> ResponseReturnValue:
    """The picture, for who writes the badge alone."""
    found = drafting.draft(draft_id)
    drawn = found.content["artwork"]
    title = drawn["title"] if drawn["title"].get("fr") else {"fr": "…"}
    answer: Response = make_response(drafting.picture_of({**drawn, "title": title}, found.issuer))
    answer.headers["Content-Type"] = "image/png"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.route("/drafts/<draft_id>/alignments", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def draft_alignments(draft_id: str) -> ResponseReturnValue:
    """Which skills of public frameworks the badge covers."""
    found, form = drafting.draft(draft_id), AlignmentForm()
    by = session.account_here().account_id
    if form.act(lambda: drafting.align(found, form.alignment(), by=by, now=clock.now())):
        flash(_("Added. You can add another one."), "success")
        return redirect(url_for("awards.draft_alignments", draft_id=draft_id))
    return form.page("awards/draft_alignments.html", draft=found)


@pages.post("/drafts/<draft_id>/alignments/removal")
@requires(Permission.DEFINE_BADGES)
def remove_alignment(draft_id: str) -> ResponseReturnValue:
    """Take one away, as the page showed it: its place and its code."""
    found, by = drafting.draft(draft_id), session.account_here().account_id
    drafting.align_no_more(found, request.form.get("url", ""), request.form.get("code", ""), by=by, now=clock.now())
    _say_saved()
    return redirect(url_for("awards.draft_alignments", draft_id=draft_id))


@pages.route("/drafts/<draft_id>/issuing", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def draft_issuing(draft_id: str) -> ResponseReturnValue:
    """Which organisations may give it."""
    found, form, by = drafting.draft(draft_id), IssuingForm(), session.account_here().account_id
    houses = drafting.houses_of(found)
    form.offer(organisations_in_scope(), houses)
    if form.act(lambda: drafting.let_issue(found, form.chosen(), as_seen=form.as_seen(), by=by, now=clock.now())):
        _say_saved()
        return redirect(url_for("awards.draft_issuing", draft_id=draft_id))
    back = url_for("awards.draft", draft_id=draft_id)
    return form.page("awards/issuing.html", name=found.content["name"], houses=houses, back=back)


@pages.route("/drafts/<draft_id>/publication", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def publish_draft(draft_id: str) -> ResponseReturnValue:
    """The badge as an employer will see it; then, asked once more, published."""
    found, form = drafting.draft(draft_id), PublishForm()
    by, now, as_seen = session.account_here().account_id, clock.now(), form.seen.data or ""
    if published := form.act(lambda: publishing.publish(found, rule_in_words, as_seen=as_seen, by=by, now=now)):
        flash(_("The badge is published. It can be given from now on."), "success")
        return redirect(url_for("awards.achievement", public_id=published.public_id))
    form.seen.data, preview = publishing.seen(found), preview_of(found, now=now)
    shown = {"preview": preview, "changes": changes_of(found, now=now), "doubts": doubts_about(found)}
    shown["is_first"] = not publishing.has_former(found)
    return form.page("awards/publish.html", draft=found, **shown)


@pages.route("/drafts/<draft_id>/removal", methods=["GET", "POST"])
@requires(Permission.DEFINE_BADGES)
def discard_draft(draft_id: str) -> ResponseReturnValue:
    """Throw the draft away: asked once more."""
    found, form, by = drafting.draft(draft_id), ConfirmForm(), session.account_here().account_id
    if form.act(lambda: drafting.discard(found, by=by)):
        flash(_("The draft is thrown away. What is published stays."), "success")
        return redirect(url_for("awards.achievements"))
    return form.page("awards/discard_draft.html", draft=found)


def _saved(found: AchievementDraft) -> Answer:
    _say_saved()
    return redirect(url_for("awards.draft", draft_id=found.public_id))


def _say_saved() -> None:
    flash(_("Saved. Nothing is public before you publish it."), "success")
