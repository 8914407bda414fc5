"""The row guard cannot see SQL written as text, nor a connection of the engine: few files may use those."""

import ast

from tests.house.sources import python_files, tree

# Each with the reason why the row guard is not needed there.
ALLOWED = {
    "peerlearn/attendance/models.py": "the condition of an index",
    "peerlearn/awards/models.py": "the condition of an index",
    "peerlearn/awards/stamp.py": "asks of a public code whether something happened to its badge",
    "peerlearn/core/db.py": "how a transaction begins",
    "peerlearn/diagnoses/models.py": "the condition of an index",
    "peerlearn/followup/models.py": "the condition of an index",
    "peerlearn/lifecycle/traces.py": "old pages of the file, which belong to no organisation",
    "peerlearn/notes/models.py": "the condition of an index",
    "peerlearn/people/models.py": "the condition of an index",
    "peerlearn/tracks/models.py": "the condition of an index",
    "peerlearn/web/public/views.py": "asks whether the database answers",
}
_DOORS = {"exec_driver_sql", "raw_connection", "create_engine"}
_SQLALCHEMY = {"sa", "sqlalchemy", "db"}
_DOORS_OF_THE_ENGINE = {"connect", "begin"}


def test_raw_sql_is_only_where_the_list_says() -> None:
    opened = {name: found for name in python_files("peerlearn") if (found := _doors(tree(name)))}
    assert {name: found for name, found in opened.items() if name not in ALLOWED} == {}


def test_the_list_names_no_file_that_needs_no_door() -> None:
    assert [name for name in ALLOWED if name not in python_files("peerlearn") or not _doors(tree(name))] == []


def test_each_door_is_seen() -> None:
    texts = "from sqlalchemy import text", "import sqlalchemy as sa\nsa.text('')", "db.text('')"
    engines = "db.engine.connect()", "engine.begin()", "get_engine().connect()", "sa.create_engine(url)"
    connections = "session.connection().exec_driver_sql('')", "from sqlalchemy import create_engine"
    for code in (*texts, *engines, *connections):
        assert _doors(ast.parse(code)), code
    assert not _doors(ast.parse("drawing.text('A')\nsignal.connect(view)"))


def _doors(module: ast.Module) -> set[str]:
    return {door for node in ast.walk(module) for door in _door(node)}


def _door(node: ast.AST) -> set[str]:
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy":
        return {alias.name for alias in node.names} & {"text", "create_engine"}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _door_of_an_object(ast.unparse(node.func.value), node.func.attr)
    return set()


def _door_of_an_object(owner: str, method: str) -> set[str]:
    if method in _DOORS_OF_THE_ENGINE and "engine" in owner.lower():
        return {method}
    if method == "text" and owner in _SQLALCHEMY:
        return {method}
    return {method} & _DOORS
