"""Every refusal has words, and no words are left over. The holes in the words are those the refusal fills."""

import ast
import re
from collections.abc import Iterator

from peerlearn.web.kit.messages import MESSAGES
from tests.house.sources import python_files, tree

# Raised with a code that is not written where it is raised.
ELSEWHERE = {
    "nir": "core/nir.py raises it by its own class",
    "too_long": "core/db.py raises it by its own class",
}


def test_every_refusal_has_words() -> None:
    assert {code: place for code, place, _ in _refusals() if code not in MESSAGES} == {}


def test_no_words_are_left_over() -> None:
    assert set(MESSAGES) - {code for code, _, _ in _refusals()} - set(ELSEWHERE) == set()


def test_the_words_ask_for_what_the_refusal_gives() -> None:
    wrong = {
        place: (code, asked - given)
        for code, place, given in _refusals()
        if (asked := set(re.findall(r"%\((\w+)\)", str(_english(code))))) - given
    }
    assert wrong == {}


def test_each_refusal_is_named_after_its_feature() -> None:
    astray = {
        f"{place}: {code}"
        for code, place, _ in _refusals()
        if place.startswith("peerlearn/") and "." in code and code.split(".")[0] != place.split("/")[1]
    }
    assert astray == set()


def _refusals() -> Iterator[tuple[str, str, set[str]]]:
    """The code of each DomainError written in the program, where it is, and what it fills in."""
    for name in python_files("peerlearn"):
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "DomainError" and node.args:
                given = {word.arg for word in node.keywords if word.arg}
                for code in _texts(node.args[0]):
                    yield code, f"{name}:{node.lineno}", given


def _texts(node: ast.expr) -> Iterator[str]:
    """The codes an argument may be: one, either of two, or those that a name in an f-string stands for."""
    if isinstance(node, ast.JoinedStr):
        parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in node.values)
        pattern = "".join(parts)
        yield from [code for code in MESSAGES if re.fullmatch(pattern, code)] or [pattern]
        return
    yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _english(code: str) -> str:
    return str(MESSAGES[code]._args[0])
