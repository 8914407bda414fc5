"""The conditions of a badge as rows of a form, and back: selects and numbers, no script needed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.validators import StopValidation

from peerlearn.awards.reading import LARGEST_NUMBER, MOST_CONDITIONS, MOST_SKILLS
from peerlearn.awards.rules import Kind
from peerlearn.tracks.rules import Level, TrackCode
from peerlearn.web.kit.forms import PageForm

KINDS = {
    Kind.WORKSHOPS_ATTENDED: _l("Workshops attended"),
    Kind.WORKSHOPS_LED: _l("Workshops led"),
    Kind.DISTINCT_LEARNERS: _l("People accompanied"),
    Kind.REVIEWS_WRITTEN: _l("Led workshops looked back at"),
    Kind.TRACK_DONE: _l("A track attended to its end"),
    Kind.SKILLS: _l("Skills, by name"),
    Kind.SKILLS_REACHED: _l("Skills, by number"),
}
_COUNTED = (Kind.WORKSHOPS_ATTENDED, Kind.WORKSHOPS_LED, Kind.DISTINCT_LEARNERS, Kind.REVIEWS_WRITTEN)
# From where a skill has to be seen → the members of `criteria/1` that say so.
SIDES: dict[str, dict[str, Any]] = {
    "any": {},
    "staff": {"sides": ["staff"]},
    "peer": {"sides": ["peer"]},
    "both": {"from_sides": 2},
}
_NUMBERS = {
    **dict.fromkeys(_COUNTED, ("at_least",)),
    Kind.TRACK_DONE: (),
    Kind.SKILLS: ("observations", "observers"),
    Kind.SKILLS_REACHED: ("at_least", "of_modules", "observations", "observers"),
}
_CODE = re.compile(r"[A-Za-z0-9-]{1,20}")
# Where nothing was typed, nothing is asked for.
_MAY_BE_EMPTY = {"observations", "observers", "of_modules"}


@dataclass
class Row:
    """One condition as it is shown: what was typed, as text, and what is wrong with it, by the name of its field."""

    kind: Kind
    typed: dict[str, str] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    level: int = Level.ALONE
    sides: str = "any"
    track: TrackCode = TrackCode.LEARNER
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def asks_for_more(self) -> bool:
        """Whether something is said in the part that is folded away."""
        return self.sides != "any" or any(self.typed.get(name) for name in _MAY_BE_EMPTY)

    def line(self) -> dict[str, Any]:
        """The condition as `criteria/1` writes it."""
        body: dict[str, Any] = {name: int(text) for name, text in self.typed.items() if text}
        if self.kind is Kind.TRACK_DONE:
            return {self.kind.value: {"track": self.track.value}}
        if self.kind in {Kind.SKILLS, Kind.SKILLS_REACHED}:
            body |= {"level": int(self.level), **SIDES[self.sides]}
        if self.kind is Kind.SKILLS:
            body["required"] = list(self.required)
        return {self.kind.value: body}


class RowsField(Field):
    """Every row that the form sent, and what its button asks for: save, add a kind, take away a row or a skill."""

    sent: list[Row] | None = None

    def process_formdata(self, _valuelist: list[str]) -> None:
        """Read the rows from the whole form: each has several fields of its own."""
        self.sent = _changed([_row(request.form, number) for number in _numbers(request.form)], request.form)

    @property
    def rows(self) -> list[Row]:
        """As they were sent, else as they are stored."""
        return [row_of(line) for line in self.data or ()] if self.sent is None else self.sent

    def lines(self) -> list[dict[str, Any]]:
        """The conditions, once the shape is right."""
        return [row.line() for row in self.rows]


def _with_numbers(_form: Any, field: RowsField) -> None:
    """Stop at numbers that are none; what else is unfinished may be saved."""
    for row in field.rows:
        row.problems = _problems(row)
    if any(row.problems for row in field.rows):
        raise StopValidation(_("A number is missing, or too large: look at the lines below."))


class CriteriaForm(PageForm):
    """What the badge asks for."""

    rows = RowsField(_l("Conditions"), validators=[_with_numbers])


def row_of(line: Mapping[str, Any]) -> Row:
    """One stored line as a row."""
    ((name, body),) = line.items()
    kind = Kind(name)
    sides = next((word for word, members in SIDES.items() if members and members.items() <= body.items()), "any")
    return Row(
        kind,
        typed={number: str(body[number]) if number in body else "" for number in _NUMBERS[kind]},
        required=list(body.get("required", ())),
        level=body.get("level", Level.ALONE),
        sides=sides,
        track=TrackCode(body.get("track", TrackCode.LEARNER)),
    )


def _numbers(formdata: MultiDict[str, str]) -> Sequence[int]:
    found = (name.removeprefix("kind-") for name in formdata if name.startswith("kind-"))
    return sorted({int(one) for one in found if one.isascii() and one.isdigit() and len(one) < 3})


def _row(formdata: MultiDict[str, str], number: int) -> Row:
    """What was sent of one row; a word that no select of ours offers becomes the first it does offer."""

    def sent(name: str) -> str:
        return formdata.get(f"{name}-{number}", "").strip()

    kind = Kind(sent("kind")) if sent("kind") in set(KINDS) else Kind.WORKSHOPS_ATTENDED
    codes = dict.fromkeys([*sent("required").split(","), sent("new_skill")])
    required = [code for code in codes if _CODE.fullmatch(code)][:MOST_SKILLS]
    level, side, track = sent("level"), sent("sides"), sent("track")
    return Row(
        kind,
        typed={name: sent(name) for name in _NUMBERS[kind]},
        required=required,
        level=int(level) if level in {"1", "2", "3"} else int(Level.ALONE),
        sides=side if side in SIDES else "any",
        track=TrackCode(track) if track in set(TrackCode) else TrackCode.LEARNER,
    )


def _changed(rows: list[Row], formdata: MultiDict[str, str]) -> list[Row]:
    """The rows after what the button asks for."""
    done, _colon, what = formdata.get("do", "").partition(":")
    if done == "add" and formdata.get("new_kind") in set(KINDS) and len(rows) < MOST_CONDITIONS:
        return [*rows, Row(Kind(formdata["new_kind"]), typed=_first_numbers(Kind(formdata["new_kind"])))]
    if done == "remove":
        return [row for number, row in enumerate(rows) if str(number) != what]
    if done == "drop":
        place, _colon, code = what.partition(":")
        for number, row in enumerate(rows):
            row.required = [one for one in row.required if (str(number), one) != (place, code)]
    return rows


def _first_numbers(kind: Kind) -> dict[str, str]:
    return {name: "" if name in _MAY_BE_EMPTY else "1" for name in _NUMBERS[kind]}


def _problems(row: Row) -> dict[str, str]:
    words = str(_("Write a whole number from 1 to %(most)d.", most=LARGEST_NUMBER))
    return {name: words for name, text in row.typed.items() if not _may_stand(name, text)}


def _may_stand(name: str, text: str) -> bool:
    if not text:
        return name in _MAY_BE_EMPTY
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_NUMBER))
    return is_number and 1 <= int(text) <= LARGEST_NUMBER
