"""Notes of meetings in the office: the list of one person, one's own, writing, signing, correcting."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.notes import actions, queries
from peerlearn.notes.models import MeetingNote
from peerlearn.notes.queries import Told
from peerlearn.people.models import Person
from peerlearn.people.queries import person as person_of
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.notes import answering, rights
from peerlearn.web.notes.blueprint import pages, reader_here
from peerlearn.web.notes.forms import MET, CorrectionForm, NoteForm, WordsForm

__all__ = ["answering", "pages", "rights"]
_MOST_OWN = 60
_LED_WITHIN = timedelta(days=14)


@pages.get("/notes")
@requires(Permission.WRITE_NOTES)
def own() -> ResponseReturnValue:
    """What I wrote, drafts first; for a facilitator, whom they may write of."""
    reader, now = reader_here(), clock.now()
    led = [] if reader.may_follow else queries.people_to_write_of(reader, now=now, since=now - _LED_WITHIN)
    return render_template("notes/own.html", notes=queries.notes_written_by(reader.account_id, most=_MOST_OWN), led=led)


@pages.get("/people/<public_id>/notes")
@requires(Permission.WRITE_NOTES)
def index(public_id: str) -> ResponseReturnValue:
    """Everything that was written of one person and that one may read."""
    person, reader = person_of(public_id), reader_here()
    notes = queries.notes_of(person.id, reader)
    return render_template(
        "notes/index.html",
        person=person,
        notes=notes,
        answers=queries.answers_of([one.id for one in notes]),
        drafts=queries.drafts_of_others(person.id, reader),
        right=rights.right_of(person, reader),
    )


@pages.route("/people/<public_id>/notes/new", methods=["GET", "POST"])
@requires(Permission.WRITE_NOTES)
def new(public_id: str) -> ResponseReturnValue:
    """Write a draft."""
    person, reader = person_of(public_id), reader_here()
    form = NoteForm(with_whom=session.account_here().name, about=request.args.get("workshop", MET))
    offered = queries.workshops_to_write_of(person.id, reader, now=clock.now())
    form.offer(offered, may_meet=reader.may_follow)
    if draft := form.act(lambda: _begin(public_id, form)):
        flash(_("Kept as a draft. Read it once more, then sign it."), "success")
        return redirect(url_for(".show", note_id=draft.public_id))
    return form.page("notes/write.html", name=person.full_name, back=url_for(".index", public_id=public_id), told=None)


@pages.get("/notes/<note_id>")
@requires(Permission.WRITE_NOTES)
def show(note_id: str) -> ResponseReturnValue:
    """One version: what it says, what the person says of it, and what one may do now."""
    told = queries.note(note_id, reader_here())
    said = queries.answers_of([told.id]).get(told.id, [])
    return render_template("notes/note.html", told=told, said=said, is_writer=_is_writer(told))


@pages.route("/notes/<note_id>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE_NOTES)
def edit(note_id: str) -> ResponseReturnValue:
    """Write other words into one's own draft."""
    told = queries.note(note_id, reader_here())
    actions.ensure_draft_of(told, reader_here())
    form = WordsForm(obj=told.facts)
    if form.act(lambda: _change(note_id, form)):
        flash(_("The draft is kept."), "success")
        return redirect(url_for(".show", note_id=note_id))
    return form.page("notes/write.html", name=told.full_name, back=url_for(".show", note_id=note_id), told=told)


@pages.post("/notes/<note_id>/removal")
@requires(Permission.WRITE_NOTES)
def discard(note_id: str) -> ResponseReturnValue:
    """Throw one's own draft away."""
    told = queries.note(note_id, reader_here())
    actions.discard(note_id, by=reader_here())
    flash(_("The draft is thrown away."), "success")
    return redirect(url_for(".index", public_id=told.person))


@pages.post("/notes/<note_id>/signature")
@requires(Permission.WRITE_NOTES)
def sign(note_id: str) -> ResponseReturnValue:
    """Lock one's own draft as its page showed it, and share it."""
    actions.sign(note_id, seen=request.form.get("seen", ""), by=reader_here(), now=clock.now())
    flash(_("Signed. The person can read it now; nobody can change it any more."), "success")
    return redirect(url_for(".show", note_id=note_id))


@pages.route("/notes/<note_id>/correction", methods=["GET", "POST"])
@requires(Permission.WRITE_NOTES)
def correct(note_id: str) -> ResponseReturnValue:
    """Begin the version that replaces a signed one: why, and then its words."""
    told, form = queries.note(note_id, reader_here()), CorrectionForm()
    if draft := form.act(lambda: _correct(note_id, form)):
        return redirect(url_for(".edit", note_id=draft.public_id))
    return form.page("notes/correct.html", told=told)


def _is_writer(told: Told) -> bool:
    return told.written_by_id == session.account_here().account_id


def _begin(public_id: str, form: NoteForm) -> MeetingNote:
    person: Person = person_of(public_id)
    by, form_id = reader_here(), form.form_id.data
    return actions.begin(person, form.facts(), workshop=form.workshop, form_id=form_id, by=by, now=clock.now())


def _change(note_id: str, form: WordsForm) -> bool:
    actions.change(note_id, form.facts(), by=reader_here(), now=clock.now())
    return True


def _correct(note_id: str, form: CorrectionForm) -> MeetingNote:
    by = reader_here()
    told, reason = queries.note(note_id, by), str(form.reason.data)
    return actions.correct(told, reason, form_id=form.form_id.data, by=by, now=clock.now())
