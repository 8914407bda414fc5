"""Another organisation's row does not exist: tried on every route, as every role, with real identifiers."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Mapper
from werkzeug.routing import Rule

from peerlearn.core import scope
from peerlearn.core.db import Base, db
from peerlearn.core.scope import Scope, Scoped, scoped_table_names
from peerlearn.web.kit.access import PUBLIC, declared_access
from tests.cast import Cast
from tests.house.story import PAIRS, Story, is_open_to, routes
from tests.stage import ClientOf

# Addresses that name nothing of an organisation: everybody who may see the page sees the same.
COMMON = {
    "account.language": "a language",
    "account.letters": "a size of letters",
}


def test_every_argument_of_an_address_has_an_example(app: Flask, story: Story) -> None:
    missing = {
        story.key(rule, argument)
        for rule, _ in routes(app)
        for argument in rule.arguments
        if story.key(rule, argument) not in story.values
    }
    assert missing == set(), "add an example of each to tests/house/story.py"


def test_a_stranger_with_the_same_role_finds_nothing_and_changes_nothing(
    app: Flask, story: Story, client_of: ClientOf
) -> None:
    strangers = {stranger: client_of(stranger) for _, _, stranger in PAIRS}
    before = _everything(app)
    seen: dict[str, int] = {}
    for rule, method in _private_routes(app):
        for role, _, stranger in PAIRS:
            if is_open_to(role, declared_access(app)[rule.endpoint]):
                form = story.forms.get(rule.endpoint)
                answer = strangers[stranger].open(story.address(app, rule), method=method, data=form)
                seen |= {} if answer.status_code == 404 else {f"{method} {rule.rule} {role}": answer.status_code}
    assert seen == {}
    assert _everything(app) == before


def test_whose_it_is_finds_it_at_the_same_address(app: Flask, story: Story, client_of: ClientOf) -> None:
    owners = {owner: client_of(owner) for _, owner, _ in PAIRS}
    lost: dict[str, list[int]] = {}
    # What is looked at comes before what is changed.
    for rule, method in sorted(_private_routes(app), key=lambda route: route[1]):
        access = declared_access(app)[rule.endpoint]
        address, form = story.address(app, rule), story.forms.get(rule.endpoint)
        able = [owner for role, owner, _ in PAIRS if is_open_to(role, access)]
        answers = [owners[owner].open(address, method=method, data=form).status_code for owner in able]
        lost |= {} if any(status not in {403, 404} for status in answers) else {f"{method} {rule.rule}": answers}
    assert lost == {}


def test_every_scoped_table_hides_the_rows_of_others(app: Flask, story: Story, cast: Cast) -> None:
    probed = set()
    with app.app_context():
        for mapper in _scoped():
            rows = f"{mapper.class_.__name__}: no row at Les Tilleuls to look for"
            assert _count(mapper, cast.organisations["tilleuls"]), rows
            assert _foreign(mapper, cast.organisations["garonne"], cast.organisations["tilleuls"]) == 0, mapper
            probed.add(str(mapper.local_table))
        assert probed == scoped_table_names()


def _private_routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    access = declared_access(app)
    for rule, method in routes(app):
        if rule.arguments and access[rule.endpoint] != PUBLIC and rule.endpoint not in COMMON:
            yield rule, method


def _scoped() -> list[Mapper[Base]]:
    return [mapper for mapper in Base.registry.mappers if issubclass(mapper.class_, Scoped)]


def _count(mapper: Mapper[Base], organisation_id: int) -> int:
    scope.enter(db.session(), Scope.of([organisation_id]))
    return len(db.session.execute(select(mapper.class_)).scalars().all())


def _foreign(mapper: Mapper[Base], organisation_id: int, of: int) -> int:
    """How many rows of `of` someone of another organisation sees."""
    scope.enter(db.session(), Scope.of([organisation_id]))
    found = db.session.execute(select(mapper.class_)).scalars().all()
    columns: tuple[str, ...] = mapper.class_.scope_columns  # type: ignore[attr-defined]
    return sum(getattr(row, column) == of for row in found for column in columns)


def _everything(app: Flask) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with app.app_context(), db.engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        return {table.name: sorted(map(repr, connection.execute(select(table)).all())) for table in tables}
