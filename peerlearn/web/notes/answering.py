"""What becomes of a signed note with somebody who is not online: printed, handed over, their word written down."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.notes import answering, queries
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.note_paper import handed_over
from peerlearn.web.notes.blueprint import pages, reader_here
from peerlearn.web.notes.forms import WordForm


@pages.get("/notes/<note_id>/paper.pdf")
@requires(Permission.WRITE_NOTES)
def sheet(note_id: str) -> ResponseReturnValue:
    """The note on one sheet, to read, sign and keep."""
    return handed_over(queries.note(note_id, reader_here()))


@pages.post("/notes/<note_id>/hand-over")
@requires(Permission.WRITE_NOTES)
def hand_over(note_id: str) -> ResponseReturnValue:
    """The person has it on paper."""
    told = queries.note(note_id, reader_here())
    answering.hand_over(told, by=session.account_here().account_id, now=clock.now())
    flash(_("Noted: handed over on paper."), "success")
    return redirect(url_for(".show", note_id=note_id))


@pages.route("/notes/<note_id>/word", methods=["GET", "POST"])
@requires(Permission.WRITE_NOTES)
def word(note_id: str) -> ResponseReturnValue:
    """The person says something of it; somebody writes it down for them."""
    told, form = queries.note(note_id, reader_here()), WordForm()
    if form.act(lambda: _say(note_id, form)):
        flash(_("Their word stands with the note."), "success")
        return redirect(url_for(".show", note_id=note_id))
    return form.page("notes/word.html", told=told)


def _say(note_id: str, form: WordForm) -> bool:
    told, by = queries.note(note_id, reader_here()), session.account_here().account_id
    words, disagrees = str(form.words.data), bool(form.disagrees.data)
    answering.say(told, words, disagrees=disagrees, form_id=form.form_id.data, by=by, now=clock.now())
    return True
