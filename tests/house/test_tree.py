"""The tree says where things are: the top level, and pages, templates and styles that mirror each other."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

from tests.house.sources import python_files, text, tracked, tree

TOP = {
    # the program
    "app.py", "badges", "migrations", "peerlearn", "static", "templates", "tests",
    # for people
    "CONTRIBUTING.md", "LICENSE", "README.md", "docs",
    # for tools
    ".ci", ".djlintrc", ".editorconfig", ".gitignore", ".pre-commit-config.yaml", "Makefile", "babel.cfg",
    "gunicorn.conf.py",
    "pyproject.toml", "requirements-test.txt", "requirements.txt", "setup.cfg",
}  # fmt: skip
WITHOUT_AREA = {"components", "errors", "messages", "paper"}
BASE = "base.html"

TEMPLATES = [name.removeprefix("templates/") for name in tracked() if name.startswith("templates/")]
PAGES = [name for name in TEMPLATES if name.endswith(".html") and not name.startswith(("components/", "messages/"))]
_JINJA = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def test_the_top_level_holds_what_the_house_says() -> None:
    assert {name.split("/")[0] for name in tracked()} == TOP


def test_every_page_extends_base() -> None:
    assert [page for page in PAGES if page != BASE and BASE not in _ancestors(page)] == []


def test_every_template_is_used() -> None:
    wanted = _wanted_by_python() + [re.escape(name) for page in TEMPLATES for name in _references(page)]
    used = {name for name in TEMPLATES for pattern in wanted if re.fullmatch(pattern, name)}
    assert set(TEMPLATES) - used == set()


def test_every_macro_is_used_and_every_imported_macro_too() -> None:
    defined = {(page, macro) for page in TEMPLATES for macro in _macros(page)}
    called = {(page, macro) for page in TEMPLATES for macro in _macros(page) if macro in _names(page)}
    imported = {(source, macro) for page in TEMPLATES for source, macro, _ in _imported_macros(page)}
    assert defined - imported - called == set()
    imports = {(page, known_as) for page in TEMPLATES for _, _, known_as in _imported_macros(page)}
    assert {(page, known_as) for page, known_as in imports if known_as not in _names(page)} == set()


def test_a_component_file_holds_the_macro_it_is_named_after() -> None:
    components = {name: _macros(name) for name in TEMPLATES if name.startswith("components/")}
    # A file without a macro is a part of a page, for `include`.
    astray = {name: macros for name, macros in components.items() if macros and Path(name).stem not in macros}
    assert astray == {}


def test_templates_and_styles_mirror_the_areas_of_pages() -> None:
    areas = {name.split("/")[2] for name in python_files("peerlearn") if re.match(r"peerlearn/web/\w+/", name)}
    features = {name.split("/")[1] for name in python_files("peerlearn") if name.count("/") > 1}
    templates = {name.split("/")[0] for name in TEMPLATES if "/" in name}
    styles = {name.split("/")[1] for name in tracked() if re.match(r"static/\w+/", name)}
    assert templates - areas - WITHOUT_AREA == set()
    assert styles - areas - features - WITHOUT_AREA == set()


def test_a_view_shows_templates_of_its_own_area() -> None:
    strangers = {
        f"{name}: {template}"
        for name in python_files("peerlearn")
        if re.match(r"peerlearn/web/\w+/", name) and "/kit/" not in name
        for template in _template_names(tree(name))
        if template.split("/")[0] not in {name.split("/")[2], *WITHOUT_AREA}
    }
    assert strangers == set()


@cache
def _parsed(page: str) -> nodes.Template:
    return _JINJA.parse(text(f"templates/{page}"))


def _ancestors(page: str) -> set[str]:
    found: set[str] = set()
    for node in _parsed(page).find_all(nodes.Extends):
        parent = node.template
        if isinstance(parent, nodes.Const) and parent.value not in found:
            found |= {parent.value} | _ancestors(parent.value)
    return found


def _references(page: str) -> Iterator[str]:
    for node in _parsed(page).find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        for constant in [node.template, *node.template.find_all(nodes.Const)]:  # type: ignore[attr-defined]
            if isinstance(constant, nodes.Const) and constant.value != page:
                yield str(constant.value)


def _macros(page: str) -> list[str]:
    return [node.name for node in _parsed(page).find_all(nodes.Macro)]


def _imported_macros(page: str) -> Iterator[tuple[str, str, str]]:
    """Where from, which macro, and the name it goes by here."""
    for node in _parsed(page).find_all(nodes.FromImport):
        assert isinstance(node.template, nodes.Const), f"{page} imports from a name that is not fixed"
        for name in node.names:
            macro, known_as = (name, name) if isinstance(name, str) else name
            yield node.template.value, macro, known_as


def _names(page: str) -> set[str]:
    return {node.name for node in _parsed(page).find_all(nodes.Name) if node.ctx == "load"}


def _wanted_by_python() -> list[str]:
    """The templates Python names, as patterns: a name in an f-string stands for any."""
    return [pattern for name in python_files("peerlearn") for pattern in _template_patterns(tree(name))]


def _template_names(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        named = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if re.fullmatch(r"[\w/]+\.(?:html|typ)", named):
            yield named


def _template_patterns(module: ast.Module) -> Iterator[str]:
    yield from (re.escape(name) for name in _template_names(module))
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            fixed = (part.value if isinstance(part, ast.Constant) else None for part in node.values)
            yield "".join(r"\w+" if part is None else re.escape(str(part)) for part in fixed)
