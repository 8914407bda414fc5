"""Which words the pages of some areas can show: found by following the code from their views, never kept by hand.

A module falls into its top-level definitions. A definition reaches what it names: here, in the modules it imports, the
templates it draws; a template reaches those it includes. A refusal's words are reached by its code, an enum's by its
type. Too much is reached rather than too little: a test walks the pages and finds no word missing.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

_TEMPLATE = re.compile(r"[\w/]+\.(?:html|txt|typ)")
# Tables of which a page needs the entry it names, not the others: by the code of a refusal, by the type of a word.
_BY_KEY = {("peerlearn.web.kit.messages", "MESSAGES"), ("peerlearn.web.kit.labels", "_WORDS")}
# What answers for every page: refusals, the frame of a page, and the languages themselves.
_FOR_ALL = ("errors", "templating", "i18n")

Node = tuple[str, str]


@dataclass
class Module:
    """A file, its definitions, and what its names stand for elsewhere."""

    file: str
    name: str
    tree: ast.Module
    names: dict[str, Node] = field(default_factory=dict)

    @cached_property
    def definitions(self) -> dict[str, list[ast.stmt]]:
        """Name → the statements that define it; what runs on import goes under "" ."""
        found: dict[str, list[ast.stmt]] = {}
        for statement in self.tree.body:
            for name in _defined(statement) or [""]:
                found.setdefault(name, []).append(statement)
        return found


class Reach:
    """The whole program as definitions and templates that name each other."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._modules = {one.name: one for one in _modules(project)}
        for module in self._modules.values():
            module.names = dict(self._imports(module))

    def of_areas(self, areas: Iterable[str], endpoints: Iterable[str], without: Iterable[str]) -> "Reached":
        """Everything that the views of these areas can show, and these single views, `without` some others."""
        left_out = {node for endpoint in without for node in self._view(endpoint)}
        roots: list[Node] = [node for area in areas for node in self._area(area) if node not in left_out]
        roots += [node for endpoint in endpoints for node in self._view(endpoint)]
        roots += [node for name in _FOR_ALL for node in self._of_module(f"peerlearn.web.kit.{name}")]
        roots += [("template", str(file.relative_to(self._project / "templates"))) for file in self._errors()]
        return self._follow(roots)

    def _errors(self) -> list[Path]:
        return sorted((self._project / "templates/errors").glob("*.html"))

    def _view(self, endpoint: str) -> list[Node]:
        area, _dot, view = endpoint.partition(".")
        return [node for node in self._area(area) if node[1] == view]

    def _area(self, area: str) -> list[Node]:
        prefix = f"peerlearn.web.{area}"
        return [node for name in self._modules if name.startswith(f"{prefix}.") for node in self._of_module(name)]

    def _of_module(self, name: str) -> list[Node]:
        return [(name, definition) for definition in self._modules[name].definitions]

    def _follow(self, waiting: list[Node]) -> "Reached":
        seen: set[Node] = set()
        said: set[str] = set()
        patterns: set[str] = set()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if node[0] == "template":
                waiting += self._named_in(self._text(node[1]))
            elif node not in _BY_KEY:
                for part in self._parts(node):
                    waiting += self._mentioned(self._modules[node[0]], part)
                    said.update(_texts(part))
                    patterns.update(_patterns(part))
        return Reached(self._modules, seen, said, patterns)

    def _parts(self, node: Node) -> list[ast.stmt]:
        module = self._modules.get(node[0])
        return module.definitions.get(node[1], []) if module else []

    def _text(self, template: str) -> str:
        file = self._project / "templates" / template
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def _named_in(self, text: str) -> list[Node]:
        return [("template", name) for name in _TEMPLATE.findall(text)]

    def _mentioned(self, module: Module, part: ast.stmt) -> Iterator[Node]:
        for one in ast.walk(part):
            if isinstance(one, ast.Name):
                if one.id in module.definitions:
                    yield (module.name, one.id)
                elif one.id in module.names:
                    yield module.names[one.id]
            elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
                target = module.names.get(one.value.id)
                if target and (found := ".".join(filter(None, target))) in self._modules:
                    yield (found, one.attr)
            elif isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield from self._named_in(one.value)

    def _imports(self, module: Module) -> Iterator[tuple[str, Node]]:
        for one in ast.walk(module.tree):
            if isinstance(one, ast.ImportFrom) and one.module:
                for alias in one.names:
                    inner = f"{one.module}.{alias.name}"
                    yield (
                        alias.asname or alias.name,
                        (inner, "") if inner in self._modules else (one.module, alias.name),
                    )


@dataclass(frozen=True)
class Reached:
    """What was found on the way."""

    modules: dict[str, Module]
    nodes: set[Node]
    said: set[str]
    patterns: set[str]

    def holds(self, file: str, line: int) -> bool:
        """Whether a message that stands at this place can be shown."""
        if file.startswith("templates/"):
            return ("template", file.removeprefix("templates/")) in self.nodes
        module = self._by_file.get(file)
        if module is None:
            return False
        for name, parts in module.definitions.items():
            if (module.name, name) in self.nodes and any(_spans(part, line) for part in parts):
                return (module.name, name) not in _BY_KEY or self._entry_is_reached(module, parts, line)
        return False

    @cached_property
    def _by_file(self) -> dict[str, Module]:
        return {module.file: module for module in self.modules.values()}

    def _entry_is_reached(self, module: Module, parts: list[ast.stmt], line: int) -> bool:
        for part in parts:
            for table in (one for one in ast.walk(part) if isinstance(one, ast.Dict)):
                for key, value in zip(table.keys, table.values, strict=True):
                    if key is not None and key.lineno <= line <= (value.end_lineno or line):
                        return self._is_key_reached(module, key)
        return False

    def _is_key_reached(self, module: Module, key: ast.expr) -> bool:
        if isinstance(key, ast.Constant):
            return key.value in self.said or any(re.fullmatch(said, str(key.value)) for said in self.patterns)
        return isinstance(key, ast.Name) and module.names.get(key.id) in self.nodes


def _modules(project: Path) -> Iterator[Module]:
    for file in sorted((project / "peerlearn").rglob("*.py")):
        inside = file.relative_to(project)
        name = ".".join(inside.with_suffix("").parts).removesuffix(".__init__")
        yield Module(str(inside), name, ast.parse(file.read_text(encoding="utf-8")))


def _defined(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    # `A, B = …` defines both.
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]


def _spans(part: ast.stmt, line: int) -> bool:
    return part.lineno <= line <= (part.end_lineno or part.lineno)


def _texts(part: ast.stmt) -> Iterator[str]:
    return (one.value for one in ast.walk(part) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _patterns(part: ast.stmt) -> Iterator[str]:
    """Codes that are put together, such as f"attendance.{reason}": what is filled in may be any word."""
    for one in ast.walk(part):
        if isinstance(one, ast.JoinedStr) and re.fullmatch(r"[a-z]+\.", _text(one.values[0])):
            yield "".join(re.escape(_text(part)) or r"\w+" for part in one.values)


def _text(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else ""
