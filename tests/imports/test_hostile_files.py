"""Files that nobody meant well, or that went wrong on the way: each gets clear words, and none gets through."""

import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.scope import Scope
from peerlearn.imports.models import FileImport
from peerlearn.imports.reading import LARGEST_FILE, read
from peerlearn.people.models import Person
from tests.badges.pictures import png
from tests.cast import Cast
from tests.factories.imports import hand_in, people_file
from tests.stage import ClientOf

NIR = "1 85 05 78 006 084 91"
SECONDS = 5


def _xlsx() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


def _wide() -> bytes:
    return people_file(";".join("x" * 61), headers=";".join(["Prénom", *(f"c{n}" for n in range(60))]))


# What is handed in → what is said about the file as a whole.
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "Ce fichier est vide"),
    "spaces": (lambda: b" \r\n\t\n  ", "Ce fichier est vide"),
    "a mark of order only": (lambda: b"\xef\xbb\xbf", "Ce fichier est vide"),
    "six megabytes": (lambda: b"Pr\xc3\xa9nom\n" + b"Awa\n" * (LARGEST_FILE // 4 + 1), "dépasse 5\u00a0Mo"),
    "a spreadsheet": (_xlsx, "pas un CSV"),
    "an old spreadsheet": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "pas un CSV"),
    "a PDF": (lambda: b"%PDF-1.7\n1 0 obj", "pas un CSV"),
    "a picture": (png, "pas un CSV"),
    "a photo": (lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF", "pas un CSV"),
    "compressed": (lambda: b"\x1f\x8b\x08\x00\x00\x00", "pas un CSV"),
    "a web page": (lambda: b"<!DOCTYPE html><table><tr><td>Awa", "une page web"),
    "markup": (lambda: b'  <?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a">]>', "une page web"),
    "a NUL": ("Prénom;Nom\nAwa\0;Diop\n".encode, "pas un texte"),
    "UTF-16 without its mark": (lambda: "Prénom;Nom\nAwa;Diop\n".encode("utf-16-le"), "pas un texte"),
    "UTF-16 cut short": (lambda: "Prénom\nAwa\n".encode("utf-16")[:-1], "Les lettres de ce fichier"),
    "no letters at all": (lambda: b"Pr\x81nom\nAwa\x8d\n", "Les lettres de ce fichier"),
    "a quotation mark never closed": (lambda: people_file('Awa;"Diop;1990', "Rosa;;1980"), "ligne 2, un guillemet"),
    "text after a quotation mark": (lambda: people_file('"Awa"x;Diop;1990'), "ligne 2, un guillemet"),
    "quotation marks by the million": (lambda: people_file('"' * 2_000_001), "un guillemet"),
    "pairs of quotation marks": (lambda: people_file('""' * 1_000_000), "un guillemet"),
    "one line of four megabytes": (lambda: people_file("A" * 4_000_000), "un guillemet"),
    "a long cell": (lambda: people_file("A" * 2_001 + ";;"), "dépasse 2000 caractères"),
    "a long title": (lambda: people_file("Awa", headers="Prénom" * 50), "ne se lit pas"),
    "a title that turns": (lambda: people_file("Awa", headers="Prénom\u202e"), "ne se lit pas"),
    "a title that runs": (lambda: people_file("Awa;1", headers="Prénom;=1+1"), "ne se lit pas"),
    "sixty-one columns": (_wide, "plus de 60 colonnes"),
    "a line of semicolons": (lambda: people_file("Awa" + ";" * 4_000_000), "plus de 60 colonnes"),
    "too many lines": (lambda: people_file(*["Awa;Diop;1990"] * 20_001), "dépasse 20000 lignes"),
    "a title twice": (lambda: people_file("Awa;Rosa", headers="Prénom;PRENOM"), "«\u00a0PRENOM\u00a0»"),
    "only titles": (people_file, "rien dessous"),
    "no titles": (lambda: people_file("Rosa;Petit;1980", headers="Awa;Diop;1990"), "Aucun titre"),
    "two separators": (lambda: people_file("Awa;Diop,1990", headers="Prénom;Nom,Année"), "en mélange deux"),
    "a social security number": (lambda: people_file(f"Awa;Diop;{NIR}"), "numéro de sécurité sociale"),
    "such a number where nobody reads": (
        lambda: people_file(f"Awa;{NIR.replace(' ', '')}", headers="Prénom;Remarque"),
        "numéro de sécurité sociale",
    ),
    "such a number as a title": (lambda: people_file("Awa;x", headers=f"Prénom;{NIR}"), "numéro de sécurité sociale"),
    "SQL": (lambda: b"SQLite format 3\x00" + b"\x10" * 90, "pas un CSV"),
}
# A cell that is handed in → what is said about its line.
LINES: dict[str, tuple[str, str, str]] = {
    "a formula": ("Prénom", "=cmd|' /C calc'!A0", "commence comme une formule"),
    "a formula with a plus sign": ("Prénom", "+SUM(A1)", "commence comme une formule"),
    "a formula with a minus sign": ("Nom", "-2+3+cmd", "commence comme une formule"),
    "a formula with an at sign": ("Nom", "@SUM(A1)", "commence comme une formule"),
    "a formula behind an apostrophe": ("Prénom", "'=1+1", "commence comme une formule"),
    "a dash": ("Prénom", "-", "ne se lit pas comme un nom"),
    "digits": ("Prénom", "12345", "ne se lit pas comme un nom"),
    "a name that turns": ("Prénom", "Awa\u202egpj", "ne peut pas afficher"),
    "a control character": ("Prénom", "Awa\x07", "ne peut pas afficher"),
    "two lines in a name": ("Prénom", '"Awa\nDiop"', "ne se lit pas comme un nom"),
    "a long name": ("Prénom", "A" * 121, "120 caractères"),
    "nobody": ("Remarque", "x", "Il manque le prénom"),
    "a year of two digits": ("Année de naissance", "84", "entre 1920 et 2020"),
    "a year in other digits": ("Année de naissance", "١٩٨٤", "entre 1920 et 2020"),
    "a day that is none": ("Date de naissance", "31/02/1984", "entre 1920 et 2020"),
    "a day of entry that is none": ("Date d’entrée", "hier", "31/12/2025"),
    "an end of contract that is none": ("Fin de contrat", "30/02/2027", "31/12/2025"),
    "an end of contract far away": ("Fin de contrat", "31/12/2206", "années d’ici"),
    "a short phone number": ("Téléphone", "115", "Ce numéro de téléphone"),
    "an e-mail that is none": ("E-mail", "awa(at)example", "pas une adresse e-mail"),
    "a channel that is none": ("Canal", "pigeon", "papier, accompagnant, SMS"),
    "a channel without its number": ("Canal", "SMS", "il faut un téléphone"),
    "a channel without its address": ("Canal", "courriel", "il faut un e-mail"),
    "a function that is none": ("Fonction", "roi", "salarié, permanent"),
    "another organisation": ("Structure", "Le Relais", "autre structure"),
    "another SIRET": ("SIRET", "35600000000048", "autre structure"),
    "a long reference": ("Référence", "A" * 41, "40 lettres"),
    "a reference that runs": ("Référence", "=1", "40 lettres"),
    "a cell too many": ("Nom", "Diop;1990", "trouvées\u00a0: 3, attendues\u00a0: 2"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_gets_clear_words_and_is_not_kept(
    app: Flask, client_of: ClientOf, cast: Cast, name: str
) -> None:
    make, words = FILES[name]
    content, started = make(), time.process_time()
    answer = hand_in(app, client_of("samira"), content, organisation=cast.organisation_ids["tilleuls"])
    assert answer.status_code == 422
    assert words in answer.text
    assert time.process_time() - started < SECONDS
    assert _count(app, FileImport) == 0


@pytest.mark.parametrize("name", LINES)
def test_a_hostile_cell_is_named_with_its_line_and_nothing_is_written(
    app: Flask, client_of: ClientOf, cast: Cast, name: str
) -> None:
    header, cell, words = LINES[name]
    people, samira = _count(app, Person), client_of("samira")
    content = people_file(f"Zoé;{cell}", f"Rosa;{'' if header == 'Prénom' else cell}", headers=f"Prénom;{header}")
    if header == "Prénom":
        content = people_file(f"{cell};Diop", headers="Prénom;Nom")
    if name == "nobody":
        content = people_file(";x", headers="Prénom;Remarque")
    answer = hand_in(app, samira, content, organisation=cast.organisation_ids["tilleuls"])
    page = answer.headers["Location"]
    shown = samira.get(page)
    assert shown.status_code == 200
    assert "Ligne 2" in shown.text
    assert words in shown.text
    assert samira.post(f"{page}/confirmation").status_code == 422
    assert _count(app, Person) == people


def test_a_file_larger_than_any_is_refused_before_it_is_read(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    answer = hand_in(app, client_of("samira"), b"a" * 7_000_000, organisation=cast.organisation_ids["tilleuls"])
    assert answer.status_code == 413
    assert "dépasse 5\u00a0Mo" in answer.text


def test_no_file_at_all_is_asked_for(client_of: ClientOf, cast: Cast) -> None:
    answer = client_of("samira").post("/people/import", data={"organisation": cast.organisation_ids["tilleuls"]})
    assert answer.status_code == 422
    assert "Choisissez d’abord un fichier" in answer.text


def test_a_hostile_name_of_a_file_is_only_text(app: Flask, client_of: ClientOf, cast: Cast) -> None:
    samira = client_of("samira")
    for name in ("<script>alert(1)</script>.csv", "../../etc/passwd", "a\u202evsc.exe", "x" * 900 + ".csv"):
        answer = hand_in(app, samira, people_file("Zélie;;"), name=name, organisation=cast.organisation_ids["tilleuls"])
        page = samira.get(answer.headers["Location"]).text
        assert "<script>alert" not in page
        assert "\u202e" not in page


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_a_file_cut_anywhere_is_read_or_refused_in_words(cut: int) -> None:
    whole = 'Prénom;Nom\r\n"Awa";"O""Brien"\r\nZoé;Œuf\r\n'.encode("utf-16" if cut % 2 else "utf-8")
    with suppress(DomainError):
        assert read(whole[:cut]).rows


def _count(app: Flask, table: type[FileImport] | type[Person]) -> int:
    with app.app_context():
        scope.enter(db.session(), Scope.everything("a test counts"))
        found: int = db.session.execute(select(func.count(table.id))).scalar_one()
        scope.leave(db.session())
        db.session.remove()
    return found
