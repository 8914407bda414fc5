"""Rot sits in the tail: the longest file, the longest function. So the tail is what is held."""

import ast
import re

from tests.house.sources import PROGRAM, functions, length, python_files, text, tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_VIEW = 20
# A name that says nothing attracts everything.
VAGUE = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "stuff", "util", "utils"}
VAGUE_IN_THE_PROGRAM = VAGUE | {"service", "services"}
_DRAWS_A_ROUTE = {"route", "get", "post", "put", "patch", "delete"}

FILES = python_files(*PROGRAM, "tests")


def test_no_file_is_longer_than_400_lines() -> None:
    lines = {name: text(name).count("\n") for name in FILES}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    lengths = {f"{name}:{one.lineno} {one.name}": length(one) for name in FILES for one in functions(name)}
    assert {place: lines for place, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_view_is_longer_than_20_lines() -> None:
    views = {
        f"{name}:{one.lineno} {one.name}": length(one)
        for name in python_files("peerlearn")
        if name.startswith("peerlearn/web/")
        for one in functions(name)
        if any(_is_route(decorator) for decorator in one.decorator_list)
    }
    assert {place: lines for place, lines in views.items() if lines > LONGEST_VIEW} == {}


def test_names_of_files_and_classes_say_something() -> None:
    program = {f"{part} in {name}" for name in python_files(*PROGRAM) for part in _vague(name, VAGUE_IN_THE_PROGRAM)}
    tests = {f"{part} in {name}" for name in python_files("tests") for part in _vague(name, VAGUE)}
    assert program | tests == set()


def _is_route(decorator: ast.expr) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(target, ast.Attribute) and target.attr in _DRAWS_A_ROUTE


def _vague(name: str, forbidden: set[str]) -> set[str]:
    parts = set(re.split(r"[/_.]", name))
    for node in tree(name).body:
        if isinstance(node, ast.ClassDef):
            words = re.findall(r"[A-Z][a-z]*", node.name)
            parts |= {words[-1].lower()} if len(words) > 1 else set()  # `Base` itself is SQLAlchemy's word
    return parts & forbidden
