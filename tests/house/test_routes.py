"""A published address is a promise: badges, cards and other people's scripts depend on it. The list says which there
are; a new one is added to it by hand, a lost one is a promise broken."""

from pathlib import Path

from flask import Flask

from peerlearn.web.kit.access import declared_access
from tests.house.story import routes

LIST = Path(__file__).with_name("routes.txt")


def test_the_addresses_are_those_of_the_list(app: Flask) -> None:
    access = declared_access(app)
    there = {f"{method:5}{rule.rule}  {access[rule.endpoint]}" for rule, method in routes(app)}
    listed = set(LIST.read_text(encoding="utf-8").splitlines())
    assert sorted(there - listed) == [], "add these lines to routes.txt"
    assert sorted(listed - there) == [], "these were promised"


def test_the_list_is_in_order() -> None:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines, key=lambda line: line[5:])


def test_addresses_are_in_kebab_case(app: Flask) -> None:
    words = {part for rule, _ in routes(app) for part in rule.rule.split("/") if part and "<" not in part}
    assert {word for word in words if word != word.lower() or "_" in word} == set()
