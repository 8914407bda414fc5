"""A GET writes nothing, a change needs a token and comes from this site, and only a few things outlive a refusal."""

import ast

import pytest
from flask import Flask
from sqlalchemy import insert
from werkzeug.routing import Rule

from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.factory import create_app
from peerlearn.organisations.models import Region
from peerlearn.web.kit.access import declared_access, public
from peerlearn.web.people.views import pages
from tests.counting import statements
from tests.house.sources import python_files, tree
from tests.house.story import ROLE_OF, Story, is_open_to, routes
from tests.stage import ClientOf

SAFE = {"GET", "HEAD"}
# Views that take a POST without a token, with the reason.
WITHOUT_TOKEN = {
    "public.verify": "changes nothing and sets no cookie: there is no session to misuse",
    "public.verify_by_program": "the same, for programs",
    "public.result": "the same",
    "public.results": "the same; what it is sent carries a seal of ours",
    "public.holder": "counts a guess and sets no cookie: there is no session to misuse",
    "public.endorse": "its address is the permission, and it sets no cookie: there is no session to misuse",
}
# Files that commit something whatever becomes of the request, with what it is.
AT_ONCE = {
    "peerlearn/web/account/views.py": "a try to sign in, or to change a secret, is counted before it is judged",
    "peerlearn/web/awards/keys.py": "a password that is asked for once more is counted before it is judged",
    "peerlearn/web/public/endorse.py": "a recommendation that is sent is counted before it is looked at",
    "peerlearn/web/public/holder_check.py": "a guess at the code of a card is counted before it is compared",
}
WRITING = ("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE")


def test_looking_at_any_page_writes_nothing(app: Flask, story: Story, client_of: ClientOf) -> None:
    access = declared_access(app)
    clients = {name: client_of(name) for name in ROLE_OF}
    written: list[str] = []
    for rule, method in routes(app):
        for name, role in ROLE_OF.items():
            if method == "GET" and is_open_to(role, access[rule.endpoint]):
                with statements(app) as said:
                    clients[name].get(story.address(app, rule))
                written += [f"{name} {rule.rule}: {statement}" for statement in said if _writes(statement)]
    assert written == []


def test_a_view_that_writes_in_a_get_leaves_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, clean_databases: object
) -> None:
    @public
    def sneak() -> str:
        db.session.execute(insert(Region).values(region_code="XX", name="Sneaked in"))
        return "done"

    sneaked = [*pages.deferred_functions, lambda state: state.add_url_rule("/sneak", "sneak", sneak)]
    monkeypatch.setattr(pages, "deferred_functions", sneaked)
    app = create_app(settings)
    app.testing = False
    client = app.test_client()
    with app.app_context():
        refuses = db.engine.dialect.name == "postgresql"
    assert client.get("/sneak").status_code == (500 if refuses else 200)
    with app.app_context():
        assert db.session.get(Region, "XX") is None
        db.session.remove()
        db.engine.dispose()


def test_every_change_needs_the_token_of_its_page(app: Flask, story: Story, client_of: ClientOf) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answers = {}
    for rule, method, name in _changes(app):
        if rule.endpoint not in WITHOUT_TOKEN:
            answer = client_of(name).open(story.address(app, rule), method=method, data=story.forms.get(rule.endpoint))
            answers[f"{method} {rule.rule}"] = answer.status_code
    assert {address: status for address, status in answers.items() if status != 400} == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost.evil.example"},
    ],
    ids=str,
)
def test_no_change_comes_from_another_site(
    app: Flask, story: Story, client_of: ClientOf, headers: dict[str, str]
) -> None:
    answers = {}
    clients = {name: client_of(name) for name in ("", *ROLE_OF)}
    for rule, method, name in _changes(app):
        answer = clients[name].open(story.address(app, rule), method=method, headers=headers)
        answers[f"{method} {rule.rule}"] = answer.status_code
    assert {address: status for address, status in answers.items() if status != 403} == {}


def test_only_the_listed_files_commit_before_the_answer_is_known() -> None:
    found = {
        name
        for name in python_files("peerlearn")
        if name.startswith("peerlearn/web/") and not name.startswith("peerlearn/web/kit/")
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"at_once", "db.session.commit", "transaction"}
    }
    assert found == set(AT_ONCE)


def test_actions_flush_and_never_commit() -> None:
    commits = {
        f"{name}:{node.lineno}"
        for name in python_files("peerlearn")
        if name.rpartition("/")[2] in {"actions.py", "queries.py", "models.py"}
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    }
    assert commits == set()


def _writes(statement: str) -> bool:
    return statement.lstrip().upper().startswith(WRITING)


def _changes(app: Flask) -> list[tuple[Rule, str, str]]:
    """Every route that changes something, with its method and someone who may use it."""
    access = declared_access(app)
    found = []
    for rule, method in routes(app):
        if method not in SAFE:
            able = (name for name, role in ROLE_OF.items() if is_open_to(role, access[rule.endpoint]))
            found.append((rule, method, next(able)))
    return found
