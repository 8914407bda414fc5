"""From bytes to rows: encodings, separators, quotes and ends of lines, as spreadsheets write them."""

import pytest

from peerlearn.core.errors import DomainError
from peerlearn.imports.exporting import as_csv
from peerlearn.imports.reading import Encoding, neutral, read, without_apostrophe

TABLE = "Prénom;Nom\r\nZoé;Lefèvre\r\nAnaïs;Œuf\r\n"


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        (TABLE.encode(), Encoding.UTF_8),
        (TABLE.encode("utf-8-sig"), Encoding.UTF_8),
        (TABLE.encode("utf-16"), Encoding.UTF_16),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), Encoding.UTF_16),
        (TABLE.encode("cp1252"), Encoding.WINDOWS),
    ],
)
def test_letters_are_read_whatever_wrote_them(written: bytes, encoding: Encoding) -> None:
    sheet = read(written)
    assert sheet.encoding is encoding
    assert sheet.headers == ("Prénom", "Nom")
    assert [row.cells for row in sheet.rows] == [("Zoé", "Lefèvre"), ("Anaïs", "Œuf")]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_ends_of_lines_are_found(separator: str, end: str) -> None:
    lines = [separator.join(line) for line in (("Prénom", "Nom"), ("Zoé", '"a;b,c\td"'), ("Awa", ""))]
    sheet = read(end.join(lines).encode())
    assert [row.cells for row in sheet.rows] == [("Zoé", "a;b,c\td"), ("Awa", "")]


def test_a_hint_for_spreadsheets_is_no_title() -> None:
    sheet = read(b"sep=,\r\nNom,Age\r\nZoe,3\r\n")
    assert sheet.headers == ("Nom", "Age")
    assert sheet.rows[0].number == 3


def test_lines_are_numbered_as_an_editor_does() -> None:
    sheet = read('Nom;Mot\n\nZoé;"une\nlettre"\n;\n\nAwa;\n'.encode())
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(3, "Zoé"), (7, "Awa")]
    with pytest.raises(DomainError) as refused:
        read('Nom;Mot\nZoé;"une\nlettre"\nAwa;"\n'.encode())
    assert refused.value.details == {"line": 4}


def test_one_column_needs_no_separator() -> None:
    assert [row.cells for row in read("Prénom\nZoé\nAwa\n".encode()).rows] == [("Zoé",), ("Awa",)]


def test_empty_columns_at_the_end_are_none() -> None:
    assert read(b"Nom;Age;;\nZoe;3;;\n").headers == ("Nom", "Age")


def test_quotes_inside_a_cell_are_part_of_it() -> None:
    assert read('Nom;Mot\nL"Atelier;"dit ""Zoé"""\n'.encode()).rows[0].cells == ('L"Atelier', 'dit "Zoé"')


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@x", "Awa", "'Awa", "", "’Awa"])
def test_what_is_made_harmless_is_read_back_as_it_was(cell: str) -> None:
    assert without_apostrophe(neutral(cell)) == cell
    assert not neutral(cell).startswith(("=", "+", "-", "@"))


def test_a_file_of_ours_is_read_back() -> None:
    written = "".join(as_csv(("Nom", "Mot"), [["Zoé", 'a;"b"\nc'], ["=x", "é"]])).encode()
    assert [row.cells for row in read(written).rows] == [("Zoé", 'a;"b"\nc'), ("'=x", "é")]
