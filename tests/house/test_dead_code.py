"""No function, class or property that nobody uses; being used by a test alone is not enough for the program."""

from keyword import iskeyword

from jinja2 import Environment, nodes
from vulture.core import Vulture

from tests.house.sources import python_files, text, tracked

# What a framework calls: found by the decorator, or by a name of its own.
_CALLED_BY_DECORATION = [
    *("@*.route", "@*.get", "@*.post", "@*.command", "@*.group", "@click.*"),
    *("@*.before_request", "@*.after_request", "@*.teardown_request", "@*.errorhandler", "@*.user_loader"),
    *("@event.*", "@*.listens_for", "@declared_attr", "@*.context_processor"),
]
_CALLED_BY_NAME = [
    "__*__",
    *(
        "get_id",
        "_update_remember_cookie",
        "bind_field",
        "wrap_formdata",
        "process_formdata",
        "validate_*",
    ),  # Flask-Login, WTForms
    *("process_bind_param", "process_result_value", "cache_ok"),  # SQLAlchemy
    *("upgrade", "downgrade"),  # Alembic
    *("load", "load_config", "atoms", "exception"),  # gunicorn
    "declared_access",  # what tests walk: every route's permission
]
_KINDS = {"class", "function", "import", "method", "property", "unreachable_code"}


def test_the_program_has_no_dead_code() -> None:
    assert _unused(python_files("peerlearn", "app.py"), python_files("badges", "migrations")) == []


def test_the_badge_library_has_no_dead_code() -> None:
    users = [name for name in python_files("tests") if name.startswith("tests/badges/")]
    assert _unused(python_files("badges"), [*users, *python_files("peerlearn")]) == []


def _unused(judged: list[str], users: list[str]) -> list[str]:
    seeker = Vulture(ignore_names=_CALLED_BY_NAME, ignore_decorators=_CALLED_BY_DECORATION)
    for name in [*judged, *users]:
        seeker.scan(text(name), filename=name)
    seeker.scan(_names_in_templates(), filename="templates")
    return sorted(
        f"{item.filename}:{item.first_lineno} {item.typ} {item.name}"
        for item in seeker.get_unused_code()
        if item.typ in _KINDS and str(item.filename) in judged and not _is_table(item.typ, str(item.filename))
    )


def _is_table(kind: str, file: str) -> bool:
    """A table is there from the first migration, whether or not a page shows it yet."""
    return kind == "class" and file.endswith("/models.py")


def _names_in_templates() -> str:
    """What the templates use, said in Python."""
    jinja = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    used: set[str] = set()
    for name in tracked():
        if name.startswith("templates/"):
            parsed = jinja.parse(text(name))
            used |= {f"_.{node.attr}" for node in parsed.find_all(nodes.Getattr)}
            used |= {node.name for node in parsed.find_all(nodes.Name)}
    # A word that Python keeps for itself (`class`) would make the rest unreadable.
    return "\n".join(sorted(name for name in used if not iskeyword(name.removeprefix("_."))))
