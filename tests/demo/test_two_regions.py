"""Whoever coordinates one region meets nobody of another: in no list, search or export, at no guessed address."""

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from peerlearn.accounts.models import Account
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.core.scope import Scope
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Person
from peerlearn.web.kit.access import PUBLIC, declared_access
from tests.cast import sign_in

GRAND_EST, OCCITANIE = "44", "76"
_HREF = re.compile(r'(?:href|action)="([^"]+)"')
# Of each kind of page; many more would show the same again.
_MOST_OF_A_KIND = 4
_MOST_PAGES = 1500


@dataclass(frozen=True)
class Walk:
    """What one account found by following every link: address → what was on it."""

    pages: dict[str, str]

    def addresses(self) -> set[str]:
        """Everything reached, without what was asked for in the address."""
        return {urlsplit(address).path for address in self.pages}

    def holding(self, words: set[str]) -> set[str]:
        """The pages on which one of these stands."""
        return {address for address, text in self.pages.items() if any(word in text for word in words)}


@pytest.fixture
def names(app: Flask, demonstration: None) -> dict[str, set[str]]:
    """The demonstration, and by region what only its people are known by: full names, and identifiers."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test of the demonstration"))
        query = select(Person, Organisation.region_code).join(Person.organisation)
        found: dict[str, set[str]] = {GRAND_EST: set(), OCCITANIE: set()}
        for person, region in db.session.execute(query).all():
            if region in found:
                found[region] |= {person.public_id} | ({person.full_name} if person.last_name else set())
        scope.leave(db.session())
        db.session.remove()
    return found


def test_a_coordinator_of_the_east_meets_nobody_of_occitanie(app: Flask, names: dict[str, set[str]]) -> None:
    julien, ines = _browser(app, "julien@example.org"), _browser(app, "ines@example.org")
    east, south = _walk(app, julien), _walk(app, ines)
    assert len(south.holding(names[OCCITANIE])) > 20, "whose people they are, she meets them everywhere"
    assert len(east.holding(names[GRAND_EST])) > 20

    assert east.holding(names[OCCITANIE]) == set()
    assert south.holding(names[GRAND_EST]) == set()
    _searches(julien, ines, names[OCCITANIE])
    _guesses(app, julien, south.addresses() - east.addresses())


def _searches(julien: FlaskClient, ines: FlaskClient, names: set[str]) -> None:
    identifiers = {name for name in names if " " not in name}
    for name in sorted(names - identifiers)[:12]:
        address = f"/people?q={quote(name)}"
        assert _links_to(identifiers, ines.get(address).text), name
        assert not _links_to(identifiers, julien.get(address).text), name


def _guesses(app: Flask, julien: FlaskClient, addresses: set[str]) -> None:
    """What she reached and he did not: no such page for him; what he has no training for stays closed, as at home."""
    private = [one for one in sorted(addresses) if _names_something(app, one)]
    closed = {one for one in private if declared_access(app)[str(_endpoint(app, one))] == Permission.DIAGNOSE}
    assert len(private) - len(closed) > 60
    answers = {one: julien.get(one).status_code for one in private}
    assert answers == {one: 403 if one in closed else 404 for one in private}


def _browser(app: Flask, email: str) -> FlaskClient:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("who signs in"))
        account_id = db.session.execute(select(Account.id).where(Account.email == email)).scalar_one()
        scope.leave(db.session())
        db.session.remove()
    return sign_in(app, app.test_client(), account_id)


def _walk(app: Flask, client: FlaskClient) -> Walk:
    """Follow every link from the home page, breadth first; exports and files are read as they are."""
    pages: dict[str, str] = {}
    kinds: Counter[str | None] = Counter()
    waiting = ["/"]
    while waiting and len(pages) < _MOST_PAGES:
        address = waiting.pop(0)
        kind = _endpoint(app, address)
        if address in pages or not _is_private(app, address) or kinds[kind] >= _MOST_OF_A_KIND:
            continue
        kinds[kind] += 1
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code < 500, address
        pages[address] = (
            answer.get_data(as_text=True) if (answer.mimetype or "").startswith(("text/", "application/json")) else ""
        )
        waiting += [
            urljoin(address, href.replace("&amp;", "&")).split("#")[0] for href in _HREF.findall(pages[address])
        ]
    assert len(pages) < _MOST_PAGES, "the walk never ends"
    return Walk(pages)


def _is_private(app: Flask, address: str) -> bool:
    endpoint = _endpoint(app, address)
    return endpoint is not None and declared_access(app)[endpoint] != PUBLIC


def _names_something(app: Flask, address: str) -> bool:
    """Whether the address names a row; the curricula are the same for everybody."""
    endpoint = _endpoint(app, address)
    return endpoint is not None and not endpoint.startswith("tracks.") and bool(re.search(r"/\w*\d\w*(/|$)", address))


def _endpoint(app: Flask, address: str) -> str | None:
    parts = urlsplit(address)
    if parts.netloc:
        return None
    try:
        endpoint, _ = app.url_map.bind("localhost").match(parts.path, method="GET")
    except HTTPException:
        return None
    return None if endpoint == "static" else str(endpoint)


def _links_to(identifiers: set[str], text: str) -> set[str]:
    return {one for one in identifiers if f"/people/{one}" in text}
