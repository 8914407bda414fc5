"""Who may reach which page. A view that does not say so stops the application from starting."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from peerlearn.core.permissions import Permission
from peerlearn.web.kit import session, transaction

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
SIGNED_IN = "signed_in"
_UNDECLARED = "undeclared"
_declared: dict[Callable[..., Any], Permission | str] = {}
_only_looking: set[Callable[..., Any]] = set()


def public(view: View) -> View:
    """Anyone may reach this view, without an account."""
    _declared[view] = PUBLIC
    return view


def signed_in(view: View) -> View:
    """Any account may reach this view; what it shows is the account's own."""
    _declared[view] = SIGNED_IN
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only an account whose role, or what it gained, gives `permission`."""

    def declare(view: View) -> View:
        _declared[view] = permission
        return view

    return declare


def only_looks(view: View) -> View:
    """Whatever its method, this view changes nothing: it never waits for somebody who writes, nor keeps one waiting.

    What it has to count all the same, it counts by itself (`transaction.at_once`).
    """
    _only_looking.add(view)
    return view


def declared_access(app: Flask) -> dict[str, Permission | str]:
    """Endpoint → what its view declared. For the tests that walk every route."""
    return dict(app.extensions["peerlearn-access"])


def arm(app: Flask) -> None:
    """Put the access check and the commit point around every view.

    Raises:
        RuntimeError: a view does not say who may reach it.
    """
    public(app.view_functions["static"])
    rules = {name: _declared.get(view, _UNDECLARED) for name, view in app.view_functions.items()}
    if undeclared := sorted(name for name, rule in rules.items() if rule == _UNDECLARED):
        raise RuntimeError(f"say who may reach: {', '.join(undeclared)}")
    app.extensions["peerlearn-access"] = rules
    shown = {one.endpoint for one in app.url_map.iter_rules() if "GET" in (one.methods or ())}
    for name, view in app.view_functions.items():
        if name != "static":
            is_button = name not in shown and view not in _only_looking
            app.view_functions[name] = _guarded(view, rules[name], is_button=is_button)


def _guarded(view: Callable[..., Any], rule: Permission | str, *, is_button: bool) -> Callable[..., Any]:
    """The check, then the view. A page with a form writes when the form is right (`PageForm.act`), a button at once."""

    @wraps(view)
    def run(**arguments: Any) -> WerkzeugResponse:
        transaction.begin()
        if rule != PUBLIC and (refusal := _refusal(rule)):
            return refusal
        if transaction.changes_something() and is_button:
            transaction.start_writing()
        return transaction.finish(current_app.make_response(view(**arguments)))

    return run


def _refusal(rule: Permission | str) -> WerkzeugResponse | None:
    account = session.enter_scope(rule)
    if account is None:
        return _to_sign_in()
    if account.is_switched_off(rule):
        abort(404)
    if rule != SIGNED_IN and rule not in account.permissions:
        g.needed_permission = rule
        abort(403)
    return None


def _to_sign_in() -> WerkzeugResponse:
    if request.path.startswith("/api/"):
        return Response(status=401)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("account.sign_in", next=None if wanted == "/" else wanted))
