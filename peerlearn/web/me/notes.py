"""What was written of me after we met: I read it, say that I did, and add my word."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from wtforms import BooleanField, TextAreaField

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.notes import answering
from peerlearn.notes.queries import answers_of, own_note, own_notes
from peerlearn.notes.rules import LONGEST_ANSWER
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import FormNumberField, PageForm, needed, short_text
from peerlearn.web.kit.note_paper import handed_over
from peerlearn.web.me.blueprint import pages


class OwnWordForm(PageForm):
    """What I say of it."""

    words = TextAreaField(
        _l("My word"), validators=[needed(_l("Write what you want to say.")), *short_text(longest=LONGEST_ANSWER)]
    )
    disagrees = BooleanField(_l("I do not agree with what is written"))
    form_id = FormNumberField()


@pages.get("/me/notes")
@requires(Permission.SEE_OWN_PATH)
def notes() -> ResponseReturnValue:
    """All of them, the latest first."""
    found = own_notes(_me())
    return render_template("me/notes.html", notes=found, answers=answers_of([one.id for one in found]))


@pages.get("/me/notes/<note_id>")
@requires(Permission.SEE_OWN_PATH)
def note(note_id: str) -> ResponseReturnValue:
    """One of them, as it was signed."""
    return render_template("me/note.html", **_shown(note_id))


@pages.post("/me/notes/<note_id>/reading")
@requires(Permission.SEE_OWN_PATH)
def note_read(note_id: str) -> ResponseReturnValue:
    """I have read it."""
    answering.note_read(own_note(_me(), note_id), by=session.account_here().account_id, now=clock.now())
    flash(_("Noted: you have read it."), "success")
    return redirect(url_for(".note", note_id=note_id))


@pages.route("/me/notes/<note_id>/word", methods=["GET", "POST"])
@requires(Permission.SEE_OWN_PATH)
def note_word(note_id: str) -> ResponseReturnValue:
    """I add something, or I do not agree."""
    shown, form = _shown(note_id), OwnWordForm()
    if form.act(lambda: _say(note_id, form)):
        flash(_("Your word stands with the note."), "success")
        return redirect(url_for(".note", note_id=note_id))
    return form.page("me/note_word.html", **shown)


@pages.get("/me/notes/<note_id>/paper.pdf")
@requires(Permission.SEE_OWN_PATH)
def note_sheet(note_id: str) -> ResponseReturnValue:
    """The same on paper, to keep."""
    return handed_over(own_note(_me(), note_id))


def _me() -> int:
    me = session.account_here().person_id
    if me is None:
        raise NotFound
    return me


def _shown(note_id: str) -> dict[str, Any]:
    told = own_note(_me(), note_id)
    return {"told": told, "said": answers_of([told.id]).get(told.id, [])}


def _say(note_id: str, form: OwnWordForm) -> bool:
    told, by = own_note(_me(), note_id), session.account_here().account_id
    words, disagrees = str(form.words.data).replace("\r\n", "\n"), bool(form.disagrees.data)
    answering.say(told, words, disagrees=disagrees, form_id=form.form_id.data, by=by, now=clock.now())
    return True
