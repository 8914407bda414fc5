"""The floor plan, and no circle: not behind TYPE_CHECKING, not inside a function."""

import ast
import os
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

from tests.house.sources import PROJECT, python_files, tree


def test_the_floor_plan_is_kept(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    monkeypatch.syspath_prepend(os.fspath(PROJECT))
    configure()
    kept = lint_imports(config_filename="setup.cfg", cache_dir=None, no_logo=True)
    assert kept, capsys.readouterr().out


def test_no_module_reaches_itself_through_its_imports() -> None:
    files = {_module(name): name for name in python_files("peerlearn", "badges")}
    graph = {module: set(_imports(module, name, files)) for module, name in files.items()}
    assert _circle(graph) == []


def test_a_circle_is_seen_behind_type_checking_and_inside_a_function() -> None:
    behind = ast.parse("if TYPE_CHECKING:\n    from peerlearn.b import thing\n")
    inside = ast.parse("def later():\n    from peerlearn import a\n")
    files = {
        "peerlearn": "peerlearn/__init__.py",
        "peerlearn.a": "peerlearn/a.py",
        "peerlearn.b": "peerlearn/b.py",
    }
    graph = {
        "peerlearn.a": set(_named("peerlearn.a", "peerlearn/a.py", behind, files)),
        "peerlearn.b": set(_named("peerlearn.b", "peerlearn/b.py", inside, files)),
    }
    assert set(_circle(graph)) == {"peerlearn.a", "peerlearn.b"}


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imports(module: str, name: str, files: Mapping[str, str]) -> Iterator[str]:
    yield from _named(module, name, tree(name), files)


def _named(module: str, name: str, syntax: ast.Module, files: Mapping[str, str]) -> Iterator[str]:
    """The modules of this project that the file imports, anywhere in it."""
    package = module if name.endswith("/__init__.py") else module.rpartition(".")[0]
    for node in ast.walk(syntax):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(node, package)
            parts = [f"{source}.{alias.name}" for alias in node.names]
            yield from (part for part in parts if part in files)
            if source in files and any(part not in files for part in parts):
                yield source


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, node.module] if node.module else above)


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    """The first circle found, as the modules it passes, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []
