"""Resources of a module: added, fetched, taken away; and what a workshop hands out."""

from io import BytesIO
from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from peerlearn.attendance.plan import plan_of
from peerlearn.attendance.room import workshop_run_by
from peerlearn.core import clock, scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Capability, Permission
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import organisations_in_scope, organisations_of
from peerlearn.resources import actions, keeping, queries
from peerlearn.resources.models import Resource
from peerlearn.resources.queries import Handout
from peerlearn.resources.rules import file_name
from peerlearn.tracks import queries as tracks
from peerlearn.tracks.models import Module
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.handouts import Shelf, shelves_of
from peerlearn.web.resources.forms import EVERYBODY, ResourceForm
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.queries import workshop as workshop_in_scope

pages = Blueprint("resources", __name__)


@pages.route("/modules/<code>/<version>/<module_code>/resources/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WORKSHOPS)
def new(code: str, version: str, module_code: str) -> ResponseReturnValue:
    """Add a sheet, a game or a link to a module."""
    module = tracks.module_of(tracks.curriculum(code, version), module_code)
    owners = _owners_of(module)
    may_all = session.account_here().may(Permission.MANAGE_PROGRAMME) and module.curriculum.organisation_id is None
    form = ResourceForm(owner=EVERYBODY if may_all else _first_of(owners))
    form.offer(owners, with_everybody=may_all)
    if resource := form.act(lambda: _add(module, form)):
        flash(_("“%(title)s” is there.", title=resource.title), "success")
        return redirect(url_for("tracks.module", code=code, version=version, module_code=module_code))
    return form.page("resources/new.html", module=module)


@pages.get("/resources/<public_id>")
@requires(Permission.SEE_CURRICULA)
def download(public_id: str) -> ResponseReturnValue:
    """The file of a resource, to save."""
    return _file(queries.resource(public_id))


@pages.post("/resources/<public_id>/removal")
@requires(Permission.PLAN_WORKSHOPS)
def remove(public_id: str) -> ResponseReturnValue:
    """Take a resource away, with its file."""
    resource = queries.resource_to_manage(public_id)
    actions.remove(resource, folder=_folder(), by=session.account_here().account_id)
    flash(_("“%(title)s” is taken away.", title=resource.title), "success")
    return redirect(url_for("tracks.index"))


@pages.get("/me/resources")
@requires(Permission.SEE_OWN_PATH)
def own() -> ResponseReturnValue:
    """What one may take home of the modules one did or will do, large, and on paper."""
    return render_template("resources/own.html", shelves=_shelves_here())


@pages.get("/me/resources/<public_id>")
@requires(Permission.SEE_OWN_PATH)
def take_home(public_id: str) -> ResponseReturnValue:
    """A file of the programme, of one's own house, or of one where one learns or leads."""
    theirs = (one for shelf in _shelves_here() for one in shelf.resources if one.public_id == public_id)
    return _file(next(theirs, None) or queries.resource(public_id))


@pages.get("/workshops/<public_id>/resources")
@requires(Permission.RUN_WORKSHOPS)
def in_workshop(public_id: str) -> ResponseReturnValue:
    """What there is for one workshop, for who leads it or enrols people in it."""
    workshop = _workshop_here(public_id)
    handouts = queries.handouts_of(workshop.module, host_id=workshop.host_organisation_id)
    return render_template("resources/workshop.html", workshop=workshop, handouts=handouts)


@pages.get("/workshops/<public_id>/resources/<resource_id>")
@requires(Permission.RUN_WORKSHOPS)
def hand_out(public_id: str, resource_id: str) -> ResponseReturnValue:
    """A file of the workshop's module."""
    workshop = _workshop_here(public_id)
    handouts = queries.handouts_of(workshop.module, host_id=workshop.host_organisation_id)
    found = next((one for one in handouts if one.public_id == resource_id), None)
    if found is None:
        raise NoResultFound
    return _file(found)


def _shelves_here() -> list[Shelf]:
    account = session.account_here()
    if not account.has(Capability.WORKSHOPS):
        raise NoResultFound
    if account.person_id is None:
        return []
    plan = plan_of(account.person_id, now=clock.now())
    return shelves_of(plan, person_id=account.person_id, home_id=account.organisation_id)


def _workshop_here(public_id: str) -> Workshop:
    """The workshop, for staff who see it, else for who leads it.

    Raises:
        NoResultFound: there is none, or it is not theirs.
    """
    account = session.account_here()
    if account.may(Permission.SEE_WORKSHOPS):
        with scope.within(db.session(), account.scope_for(Permission.SEE_WORKSHOPS)):
            try:
                return workshop_in_scope(public_id)
            except NoResultFound:
                pass  # not of their house: they may lead it all the same
    return workshop_run_by(public_id, session.marker_for(account))[0]


def _owners_of(module: Module) -> list[Organisation]:
    owner = module.curriculum.organisation_id
    return list(organisations_in_scope() if owner is None else organisations_of([owner]))


def _first_of(owners: list[Organisation]) -> str:
    """One's own organisation, if it is among them."""
    here = session.account_here().organisation_id
    return next(one.public_id for one in sorted(owners, key=lambda one: one.id != here))


def _add(module: Module, form: ResourceForm) -> Resource:
    by = session.account_here().account_id
    return actions.add(module, form.facts(), owner=form.chosen_owner(), folder=_folder(), by=by, now=clock.now())


def _folder() -> Path:
    return keeping.folder_in(current_app.extensions["peerlearn-settings"].data_dir)


def _file(one: Resource | Handout) -> Response:
    """Saved and never opened in the site: whatever it holds, it does nothing here.

    Raises:
        NoResultFound: it is a link, or its file is gone.
    """
    path = _folder() / (one.stored_name or "")
    if one.stored_name is None or one.media_type is None or not path.is_file():
        raise NoResultFound
    answer = send_file(
        BytesIO(path.read_bytes()),
        mimetype=one.media_type.content_type,
        as_attachment=True,
        download_name=file_name(one.title, one.media_type),
        conditional=False,
        etag=False,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
