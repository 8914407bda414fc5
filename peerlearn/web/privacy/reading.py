"""The copy of one's data as a page: every kind of data under a heading, dates and codes in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, cast

from babel import Locale
from flask_babel import gettext as _
from sqlalchemy import Column, Date, DateTime, Enum
from sqlalchemy.types import TypeDecorator

from peerlearn.core import clock
from peerlearn.core.permissions import Role
from peerlearn.core.phones import phone_as_said
from peerlearn.diagnoses.rules import Interest, Need
from peerlearn.lifecycle.stores import table_of
from peerlearn.tracks.rules import Level
from peerlearn.web.kit.i18n import day, day_and_time, listed
from peerlearn.web.kit.labels import LEVEL_WORDS, own_level_words
from peerlearn.web.kit.languages import language
from peerlearn.web.kit.needs import NEED_WORDS
from peerlearn.web.privacy.codes import DEVICES, said
from peerlearn.web.privacy.columns import CHAPTERS, Chapter

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One thing that is written: what it is, and what is said about it, each with its name."""

    lead: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """One kind of data."""

    title: str
    lines: Sequence[Line]


def parts_of(told: Mapping[str, Any]) -> list[Part]:
    """Everything in the copy, in the order in which a person wants to read it."""
    stored: Mapping[str, Sequence[Row]] = told["stored"]
    known = stored["person"][0]
    written = [
        Part(str(chapter.title), _lines(name, chapter, stored[name], {} if name == "person" else known))
        for name, chapter in CHAPTERS.items()
        if name in stored
    ]
    return [*written, Part(_("When something was written or changed"), list(_acts(told["acts"])))]


def _lines(name: str, chapter: Chapter, rows: Sequence[Row], known: Row) -> list[Line]:
    """Of rows of which nothing is in the copy, one line says so."""
    lines: list[Line] = []
    for row in rows:
        line = _line(name, chapter, row, known)
        if not ("words_left_out" in row and lines and lines[-1] == line):
            lines.append(line)
    return lines


def _line(name: str, chapter: Chapter, row: Row, known: Row) -> Line:
    """What is `known` already, since it stands under "Who you are", is not said again."""
    untitled = _("Not in this copy") if "words_left_out" in row else _("Without a title")
    lead = _value(name, chapter.lead, row.get(chapter.lead)) or untitled
    facts = [
        (str(label), value)
        for column, label in chapter.columns.items()
        if not _goes_without_saying(column, row.get(column), known) and (value := _value(name, column, row[column]))
    ]
    return Line(lead, [*facts, *_spelt_out(name, row)])


def _goes_without_saying(column: str, value: Any, known: Row) -> bool:
    if value in (None, "", {}) or (column in {"first_name", "last_name", "channel"} and value == known.get(column)):
        return True
    return bool((column == "is_current" and value) or (column == "is_skewed" and not value))


def _value(name: str, column: str, value: Any) -> str:
    """One value in words, by what its column holds."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    by_hand: Mapping[str, Callable[[Any], Any]] = {
        "workshop": _workshop, "phone": phone_as_said, "device": _device, "language": _language,
        "notice": lambda number: _("Version %(number)s", number=number),
        "number": lambda number: _("edition %(number)s", number=number),
    }  # fmt: skip
    if column in by_hand:
        return str(by_hand[column](value))
    if "level" in column and isinstance(value, int):
        return _level(name, value)
    return _by_kind(_column(name, column), value)


def _by_kind(column: Column[Any] | None, value: Any) -> str:
    if column is None:
        return str(value)
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, Enum):
        return said(cast("type[StrEnum]", kind.enum_class)(value))
    if isinstance(kind, DateTime):
        return day_and_time(clock.at_place(datetime.fromisoformat(value), clock.DEFAULT_ZONE))
    if isinstance(kind, Date):
        return day(date.fromisoformat(value))
    if column.name.endswith("_id") and value in {*Role, "self"}:
        return str(_("you")) if value == "self" else said(Role(value))
    return str(value)


def _column(name: str, told: str) -> Column[Any] | None:
    columns = table_of(name).columns
    return columns[told] if told in columns else columns.get(f"{told}_id")


def _level(name: str, level: int) -> str:
    if name == "diagnosis":
        return str(_("Level %(level)s of 4", level=level))
    return own_level_words()[level] if name == "self_assessment" else str(LEVEL_WORDS[Level(level)])


def _workshop(called: str) -> str:
    """ "2026-03-03T09:00 Mes photos": when it was, then what it was about."""
    starts, _space, title = called.partition(" ")
    return str(_("%(title)s, %(when)s", title=title, when=day_and_time(datetime.fromisoformat(starts))))


def _device(kind: str) -> str:
    return str(DEVICES.get(kind) or _("A device"))


def _language(code: str) -> str:
    return Locale.parse(code).get_display_name(language()) or code


def _spelt_out(name: str, row: Row) -> Iterator[tuple[str, str]]:
    """What no column says by itself: answers with their questions, what was advised, what a badge was given for."""
    if name == "diagnosis":
        result = row.get("result") or {}
        if advised := [title for title in row.get("modules_advised", ()) if title]:
            yield _("Advised"), listed(advised)
        if needs := [str(NEED_WORDS[Need(need)]) for need in result.get("needs") or ()]:
            yield _("What would help"), listed(needs)
        if interest := result.get("interest"):
            yield _("Helping others"), said(Interest(interest))
        yield from ((question, answer) for question, answer in row.get("answers_in_words", ()))
    if name == "award" and (facts := row.get("facts")):
        counted = {
            "workshops_attended": _("Workshops attended"),
            "workshops_led": _("Workshops led"),
            "distinct_learners": _("People accompanied"),
        }
        yield from ((label, str(facts[key])) for key, label in counted.items() if facts.get(key))
        if facts.get("skills"):
            yield _("Skills shown without help"), str(len(facts["skills"]))


def _acts(acts: Sequence[Row]) -> Iterator[Line]:
    """Day by day, which kinds of data, and by whom."""
    told = [(_day_of(act), act) for act in acts]
    for on, found in groupby(told, key=lambda one: one[0]):
        kinds: dict[tuple[str, str], None] = {}
        for _on, act in found:
            chapter = CHAPTERS.get(act["about"])
            by = {"": _("by the program"), "self": _("by you")}.get(act["by"]) or said(Role(act["by"]))
            kinds[str(chapter.title) if chapter else _("Something else"), by] = None
        yield Line(day(on), list(kinds))


def _day_of(act: Row) -> date:
    return clock.day_of(datetime.fromisoformat(act["at"]))
