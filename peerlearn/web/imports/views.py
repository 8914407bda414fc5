"""Imports: hand a file in, look at what it would do, do it, and undo it."""

from collections.abc import Iterator

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.imports import actions, queries, undoing
from peerlearn.imports.exporting import organisations_file, people_file
from peerlearn.imports.models import FileImport
from peerlearn.imports.rules import ImportKind, columns_of
from peerlearn.organisations import queries as organisations
from peerlearn.people import queries as people
from peerlearn.web.imports import showing
from peerlearn.web.imports.forms import FileForm, PeopleFileForm
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import PageForm

pages = Blueprint("imports", __name__)


@pages.route("/people/import", methods=["GET", "POST"], endpoint="people")
@requires(Permission.REGISTER_PEOPLE)
def people_in() -> ResponseReturnValue:
    """Hand in a file of people."""
    form = PeopleFileForm(organisation=request.args.get("organisation") or showing.own_organisation())
    form.offer(organisations.organisations_in_scope())
    if begun := form.act(lambda: _begin(ImportKind.PEOPLE, form, str(form.organisation.data))):
        return redirect(url_for(".show", public_id=begun))
    kind = ImportKind.PEOPLE
    return form.page("imports/new.html", kind=kind, columns=columns_of(kind), recent=queries.recent_imports(kind))


@pages.route("/organisations/import", methods=["GET", "POST"], endpoint="organisations")
@requires(Permission.MANAGE_PROGRAMME)
def organisations_in() -> ResponseReturnValue:
    """Hand in a file of organisations."""
    form = FileForm()
    if begun := form.act(lambda: _begin(ImportKind.ORGANISATIONS, form, showing.own_organisation())):
        return redirect(url_for(".show", public_id=begun))
    kind = ImportKind.ORGANISATIONS
    return form.page("imports/new.html", kind=kind, columns=columns_of(kind), recent=queries.recent_imports(kind))


@pages.get("/imports/<public_id>")
@requires(Permission.REGISTER_PEOPLE)
def show(public_id: str) -> ResponseReturnValue:
    """Where an import stands: what is being checked, what it would do, or what it did."""
    imported = _import_here(public_id)
    return render_template("imports/show.html", imported=imported, **showing.of(imported, now=clock.now()))


@pages.get("/imports/<public_id>/errors.csv")
@requires(Permission.REGISTER_PEOPLE)
def errors(public_id: str) -> ResponseReturnValue:
    """What is wrong, as a file to correct by."""
    imported = _import_here(public_id)
    return _file(iter([*showing.errors_file(imported)]), _("errors"))


@pages.post("/imports/<public_id>/columns")
@requires(Permission.REGISTER_PEOPLE)
def choose_columns(public_id: str) -> ResponseReturnValue:
    """Say what the columns mean; everything is checked again."""
    imported = _import_here(public_id)
    chosen = [request.form.get(f"column-{place}", "") for place in range(len(imported.meanings))]
    actions.choose_columns(imported, chosen, now=clock.now())
    showing.check_in_background(imported)
    return redirect(url_for(".show", public_id=public_id))


@pages.post("/imports/<public_id>/check")
@requires(Permission.REGISTER_PEOPLE)
def go_on(public_id: str) -> ResponseReturnValue:
    """Go on with a check that was stopped."""
    showing.check_in_background(_import_here(public_id))
    return redirect(url_for(".show", public_id=public_id))


@pages.post("/imports/<public_id>/confirmation")
@requires(Permission.REGISTER_PEOPLE)
def confirm(public_id: str) -> ResponseReturnValue:
    """Write what is new, all of it or nothing."""
    by = session.account_here().account_id
    actions.confirm(_import_here(public_id), by=by, now=clock.now(), on=clock.today())
    flash(_("It is done. Should it be a mistake, you can undo it as a whole."), "success")
    return redirect(url_for(".show", public_id=public_id))


@pages.post("/imports/<public_id>/removal")
@requires(Permission.REGISTER_PEOPLE)
def discard(public_id: str) -> ResponseReturnValue:
    """Forget a file that was handed in."""
    imported = _import_here(public_id)
    kind = imported.kind
    actions.discard(imported)
    flash(_("The file is forgotten. Nothing was written."), "success")
    return redirect(url_for(f".{kind}"))


@pages.route("/imports/<public_id>/undo", methods=["GET", "POST"])
@requires(Permission.REGISTER_PEOPLE)
def undo(public_id: str) -> ResponseReturnValue:
    """Take everything back that nobody has used since; who stays, and why, is said before."""
    imported, form = _import_here(public_id), PageForm()
    by = session.account_here().account_id
    if form.act(lambda: undoing.undo(imported, by=by, now=clock.now())):
        flash(_("The import is undone."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return form.page("imports/undo.html", imported=imported, **showing.of_undoing(imported))


@pages.get("/people/export.csv")
@requires(Permission.SEE_PEOPLE)
def people_out() -> ResponseReturnValue:
    """The people of the list as it is searched now, in the shape that can be imported."""
    words, home = request.args.get("q", "").strip(), request.args.get("organisation", "")
    organisation_id = organisations.organisation_in_scope(home).id if home else None
    return _file(people_file(people.people_in_full(words, organisation_id=organisation_id)), _("people"))


@pages.get("/organisations/export.csv")
@requires(Permission.SEE_ORGANISATIONS)
def organisations_out() -> ResponseReturnValue:
    """The organisations one answers for, in the shape that can be imported."""
    return _file(organisations_file(organisations.organisations_in_full()), _("organisations"))


def _begin(kind: ImportKind, form: FileForm, organisation: str) -> str:
    home = organisations.organisation_in_scope(organisation)
    by, now = session.account_here().account_id, clock.now()
    imported = actions.start(kind, form.handed_in, organisation_id=home.id, by=by, now=now)
    showing.check_in_background(imported)
    return imported.public_id


def _import_here(public_id: str) -> FileImport:
    """The import, for whoever may do what it does."""
    imported = queries.file_import(public_id)
    if imported.kind is ImportKind.ORGANISATIONS and not session.account_here().may(Permission.MANAGE_PROGRAMME):
        raise NoResultFound
    return imported


def _file(lines: Iterator[str], name: str) -> Response:
    streamed = showing.while_reading(lines, scope.current(db.session()))
    answer = Response(stream_with_context(streamed), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}-{clock.today():%Y-%m-%d}.csv")
    return answer
