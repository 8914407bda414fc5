"""What the first line of a file says, and the words in its cells, as people write them."""

from datetime import date

import pytest

from peerlearn.core.errors import DomainError
from peerlearn.imports.lines import CheckedLine
from peerlearn.imports.person_lines import CHANNELS, POSITIONS, Crowd, Home, PersonLines, Seen, birth_year
from peerlearn.imports.reading import Row
from peerlearn.imports.rules import Column, ImportKind, Verdict, as_words, meanings_of, missing

HOME = Home("les tilleuls", "35600000000048", date(2026, 3, 3))


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Prénom", Column.FIRST_NAME),
        ("PRENOMS", Column.FIRST_NAME),
        ("prénom(s)", Column.FIRST_NAME),
        ("  Nom de famille ", Column.LAST_NAME),
        ("Année de naissance", Column.BIRTH_YEAR),
        ("Date de naissance", Column.BIRTH_YEAR),
        ("Né(e) le", Column.BIRTH_YEAR),
        ("Née le", Column.BIRTH_YEAR),
        ("Téléphone portable", Column.PHONE),
        ("N° de téléphone", Column.PHONE),
        ("Tél.", Column.PHONE),
        ("E-mail", Column.EMAIL),
        ("Adresse mail", Column.EMAIL),
        ("Courriel", Column.EMAIL),
        ("Canal", Column.CHANNEL),
        ("Fonction", Column.POSITION),
        ("Date d'entrée", Column.FROM_ON),
        ("Date d’entrée", Column.FROM_ON),
        ("Structure", Column.ORGANISATION),
        ("N° SIRET", Column.SIRET),
        ("First name", Column.FIRST_NAME),
        ("Year of birth", Column.BIRTH_YEAR),
        ("Date de fin de contrat", Column.CONTRACT_ENDS_ON),
        ("Fin de contrat", Column.CONTRACT_ENDS_ON),
        ("Remarques", None),
        ("", None),
    ],
)
def test_titles_are_known_with_accents_case_and_plural_forgiven(header: str, column: Column | None) -> None:
    assert meanings_of([header], ImportKind.PEOPLE) == [column]


def test_a_meaning_is_given_once() -> None:
    assert meanings_of(["Nom", "Nom d’usage"], ImportKind.PEOPLE) == [Column.LAST_NAME, None]


def test_what_is_needed_is_missed() -> None:
    assert missing([Column.LAST_NAME], ImportKind.PEOPLE) == [Column.FIRST_NAME]
    assert missing([Column.NAME], ImportKind.ORGANISATIONS) == [Column.KIND]
    assert missing([Column.FIRST_NAME], ImportKind.PEOPLE) == []


def test_titles_of_organisations_are_known() -> None:
    headers = ["Raison sociale", "Types", "Siret", "Département", "RÉGION", "Adresse"]
    found = meanings_of(headers, ImportKind.ORGANISATIONS)
    assert found == [Column.NAME, Column.KIND, Column.SIRET, Column.DEPARTMENT, Column.REGION, None]


@pytest.mark.parametrize("written", ["1984", "12/03/1984", "1984-03-12", "12.3.1984", "12-03-1984", "1984-03-12T00:00"])
def test_of_a_day_of_birth_only_the_year_is_kept(written: str) -> None:
    assert birth_year(written) == 1984


@pytest.mark.parametrize("written", ["84", "12/03/84", "1884", "2084", "31/02/1984", "mars 1984", "1984,0", "²984"])
def test_a_year_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(DomainError):
        birth_year(written)


def test_every_word_of_an_export_is_read_back() -> None:
    said = [(Column.POSITION, position.value, word) for position, words in POSITIONS.items() for word in words]
    said += [(Column.CHANNEL, channel.value, word) for channel, words in CHANNELS.items() for word in words]
    for column, value, word in said:
        facts = _check([Column.FIRST_NAME, column, Column.PHONE, Column.EMAIL], "Awa", word.upper()).facts
        assert facts[column.value] == value, word


def test_words_differ_from_one_another() -> None:
    for said in ([*POSITIONS.values()], [*CHANNELS.values()]):
        folded = [{as_words(word) for word in words} for words in said]
        assert sum(map(len, folded)) == len(set().union(*folded))


def test_two_of_one_name_are_one_person_unless_both_years_are_known_and_differ() -> None:
    for year, verdict in (("1990", Verdict.KNOWN), ("", Verdict.KNOWN), ("1991", Verdict.NEW)):
        columns = [Column.FIRST_NAME, Column.LAST_NAME, Column.BIRTH_YEAR]
        there = Crowd()
        there.add("awa diop", Seen(1990, person_id=7))
        lines = PersonLines(["Prénom", "Nom", "Année"], columns, HOME, there)
        assert lines.check(Row(2, ("AWA", "Diop", year))).verdict is verdict


def test_a_reference_tells_namesakes_apart_and_knows_a_person_by_another_name() -> None:
    there = Crowd()
    there.add("awa diop", Seen(1990, "A-1", person_id=7))
    there.add("rosa", Seen(None, person_id=8))
    lines = PersonLines(["Prénom", "Référence"], [Column.FIRST_NAME, Column.REFERENCE], HOME, there)
    told = [("Awa D.", "A-1"), ("Rosa", "A-2"), ("Zoé", "A-3"), ("Zoé", "A-4"), ("Léa", "A-4"), ("Zoé", "")]
    checked = [lines.check(Row(number, line)) for number, line in enumerate(told, 2)]
    assert [line.verdict.value for line in checked] == ["known", "known", "new", "new", "wrong", "wrong"]
    assert [line.match_id for line in checked[:2]] == [7, 8]
    assert checked[4].problems[0].code == "imports.reference_twice"
    assert checked[5].problems[0].code == "imports.twice"


def _check(columns: list[Column], *cells: str) -> CheckedLine:
    row = Row(2, (*cells, "06 12 34 56 78", "awa@example.org"))
    return PersonLines([column.value for column in columns], columns, HOME, Crowd()).check(row)
