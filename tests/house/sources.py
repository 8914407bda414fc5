"""What is in the tree, read once."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = ("peerlearn", "badges", "app.py")


@cache
def tracked() -> tuple[str, ...]:
    """Every file of the project as git sees it, new ones included, ignored ones not."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(name for name in listed.split("\0") if name and (PROJECT / name).is_file()))


def python_files(*roots: str) -> list[str]:
    """The Python files of these folders and files."""
    return [name for name in tracked() if name.endswith(".py") and name.split("/")[0] in roots]


def text(name: str) -> str:
    """The content of a file of text."""
    return (PROJECT / name).read_text(encoding="utf-8")


@cache
def tree(name: str) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text(name), filename=name)


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods and inner ones included."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Its lines from `def` to the last one; decorators do not count."""
    return (function.end_lineno or function.lineno) - function.lineno + 1
