"""A table that is handed on: no cell runs, also where commas and tabs are taken for separators as well."""

import csv
import io
import re

import pytest

from peerlearn.imports.exporting import as_csv
from peerlearn.imports.reading import neutral, without_apostrophe

# As LibreOffice proposes: all three, and quotes around what holds one.
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^;,\t\r\n"]*))(?:[;,\t]|\r\n|$)')


@pytest.mark.parametrize(
    "written", ["x,=cmd|' /C calc'!A0,y", "x\t=1+1", "\t=1+1", "a,+1", "a,@SUM(1)", 'say "x",=1', "a\r\n=1", "=1,=2"]
)
def test_nothing_behind_a_separator_of_another_kind_runs(written: str) -> None:
    text = "".join(as_csv(("Badge", "Why"), [(written, "end")])).removeprefix("\ufeff")
    cells = [quoted or plain for quoted, plain in _CELL.findall(text)]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    ((_, last),) = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    assert last == "end"


@pytest.mark.parametrize(
    "written", ["x,=cmd|' /C calc'!A0,y", "x\t=1+1", "a,+1", 'x,=1+1,"', "a\n=1", "=1,=2,-3", "a,\t=1", "＝1", "a,＝1"]
)
def test_nothing_runs_where_the_comma_separates_and_quotes_count_only_at_the_start(written: str) -> None:
    """As Excel in English opens it: the semicolon is a sign like any other, so our quotes are inside of a cell."""
    text = "".join(as_csv(("Badge", "Why"), [("Awa", written, "end")])).removeprefix("\ufeff")
    cells = re.split(r"[,\t\r\n]", text)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))]
    assert without_apostrophe(neutral(written)) == written


def test_what_needs_no_quotes_has_none_and_the_rest_is_read_as_it_was() -> None:
    line = ("Awa", "a;b", 'say "x"', "two\nlines", "1,5", "")
    text = "".join(as_csv(("A", "B", "C", "D", "E", "F"), [line]))
    assert text.startswith("\ufeffA;B;C;D;E;F\r\nAwa;")
    assert [tuple(one) for one in csv.reader(io.StringIO(text, newline=""), delimiter=";")][1:] == [line]
