"""Who may reach which page: every view says so, and every role is tried on every route."""

import pytest
from flask import Flask

from peerlearn.core import scope
from peerlearn.core.db import db, transaction
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from peerlearn.web.kit.access import PUBLIC, declared_access
from peerlearn.web.people.views import pages
from tests.cast import Cast
from tests.house.story import ROLE_OF, Story, is_open_to, open_up, routes
from tests.stage import ClientOf


def test_every_view_says_who_may_reach_it(app: Flask) -> None:
    assert set(declared_access(app)) == {rule.endpoint for rule in app.url_map.iter_rules()}


def test_a_view_that_does_not_say_stops_the_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    undeclared = [*pages.deferred_functions, lambda state: state.add_url_rule("/new", "forgotten", lambda: "open")]
    monkeypatch.setattr(pages, "deferred_functions", undeclared)
    with pytest.raises(RuntimeError, match=r"people\.forgotten"):
        create_app(settings)


def test_who_has_not_signed_in_is_sent_to_sign_in(app: Flask, story: Story, client_of: ClientOf) -> None:
    access, client = declared_access(app), client_of("")
    astray: dict[str, int] = {}
    for rule, method in routes(app):
        if access[rule.endpoint] != PUBLIC:
            answer = client.open(story.address(app, rule), method=method)
            sent = answer.headers.get("Location", "").startswith("/sign-in") or answer.status_code == 401
            astray |= {} if sent else {f"{method} {rule.rule}": answer.status_code}
    assert astray == {}


def test_nobody_needs_an_account_for_a_public_page(app: Flask, story: Story, client_of: ClientOf) -> None:
    access, client = declared_access(app), client_of("")
    closed = {}
    for rule, method in routes(app):
        if access[rule.endpoint] == PUBLIC and method == "GET":
            answer = client.get(story.address(app, rule))
            if answer.status_code == 403 or answer.headers.get("Location", "").startswith("/sign-in"):
                closed[rule.rule] = answer.status_code
    assert closed == {}


def test_a_role_without_the_permission_is_refused_and_one_with_it_is_not(
    app: Flask, story: Story, client_of: ClientOf
) -> None:
    access = declared_access(app)
    wrong: dict[str, int] = {}
    # Refusals first: what a role may do changes things.
    tried = sorted(
        (is_open_to(role, access[rule.endpoint]), name, rule.rule, method, rule)
        for name, role in ROLE_OF.items()
        for rule, method in routes(app)
        if access[rule.endpoint] != PUBLIC and rule.endpoint != "account.sign_out"
    )
    clients = {name: client_of(name) for name in ROLE_OF}
    for may, name, _, method, rule in tried:
        form = story.forms.get(rule.endpoint)
        status = clients[name].open(story.address(app, rule), method=method, data=form).status_code
        if (status == 403) is may or status >= 500:
            wrong[f"{name} {method} {rule.rule}"] = status
    assert wrong == {}


def test_what_a_track_opened_is_allowed_on_top_of_the_role(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    assert client_of("moussa").get("/modules").status_code == 403
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test's outcome"))
        with transaction():
            open_up(cast, "moussa", Permission.SEE_CURRICULA)
    assert client_of("moussa").get("/modules").status_code == 200
