"""What an organisation does without does not exist for its rows: tried on every route, as every role."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from peerlearn.core import clock, scope
from peerlearn.core.db import Base, db, transaction
from peerlearn.core.permissions import CAPABILITY_OF, Capability, Permission
from peerlearn.core.scope import Scope
from peerlearn.organisations.actions import switch
from peerlearn.organisations.models import Organisation
from peerlearn.web.kit.access import PUBLIC, declared_access
from tests.cast import Cast
from tests.house.story import ROLE_OF, Story, is_open_to, routes
from tests.stage import ClientOf

# Of the whole programme's rows these are left; the others have nothing but Les Tilleuls and Le Relais, or less.
BEYOND_THEM = {"nadia", "carole"}


@pytest.mark.parametrize("capability", Capability)
def test_no_address_of_it_answers_and_nothing_changes(
    app: Flask, cast: Cast, story: Story, client_of: ClientOf, capability: Capability
) -> None:
    switch_off(app, cast, capability)
    clients = {name: client_of(name) for name in ROLE_OF}
    before = _everything(app)
    seen = {
        f"{name} {method} {rule.rule}": answer.status_code
        for rule, method, access in _routes_of(app, capability)
        for name, role in ROLE_OF.items()
        if name not in BEYOND_THEM or (is_open_to(role, access) and rule.arguments)
        for answer in [clients[name].open(story.address(app, rule), method=method, data=story.forms.get(rule.endpoint))]
        if answer.status_code != 404
    }
    assert seen == {}
    assert _everything(app) == before


@pytest.mark.parametrize("capability", Capability)
def test_no_page_that_is_left_offers_it(
    app: Flask, cast: Cast, story: Story, client_of: ClientOf, capability: Capability
) -> None:
    switch_off(app, cast, capability)
    gone = {story.address(app, rule) for rule, _method, _access in _routes_of(app, capability)}
    access = declared_access(app)
    pages = [rule for rule, method in routes(app) if method == "GET" and access[rule.endpoint] != PUBLIC]
    offered: dict[str, list[str]] = {}
    for name in ROLE_OF.keys() - BEYOND_THEM:
        client = client_of(name)
        # Pages that their role may not open are all the same one, and so are those that are not there.
        left = [rule for rule in pages if is_open_to(ROLE_OF[name], access[rule.endpoint])]
        refused = [rule for rule in pages if rule not in left][:1]
        for address in [*(story.address(app, rule) for rule in [*left, *refused]), "/no-such-page"]:
            page = client.get(address).get_data()  # one of them is a file of bytes
            found = sorted(one for one in gone if f'"{one}"'.encode() in page)
            offered |= {f"{name} {address}": found} if found else {}
    assert offered == {}


def test_what_is_public_stays_public_and_holders_keep_their_badges(
    app: Flask, cast: Cast, story: Story, client_of: ClientOf
) -> None:
    switch_off(app, cast, Capability.WORKSHOPS)
    own, public = f"/my-badges/{story.values['my-badges/public_id']}", f"/b/{story.values['b/code']}"
    assert own in client_of("moussa").get("/me/path").get_data(as_text=True)
    for capability in Capability:
        switch_off(app, cast, capability)
    assert client_of("").get(public).status_code == 200
    assert client_of("moussa").get(own).status_code == 200
    for page in ("/me", "/me/path"):
        assert own in client_of("moussa").get(page).get_data(as_text=True)


def test_switched_on_again_everything_is_there_as_before(
    app: Flask, cast: Cast, story: Story, client_of: ClientOf
) -> None:
    address, samira = f"/workshops/{story.values['workshops:workshops/public_id']}", client_of("samira")
    page = _without_secrets(samira.get(address).get_data(as_text=True))
    switch_off(app, cast, Capability.WORKSHOPS)
    assert samira.get(address).status_code == 404
    switch_off(app, cast, Capability.WORKSHOPS, on=True)
    assert _without_secrets(samira.get(address).get_data(as_text=True)) == page


def test_who_leads_elsewhere_goes_on_there(app: Flask, cast: Cast, story: Story, client_of: ClientOf) -> None:
    """Le Relais is invited, and has workshops: for it the workshop it shares with Les Tilleuls goes on."""
    switch_off(app, cast, Capability.WORKSHOPS, at=("tilleuls",))
    address = f"/workshops/{story.values['workshops:workshops/public_id']}"
    assert client_of("bruno").get(address).status_code == 200
    assert client_of("samira").get(address).status_code == 404
    assert client_of("samira").get("/workshops").status_code == 404


def test_who_does_without_workshops_is_not_invited(app: Flask, cast: Cast, story: Story, client_of: ClientOf) -> None:
    samira = client_of("samira")
    address = f"/workshops/{story.values['workshops:workshops/public_id']}/guests"
    campus = cast.organisation_ids["campus"]
    assert campus in samira.get(address).text
    switch_off(app, cast, Capability.WORKSHOPS, at=("campus",))
    assert campus not in samira.get(address).text
    assert samira.post(address, data={"organisation": campus}).status_code == 404


def test_each_permission_of_a_capability_is_said_by_a_view(app: Flask) -> None:
    said = set(declared_access(app).values())
    assert {one for one in CAPABILITY_OF if one not in said} == set()


def switch_off(
    app: Flask, cast: Cast, capability: Capability, *, at: tuple[str, ...] = ("tilleuls", "relais"), on: bool = False
) -> None:
    """These organisations do without it, or with it again."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test switches"))
        with transaction():
            for name in at:
                organisation = db.session.get_one(Organisation, cast.organisations[name])
                switch(organisation, capability, on=on, by=None, now=clock.now())
        scope.leave(db.session())
        db.session.remove()


def _without_secrets(page: str) -> str:
    """The page without what is another for each answer, or each second: the nonce of its policy, the form's token."""
    return re.sub(r'nonce="[^"]*"|(?<=name="csrf_token")[^>]*', "", page)


def _routes_of(app: Flask, capability: Capability) -> Iterator[tuple[Rule, str, Permission]]:
    access = declared_access(app)
    for rule, method in routes(app):
        needed = access[rule.endpoint]
        if isinstance(needed, Permission) and CAPABILITY_OF.get(needed) is capability:
            yield rule, method, needed


def _everything(app: Flask) -> dict[str, list[str]]:
    with app.app_context(), db.engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        return {table.name: sorted(map(repr, connection.execute(select(table)).all())) for table in tables}
